"""Sets a page picture upright and level, and finds the way back to where things stood.

Knows pixels and places; nothing of words.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from models.geometry import POINTS_PER_INCH, Box
from pipeline.reading.ink import coloured
from pipeline.reading.orientation import find_tilt
from pipeline.reading.page_picture import WORK_DPI, PagePicture
from pipeline.reading.text_lines import LAYOUT_DPI, ink_mask

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

_LEVEL_DEG = 0.3
"""Skew below which turning costs more than it brings."""
_STRIP_PX, _STRIP_WIDER = 640, 1.4
"""A picture lower than this (8 cm) and so much wider than high is never sideways."""
_BLACK = 90
"""The brightest channel of black print; ink of any colour is brighter in one."""
_BLEED_PX = 9
"""How far ink may reach beyond its colour, which JPEG keeps less sharply."""
_POINTS_PER_PIXEL = POINTS_PER_INCH / WORK_DPI


@dataclass(frozen=True, slots=True)
class Sheet:
    """An upright page at WORK_DPI: print and coloured ink apart."""

    gray: Gray
    """The print; coloured ink is painted out."""
    whole: Gray
    """Print and ink together."""
    chroma: Gray | None
    rgb: Gray | None
    noise: float
    back: Matrix
    """2x3, from pixels here to pixels of the picture as handed in, at WORK_DPI."""
    angle_deg: float
    """How far the writing is turned on the picture as handed in, clockwise."""


def set_upright(page: PagePicture, *, otherwise: bool = False) -> Sheet:
    """Return the page with its lines level; it may still be upside down.

    Args:
        page: the page as it came.
        otherwise: turn it by a quarter more or less than its ink seems to ask for.
    """
    whole = page.gray
    print_only = whole if page.rgb is None else _print_only(page)
    sideways, skew = find_tilt(_small_ink(whole, page.noise), otherwise=otherwise)
    if sideways and not otherwise and _is_strip(whole):
        sideways, skew = False, 0.0
    quarters = 1 if sideways else 0
    skew = skew if abs(skew) >= _LEVEL_DEG else 0.0
    forth = _skew_matrix(whole.shape, quarters, skew) @ _quarter(whole.shape, quarters)

    def turn(pixels: Gray, border: float) -> Gray:
        return _turned(pixels, quarters, skew, border)

    return Sheet(
        gray=turn(print_only, 255),
        whole=turn(whole, 255),
        chroma=None if page.chroma is None else turn(page.chroma, 0),
        rgb=None if page.rgb is None else turn(page.rgb, 255),
        noise=page.noise,
        back=np.asarray(np.linalg.inv(forth), dtype=np.float64),
        angle_deg=(90.0 * quarters + skew + 180) % 360 - 180,
    )


def turned_over(sheet: Sheet) -> Sheet:
    """Return a sheet turned upside down."""

    def over(pixels: Gray) -> Gray:
        return np.ascontiguousarray(pixels[::-1, ::-1])

    return replace(
        sheet,
        gray=over(sheet.gray),
        whole=over(sheet.whole),
        chroma=None if sheet.chroma is None else over(sheet.chroma),
        rgb=None if sheet.rgb is None else over(sheet.rgb),
        back=sheet.back @ _quarter(sheet.gray.shape, 2),
        angle_deg=(sheet.angle_deg + 360) % 360 - 180,
    )


def quarter_round(sheet: Sheet) -> Sheet:
    """Return the print of a sheet, turned anticlockwise by a quarter."""
    return replace(
        sheet,
        gray=np.ascontiguousarray(np.rot90(sheet.gray)),
        whole=np.ascontiguousarray(np.rot90(sheet.whole)),
        chroma=None,
        rgb=None,
        back=sheet.back @ np.linalg.inv(_quarter(sheet.gray.shape, 1)),
        angle_deg=(sheet.angle_deg + 270) % 360 - 180,
    )


def place(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> Box:
    """Return where a rectangle of the sheet stood on the picture, in points."""
    corners = np.array([[x0, x1, x0, x1], [y0, y0, y1, y1], [1, 1, 1, 1]], dtype=float)
    seen = (sheet.back @ corners)[:2] * _POINTS_PER_PIXEL
    return Box(*(round(float(value), 2) for value in (*seen.min(1), *seen.max(1))))


def small_ink(gray: Gray, noise: float) -> Gray:
    """Return the ink of a page at LAYOUT_DPI."""
    factor = LAYOUT_DPI / WORK_DPI
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return ink_mask(np.asarray(small, dtype=np.uint8), noise * factor)


def _is_strip(gray: Gray) -> bool:
    """Tell whether a picture is a low strip, as one line of words is: no page."""
    height, width = gray.shape
    return bool(height < _STRIP_PX and width > _STRIP_WIDER * height)


def _print_only(page: PagePicture) -> Gray:
    """Return the page with coloured ink painted out; black letters below it stay."""
    assert page.chroma is not None and page.rgb is not None  # noqa: S101
    near = cv2.dilate(coloured(page.chroma), np.ones((_BLEED_PX, _BLEED_PX), np.uint8))
    brightest = cv2.max(cv2.max(page.rgb[..., 0], page.rgb[..., 1]), page.rgb[..., 2])
    light = cv2.threshold(brightest, _BLACK, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.max(page.gray, cv2.min(near, light)), dtype=np.uint8)


def _small_ink(gray: Gray, noise: float) -> Gray:
    """Return the ink small enough to try many angles."""
    ink = small_ink(gray, noise)
    half = cv2.resize(ink, None, fx=0.67, fy=0.67, interpolation=cv2.INTER_AREA)
    return np.asarray(half, dtype=np.uint8)


def _quarter(shape: tuple[int, ...], quarters: int) -> Matrix:
    """Return the 3x3 matrix of ``np.rot90``: anticlockwise quarter turns."""
    height, width = shape[:2]
    matrix = np.eye(3)
    for _ in range(quarters):
        matrix = np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1.0]]) @ matrix
        height, width = width, height
    return matrix


def _skew_matrix(shape: tuple[int, ...], quarters: int, skew: float) -> Matrix:
    height, width = shape[:2]
    if quarters % 2:
        height, width = width, height
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    return np.vstack([turn, [0, 0, 1]])


def _turned(pixels: Gray, quarters: int, skew: float, border: float) -> Gray:
    turned = np.ascontiguousarray(np.rot90(pixels, quarters)) if quarters else pixels
    if not skew:
        return turned
    height, width = turned.shape[:2]
    matrix = _skew_matrix(turned.shape, 0, skew)[:2]
    level = cv2.warpAffine(
        turned, matrix, (width, height), borderValue=(border, border, border)
    )
    return np.asarray(level, dtype=np.uint8)
