"""Finds a line drawn across words, and takes it away so that they can be read.

Knows the ink of one level line of text; nothing of pages or marks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_STEEPEST = 0.35
"""Down to right as positive; 0.35 is 19 degrees."""
_STEP_PX = 2.5
"""How far apart the ends of two slopes that are tried next to each other may be."""
_COLUMNS = 240
"""Columns that are looked at, spread over the length."""
_FILLED = 0.94
"""Share of the length that must be inked; letters alone reach 0.8 at the most."""
_CORE = 0.78
"""Share of the line's width, in its middle, over which the ink must go on."""
_INK_BELOW, _EVEN_BELOW = 165, 142
"""Ink, and how dark a drawn line is from end to end."""
_BETWEEN = (0.25, 0.8)
"""Where across the height a stroke goes through words; below it is an underline."""
_SLACK_PX = 1
_SHORTEST = 2.3
"""Times their height that words are long; the bars of «ӨТЕ» alone look like a line."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn across words: its height in the middle, slope and thickness."""

    middle: float
    slope: float
    thickness: int


def find_stroke(crop: Gray) -> Stroke | None:
    """Return the line that is drawn across the words in a crop, if there is one."""
    height, width = crop.shape
    if width < _SHORTEST * height or height < 8:
        return None
    ink = crop < _INK_BELOW
    thick = ink.copy()
    for step in range(1, _SLACK_PX + 1):
        thick[step:] |= ink[:-step]
        thick[:-step] |= ink[step:]
    cut = round(width * (1 - _CORE) / 2)
    best: tuple[float, float, float] | None = None
    for slope in _slopes(height, width):
        filled = _filled(thick, slope, cut)
        low, high = (round(share * height) for share in _BETWEEN)
        row = low + int(np.argmax(filled[low : high + 1]))
        if best is None or filled[row] > best[0]:
            best = (float(filled[row]), float(row), slope)
    if best is None or best[0] < _FILLED:
        return None
    stroke = Stroke(best[1], best[2], _thickness(ink, best[2], best[1], cut))
    return stroke if _is_even(crop, stroke, cut) else None


def _slopes(height: int, width: int) -> list[float]:
    """Return the slopes to try: the longer the words, the finer they must be."""
    steepest = min(_STEEPEST, 1.6 * height / width)
    steps = max(1, round(steepest * width * _CORE / 2 / _STEP_PX))
    return [steepest * step / steps for step in range(-steps, steps + 1)]


def without_stroke(crop: Gray, stroke: Stroke) -> Gray:
    """Paint a stroke white, but for where letters go through it."""
    height, width = crop.shape
    ink = crop < _INK_BELOW
    clean = crop.copy()
    half = stroke.thickness / 2 + 1
    for x in range(width):
        y = stroke.middle + stroke.slope * (x - width / 2)
        top, bottom = round(y - half), round(y + half)
        above = 0 <= top - 2 < height and bool(ink[top - 2, x])
        below = 0 <= bottom + 2 < height and bool(ink[bottom + 2, x])
        if not (above and below):
            clean[max(0, top) : max(0, bottom + 1), x] = 255
    return clean


def _is_even(crop: Gray, stroke: Stroke, cut: int) -> bool:
    """Tell whether a stroke is as dark between the letters as a drawn line is.

    Letters that run into each other out of focus are paler where they meet.
    """
    height, width = crop.shape
    columns = np.arange(cut, width - cut)
    rows = np.round(stroke.middle + stroke.slope * (columns - width / 2)).astype(int)
    along = [crop[np.clip(rows + d, 0, height - 1), columns] for d in (-1, 0, 1)]
    return bool(np.percentile(np.min(along, axis=0), 100 * _FILLED) <= _EVEN_BELOW)


def _filled(ink: Flags, slope: float, cut: int) -> npt.NDArray[np.float64]:
    """Return for each height in the middle the share of ink along a sloping line."""
    height, width = ink.shape
    columns = np.arange(cut, width - cut, max(1, (width - 2 * cut) // _COLUMNS))
    shifts = np.round(slope * (columns - width / 2)).astype(int)
    rows = np.arange(height)[:, None] + shifts[None, :]
    inside = (rows >= 0) & (rows < height)
    values = ink[np.clip(rows, 0, height - 1), columns[None, :]] & inside
    return np.asarray(values.mean(axis=1), dtype=np.float64)


def _thickness(ink: Flags, slope: float, row: float, cut: int) -> int:
    """Return how many rows around the stroke are as full of ink as it is."""
    filled = _filled(ink, slope, cut)
    top = bottom = round(row)
    while top > 0 and filled[top - 1] > 0.85:
        top -= 1
    while bottom < len(filled) - 1 and filled[bottom + 1] > 0.85:
        bottom += 1
    return bottom - top + 1
