"""Makes the picture of the 2-D code for carriers whose pages flow.

Such a carrier's pages are made when it is laid out, so one code serves the whole
document and names no page of it; only slides are numbered.
"""

import struct
import zlib

from models.geometry import POINTS_PER_MM
from stamps.plan import CodeContent

PIXELS_PER_MODULE = 8
_LIGHT = b"\xff"
_UNFILTERED = b"\0"
UNKNOWN_PAGE = 0
"""Stands for page and pages where a format has no pages of its own."""


def code_picture(
    content: CodeContent, page: int = UNKNOWN_PAGE, pages: int = UNKNOWN_PAGE
) -> tuple[bytes, float]:
    """Return the code as a bilevel PNG with its quiet zone, and its side in mm.

    Args:
        content: What it says.
        page: 1-based, where the carrier has pages of its own, as slides are.
        pages: How many there are.
    """
    from stamps.code2d import QUIET_MODULES, SYMBOL_MM, gray_modules, payload

    text = payload(content, page, pages)
    side, pixels = gray_modules(text)
    whole = side + 2 * QUIET_MODULES
    aside = _LIGHT * QUIET_MODULES
    # A module is as wide as a byte has bits: its grey value is its eight pixels.
    rows = [aside + pixels[i : i + side] + aside for i in range(0, side * side, side)]
    quiet = [_LIGHT * whole] * QUIET_MODULES
    return _png([*quiet, *rows, *quiet]), SYMBOL_MM * whole / side


def _png(rows: list[bytes]) -> bytes:
    """Return a square bilevel PNG of rows that are each repeated."""
    size = len(rows) * PIXELS_PER_MODULE
    header = struct.pack(">2L5B", size, size, 1, 0, 0, 0, 0)
    lines = b"".join((_UNFILTERED + row) * PIXELS_PER_MODULE for row in rows)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body))
        + kind
        + body
        + struct.pack(">L", zlib.crc32(kind + body))
        for kind, body in parts
    )


def side_pt(side_mm: float) -> float:
    """Return the side of the picture in points."""
    return side_mm * POINTS_PER_MM
