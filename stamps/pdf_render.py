"""Pages of a PDF drawn in grey by pdfium: rectangles, and rows of them.

Knows pdfium and pixels; nothing of stamps. The pictures show annotations too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from models.geometry import Box

Picture = NDArray[np.uint8]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageHandle:
    """What pdfium knows an open page by: FPDF_PAGE."""

    raw: object


AnyPage: TypeAlias = pdfium.PdfPage | PageHandle


def render_part(page: AnyPage, box: Box, scale: float) -> Picture:
    """Render a rectangle of a page in grey, its top left corner at the first pixel.

    Args:
        page: An open page.
        box: In user units as seen, origin top left, y down.
        scale: Pixels per user unit.
    """
    width = max(round(box.width * scale), 1)
    height = max(round(box.height * scale), 1)
    return render_rows(page, (width, height), scale, (box.x0, box.y0), (0, height))


def render_rows(
    page: AnyPage,
    size: tuple[int, int],
    scale: float,
    corner: Spot,
    rows: tuple[int, int],
) -> Picture:
    """Render some rows of a picture so wide and high; the others stay white."""
    width, height = size
    stride = (width + 3) // 4 * 4
    buffer: Picture = np.empty((height, stride), dtype=np.uint8)
    buffer.fill(255)
    bitmap = pdfium_c.FPDFBitmap_CreateEx(
        width, height, pdfium_c.FPDFBitmap_Gray, buffer.ctypes.data, stride
    )
    matrix = pdfium_c.FS_MATRIX(
        scale, 0.0, 0.0, scale, -corner[0] * scale, -corner[1] * scale
    )
    clip = pdfium_c.FS_RECTF(0.0, float(rows[0]), float(width), float(rows[1]))
    flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_GRAYSCALE
    pdfium_c.FPDF_RenderPageBitmapWithMatrix(bitmap, page.raw, matrix, clip, flags)
    pdfium_c.FPDFBitmap_Destroy(bitmap)
    return buffer[:, :width]


def open_pdf(data: Any) -> pdfium.PdfDocument:
    """Open a PDF for rendering; errors are pdfium's own."""
    return pdfium.PdfDocument(data)


@contextmanager
def open_page(document: pdfium.PdfDocument, index: int) -> Iterator[PageHandle]:
    """Open one of many pages, without what keeps count of each of them."""
    raw = pdfium_c.FPDF_LoadPage(document.raw, index)
    if not raw:
        raise pdfium.PdfiumError("the page cannot be loaded")
    try:
        yield PageHandle(raw)
    finally:
        pdfium_c.FPDF_ClosePage(raw)
