"""Typed fields of PDF forms: their value counts, and so does what they show."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from models.documents import Line, Source
from tests.pipeline.reading.test_pdf_drawn import (
    add,
    annotation,
    looked_at,
    nothing_read,
    reading_of,
    words_of_codes,
)


def shows(drawn: str, value: str, **more: Any) -> Any:
    """Return a change that lays a field over a page, with a value of its own."""

    def put(file: pikepdf.Pdf, page: Any) -> None:
        content = drawn if drawn.startswith("BT") else f"BT {{}} ({drawn}) Tj ET"
        form = file.make_stream(content.format("/F1 12 Tf 2 10 Td").encode())
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, 170, 40])
        form.Resources = Dictionary(Font=page.Resources.Font)
        said = {"FT": Name.Tx, "T": "a", "V": String(value), **more}
        annotation(file, page, "Widget", form, **said)
        file.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))

    return put


def told(path: Path, change: Any) -> list[str]:
    lines: tuple[Line, ...] = reading_of(path, change, nothing_read).pages[0].lines
    return [line.text for line in lines if line.source is Source.FORM_FIELD]


CELLS = "BT {} (S) Tj 20 0 Td (E) Tj 20 0 Td (C) Tj 20 0 Td (R) Tj ET"
LIKE = {
    "same": shows("SECRET", "SECRET"),
    "another-case": shows("SECRET", "Secret"),
    "cells": shows(CELLS, "SECR"),
    "number": shows("1 000,00", "1000 EUR"),
    "scrolled": shows("SECRET of state", "SECRET of state and more"),
    "chosen": shows(
        "SECRET",
        "2",
        FT=Name.Ch,
        Ff=131072,
        Opt=Array([Array([String("2"), String("SECRET")])]),
    ),
}


@pytest.mark.parametrize("change", LIKE.values(), ids=LIKE)
def test_a_field_that_shows_its_value_is_not_looked_at(
    tmp_path: Path, change: Any
) -> None:
    assert looked_at(tmp_path / "a.pdf", change) == []


UNLIKE = {
    "another": shows("SECRET", "letter"),
    "longer": shows("TOP SECRET", "SECRET"),
    "number": shows("SECRET", "5"),
    "of-a-list": shows(
        "BT {} (NO) Tj 0 14 Td (SECRET) Tj ET",
        "NO",
        FT=Name.Ch,
        Opt=Array([String("NO"), String("SECRET")]),
    ),
}


@pytest.mark.parametrize("change", UNLIKE.values(), ids=UNLIKE)
def test_what_a_field_shows_counts_beside_its_value(
    tmp_path: Path, change: Any
) -> None:
    words = told(tmp_path / "a.pdf", change)

    assert any("SECRET" in row for row in words[1:])
    assert looked_at(tmp_path / "b.pdf", change) == [True]


def test_a_field_in_letters_that_nobody_can_tell_is_looked_at(tmp_path: Path) -> None:
    def put(file: pikepdf.Pdf, page: Any) -> None:
        before = page.Contents
        words_of_codes(file, page, b"ABCDEF")
        page.Contents = before
        drawn = "BT /{} 20 Tf 2 10 Td (ABCDEF) Tj ET"
        named = next(key for key in page.Resources.Font if key != "/F1")
        shows(drawn.format(named.lstrip("/")), "letter")(file, page)

    assert looked_at(tmp_path / "a.pdf", put) == [True]


def test_words_of_the_page_below_a_field_are_not_its_own(tmp_path: Path) -> None:
    def put(file: pikepdf.Pdf, page: Any) -> None:
        add(file, page, b"BT /F1 9 Tf 405 815 Td (Name of the sender) Tj ET")
        shows("SECRET", "SECRET")(file, page)

    assert looked_at(tmp_path / "a.pdf", put) == []


def test_a_hidden_field_shows_nothing(tmp_path: Path) -> None:
    def put(file: pikepdf.Pdf, page: Any) -> None:
        shows("SECRET", "letter")(file, page)
        page.Annots[0].F = 2

    assert told(tmp_path / "a.pdf", put) == []


def test_all_pages_of_a_form_are_laid_flat(tmp_path: Path) -> None:
    def put(file: pikepdf.Pdf, page: Any) -> None:
        shows("SECRET", "letter")(file, page)
        file.pages.append(file.pages[0])
        file.pages[1].obj.Annots = Array([file.make_indirect(page.Annots[0])])

    reading = reading_of(tmp_path / "a.pdf", put, nothing_read)

    texts = [[line.text for line in page.lines] for page in reading.pages]
    assert texts == [["letter", "SECRET"]] * 2
