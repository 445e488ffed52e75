"""Writes a workbook of one sheet row by row: equal rows give equal bytes.

It holds one row at a time and needs no library, so that a table of any length costs no
memory. It knows how XLSX is spelled, not what may stand in a cell.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from models.xml_text import escape, quoteattr

PLAIN, BOLD, QUOTED, QUOTED_BOLD = 1, 2, 3, 4
"""Styles of cells; a program that edits a quoted one takes it for text."""
_FIRST = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_RELS = f"{_PACKAGE}/relationships"
_VENDOR = "application/vnd.openxmlformats-"
_SHEET_TYPE = f"{_VENDOR}officedocument.spreadsheetml"
_CHUNK = 1 << 16

Value = tuple[str | int | float | bool | None, int]
"""What a cell holds, ready to be written, and its style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a sheet is besides its rows; the texts are ready to be written."""

    name: str
    """At most 31 characters."""
    title: str
    clock: str
    """ISO time in UTC."""
    widths: tuple[float, ...]
    """In characters."""
    header: str
    """Codes and text at the top of every printed page."""
    footer: str


def write_workbook(
    stream: BinaryIO, layout: Layout, rows: Iterable[tuple[float, Sequence[Value]]]
) -> None:
    """Write a workbook: landscape A4, one page wide, the first row on every page.

    Args:
        stream: Seekable, open for writing.
        layout: The sheet.
        rows: Height in points, and the cells.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in _parts(layout):
            target.writestr(_member(name), (_HEAD + text).encode())
        with target.open(_member("xl/worksheets/sheet1.xml"), "w") as sheet:
            buffer = bytearray()
            for piece in _sheet(layout, rows):
                buffer += piece.encode()
                if len(buffer) > _CHUNK:
                    sheet.write(buffer)
                    buffer.clear()
            sheet.write(buffer)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _sheet(
    layout: Layout, rows: Iterable[tuple[float, Sequence[Value]]]
) -> Iterator[str]:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width:g}" customWidth="1"/>'
        for n, width in enumerate(layout.widths, start=1)
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>"
    )
    names = [_letters(n) for n in range(1, len(layout.widths) + 1)]
    for number, (height, values) in enumerate(rows, start=1):
        cells = "".join(
            _cell(f"{name}{number}", value)
            for name, value in zip(names, values, strict=True)
        )
        yield f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'
    yield (
        '</sheetData><pageMargins left="0.5" right="0.5" top="0.9" bottom="0.5" '
        'header="0.5" footer="0.5"/><pageSetup paperSize="9" fitToWidth="1" '
        'fitToHeight="0" orientation="landscape"/><headerFooter>'
        f"<oddHeader>{escape(layout.header)}</oddHeader>"
        f"<oddFooter>{escape(layout.footer)}</oddFooter></headerFooter></worksheet>"
    )


def _cell(place: str, value: Value) -> str:
    content, style = value
    if content is None or content == "":
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(content, bool):
        return f'<c r="{place}" s="{style}" t="b"><v>{content:d}</v></c>'
    if isinstance(content, str):
        space = "" if content == content.strip() else ' xml:space="preserve"'
        text = f"<is><t{space}>{escape(content)}</t></is>"
        return f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>'
    return f'<c r="{place}" s="{style}"><v>{content!r}</v></c>'


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _parts(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield all parts but the sheet."""
    types = (
        ("/xl/workbook.xml", f"{_SHEET_TYPE}.sheet.main+xml"),
        ("/xl/worksheets/sheet1.xml", f"{_SHEET_TYPE}.worksheet+xml"),
        ("/xl/styles.xml", f"{_SHEET_TYPE}.styles+xml"),
        ("/docProps/core.xml", f"{_VENDOR}package.core-properties+xml"),
    )
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{_VENDOR}package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        _relations(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            (f"{_RELS}/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    yield "docProps/core.xml", _properties(layout)
    yield "xl/workbook.xml", _workbook(layout)
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/styles", "styles.xml"),
        ),
    )
    yield "xl/styles.xml", _styles()


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_RELS}">{rows}</Relationships>'


def _properties(layout: Layout) -> str:
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{layout.clock}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(layout.title)}</dc:title><dc:creator>belgi</dc:creator>"
        f"{times}</cp:coreProperties>"
    )


def _workbook(layout: Layout) -> str:
    quoted = layout.name.replace("'", "''")
    titles = f"'{quoted}'!$1:$1"
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<bookViews><workbookView activeTab="0"/></bookViews><sheets>'
        f'<sheet name={quoteattr(layout.name)} sheetId="1" r:id="rId1"/></sheets>'
        '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"{escape(titles)}</definedName></definedNames></workbook>"
    )


def _styles() -> str:
    looks = "".join(
        f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="1" xfId="0" '
        f'quotePrefix="{quoted}" applyFont="1" applyBorder="1" applyAlignment="1">'
        '<alignment vertical="top" wrapText="1"/></xf>'
        for quoted, font in ((0, 1), (0, 2), (1, 1), (1, 2))
    )
    sides = "".join(
        f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom")
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="3">'
        '<font><sz val="11"/><name val="Calibri"/></font>'
        '<font><sz val="9"/><name val="Arial"/></font>'
        '<font><b/><sz val="9"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="2"><border/>'
        f"<border>{sides}</border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="5">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f'{looks}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
