"""Lines drawn on a PDF page, and whether they strike words out.

Pure geometry on the visible page; knows neither pdfium nor marks.
"""

from dataclasses import dataclass, replace

from models.documents import Line
from models.geometry import Box

BESIDE = 1.0
"""Points beside a box within which a line is still looked at."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight thin line on the visible page, in points."""

    x0: float
    y0: float
    x1: float
    y1: float


def strike(line: Line, strokes: tuple[Stroke, ...]) -> Line:
    """Say of words that a line is drawn through them."""
    box = line.box if strokes else None
    if box is None:
        return line
    beside = [s for s in strokes if touches(s, box)]
    near = [s for s in beside if crosses(s, box)] or [
        s for s in beside if any(w.box and crosses(s, w.box) for w in line.words)
    ]
    if not near:
        return line
    words = tuple(
        replace(word, struck=True)
        if word.box
        and any(_covers(stroke, word.box.x0, word.box.x1) for stroke in near)
        else word
        for word in line.words
    )
    return replace(line, words=words)


def _covers(stroke: Stroke, x0: float, x1: float) -> bool:
    return min(stroke.x1, x1) - max(stroke.x0, x0) >= 0.5 * (x1 - x0)


def touches(stroke: Stroke, box: Box) -> bool:
    """Tell whether a line comes so near to a box that it may cross something in it."""
    if stroke.x1 < box.x0 or box.x1 < stroke.x0:
        return False
    low, high = box.y0 - BESIDE, box.y1 + BESIDE
    return not (
        (stroke.y0 < low and stroke.y1 < low) or (stroke.y0 > high and stroke.y1 > high)
    )


def crosses(stroke: Stroke, box: Box) -> bool:
    """Tell whether a line is drawn across words, not under or around them."""
    width, height = box.width, box.height
    x0, x1 = max(stroke.x0, box.x0), min(stroke.x1, box.x1)
    if height > 1.5 * width:
        return False
    steep = abs(stroke.x1 - stroke.x0) < 1e-6
    if steep or x1 - x0 < 0.5 * width:
        return False
    slope = (stroke.y1 - stroke.y0) / (stroke.x1 - stroke.x0)
    y = stroke.y0 + slope * ((x0 + x1) / 2 - stroke.x0)
    middle = (y - box.y0) / max(height, 0.1)
    return 0.22 <= middle <= 0.8
