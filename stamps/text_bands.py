"""Finds the lines of text in a small picture of a mark, so that each can be struck.

Lines that hang to one side are found along their slope. Knows grey pixels only; neither
formats nor stamps.
"""

import math

import numpy as np
from numpy.typing import NDArray

from models.geometry import Box

Picture = NDArray[np.uint8]
_INK = 60
"""Grey levels off the ground that count as ink."""
_LEAST_ROW = 0.2
"""A row of a line has at least this part of the ink of most inked rows."""
_LEAST_HEIGHT = 0.4
"""Of the highest line: what is lower is a dot, a hook or a rule."""
_LEAST_PIXELS = 3
_SLOPES = tuple(step / 50 for step in range(-25, 26))
"""Rows a column, down to the right: up to 27 degrees, as stamps are put by hand."""
_LEAST_SLOPE = 0.03
_SHARPER = 1.25
"""Rows of a line that hangs differ so much more along it than across the picture."""
_RISE_PT = 0.5
"""A stroke along a slope is drawn in steps of this height, less than it is thick."""
_MOST_PARTS = 40


def text_bands(picture: Picture) -> tuple[tuple[float, float], ...]:
    """Return top and bottom of each line of text, as parts of the picture's height.

    Args:
        picture: Grey, rows first: a mark with its immediate surroundings.

    Returns:
        One band for each line, from above; none where no line can be told.
    """
    if picture.size == 0:
        return ()
    grey = picture.astype(np.int16)
    ground = int(np.median(grey))
    rows = (np.abs(grey - ground) > _INK).sum(axis=1)
    if int(rows.max(initial=0)) < _LEAST_PIXELS:
        return ()
    usual = float(np.median(rows[rows > 0]))
    inked = np.concatenate(([False], rows >= max(usual * _LEAST_ROW, 1), [False]))
    edges = np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2)
    highest = int((edges[:, 1] - edges[:, 0]).max())
    least = max(highest * _LEAST_HEIGHT, _LEAST_PIXELS)
    height = picture.shape[0]
    return tuple(
        (float(top) / height, float(bottom) / height)
        for top, bottom in edges
        if bottom - top >= least
    )


def slope_of(picture: Picture) -> float:
    """Return how many rows its lines fall a column; 0 where they stand level."""
    if min(picture.shape, default=0) < _LEAST_PIXELS:
        return 0.0
    ink = _ink_of(picture)
    best = max(_SLOPES, key=lambda slope: (_sharpness(ink, slope), -abs(slope)))
    if abs(best) < _LEAST_SLOPE:
        return 0.0
    is_clear = _sharpness(ink, best) > _SHARPER * _sharpness(ink, 0.0)
    return best if is_clear else 0.0


def line_boxes(box: Box, picture: Picture) -> tuple[Box, ...]:
    """Return the place of each line within a mark; the mark itself where none is told.

    A line that hangs to one side comes in parts, side by side, each a little lower.

    Args:
        box: The rectangle that the picture shows, y down.
        picture: Grey, rows first.
    """
    slope = slope_of(picture)
    if slope:
        return _parts_along(box, picture, slope)
    bands = text_bands(picture) or ((0.0, 1.0),)
    return tuple(
        Box(box.x0, box.y0 + top * box.height, box.x1, box.y0 + bottom * box.height)
        for top, bottom in bands
    )


def _parts_along(box: Box, picture: Picture, slope: float) -> tuple[Box, ...]:
    """Cut each line that hangs into parts which are nearly level."""
    level = _levelled(picture, slope, int(np.median(picture)))
    per_row = box.height / picture.shape[0]
    above = (level.shape[0] - picture.shape[0]) / 2
    fall = slope * per_row * picture.shape[1] / box.width  # points a point
    count = max(min(math.ceil(abs(fall) * box.width / _RISE_PT), _MOST_PARTS), 1)
    parts = []
    for top, bottom in text_bands(level) or ((0.0, 1.0),):
        y0, y1 = (
            box.y0 + (edge * level.shape[0] - above) * per_row for edge in (top, bottom)
        )
        for index in range(count):
            x0 = box.x0 + box.width * index / count
            x1 = box.x0 + box.width * (index + 1) / count
            down = fall * ((x0 + x1) / 2 - (box.x0 + box.x1) / 2)
            if box.y0 <= (y0 + y1) / 2 + down <= box.y1:
                parts.append(Box(x0, y0 + down, x1, y1 + down))
    return tuple(parts)


def _ink_of(picture: Picture) -> NDArray[np.bool_]:
    grey = picture.astype(np.int16)
    ink: NDArray[np.bool_] = np.abs(grey - int(np.median(grey))) > _INK
    return ink


def _sharpness(ink: NDArray[np.bool_], slope: float) -> float:
    """Tell how much rows differ along a slope: most where lines lie along it."""
    rows, columns = np.nonzero(ink)
    along = np.rint(rows - slope * columns).astype(np.int64)
    counts = np.bincount(along - along.min(initial=0)).astype(np.float64)
    return float((counts**2).sum())


def _levelled(picture: Picture, slope: float, ground: int) -> Picture:
    """Shift columns so that lines along a slope lie level about the middle."""
    height, width = picture.shape
    offsets = np.rint(slope * (np.arange(width) - width / 2)).astype(np.int64)
    reach = int(np.abs(offsets).max(initial=0))
    level: Picture = np.full((height + 2 * reach, width), ground, dtype=np.uint8)
    rows = np.arange(height)[:, None] - offsets[None, :] + reach
    level[rows, np.arange(width)[None, :]] = picture
    return level
