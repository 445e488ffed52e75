"""Places on a page, in the one coordinate system that belgi speaks."""

from dataclasses import dataclass

POINTS_PER_INCH = 72.0
POINTS_PER_MM = POINTS_PER_INCH / 25.4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points on the page as a person sees it.

    The origin is the top left corner of the visible page (CropBox, after /Rotate
    and UserUnit), x to the right, y down. ``x0 <= x1`` and ``y0 <= y1``.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two rectangles share any area."""
        return (
            self.x0 < other.x1
            and other.x0 < self.x1
            and self.y0 < other.y1
            and other.y0 < self.y1
        )

    def grown(self, margin_pt: float) -> "Box":
        """Return the rectangle with a margin added on every side."""
        return Box(
            self.x0 - margin_pt,
            self.y0 - margin_pt,
            self.x1 + margin_pt,
            self.y1 + margin_pt,
        )

    def union(self, other: "Box") -> "Box":
        """Return the smallest rectangle that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )
