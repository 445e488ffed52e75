"""What a PDF says is on a page and pdfium does not draw, so that no pixels show it.

A font that is broken or missing leaves its letters out, a file that is broken a whole
page. Other readers may show both. Knows no marks.
"""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.reading.pdf_text import PageText, char_index

_NO_INK = frozenset(
    {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
)
_SCALE = 2.0
"""Pixels a point at which letters are drawn alone."""
_SAMPLES = 12
_PAINTING = "Tj TJ ' \" Do sh BI INLINE IMAGE f F f* B B* b b* S s"
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})


def is_undrawn(
    document: object, page: object, text: PageText, start: int, end: int
) -> bool:
    """Tell whether most letters should be seen, and pdfium has none to draw.

    White or covered letters are drawn; letters without ink are as their file wants.

    Args:
        document: FPDF_DOCUMENT.
        page: FPDF_PAGE.
        text: Of this page.
        start: First character.
        end: One past the last.
    """
    places = [at for at in range(start, end) if not text.text[at].isspace()]
    if not places:
        return False
    step = max(1, len(places) // _SAMPLES)
    sample = places[::step]
    bad = sum(_has_no_shape(document, page, text, at) for at in sample)
    return 2 * bad > len(sample)


def _has_no_shape(document: object, page: object, text: PageText, place: int) -> bool:
    item = pdfium.FPDFText_GetTextObject(text.handle, char_index(text, place))
    if not item or pdfium.FPDFTextObj_GetTextRenderMode(item) in _NO_INK:
        return False
    bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, page, item, _SCALE)
    if not bitmap:
        return True
    size = pdfium.FPDFBitmap_GetHeight(bitmap) * pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return not any(pixels)


def pages_not_drawn(path: Path, empty: Sequence[int]) -> frozenset[int]:
    """Return the pages, of those on which pdfium sees nothing, that draw something.

    Args:
        path: The file.
        empty: Pages, from 0.
    """
    import pikepdf

    if not empty:
        return frozenset()
    try:
        with pikepdf.open(path) as file:
            return frozenset(i for i in empty if _draws(file.pages[i].obj))
    except (pikepdf.PdfError, ValueError, TypeError, IndexError, AttributeError):
        return frozenset(empty)


def _draws(page: Any) -> bool:
    import pikepdf

    if page.get("/Contents") is None:
        return False
    named = page.get("/Resources", {}).get("/XObject", {})
    parsed: list[Any] = list(pikepdf.parse_content_stream(page, _PAINTING))
    for operands, operator in parsed:
        name = str(operator)
        if name == "Do" and str(operands[0]) not in named:
            continue
        if name not in _SHOWING or _has_letters(operands):
            return True
    return False


def _has_letters(operands: Any) -> bool:
    import pikepdf

    parts = [part for one in operands for part in _listed(one)]
    return any(isinstance(p, pikepdf.String) and bytes(p).strip() for p in parts)


def _listed(operand: Any) -> list[Any]:
    import pikepdf

    return list(operand) if isinstance(operand, pikepdf.Array) else [operand]
