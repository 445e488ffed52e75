"""Tells what the cells of a workbook show: strings, formats, and rows made of both.

Numbers are taken as they are stored. Knows cells and their looks; not which of them
matter.

Source: ISO/IEC 29500-1, 18 (SpreadsheetML).
"""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

from models.documents import Source
from models.errors import CorruptInput
from pipeline.reading.docx_lines import Piece
from pipeline.reading.docx_package import Relation, parts_of_kind
from pipeline.reading.docx_styles import Look
from pipeline.reading.xlsx_head import Cell
from pipeline.reading.zip_container import Container, Element

T = TypeVar("T")

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMAT_WORDS = re.compile(r'"([^"]*)"|\\(.)')
"""What a number format shows as it stands."""
USUAL_SIZE = "11"
"""In points, where a font tells none."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of a workbook share."""

    strings: list[list[tuple[str, bool]]]
    """Each shared string as (text, struck) pieces."""
    looks: list[Look]
    """By cell format."""


def read_book(container: Container, rows: dict[str, Relation]) -> Book:
    """Return the shared strings and formats that a workbook points at."""
    return Book(
        _strings(container, parts_of_kind(container, rows, "sharedStrings")),
        _looks(container, parts_of_kind(container, rows, "styles")),
    )


def format_words(container: Container, rows: dict[str, Relation]) -> list[str]:
    """Return the words that number formats put around numbers, or in their place."""
    return [
        "".join(quoted or letter for quoted, letter in FORMAT_WORDS.findall(code))
        for part in parts_of_kind(container, rows, "styles")
        for format_ in container.xml(part).iter(f"{S}numFmt")
        for code in format_.get("formatCode", "").split(";")
    ]


def row_cells(row: Element, book: Book) -> list[Cell]:
    """Return the cells of a row that show anything.

    Raises:
        CorruptInput: A cell shows a shared string that is not there.
    """
    cells: list[Cell] = []
    for cell in row.iterchildren(f"{S}c"):
        look = _at(book.looks, cell.get("s"), Look())
        pieces = _cell(cell, book)
        if any(text.strip() for text, _ in pieces):
            shown = [
                Piece(text, _struck(look) if struck else look, Source.TABLE)
                for text, struck in pieces
            ]
            cells.append((shown, look))
    return cells


def _cell(cell: Element, book: Book) -> list[tuple[str, bool]]:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{S}is")
        return [] if inline is None else _pieces(inline)
    value = cell.findtext(f"{S}v") or ""
    if kind == "s":
        index = int(value) if value.isdigit() else -1
        if index >= len(book.strings):
            raise CorruptInput(
                "The file is damaged: a cell shows a text that is not there; ask the "
                "sender for it again."
            )
        return book.strings[index] if index >= 0 else []
    return [(value, False)]


def _struck(look: Look) -> Look:
    return replace(look, toggles=look.toggles | {"strike"})


def _strings(container: Container, parts: list[str]) -> list[list[tuple[str, bool]]]:
    found = []
    for part in parts[:1]:
        for item in container.xml(part).iterchildren(f"{S}si"):
            found.append(_pieces(item))
    return found


def _pieces(item: Element) -> list[tuple[str, bool]]:
    runs = [
        (run.findtext(f"{S}t") or "", _on(run.find(f"{S}rPr/{S}strike")))
        for run in item.iterchildren(f"{S}r")
    ]
    return runs or [(item.findtext(f"{S}t") or "", False)]


def _on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _looks(container: Container, parts: list[str]) -> list[Look]:
    if not parts:
        return []
    root = container.xml(parts[0])
    fonts = [_font(font) for font in root.iterfind(f"{S}fonts/{S}font")]
    fills = [
        fill.find(f"{S}patternFill/{S}fgColor") is not None
        for fill in root.iterfind(f"{S}fills/{S}fill")
    ]
    looks = []
    for format_ in root.iterfind(f"{S}cellXfs/{S}xf"):
        look = _at(fonts, format_.get("fontId"), Look())
        align = format_.find(f"{S}alignment")
        shaded = _at(fills, format_.get("fillId"), False)
        looks.append(
            replace(
                look,
                shade="fill" if shaded else None,
                align=None if align is None else align.get("horizontal"),
            )
        )
    return looks


def _at(items: list[T], index: str | None, usual: T) -> T:
    number = int(index) if index and index.isdigit() else 0
    return items[number] if number < len(items) else usual


def _font(font: Element) -> Look:
    toggles = {name for name in ("b", "strike") if _on(font.find(f"{S}{name}"))}
    size, colour = font.find(f"{S}sz"), font.find(f"{S}color")
    value = USUAL_SIZE if size is None else size.get("val", USUAL_SIZE)
    rgb = None if colour is None else colour.get("rgb")
    if (
        colour is not None
        and colour.get("theme") == "0"
        and "tint" not in colour.attrib
    ):
        rgb = "FFFFFFFF"
    try:
        half = round(float(value) * 2)
    except (ValueError, OverflowError):
        half = int(USUAL_SIZE) * 2
    return Look(
        toggles=frozenset(toggles),
        half_points=half,
        colour=rgb[-6:] if rgb else None,
    )
