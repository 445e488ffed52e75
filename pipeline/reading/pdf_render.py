"""The pixels of a part of a PDF page, straight from pdfium.

Gives what pypdfium2's ``render`` gives, without its objects around each small bitmap.
Knows places of a visible page; what is seen in the pixels is for others.
"""

import ctypes
import math
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from models.geometry import POINTS_PER_INCH, Box
from pipeline.reading.pdf_page import OpenPage
from pipeline.reading.pdf_text import Frame

if TYPE_CHECKING:
    from PIL.Image import Image

WHITE = 0xFFFFFFFF
LEAST_PIXELS = 2.0
"""Sides of a rendered box; both its ends may lose one by rounding."""


def render_box(
    page: OpenPage, frame: Frame, box: Box, dpi: float, *, annotations: bool
) -> "Image | None":
    """Return the pixels of a box of the visible page as RGB, None outside of it.

    Raises:
        ValueError: The box has no pixel on the page as pdfium measures it.
        MemoryError: There is no room for so many pixels.
    """
    x0, y0 = max(0.0, box.x0), max(0.0, box.y0)
    x1, y1 = min(frame.width_pt, box.x1), min(frame.height_pt, box.y1)
    if min(x1 - x0, y1 - y0) < max(1.0, LEAST_PIXELS * POINTS_PER_INCH / dpi):
        return None
    unit = frame.unit
    scale = dpi / POINTS_PER_INCH * unit
    edges = (
        x0 / unit,
        (frame.height_pt - y1) / unit,
        (frame.width_pt - x1) / unit,
        y0 / unit,
    )
    left, below, right, above = (math.ceil(edge * scale) for edge in edges)
    across = math.ceil(pdfium.FPDF_GetPageWidthF(page.raw) * scale)
    down = math.ceil(pdfium.FPDF_GetPageHeightF(page.raw) * scale)
    size = (across - left - right, down - below - above)
    if min(size) < 1:
        raise ValueError("the box has no pixel")
    return _draw(page, size, (-left, -above, across, down, 0), annotations=annotations)


def _draw(
    page: OpenPage,
    size: tuple[int, int],
    place: tuple[int, int, int, int, int],
    *,
    annotations: bool,
) -> "Image":
    bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError("no room for the pixels of a page")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, WHITE)
        flags = pdfium.FPDF_ANNOT if annotations else 0
        pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, *place, flags)
        if annotations and page.form:
            pdfium.FPDF_FFLDraw(page.form, bitmap, page.raw, *place, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    from PIL.Image import frombytes

    return frombytes("RGB", size, data, "raw", "BGR", stride, 1)
