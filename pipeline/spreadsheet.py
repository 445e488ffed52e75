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
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Cell = str | int | float | bool | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program take a text for a formula."""
_A4 = 9
_ZIP_FIRST = (1980, 1, 1, 0, 0, 0)
_HEADER_LIMIT = 100
"""Characters of one part of a printed page header; a sheet holds 255 in all."""
_WIDER = 1.15
"""Words are wrapped whole, so that lines fill less than their width."""
_LINE_PT = 12.0
_TALLEST_PT = 400.0
_STAMP = re.compile(rb"(<dcterms:(\w+)[^>]*>)[^<]*(</dcterms:\2>)")


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
    """Return rows as CSV in UTF-8; texts that look like formulas get a quote."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return text.getvalue().encode()


def _csv_cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = visible(cell)
    return f"'{shown}" if cell.lstrip().startswith(FORMULA_STARTS) else shown


def xlsx_bytes(sheet: Sheet, *, clock: datetime) -> bytes:
    """Return a table as a workbook of one sheet, ready to be printed.

    Args:
        sheet: The first row holds the titles and is repeated on every page.
        clock: Stands in the file as the time of its making.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet(_sheet_name(sheet.title))
    _set_up_page(page, sheet)
    for index, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = column.width
    plain, bold = _Look.of(page, bold=False), _Look.of(page, bold=True)
    rows = itertools.chain(
        [([column.title for column in sheet.columns], bold)],
        ((row, plain) for row in sheet.rows),
        ((row, bold) for row in sheet.totals),
    )
    for number, (row, look) in enumerate(rows, start=1):
        page.row_dimensions[number].height = _height(row, sheet.columns)
        page.append(_cells(page, row, look))
    book.properties.creator = "belgi"
    book.properties.title = visible(sheet.title)
    raw = io.BytesIO()
    book.save(raw)
    return _repack(raw.getvalue(), clock)


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


def _set_up_page(page: Any, sheet: Sheet) -> None:
    """Landscape A4, one page wide, the titles again on every page."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.freeze_panes = "A2"
    for side in ("left", "right", "top", "bottom"):
        setattr(page.page_margins, side, 0.5)
    page.page_margins.top = 0.9
    page.oddHeader.left.text = _header_text(sheet.title)
    page.oddHeader.right.text = _header_text(sheet.heading)
    page.oddFooter.center.text = sheet.footing


def _header_text(text: str) -> str:
    """Cut a header to what a sheet holds; an ampersand would begin a code."""
    return visible(text)[:_HEADER_LIMIT].replace("&", "&&")


@dataclass(frozen=True, slots=True)
class _Look:
    """The styles of a row's cells, looked up once: that is most of the work."""

    plain: Any
    quoted: Any
    """Of texts that a program might take for a formula when they are edited."""

    @classmethod
    def of(cls, page: Any, *, bold: bool) -> "_Look":
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, Side

        thin = Side(style="thin")
        styles = []
        for quoted in (False, True):
            cell = WriteOnlyCell(page)
            cell.font = Font(name="Arial", bold=bold, size=9)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.quotePrefix = quoted
            styles.append(cell._style)
        return cls(*styles)


def _cells(page: Any, row: Sequence[Cell], look: _Look) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in row:
        cell = WriteOnlyCell(page, value=_xlsx_value(value))
        cell._style = look.plain
        if isinstance(value, str):
            cell.data_type = "s"
            if value.lstrip().startswith(FORMULA_STARTS):
                cell._style = look.quoted
        cells.append(cell)
    return cells


def _xlsx_value(value: Cell) -> Cell:
    """A cell holds at most 32,767 characters."""
    return visible(value)[:32_767] if isinstance(value, str) else value


def _repack(raw: bytes, clock: datetime) -> bytes:
    """Write the container again without the moment at which it was made."""
    when = clock.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + when + rb"\g<3>", content)
            info = zipfile.ZipInfo(member.filename, _ZIP_FIRST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, content)
    return out.getvalue()
