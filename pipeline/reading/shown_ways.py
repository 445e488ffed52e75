"""Tells how a document turns and mirrors a picture that it shows.

Knows the attributes in which office formats say so; nothing of pixels.

Sources: ISO/IEC 29500-1, 20.1.7.6 (xfrm); 29500-4, 19.1 (VML: flip, rotation); OASIS
OpenDocument 1.3, part 3, 19.228 (draw:transform), 20.335 (style:mirror).
"""

import math
import re
from dataclasses import dataclass

from pipeline.reading.zip_container import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TURN = 60_000
"""Units of a degree in DrawingML."""
_FIXED = 65_536
"""Units of a degree in VML that end in ``fd``."""
_LEAST_SLANT_DEG = 5.0
"""What readers of pictures set level by themselves is as if it stood straight."""
_SHAPES = ("}pic", "}sp", "}wsp", "}grpSp", "}wgp", "}cxnSp")
"""What is turned; all else around a picture may hold a whole story."""
_PROPERTIES = ("}spPr", "}grpSpPr")
_ROTATION = re.compile(r"(?:^|;)\s*rotation:\s*(-?[\d.]+)(fd)?")
_FLIP = re.compile(r"(?:^|;)\s*flip:\s*([xy ]+)")
_STEP = re.compile(r"(rotate|scale|matrix)\s*\(([^)]*)\)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", re.ASCII | re.IGNORECASE)

Matrix = tuple[float, float, float, float]
"""a b c d: x becomes ax + cy and y becomes bx + dy, y downwards."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a document does to a picture before it is seen."""

    turn_deg: float = 0.0
    """Clockwise, 0 to 360, after it was mirrored."""
    mirrored: bool = False
    """Left and right are changed."""

    @property
    def is_turned(self) -> bool:
        """Tell whether the picture is seen otherwise than it is stored."""
        slant = min(self.turn_deg, 360.0 - self.turn_deg)
        return self.mirrored or slant > _LEAST_SLANT_DEG

    def inside(self, outer: "Way") -> "Way":
        """Return what comes of it in a group that is turned itself."""
        turn = -self.turn_deg if outer.mirrored else self.turn_deg
        return Way((turn + outer.turn_deg) % 360, self.mirrored != outer.mirrored)


AS_STORED = Way()


def drawing_way(blip: Element) -> Way:
    """Return how shapes of DrawingML around a picture turn it."""
    way = AS_STORED
    for shape in blip.iterancestors():
        frame = _frame(shape) if shape.tag.endswith(_SHAPES) else None
        way = way if frame is None else way.inside(_of_frame(frame))
    return way


def _frame(shape: Element) -> Element | None:
    """Return the frame of a shape; its properties stand before what it holds."""
    for child in shape:
        if isinstance(child.tag, str) and child.tag.endswith(_PROPERTIES):
            return child.find(f"{A}xfrm")
    return None


def _of_frame(frame: Element) -> Way:
    across, down = (frame.get(k, "0") in ("1", "true") for k in ("flipH", "flipV"))
    turn = _number(frame.get("rot")) / _TURN
    return Way(((180 if down else 0) + turn) % 360, across != down)


def vml_way(picture: Element) -> Way:
    """Return how shapes of VML around a picture turn it."""
    way = AS_STORED
    for shape in picture.iterancestors():
        style = shape.get("style", "")
        flip = _FLIP.search(style)
        across, down = (bool(flip and side in flip.group(1)) for side in "xy")
        said = _ROTATION.search(style)
        turn = _number(said.group(1)) if said else 0.0
        turn /= _FIXED if said and said.group(2) else 1
        way = way.inside(Way(((180 if down else 0) + turn) % 360, across != down))
    return way


def frame_way(transform: str, mirror: str) -> Way:
    """Return how a frame of OpenDocument turns what is in it.

    Args:
        transform: Value of ``draw:transform``; later steps come after earlier ones.
        mirror: Value of ``style:mirror``.
    """
    whole: Matrix = (1.0, 0.0, 0.0, 1.0)
    for name, said in _STEP.findall(transform):
        whole = _after(whole, _step(name, [float(n) for n in _NUMBER.findall(said)]))
    across, down = "horizontal" in mirror, "vertical" in mirror
    own = Way(180.0 if down else 0.0, across != down)
    return own.inside(_of_matrix(whole))


def _step(name: str, values: list[float]) -> Matrix:
    if name == "rotate" and values:  # radians against the clock, as programs write it
        turn = -values[0]
        return (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn))
    if name == "scale" and values:
        return (values[0], 0.0, 0.0, values[-1])
    if name == "matrix" and len(values) >= 4:
        return (values[0], values[1], values[2], values[3])
    return (1.0, 0.0, 0.0, 1.0)


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d = first
    p, q, r, s = then
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d)


def _of_matrix(matrix: Matrix) -> Way:
    a, b, c, d = matrix
    mirrored = a * d - b * c < 0
    turn = math.atan2(-b, -a) if mirrored else math.atan2(b, a)
    return Way(math.degrees(turn) % 360, mirrored)


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0
