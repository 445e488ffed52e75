"""Finds coloured ink on a page, separates it from print, and sets a stamp straight.

Knows pixels only: where a stamp is, what colour, how it is turned. It reads nothing.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components

Gray = npt.NDArray[np.uint8]

_COLOURED, _SURELY = 22, 30
"""Chroma of faint ink, and of ink that a region must have some of."""
_FAINT, _SURELY_FAINT = 11, 15
"""The same on a page whose paper and print have hardly any colour."""
_PRINT = 90
"""The brightest channel of black print at most; ink of any colour is brighter."""
_QUIET = 4
"""Chroma up to which nearly all of such a page stays."""
_ROWS_PX = 14
"""Patches of one ink this near above one another are rows of one stamp (2 mm)."""
_NEAR_PX = (48, 40)
"""Ink this near across and down at 200 dpi belongs to one stamp (6 mm, 5 mm)."""
_MAX_REGIONS = 8
_ROW_FILLED, _COLUMN_FILLED, _EMPTY = 0.35, 0.6, 0.16
"""Share of ink in rows and columns that belong to a frame, and behind them."""
_PARTS = 8
"""Parts of a stamp's width, all but one of which a frame's side must cross."""
_FRAME_PX, _FRAME_REACH = 14, 0.4
"""A frame's side is narrower than this at 200 dpi, and not in the middle."""
_FRAME_GAP_PX, _SECOND_FILLED = 12, 0.5
"""The second line of a double side is so near, and fuller than the heads of letters."""


@dataclass(frozen=True, slots=True)
class InkRegion:
    """One stamp: its ink as a dark-on-white picture, and where it was cut out."""

    gray: Gray
    x0: int
    y0: int
    colour: str
    others: tuple[Gray, ...] = ()
    """The same patch with the ink separated in other ways."""


def ink_levels(chroma: Gray) -> tuple[int, int]:
    """Return the chroma of faint ink and of sure ink on a page."""
    quiet = float(np.percentile(chroma[::4, ::4], 97)) <= _QUIET
    return (_FAINT, _SURELY_FAINT) if quiet else (_COLOURED, _SURELY)


def coloured(chroma: Gray, level: int = _COLOURED) -> Gray:
    """Return 255 where there is coloured ink."""
    return np.asarray(
        cv2.threshold(chroma, level, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8
    )


def find_regions(chroma: Gray, rgb: Gray) -> tuple[InkRegion, ...]:
    """Return the patches of coloured ink that may be stamps, largest first."""
    level, sure = ink_levels(chroma)
    mask = coloured(chroma, level)
    half = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    near = cv2.dilate(
        (half > 100).astype(np.uint8), np.ones((_NEAR_PX[1] // 2, _NEAR_PX[0] // 2))
    )
    stats = components(near)[1]
    found = []
    boxes = [(2 * x, 2 * y, 2 * (x + w), 2 * (y + h)) for x, y, w, h, _ in stats[1:]]
    for x0, y0, x1, y1 in _rows_joined([tuple(map(int, box)) for box in boxes]):
        patch = chroma[y0:y1, x0:x1]
        if not _stamp_like(patch, sure):
            continue
        layer = _ink_layer(patch, level)
        colour = _colour(rgb[y0:y1, x0:x1], patch, sure)
        sharp = _sharp_layer(rgb[y0:y1, x0:x1], patch, level)
        found.append(InkRegion(layer, x0=x0, y0=y0, colour=colour, others=(sharp,)))
    found.sort(key=lambda region: -region.gray.size)
    return tuple(found[:_MAX_REGIONS])


def _rows_joined(boxes: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Make one of patches that stand close above one another, as rows of a stamp do."""
    joined: list[tuple[int, ...]] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        mate = next((one for one in joined if _are_rows(one, box)), None)
        if mate is None:
            joined.append(box)
            continue
        low, high = np.minimum(mate, box), np.maximum(mate, box)
        joined[joined.index(mate)] = (*map(int, low[:2]), *map(int, high[2:]))
    return joined


def _are_rows(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one, other
    shared = min(ax1, bx1) - max(ax0, bx0)
    alike = 0.5 < (ay1 - ay0) / (by1 - by0) < 2
    near = -_ROWS_PX <= max(ay0, by0) - min(ay1, by1) <= _ROWS_PX
    return alike and near and shared > 0.5 * min(ax1 - ax0, bx1 - bx0)


def _stamp_like(patch: Gray, sure: int) -> bool:
    """Tell whether a patch has the size and the inkiness of written words."""
    height, width = patch.shape
    if height < 24 or width < 34:
        return False
    inked = float(np.count_nonzero(patch > sure)) / patch.size
    return 0.01 < inked < 0.75


def _ink_layer(patch: Gray, level: int) -> Gray:
    """Draw the ink dark on white."""
    strength = float(np.percentile(patch[patch > level], 80))
    scale = 255 / max(strength, 1.36 * level)
    layer = np.clip(255 - patch.astype(np.float32) * scale, 0, 255)
    return np.asarray(layer, dtype=np.uint8)


def _sharp_layer(rgb: Gray, patch: Gray, level: int) -> Gray:
    """Draw what is dark and no print where there is coloured ink.

    JPEG keeps light and dark sharper than colours; black letters below a stamp stay
    in part.
    """
    low, high = (
        how(how(rgb[..., 0], rgb[..., 1]), rgb[..., 2]) for how in (cv2.min, cv2.max)
    )
    near = cv2.dilate(coloured(patch, level), np.ones((3, 3), np.uint8))
    inked = (near > 0) & (high > _PRINT)
    dark = float(np.percentile(low[inked], 15)) if inked.any() else 0.0
    scale = 255 / max(255 - dark, 60)
    scaled = np.clip((low.astype(np.float32) - dark) * scale, 0, 255)
    return np.where(inked, scaled, 255).astype(np.uint8)


def _colour(rgb: Gray, patch: Gray, sure: int) -> str:
    pixels = rgb[patch > sure]
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
    """Cut a level stamp's frame away, single or double, where it has one.

    The picture keeps its size; what was cut is white.
    """
    ink = np.asarray(
        cv2.threshold(gray, 150, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8
    )
    columns = np.flatnonzero(ink.any(axis=0))
    if columns.size < 2:
        return gray
    wide = int(columns[-1] - columns[0]) + 1
    spread = _spread(ink[:, columns[0] : columns[-1] + 1])
    filled = ink.sum(axis=1) / wide
    top, bottom = _inside(
        np.where(spread, filled, np.minimum(filled, _ROW_FILLED)), _ROW_FILLED
    )
    inner = ink[top:bottom]
    if inner.shape[0] < 12:
        return gray
    left, right = _inside(inner.sum(axis=0) / inner.shape[0], _COLUMN_FILLED)
    if right - left < 12:
        return gray
    bare = np.full_like(gray, 255)
    bare[top:bottom, left:right] = gray[top:bottom, left:right]
    return bare


def _spread(ink: Gray) -> npt.NDArray[np.bool_]:
    """Tell of each row whether its ink goes from end to end, as a frame's side does.

    The feet of a short word are as full as a worn frame, but stand in the middle.
    """
    parts = np.array_split(ink, _PARTS, axis=1)
    near = np.ones((_FRAME_PX, 1), np.uint8)
    rows = [np.atleast_2d(part.any(axis=1).astype(np.uint8)).T for part in parts]
    held = [cv2.dilate(row, near) for row in rows]
    return np.asarray(np.hstack(held).sum(axis=1) >= _PARTS - 1, dtype=np.bool_)


def _inside(filled: npt.NDArray[np.float64], least: float) -> tuple[int, int]:
    """Return where the inside of a frame begins and ends along one direction.

    A side of a frame is a narrow, well filled strip that comes before anything else,
    with hardly any ink behind it.
    """
    start = _behind_side(filled, least)
    end = len(filled) - _behind_side(filled[::-1], least)
    return (start, end) if start < end else (0, len(filled))


def _behind_side(filled: npt.NDArray[np.float64], least: float) -> int:
    """Return where the ink of a side ends, of a double side that of its inner line."""
    inked = np.flatnonzero(filled > least)
    if not inked.size:
        return 0
    first = int(inked[0])
    behind = _end_of_strip(filled, first)
    if not behind:
        return 0
    second = np.flatnonzero(filled[behind : behind + _FRAME_GAP_PX] > _SECOND_FILLED)
    if not second.size:
        return behind
    inner = _end_of_strip(filled, behind + int(second[0]))
    return inner if inner - behind - second[0] <= behind - first + 2 else behind


def _end_of_strip(filled: npt.NDArray[np.float64], first: int) -> int:
    """Return where a narrow strip of ink ends that begins at a row; 0 if it is none."""
    if first > _FRAME_REACH * len(filled):
        return 0
    for behind in range(first + 1, min(first + _FRAME_PX, len(filled))):
        if filled[behind] < _EMPTY:
            return behind
    return 0
