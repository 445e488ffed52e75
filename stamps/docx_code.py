"""Makes the picture of the 2-D code for carriers whose pages flow.

Such a carrier's pages are made when it is laid out, so one code serves the whole
document and names no page of it; only slides are numbered.
"""

import io

from models.geometry import POINTS_PER_MM
from stamps.plan import CodeContent

PIXELS_PER_MODULE = 8
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
    from PIL import Image

    from stamps.code2d import QUIET_MODULES, SYMBOL_MM, gray_modules, payload

    text = payload(content, page, pages)
    side, pixels = gray_modules(text)
    symbol = Image.frombytes("L", (side, side), pixels).convert("1")
    whole = side + 2 * QUIET_MODULES
    ground = Image.new("1", (whole, whole), 1)
    ground.paste(symbol, (QUIET_MODULES, QUIET_MODULES))
    pixels_wide = whole * PIXELS_PER_MODULE
    big = ground.resize((pixels_wide, pixels_wide), Image.Resampling.NEAREST)
    stream = io.BytesIO()
    big.save(stream, "PNG", optimize=False)
    return stream.getvalue(), SYMBOL_MM * whole / side


def side_pt(side_mm: float) -> float:
    """Return the side of the picture in points."""
    return side_mm * POINTS_PER_MM
