"""Tables as bytes."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.spreadsheet import (
    FORMULA_STARTS,
    Column,
    Sheet,
    csv_bytes,
    visible,
    xlsx_bytes,
)

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("обычное имя", "обычное имя"),
        ("a\x1b[0m", "a\\x1b[0m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\\nb"),
        ("a\udc80", "a\\udc80"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(text=st.text())
def test_no_csv_cell_begins_a_formula(text: str) -> None:
    content = csv_bytes(["a"], [[text]]).decode()

    _, (cell,) = list(csv.reader(io.StringIO(content, newline=""))) or [[], [""]]

    assert not cell.lstrip().startswith(FORMULA_STARTS)


@given(text=st.text())
def test_any_text_makes_a_workbook(text: str) -> None:
    sheet = Sheet(
        title=text,
        heading=text,
        columns=(Column(title="a", width=10),),
        rows=[[text]],
    )

    book = load_workbook(io.BytesIO(xlsx_bytes(sheet, clock=CLOCK)))

    value = book.worksheets[0]["A2"].value
    assert (value or "") == visible(text)


def test_the_clock_is_the_only_time_in_a_workbook() -> None:
    sheet = Sheet(title="t", columns=(Column(title="a", width=10),), rows=[[1]])

    content = xlsx_bytes(sheet, clock=CLOCK)

    properties = load_workbook(io.BytesIO(content)).properties
    assert properties.created == properties.modified == CLOCK.replace(tzinfo=None)
