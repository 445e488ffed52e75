"""Reads spreadsheets: cells, print headers, comments, text boxes, charts.

Rows far from anything of interest are left out. Knows which parts are shown;
``xlsx_cells`` tells what stands in a cell.

Source: ISO/IEC 29500-1, 18 (SpreadsheetML).
"""

import re
from pathlib import Path

from models.documents import Line, Source
from models.errors import LimitExceeded
from models.settings import Limits
from pipeline.reading.docx_active import active_content, foreign_labels
from pipeline.reading.docx_lines import Found, Piece, lines_of, picture_of, plain_lines
from pipeline.reading.docx_package import (
    R,
    Relation,
    main_part,
    parts_of_kind,
    relations,
)
from pipeline.reading.docx_pictures import read_pictures
from pipeline.reading.docx_styles import Look
from pipeline.reading.ooxml_graphics import (
    drawn_words,
    embedded_objects,
    graphic_lines,
    old_drawings,
    picture_parts,
)
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.shown_ways import drawing_way
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.xlsx_cells import Book, S, format_words, read_book, row_cells
from pipeline.reading.xlsx_head import Cell, as_head, head_rows
from pipeline.reading.zip_container import Container, Element, open_container

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
HEADER_CODE = re.compile(
    r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d{2}[+-]\d{3}|\d{1,3}|[A-Za-z]|&)'
)
SECTION = re.compile(r"&([LCR])")
ALIGN = {"L": "left", "C": "center", "R": "right"}
NEAR_ROWS = 3
"""Rows kept on each side of one that is of interest."""
MOST_LETTERS = 200_000_000
"""Of one sheet. Cells share strings, so that a small file can show any number."""
FEW_ROWS = 200
"""A sheet of up to so many rows is kept whole."""


def read_xlsx(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read a workbook, one page a sheet; hidden sheets count as concealed.

    Raises:
        InputError: Damaged, encrypted, or beyond a limit.
    """
    container = open_container(path, limits=limits)
    with container.archive:
        main = main_part(container, "xl/workbook.xml")
        rows = relations(container, main)
        book = read_book(container, rows)
        facts = Facts(labels=foreign_labels(container))
        facts.found.concealed += format_words(container, rows)
        pages: list[tuple[Line, ...]] = []
        for sheet in container.xml(main).iter(f"{S}sheet"):
            relation = rows.get(sheet.get(f"{R}id", ""))
            if relation is None or relation.target not in container.names:
                continue
            facts.found.concealed.append(sheet.get("name", ""))
            found = Found(blocks=facts.found.blocks)
            _sheet(container, relation.target, book, found, interest)
            facts.found.blocks = found.blocks
            if sheet.get("state", "visible") != "visible":
                facts.found.concealed += [line.text for line in found.lines]
            else:
                read_pictures(container, found, interest=interest, raster=raster)
                pages.append(tuple(found.lines))
            facts.found.concealed += found.concealed
            facts.found.problems |= found.problems
            facts.found.active |= found.active
        facts.pages = tuple(pages)
        facts.found.active |= active_content(container, [])
        return facts


def _sheet(
    container: Container, part: str, book: Book, found: Found, interest: Interest
) -> None:
    root = container.xml(part)
    for name, source in (("Header", Source.HEADER), ("Footer", Source.FOOTER)):
        for element in root.iterfind(f"{S}headerFooter/*"):
            if isinstance(element.tag, str) and element.tag.endswith(name):
                header_lines(element.text or "", found, source)
    _rows(root, book, found, interest)
    _beside(container, relations(container, part), found)


def _rows(root: Element, book: Book, found: Found, interest: Interest) -> None:
    elements = root.findall(f"{S}sheetData/{S}row")
    rows = [row_cells(row, book) for row in elements]
    shown = sum(len(p.text) for row in rows for pieces, _ in row for p in pieces)
    if shown > MOST_LETTERS:
        raise LimitExceeded(
            "A sheet shows more than the limit; look at it on an isolated machine."
        )
    for index in range(head_rows(rows)):
        rows[index] = as_head(rows[index], elements[index])
    for index in sorted(_kept(rows, interest)):
        for pieces, look in rows[index]:
            _cell_lines(pieces, look, found)


def _beside(container: Container, own: dict[str, Relation], found: Found) -> None:
    """Take comments and drawings; report embedded objects."""
    for kind in ("comments", "threadedComment"):
        for comments in parts_of_kind(container, own, kind):
            for text in container.xml(comments).iter(f"{S}comment"):
                plain_lines("".join(text.itertext()), found, Source.ANNOTATION)
    for drawing in parts_of_kind(container, own, "drawing"):
        drawing_lines(container, drawing, found)
        graphic_lines(container, relations(container, drawing), found)
    old_drawings(container, own, found)
    picture_parts(container, own, found)
    embedded_objects(own, found)


def _kept(rows: list[list[Cell]], interest: Interest) -> set[int]:
    """Say which rows are kept: few, or near one that is of interest."""
    if len(rows) <= FEW_ROWS:
        return set(range(len(rows)))
    kept: set[int] = set()
    for index, cells in enumerate(rows):
        text = " ".join(piece.text for pieces, _ in cells for piece in pieces)
        if text and interest(text):
            kept.update(range(max(index - NEAR_ROWS, 0), index + NEAR_ROWS + 1))
    return {index for index in kept if index < len(rows)}


def _cell_lines(pieces: list[Piece], look: Look, found: Found) -> None:
    if look.concealed:
        found.concealed.append("".join(piece.text for piece in pieces))
        return
    block = found.new_block()
    found.lines += lines_of(pieces, block=block, look=look, base=Source.TABLE)


def header_lines(text: str, found: Found, source: Source) -> None:
    """Take in a print header: its three sections, without its codes."""
    parts = SECTION.split(text)
    sections = [("C", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for place, words in sections:
        plain = HEADER_CODE.sub(lambda m: "&" if m.group() == "&&" else "", words)
        look = Look(align=ALIGN[place], half_points=20)
        block = found.new_block()
        pieces = [Piece(plain.replace("\r", ""), look, source)]
        found.lines += lines_of(pieces, block=block, look=look, base=source)


def drawing_lines(container: Container, part: str, found: Found) -> None:
    """Take in the text boxes and pictures of a drawing part."""
    own = relations(container, part)
    root = container.xml(part)
    drawn_words(root, found)
    for blip in root.iter(f"{A}blip"):
        relation = own.get(blip.get(f"{R}embed", "") or blip.get(f"{R}link", ""))
        if relation is not None:
            way = drawing_way(blip)
            found.pictures.append(picture_of(relation, Source.TEXTBOX, way=way))
