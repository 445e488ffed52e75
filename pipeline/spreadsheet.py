"""Tables as XLSX and CSV bytes: the same rows give the same bytes.

Nothing that comes from outside becomes a formula or reaches a terminal unescaped. It
knows nothing of what the rows mean.
"""

import csv
import io
import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from pipeline.xlsx_parts import (
    BOLD,
    PLAIN,
    QUOTED,
    QUOTED_BOLD,
    Layout,
    Value,
    write_workbook,
)

Cell = str | int | float | bool | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program take a text for a formula."""
_HEADER_LIMIT = 100
"""Characters of one part of a printed page header; a sheet holds 255 in all."""
_WIDER = 1.15
"""Words are wrapped whole, so that lines fill less than their width."""
_LINE_PT = 12.0
_TALLEST_PT = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as it is printed."""

    title: str
    width: float
    """In characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with what stands above and below it when it is printed."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Sequence[Cell]] = ()
    heading: str = ""
    """Printed at the top right of every page."""
    footing: str = "&P / &N"
    """Printed at the foot; &P is the page, &N their number."""


def visible(text: str) -> str:
    """Write control and invisible characters as their escapes."""
    if text.isprintable():
        return text
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV; see ``write_csv``."""
    stream = io.BytesIO()
    write_csv(stream, header, rows)
    return stream.getvalue()


def write_csv(
    stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write rows as CSV in UTF-8; texts that look like formulas get a quote."""
    with writing_csv(stream, header) as put:
        for row in rows:
            put(row)


@contextmanager
def writing_csv(
    stream: BinaryIO, header: Sequence[str]
) -> Iterator[Callable[[Sequence[Cell]], None]]:
    """Give what writes one row more; see ``write_csv``."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    try:
        yield lambda row: writer.writerow([_csv_cell(cell) for cell in row])
    finally:
        text.detach()


def _csv_cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = visible(cell)
    return f"'{shown}" if cell.lstrip().startswith(FORMULA_STARTS) else shown


def xlsx_bytes(sheet: Sheet, *, clock: datetime) -> bytes:
    """Return a table as a workbook; see ``write_xlsx``."""
    stream = io.BytesIO()
    write_xlsx(stream, sheet, clock=clock)
    return stream.getvalue()


def write_xlsx(stream: BinaryIO, sheet: Sheet, *, clock: datetime) -> None:
    """Write a table as a workbook of one sheet, ready to be printed.

    Args:
        stream: Seekable, open for writing; rows go there as they come.
        sheet: The first row holds the titles and is repeated on every page.
        clock: Stands in the file as the time of its making.
    """
    left, right = _header_text(sheet.title), _header_text(sheet.heading)
    layout = Layout(
        name=_sheet_name(sheet.title),
        title=visible(sheet.title),
        clock=clock.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        widths=tuple(column.width for column in sheet.columns),
        header=f"&L{left}&R{right}",
        footer=f"&C{sheet.footing}",
    )
    rows = itertools.chain(
        [([column.title for column in sheet.columns], BOLD)],
        ((row, PLAIN) for row in sheet.rows),
        ((row, BOLD) for row in sheet.totals),
    )
    write_workbook(
        stream,
        layout,
        (
            (_height(row, sheet.columns), [_xlsx_value(cell, look) for cell in row])
            for row, look in rows
        ),
    )


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Return a height in points at which the longest cell of a row shows whole."""
    lines = max(
        (
            math.ceil(len(visible(str(cell))) * _WIDER / column.width)
            for cell, column in zip(row, columns, strict=True)
            if cell is not None
        ),
        default=1,
    )
    return min(max(lines, 1) * _LINE_PT + 2, _TALLEST_PT)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", visible(title))[:31].strip("' ") or "belgi"


def _header_text(text: str) -> str:
    """Cut a header to what a sheet holds; an ampersand would begin a code."""
    return visible(text)[:_HEADER_LIMIT].replace("&", "&&")


def _xlsx_value(value: Cell, look: int) -> Value:
    """Return a cell and its style; a cell holds at most 32,767 characters."""
    if not isinstance(value, str):
        return value, look
    if value.lstrip().startswith(FORMULA_STARTS):
        look = {PLAIN: QUOTED, BOLD: QUOTED_BOLD}[look]
    return visible(value)[:32_767], look
