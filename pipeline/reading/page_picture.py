"""Makes any page picture even: one resolution, a white ground, ink dark on it.

Knows pixels only; nothing of text, marks or files.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.reading.dark_boxes import with_boxes_turned

Gray = npt.NDArray[np.uint8]

WORK_DPI = 200
"""Letters of 10 to 14 pt are then about as high as Tesseract's network wants them."""
_FEW = 16
"""One pixel of so many across and down says mostly whether a page has any colour."""
_PATCH = 8
_BLOCK = 96
_SPECKLED = 0.0004
"""Share of lone dark pixels above which a page counts as speckled."""
_COLOURED = 14
"""Chroma above which a page has ink that is not black."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page at the working resolution."""

    gray: Gray
    """Ground evened out to 255."""
    chroma: Gray | None
    """How coloured each pixel is (0 to 255), None for a page without colour."""
    rgb: Gray | None
    noise: float
    """Standard deviation of the ground."""


def prepare_page(image: Image.Image, *, dpi: float) -> PagePicture:
    """Return the page at the working resolution with an even, white ground."""
    source, rgb = _grey_and_colours(image)
    factor = WORK_DPI / dpi
    gray = with_boxes_turned(_scaled(_without_specks(source), factor))
    small = None if rgb is None else _scaled(rgb, factor)
    ground = _ground(gray)
    even = _evened(gray, ground)
    if small is not None:
        small = _evened(small, np.dstack([ground] * 3))
    chroma = None if small is None else _chroma(small)
    if chroma is None or not (chroma > _COLOURED).any():
        small = chroma = None
    return PagePicture(gray=even, chroma=chroma, rgb=small, noise=_noise(even))


def _grey_and_colours(image: Image.Image) -> tuple[Gray, Gray | None]:
    """Return a picture in grey, and in colour where any pixel of it has colour."""
    if image.mode in ("1", "L"):
        return np.asarray(image if image.mode == "L" else image.convert("L")), None
    rgb = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    grey = _luma(rgb)
    return grey, None if _is_grey(rgb, grey) else rgb


def _is_grey(rgb: Gray, grey: Gray) -> bool:
    """Tell whether no pixel of a picture has any colour."""
    few = rgb[::_FEW, ::_FEW]
    if (few != few[..., :1]).any():
        return False
    return np.array_equal(rgb, cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB))


def _luma(rgb: Gray) -> Gray:
    """Grey, but darker where there is coloured ink, so that faint stamps stay."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _scaled(pixels: Gray, factor: float) -> Gray:
    if abs(factor - 1) < 0.02:
        return pixels
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = (
        max(1, round(pixels.shape[1] * factor)),
        max(1, round(pixels.shape[0] * factor)),
    )
    return np.asarray(cv2.resize(pixels, size, interpolation=how), dtype=np.uint8)


def _without_specks(gray: Gray) -> Gray:
    """Take salt and pepper away, where a page has it at all."""
    sample = gray[: gray.shape[0] // 3]
    dark = (sample < 128).astype(np.uint8)
    around = cv2.boxFilter(dark, cv2.CV_16U, (3, 3), normalize=False)
    lone = int(np.count_nonzero((dark == 1) & (around <= 1)))
    if lone < _SPECKLED * sample.size:
        return gray
    return np.asarray(cv2.medianBlur(gray, 3), dtype=np.uint8)


def _ground(gray: Gray) -> Gray:
    """Estimate the paper's brightness everywhere: the brightest in a wide window."""
    height, width = gray.shape
    small = cv2.resize(
        gray,
        (max(1, width // _PATCH), max(1, height // _PATCH)),
        interpolation=cv2.INTER_AREA,
    )
    ground = cv2.dilate(small, np.ones((9, 9), np.uint8))
    ground = cv2.GaussianBlur(ground, (0, 0), 5)
    return np.asarray(cv2.resize(ground, (width, height)), dtype=np.uint8)


def _evened(gray: Gray, ground: Gray) -> Gray:
    safe = np.maximum(ground, 50)
    return np.asarray(cv2.divide(gray, safe, scale=255), dtype=np.uint8)


def _chroma(rgb: Gray) -> Gray:
    """Return how far each pixel's colour is from the paper's."""
    soft = cv2.blur(rgb, (3, 3))
    paper = np.median(soft[::16, ::16].reshape(-1, 3), axis=0)
    scale = 255 / np.maximum(paper, 60)
    white = cv2.multiply(soft, np.array([*scale, 0.0]))
    high = cv2.max(cv2.max(white[..., 0], white[..., 1]), white[..., 2])
    low = cv2.min(cv2.min(white[..., 0], white[..., 1]), white[..., 2])
    colour = np.asarray(cv2.subtract(high, low), dtype=np.uint8)
    usual = min(20.0, max(0.0, float(np.percentile(colour[::8, ::8], 85)) - 6))
    return np.asarray(cv2.subtract(colour, np.full_like(colour, usual)), dtype=np.uint8)


def _noise(even: Gray) -> float:
    """Return the grain of the paper where it is strong, whatever is written on it.

    Light that falls off makes the grain stronger on the dark side once it is evened.
    """
    rows, columns = (length // _BLOCK for length in even.shape)
    if not rows or not columns:
        return 0.0
    cut = even[: rows * _BLOCK : 2, : columns * _BLOCK : 2]
    side = _BLOCK // 2
    blocks = cut.reshape(rows, side, columns, side).swapaxes(1, 2)
    flat = blocks.reshape(rows * columns, side * side)
    low, middle = np.percentile(flat, (35, 50), axis=1)
    return float(np.percentile((middle - low) / 0.385, 88))
