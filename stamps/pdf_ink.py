"""Where a PDF page bears ink: a small grey picture of it, asked about rectangles.

Knows pdfium and pixels; nothing of stamps. The picture shows annotations too.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from models.geometry import Box

Picture = NDArray[np.uint8]
INK_SCALE = 0.75
"""Pixels per point of an ink map (54 dpi): a hair line still shows."""
_LARGEST_SIDE_PX = 1400
_UNEVEN = 26
"""Grey levels off the ground that count as ink."""
_LIGHT = 176
"""A ground darker than this takes a ground of its own under the stamp."""
_STRAY_SHARE = 0.002
_QUIET_SPREAD = 90


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkMap:
    """A grey picture of the visible page with its scale in pixels per user unit."""

    picture: Picture
    scale: float

    def is_even(self, box: Box) -> bool:
        """Tell whether nothing stands in a rectangle but an even ground."""
        part = self._part(box)
        if part.size == 0:
            return False
        # The ground lies between both ends: mostly these alone say enough.
        spread = int(part.max()) - int(part.min())
        if spread <= _UNEVEN or spread > 2 * _QUIET_SPREAD:
            return spread <= _UNEVEN
        ground = int(np.partition(part, part.size // 2, axis=None)[part.size // 2])
        off = np.abs(part.astype(np.int16) - ground)
        stray = int((off > _UNEVEN).sum())
        return stray <= part.size * _STRAY_SHARE and int(off.max()) <= _QUIET_SPREAD

    def is_light(self, box: Box) -> bool:
        """Tell whether the ground of a rectangle is light enough for a stamp."""
        part = self._part(box)
        return part.size > 0 and float(np.median(part)) >= _LIGHT

    def is_clear(self, box: Box) -> bool:
        """Tell whether a rectangle is even and light: room for a stamp as it is."""
        return self.is_even(box) and self.is_light(box)

    def fitted(
        self, size: tuple[float, float], scale: float, left: float, top: float
    ) -> "InkMap":
        """Return the map of a page that holds this one made smaller.

        Args:
            size: Width and height of the new page in user units.
            scale: How much smaller the content is drawn.
            left: Where it begins, in user units of the new page.
            top: Where it begins, y down.
        """
        wide, high = (max(round(side * self.scale), 1) for side in size)
        canvas: Picture = np.full((high, wide), 255, dtype=np.uint8)
        rows = ((np.arange(high) - top * self.scale) / scale).astype(np.int32)
        columns = ((np.arange(wide) - left * self.scale) / scale).astype(np.int32)
        inside_rows = (rows >= 0) & (rows < self.picture.shape[0])
        inside_columns = (columns >= 0) & (columns < self.picture.shape[1])
        canvas[np.ix_(inside_rows, inside_columns)] = self.picture[
            np.ix_(rows[inside_rows], columns[inside_columns])
        ]
        return InkMap(picture=canvas, scale=self.scale)

    def _part(self, box: Box) -> Picture:
        height, width = self.picture.shape
        x0, y0 = max(int(box.x0 * self.scale), 0), max(int(box.y0 * self.scale), 0)
        x1 = min(int(box.x1 * self.scale) + 1, width)
        y1 = min(int(box.y1 * self.scale) + 1, height)
        return self.picture[y0:y1, x0:x1]


def map_ink(page: pdfium.PdfPage) -> InkMap:
    """Render a whole page small."""
    width, height = page.get_size()
    scale = min(INK_SCALE, _LARGEST_SIDE_PX / max(width, height, 1.0))
    picture = render_part(page, Box(0.0, 0.0, width, height), scale)
    return InkMap(picture=picture, scale=scale)


def render_part(page: pdfium.PdfPage, box: Box, scale: float) -> Picture:
    """Render a rectangle of a page in grey, its top left corner at the first pixel.

    Args:
        page: An open page.
        box: In user units as seen, origin top left, y down.
        scale: Pixels per user unit.
    """
    width = max(round(box.width * scale), 1)
    height = max(round(box.height * scale), 1)
    stride = (width + 3) // 4 * 4
    buffer = np.full((height, stride), 255, dtype=np.uint8)
    bitmap = pdfium_c.FPDFBitmap_CreateEx(
        width,
        height,
        pdfium_c.FPDFBitmap_Gray,
        buffer.ctypes.data_as(ctypes.c_void_p),
        stride,
    )
    matrix = pdfium_c.FS_MATRIX(
        scale, 0.0, 0.0, scale, -box.x0 * scale, -box.y0 * scale
    )
    clip = pdfium_c.FS_RECTF(0.0, 0.0, float(width), float(height))
    flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_GRAYSCALE
    pdfium_c.FPDF_RenderPageBitmapWithMatrix(bitmap, page.raw, matrix, clip, flags)
    pdfium_c.FPDFBitmap_Destroy(bitmap)
    return buffer[:, :width]


def open_pdf(data: Any) -> pdfium.PdfDocument:
    """Open a PDF for rendering; errors are pdfium's own."""
    return pdfium.PdfDocument(data)
