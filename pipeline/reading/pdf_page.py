"""A page of an open PDF, as pdfium's own handles.

Gives what pypdfium2's page objects give, without what keeps count of each of them, and
without asking pages that bear no field for theirs. Knows no words.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdf
import pypdfium2.raw as pdfium

from pipeline.reading.pdf_text import Frame

LETTER = (0.0, 0.0, 612.0, 792.0)
"""What pdfium takes for a page that says nothing of its size."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What pdfium knows a page by, while it is open."""

    raw: object
    """FPDF_PAGE."""
    form: object | None = None
    """FPDF_FORMHANDLE of its document, where the page has annotations."""


@contextmanager
def open_page(document: pdf.PdfDocument, index: int) -> Iterator[OpenPage]:
    """Open a page, 0-based, with what may stand in its fields.

    Raises:
        PdfiumError: There is no such page, or it is damaged.
    """
    raw = pdfium.FPDF_LoadPage(document.raw, index)
    if not raw:
        raise pdf.PdfiumError("the page cannot be loaded")
    has_fields = document.formenv and pdfium.FPDFPage_GetAnnotCount(raw) > 0
    form = document.formenv.raw if has_fields else None
    if form:
        pdfium.FORM_OnAfterLoadPage(raw, form)
    try:
        yield OpenPage(raw, form)
    finally:
        if form:
            pdfium.FORM_OnBeforeClosePage(raw, form)
        pdfium.FPDF_ClosePage(raw)


@contextmanager
def open_text(page: OpenPage) -> Iterator[object]:
    """Open the text of a page: FPDF_TEXTPAGE.

    Raises:
        PdfiumError: It cannot be had.
    """
    handle = pdfium.FPDFText_LoadPage(page.raw)
    if not handle:
        raise pdf.PdfiumError("the text of the page cannot be loaded")
    try:
        yield handle
    finally:
        pdfium.FPDFText_ClosePage(handle)


def frame_of(page: OpenPage, unit: float) -> Frame:
    """Return what of a page is seen.

    Args:
        page: The page.
        unit: Its UserUnit.
    """
    seen = pdfium.FS_RECTF()
    # The other boxes leave out what is inherited.
    pdfium.FPDF_GetPageBoundingBox(page.raw, seen)
    x0, y0, x1, y1 = seen.left, seen.bottom, seen.right, seen.top
    if x1 <= x0 or y1 <= y0:
        x0, y0, x1, y1 = _media_box(page)
    turns = max(0, pdfium.FPDFPage_GetRotation(page.raw))
    return Frame(x0=x0, y0=y0, x1=x1, y1=y1, rotation=90 * turns, unit=unit)


def _media_box(page: OpenPage) -> tuple[float, float, float, float]:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPage_GetMediaBox(page.raw, *edges):
        return LETTER
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top
