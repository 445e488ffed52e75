"""Compares places of lines, of drawn frames and of patches of ink on a level page.

Knows rectangles and how much ink lies in them; reads nothing.
"""

import numpy as np

from pipeline.reading.ink import InkRegion
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.patches import PAD_PX, Rect
from pipeline.reading.text_lines import LAYOUT_DPI, Layout, TextLine

_INK_BELOW, _INK_LEFT = 150, 0.4
_ROW_GAP = 0.8
"""Times its height that a row may be away from the next."""
_FRAME_WIDE, _FRAME_HIGH = (50, 480), (22, 240)
"""Sides of a stamp's frame in pixels of the layout: 13 to 120 mm, 6 to 60 mm."""


def frames(layout: Layout) -> list[Rect]:
    """Return drawn frames of the size of a stamp."""
    step = WORK_DPI // LAYOUT_DPI
    return [
        (x0 * step, y0 * step, x1 * step, y1 * step)
        for x0, y0, x1, y1 in layout.rules
        if _FRAME_WIDE[0] < x1 - x0 < _FRAME_WIDE[1]
        and _FRAME_HIGH[0] < y1 - y0 < _FRAME_HIGH[1]
    ]


def holds(frame: Rect, rects: list[Rect]) -> bool:
    """Tell whether the middle of one of the lines stands in a frame."""
    x0, y0, x1, y1 = frame
    return any(x0 < (a + c) / 2 < x1 and y0 < (b + d) / 2 < y1 for a, b, c, d in rects)


def follow(one: Rect, other: Rect) -> bool:
    """Tell whether two lines stand right above one another, as rows of a stamp do."""
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one, other
    tall = max(ay1 - ay0, by1 - by0)
    apart = max(ay0, by0) - min(ay1, by1)
    shared = min(ax1, bx1) - max(ax0, bx0)
    near = -0.7 * tall < apart < _ROW_GAP * tall and one != other
    return near and shared > 0.3 * min(ax1 - ax0, bx1 - bx0)


def rect(line: TextLine) -> Rect:
    """Return where a line stands, in pixels of the page at the working resolution."""
    step = WORK_DPI // LAYOUT_DPI
    return line.x0 * step, line.y0 * step, line.x1 * step, line.y1 * step


def bounds(region: InkRegion) -> Rect:
    """Return where a patch of ink was cut out."""
    height, width = region.gray.shape
    return region.x0, region.y0, region.x0 + width, region.y0 + height


def inked_within(region: InkRegion, rects: list[Rect]) -> bool:
    """Tell whether most of a region's ink lies in lines that were read."""
    ink = region.gray < _INK_BELOW
    total = np.count_nonzero(ink)
    for x0, y0, x1, y1 in rects:
        rows = slice(max(0, y0 - region.y0 - 2), max(0, y1 - region.y0 + 2))
        columns = slice(max(0, x0 - region.x0 - 2), max(0, x1 - region.x0 + 2))
        ink[rows, columns] = False
    return bool(np.count_nonzero(ink) < _INK_LEFT * total)


def covered(region: InkRegion, rects: list[Rect], share: float) -> bool:
    """Tell whether a share of a region lies under rectangles."""
    x0, y0, x1, y1 = bounds(region)
    pad = PAD_PX if region.others else 0
    x0, y0, x1, y1 = x0 + pad, y0 + pad, x1 - pad, y1 - pad
    shared = 0
    for a0, b0, a1, b1 in rects:
        shared += max(0, min(x1, a1) - max(x0, a0)) * max(0, min(y1, b1) - max(y0, b0))
    return shared > share * max(1, (x1 - x0) * (y1 - y0))
