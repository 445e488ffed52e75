"""The visible part of a PDF page, and how places on it become places in the file.

Knows boxes, turns and units of PDF pages; nothing of stamps.

Source: ISO 32000-2, 7.7.3.3 and 14.11.2 (boxes, Rotate, UserUnit).
"""

import math
from dataclasses import dataclass, replace
from typing import Any

from models.geometry import Box

Matrix = tuple[float, float, float, float, float, float]
LETTER = (0.0, 0.0, 612.0, 792.0)
"""The box that renderers assume where a page has none."""
_DEEPEST_TREE = 64
_LARGEST = 1_000_000.0
_CORNERS = 4
_ROUNDED_PT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The visible page: lower left and upper right corner in user space, and turn."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotate: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    user_unit: float = 1.0

    @property
    def width(self) -> float:
        """Width as seen, in user units."""
        return self.x1 - self.x0 if self.rotate % 180 == 0 else self.y1 - self.y0

    @property
    def height(self) -> float:
        """Height as seen, in user units."""
        return self.y1 - self.y0 if self.rotate % 180 == 0 else self.x1 - self.x0

    @property
    def matrix(self) -> Matrix:
        """Map the page as seen (origin lower left, y up) to user space."""
        if self.rotate == 90:
            return (0.0, 1.0, -1.0, 0.0, self.x1, self.y0)
        if self.rotate == 180:
            return (-1.0, 0.0, 0.0, -1.0, self.x1, self.y1)
        if self.rotate == 270:
            return (0.0, -1.0, 1.0, 0.0, self.x0, self.y1)
        return (1.0, 0.0, 0.0, 1.0, self.x0, self.y0)

    def seen(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return a rectangle of user space as it is seen: top left origin, y down."""
        a, b, c, d, e, f = self.matrix
        # The matrix is a turn, so that its inverse is its transpose.
        spots = [
            (a * (x - e) + b * (y - f), c * (x - e) + d * (y - f))
            for x, y in ((x0, y0), (x1, y1))
        ]
        xs, ys = [p[0] for p in spots], [self.height - p[1] for p in spots]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def in_user_space(self, box: Box) -> tuple[float, float, float, float]:
        """Return a rectangle as seen (y down) as corners in user space."""
        a, b, c, d, e, f = self.matrix
        spots = [
            (a * x + c * y + e, b * x + d * y + f)
            for x, y in (
                (box.x0, self.height - box.y0),
                (box.x1, self.height - box.y1),
            )
        ]
        xs, ys = [p[0] for p in spots], [p[1] for p in spots]
        return (min(xs), min(ys), max(xs), max(ys))

    def in_points(self, box: Box) -> Box:
        """Turn a box in user units as seen to points as ``models.geometry`` has it."""
        unit = self.user_unit
        return Box(box.x0 * unit, box.y0 * unit, box.x1 * unit, box.y1 * unit)

    def from_points(self, box: Box) -> Box:
        """Turn a box in points to user units as seen."""
        unit = self.user_unit
        return Box(box.x0 / unit, box.y0 / unit, box.x1 / unit, box.y1 / unit)

    def grown(self, left: float, top: float, right: float, bottom: float) -> "Frame":
        """Return the frame with space added on the sides as seen."""
        box = Box(-left, -top, self.width + right, self.height + bottom)
        x0, y0, x1, y1 = self.in_user_space(box)
        return replace(self, x0=x0, y0=y0, x1=x1, y1=y1)


def read_frame(page: Any) -> tuple[Frame, bool]:
    """Return the visible part of a page object, whatever its boxes are like.

    The crop box counts within the media box; boxes may be inherited, have swapped
    corners, lie anywhere, be empty or be missing. Renderers differ on a crop box that
    sticks out of the media box: it is set to what they have in common, or to the media
    box where that is nothing.

    Returns:
        The frame, and whether the page was changed.
    """
    media = _corners(inherited(page, "/MediaBox")) or LETTER
    crop = inherited(page, "/CropBox")
    box, is_mended = media, False
    if crop is not None:
        corners = _corners(crop)
        common = corners and _common(media, corners)
        box = common or media
        is_mended = not common or (_differ(box, media) and _differ(box, corners))
    if is_mended:
        page["/CropBox"] = list(box)
    unit = _number(page.get("/UserUnit"))
    frame = Frame(
        x0=box[0],
        y0=box[1],
        x1=box[2],
        y1=box[3],
        rotate=_turn(inherited(page, "/Rotate")),
        user_unit=unit if unit is not None and 0.01 <= unit <= _LARGEST else 1.0,
    )
    return frame, is_mended


def inherited(page: Any, key: str) -> Any:
    """Return an attribute of a page or of the nodes above it, or None."""
    node = page
    for _ in range(_DEEPEST_TREE):
        value = node.get(key)
        if value is not None:
            return value
        node = node.get("/Parent")
        if node is None or not hasattr(node, "keys"):
            return None
    return None


def _corners(value: Any) -> tuple[float, float, float, float] | None:
    """Read four numbers as corners in order; None where they enclose nothing."""
    try:
        a, b, c, d = [float(item) for item in value][:_CORNERS]
    except (TypeError, ValueError):
        return None
    if not all(-_LARGEST <= number <= _LARGEST for number in (a, b, c, d)):
        return None
    x0, y0, x1, y1 = min(a, c), min(b, d), max(a, c), max(b, d)
    return (x0, y0, x1, y1) if x1 - x0 > 0 and y1 - y0 > 0 else None


def _number(value: Any) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None


def _common(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _differ(
    one: tuple[float, float, float, float],
    other: tuple[float, float, float, float] | None,
) -> bool:
    """Tell whether two boxes differ by more than their numbers were rounded."""
    pairs = zip(one, other or one, strict=True)
    return any(abs(a - b) > _ROUNDED_PT for a, b in pairs)


def _turn(value: Any) -> int:
    number = _number(value)
    return int(number // 90 * 90) % 360 if number is not None else 0
