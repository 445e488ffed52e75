"""One page of a picture file: its size, which way up it is seen, and its ink.

Stored pixels and the page as a person sees it are kept apart here, so that nothing
else needs to know of EXIF orientation. It must not know file formats or stamps.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.geometry import POINTS_PER_INCH, Box
from models.picture_size import true_resolution

ORIENTATION_TAG = 0x0112
_MAP_DPI = 54.0
_USED_SHARE = 0.25
"""Real numbers that reach less of 255 were not meant as 8 bits."""
_CLEAR_MODES = ("LA", "La", "PA", "RGBA", "RGBa")

Pixels = NDArray[Any]
"""Rows first; a third axis for channels, where there is more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of a page, stored and as seen."""

    index: int
    """0-based."""
    width: int
    """Pixels across, as stored."""
    height: int
    orientation: int
    """1 to 8, as EXIF counts."""
    dpi: tuple[float, float]
    """Across and down, as seen."""

    @property
    def seen_size(self) -> tuple[int, int]:
        """Pixels across and down, as seen."""
        turned = self.orientation >= 5
        return (self.height, self.width) if turned else (self.width, self.height)

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height in points, as seen."""
        across, down = self.seen_size
        return (
            across * POINTS_PER_INCH / self.dpi[0],
            down * POINTS_PER_INCH / self.dpi[1],
        )

    @property
    def flips(self) -> tuple[int, int]:
        """Steps across and down that make stored pixels upright, axes swapped first."""
        return _FLIPS[self.orientation]

    def pixels_of(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom in seen pixels of a place in points."""
        x, y = (dpi / POINTS_PER_INCH for dpi in self.dpi)
        return (
            round(box.x0 * x),
            round(box.y0 * y),
            round(box.x1 * x),
            round(box.y1 * y),
        )


def frame_of(image: Image.Image, index: int) -> Frame:
    """Read size, resolution and orientation of the page at which a picture stands."""
    orientation = image.getexif().get(ORIENTATION_TAG, 1)
    return make_frame(index, image.size, orientation, image.info.get("dpi"))


def make_frame(
    index: int, size: tuple[int, int], orientation: object, dpi: object
) -> Frame:
    """Return the frame of a page of which these things are told.

    Args:
        index: 0-based.
        size: Pixels across and down, as stored.
        orientation: As EXIF counts; what it cannot be is taken for 1.
        dpi: Across and down, as stored; disbelieved where it cannot be true.
    """
    way = orientation if orientation in _FLIPS else 1
    across, down = true_resolution(*size, dpi)
    return Frame(
        index=index,
        width=size[0],
        height=size[1],
        orientation=int(str(way)),
        dpi=(down, across) if int(str(way)) >= 5 else (across, down),
    )


def as_seen(stored: Pixels, orientation: int) -> Pixels:
    """Turn stored pixels the way a person sees them; a view, not a copy."""
    if orientation >= 5:
        stored = np.swapaxes(stored, 0, 1)
    across, down = _FLIPS[orientation]
    return stored[::down, ::across]


def as_stored(seen: Pixels, orientation: int) -> Pixels:
    """Undo ``as_seen``."""
    across, down = _FLIPS[orientation]
    flipped = seen[::down, ::across]
    return np.swapaxes(flipped, 0, 1) if orientation >= 5 else flipped


_FLIPS = {
    1: (1, 1),
    2: (-1, 1),
    3: (-1, -1),
    4: (1, -1),
    5: (1, 1),
    6: (-1, 1),
    7: (-1, -1),
    8: (1, -1),
}
"""Steps across and down that make the page upright, after any swap of the axes."""


def ink_picture(image: Image.Image, frame: Frame) -> tuple[Pixels, float]:
    """Return a small grey picture of the page as seen, and its pixels per point."""
    scale = min(_MAP_DPI, *frame.dpi) / POINTS_PER_INCH
    width, height = frame.size_pt
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    if frame.orientation >= 5:
        across, down = down, across
    small = _small_gray(image, (across, down))
    return as_seen(np.asarray(small), frame.orientation), scale


def gray_picture(image: Image.Image, frame: Frame) -> Pixels:
    """Return the page as seen in grey, pixel by pixel."""
    return as_seen(np.asarray(_small_gray(image, image.size)), frame.orientation)


def _small_gray(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    factors = (max(1, image.width // size[0]), max(1, image.height // size[1]))
    if image.mode.startswith(("I", "F")):
        image = eight_bits(image)
    if image.mode in ("1", "L", "RGB") and "transparency" not in image.info:
        gray = image if image.mode == "RGB" else image.convert("L")
        return gray.reduce(factors).convert("L").resize(size)
    if image.mode in _CLEAR_MODES or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        image = Image.alpha_composite(paper, clear)
    return image.convert("RGB").reduce(factors).convert("L").resize(size)


def eight_bits(image: Image.Image) -> Image.Image:
    """Return deep grey as 8 bits, by the range that is used."""
    deep = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0.0)
    scaled = np.clip(deep * (255.0 / _white(deep, image.mode)), 0, 255)
    return Image.fromarray(scaled.astype(np.uint8))


def white_of(image: Image.Image) -> float:
    """Return the value that white has in a picture of deep grey."""
    if image.mode.startswith("I;16"):
        return 65535.0
    return _white(np.asarray(image), image.mode)


def _white(deep: Pixels, mode: str) -> float:
    """Return 1 for real numbers that go no further, else the white of 8 or 16 bits.

    Real numbers of another range are shown by that range.
    """
    largest = float(np.max(deep, where=np.isfinite(deep), initial=0.0))
    if mode == "F" and largest < 255.0 * _USED_SHARE:
        return max(largest, 1.0)
    return 255.0 if largest <= 255.0 else max(largest, 65535.0)
