"""Finds coloured ink on a page, separates it from print, and sets a stamp straight.

Knows pixels only: where a stamp is, what colour, how it is turned. It reads nothing.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]

_COLOURED, _SURELY = 22, 30
"""Chroma of faint ink, and of ink that a region must have some of."""
_NEAR_PX = (48, 40)
"""Ink this near across and down at 200 dpi belongs to one stamp (6 mm, 5 mm)."""
_MAX_REGIONS = 8
_ROW_FILLED, _COLUMN_FILLED, _EMPTY = 0.35, 0.6, 0.16
"""Share of ink in rows and columns that belong to a frame, and behind them."""
_FRAME_PX, _FRAME_REACH = 14, 0.4
"""A frame's side is narrower than this at 200 dpi, and not in the middle."""


@dataclass(frozen=True, slots=True)
class InkRegion:
    """One stamp: its ink as a dark-on-white picture, and where it was cut out."""

    gray: Gray
    x0: int
    y0: int
    colour: str
    others: tuple[Gray, ...] = ()
    """The same patch with the ink separated in other ways."""


def coloured(chroma: Gray) -> Gray:
    """Return 255 where there is coloured ink."""
    return np.asarray(
        cv2.threshold(chroma, _COLOURED, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8
    )


def find_regions(chroma: Gray, rgb: Gray) -> tuple[InkRegion, ...]:
    """Return the patches of coloured ink that may be stamps, largest first."""
    mask = coloured(chroma)
    half = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    near = cv2.dilate(
        (half > 100).astype(np.uint8), np.ones((_NEAR_PX[1] // 2, _NEAR_PX[0] // 2))
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(near)
    found = []
    for x, y, w, h, _ in sorted(stats[1:], key=lambda row: -int(row[4])):
        x0, y0, x1, y1 = 2 * int(x), 2 * int(y), 2 * int(x + w), 2 * int(y + h)
        patch = chroma[y0:y1, x0:x1]
        if not _stamp_like(patch):
            continue
        layer = _ink_layer(patch)
        colour = _colour(rgb[y0:y1, x0:x1], patch)
        found.append(InkRegion(gray=layer, x0=x0, y0=y0, colour=colour))
    return tuple(found[:_MAX_REGIONS])


def _stamp_like(patch: Gray) -> bool:
    """Tell whether a patch has the size and the inkiness of written words."""
    height, width = patch.shape
    if height < 24 or width < 34:
        return False
    inked = float(np.count_nonzero(patch > _SURELY)) / patch.size
    return 0.01 < inked < 0.75


def _ink_layer(patch: Gray) -> Gray:
    """Draw the ink dark on white."""
    strength = float(np.percentile(patch[patch > _COLOURED], 80))
    scale = 255 / max(strength, 30.0)
    layer = np.clip(255 - patch.astype(np.float32) * scale, 0, 255)
    return np.asarray(layer, dtype=np.uint8)


def _colour(rgb: Gray, patch: Gray) -> str:
    pixels = rgb[patch > _SURELY]
    mean = np.median(pixels, axis=0).astype(np.uint8).reshape(1, 1, 3)
    hue = int(cv2.cvtColor(mean, cv2.COLOR_RGB2HSV)[0, 0, 0]) * 2
    for below, name in ((28, "red"), (75, "yellow"), (175, "green"), (252, "blue")):
        if hue < below:
            return name
    return "violet" if hue < 325 else "red"


def straighten(gray: Gray, angle_deg: float) -> tuple[Gray, npt.NDArray[np.float64]]:
    """Turn a picture anticlockwise as seen, with nothing cut off.

    Returns the turned picture and the 2x3 matrix from old pixels to new ones.
    """
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = (
        int(height * sin + width * cos) + 1,
        int(height * cos + width * sin) + 1,
    )
    turn[0, 2] += wide / 2 - width / 2
    turn[1, 2] += high / 2 - height / 2
    turned = cv2.warpAffine(
        gray, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=255.0
    )
    return np.asarray(turned, dtype=np.uint8), np.asarray(turn, dtype=np.float64)


def without_frame(gray: Gray) -> Gray:
    """Cut a level stamp's frame away, on whichever sides it has one.

    The picture keeps its size; what was cut is white.
    """
    ink = cv2.threshold(gray, 150, 1, cv2.THRESH_BINARY_INV)[1]
    columns = np.flatnonzero(ink.any(axis=0))
    if columns.size < 2:
        return gray
    wide = int(columns[-1] - columns[0]) + 1
    top, bottom = _inside(ink.sum(axis=1) / wide, _ROW_FILLED)
    inner = ink[top:bottom]
    if inner.shape[0] < 12:
        return gray
    left, right = _inside(inner.sum(axis=0) / inner.shape[0], _COLUMN_FILLED)
    if right - left < 12:
        return gray
    bare = np.full_like(gray, 255)
    bare[top:bottom, left:right] = gray[top:bottom, left:right]
    return bare


def _inside(filled: npt.NDArray[np.float64], least: float) -> tuple[int, int]:
    """Return where the inside of a frame begins and ends along one direction.

    A side of a frame is a narrow, well filled strip that comes before anything else,
    with hardly any ink behind it.
    """
    start = _behind_side(filled, least)
    end = len(filled) - _behind_side(filled[::-1], least)
    return (start, end) if start < end else (0, len(filled))


def _behind_side(filled: npt.NDArray[np.float64], least: float) -> int:
    inked = np.flatnonzero(filled > least)
    if not inked.size:
        return 0
    first = int(inked[0])
    if first > _FRAME_REACH * len(filled):
        return 0
    for behind in range(first + 1, min(first + _FRAME_PX, len(filled))):
        if filled[behind] < _EMPTY:
            return behind
    return 0
