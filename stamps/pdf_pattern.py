"""What a drawing looks like alone on white, as the proof compares pages with it.

pdfium paints it from our own font files, which stay open for the life of the process;
no PDF is written and none is read for it. Knows pdfium and drawings; nothing of pages
and of how a stamp gets onto one.
"""

import ctypes
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from models.geometry import Box
from stamps.artwork import BORDER_PT, Art, Run
from stamps.fonts import font_path, load_face
from stamps.pdf_render import Picture, render_part
from stamps.plan import StampStyle

_LEAST_SIDE_PT = 3.0
_OPAQUE = 255
_STROKED = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Easel:
    """An empty page and the fonts of one style."""

    document: pdfium.PdfDocument
    page: pdfium.PdfPage
    """Bears a drawing only while it is painted."""
    fonts: dict[bool, Any]
    """pdfium's handles: of the bold font by True, of the other by False."""


@lru_cache(maxsize=4)
def _easel(style: str) -> _Easel:
    document = pdfium.PdfDocument.new()
    fonts = {bold: _load_font(document, style, bold=bold) for bold in (False, True)}
    page = document.new_page(_LEAST_SIDE_PT, _LEAST_SIDE_PT)
    return _Easel(document=document, page=page, fonts=fonts)


def _load_font(document: pdfium.PdfDocument, style: str, *, bold: bool) -> Any:
    data = font_path(style, bold=bold).read_bytes()
    letters = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    kind, by_glyph = pdfium_c.FPDF_FONT_TRUETYPE, True
    return pdfium_c.FPDFText_LoadFont(document, letters, len(data), kind, by_glyph)


def paint(art: Art, style: StampStyle, scale: float) -> Picture:
    """Return a drawing in grey on white.

    Args:
        art: The drawing.
        style: Its font and colour.
        scale: Pixels per point.
    """
    easel = _easel(style.font)
    size = (max(side, _LEAST_SIDE_PT) for side in (art.width, art.height))
    pdfium_c.FPDFPage_SetMediaBox(easel.page, 0.0, 0.0, *size)
    drawn = [_border(art, style)] if art.border else []
    drawn += [_line(run, art, style, easel) for run in art.runs]
    for thing in drawn:
        pdfium_c.FPDFPage_InsertObject(easel.page, thing)
    try:
        whole = Box(0.0, 0.0, art.width, art.height)
        return render_part(easel.page, whole, scale)
    finally:
        for thing in drawn:
            pdfium_c.FPDFPage_RemoveObject(easel.page, thing)
            pdfium_c.FPDFPageObj_Destroy(thing)


def _border(art: Art, style: StampStyle) -> Any:
    inset = BORDER_PT / 2
    sides = (art.width - 2 * inset, art.height - 2 * inset)
    border = pdfium_c.FPDFPageObj_CreateNewRect(inset, inset, *sides)
    pdfium_c.FPDFPageObj_SetStrokeColor(border, *_levels(style))
    pdfium_c.FPDFPageObj_SetStrokeWidth(border, BORDER_PT)
    pdfium_c.FPDFPath_SetDrawMode(border, pdfium_c.FPDF_FILLMODE_NONE, _STROKED)
    return border


def _line(run: Run, art: Art, style: StampStyle, easel: _Easel) -> Any:
    glyphs = load_face(style.font, bold=run.bold).glyphs(run.text)
    codes = (ctypes.c_uint32 * len(glyphs))(*glyphs)
    line = pdfium_c.FPDFPageObj_CreateTextObj(
        easel.document, easel.fonts[run.bold], run.size_pt
    )
    pdfium_c.FPDFText_SetCharcodes(line, codes, len(glyphs))
    pdfium_c.FPDFPageObj_SetFillColor(line, *_levels(style))
    # As far as a page's own operators place it: three decimals.
    place = (round(run.x, 3), round(art.height - run.y, 3))
    matrix = pdfium_c.FS_MATRIX(1.0, 0.0, 0.0, 1.0, *place)
    pdfium_c.FPDFPageObj_SetMatrix(line, matrix)
    return line


def _levels(style: StampStyle) -> tuple[int, int, int, int]:
    red, green, blue = (round(255 * part) for part in style.colour)
    return red, green, blue, _OPAQUE
