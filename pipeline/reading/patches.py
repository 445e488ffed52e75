"""Finds the places on a page where a stamp or other turned writing may be.

Knows ink and the lines that were read; gives patches to straighten and read.
"""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components
from pipeline.reading.ink import InkRegion

Gray = npt.NDArray[Any]
Rect = tuple[int, int, int, int]

_SURVIVES = 0.004
"""Share of the text's ink that may be left by a brush made for heavier strokes."""
_GROWTH = (6, 3, 10)
"""How far heavy strokes may grow along the ink, in pixels: three ways to see it."""
PAD_PX = 26
"""Room left around heavy ink, for thin strokes at its edges."""
_USUAL_BRUSH = 5
_LEAST_INK = 400
_MAX_PATCHES = 6
_INK_BELOW = 150


def heavy_patches(gray: Gray, body: list[Rect]) -> tuple[InkRegion, ...]:
    """Return patches of ink whose strokes are heavier than those of the text.

    The text that runs through them is taken away.

    Args:
        gray: the level page at the working resolution.
        body: where lines of running text stand.
    """
    ink = cv2.threshold(gray, _INK_BELOW, 255, cv2.THRESH_BINARY_INV)[1]
    size = text_brush(ink, body)
    heavy = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _brush(size))
    if cv2.countNonZero(heavy) < _LEAST_INK:
        return ()
    found = _clusters(heavy, near_px=(60, 36), pad_px=PAD_PX)
    return tuple(
        _region(heavy, ink, gray, rect)
        for rect in found
        if cv2.countNonZero(_cut(heavy, rect)) > _LEAST_INK
    )


def _region(heavy: Gray, ink: Gray, gray: Gray, rect: Rect) -> InkRegion:
    """Return one patch of heavy ink, seen in several ways."""
    first, *others = (
        _grown(_cut(heavy, rect), _cut(ink, rect), _cut(gray, rect), steps)
        for steps in _GROWTH
    )
    return InkRegion(
        gray=first, x0=rect[0], y0=rect[1], colour="black", others=tuple(others)
    )


def _cut(picture: Gray, rect: Rect) -> Gray:
    x0, y0, x1, y1 = rect
    return picture[y0:y1, x0:x1]


def _grown(heavy: Gray, ink: Gray, gray: Gray, steps: int) -> Gray:
    """Let heavy strokes grow along the ink, to get back what the brush took."""
    mask = heavy
    for _ in range(steps):
        mask = cv2.bitwise_and(cv2.dilate(mask, np.ones((3, 3), np.uint8)), ink)
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.where(near > 0, gray, 255).astype(np.uint8)


def text_brush(ink: Gray, body: list[Rect]) -> int:
    """Return the smallest brush that is too wide for the strokes of the text."""
    samples = [ink[y0:y1, x0:x1] for x0, y0, x1, y1 in body[:: max(1, len(body) // 6)]]
    samples = [sample for sample in samples if sample.any()]
    if not samples:
        return _USUAL_BRUSH
    for size in range(4, 11):
        brush = _brush(size)
        left = [
            _count_opened(sample, brush) / cv2.countNonZero(sample)
            for sample in samples
        ]
        if float(np.median(left)) < _SURVIVES:
            return size
    return 10


def _count_opened(ink: Gray, brush: Gray) -> int:
    """Return how much of the ink a brush leaves."""
    eroded = cv2.erode(ink, brush)
    if not eroded.any():
        return 0
    return cv2.countNonZero(cv2.dilate(eroded, brush))


def _brush(size: int) -> Gray:
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(shape, dtype=np.uint8)


def poor_patches(gray: Gray, rects: list[Rect]) -> tuple[InkRegion, ...]:
    """Return patches around neighbouring lines that could not be read."""
    if not rects:
        return ()
    mask = np.zeros((gray.shape[0] // 2 + 1, gray.shape[1] // 2 + 1), np.uint8)
    for x0, y0, x1, y1 in rects:
        mask[y0 // 2 : y1 // 2 + 1, x0 // 2 : x1 // 2 + 1] = 255
    found = _clusters(
        cv2.resize(mask, (gray.shape[1], gray.shape[0])), near_px=(20, 20)
    )
    return tuple(
        InkRegion(gray=gray[y0:y1, x0:x1], x0=x0, y0=y0, colour="black")
        for x0, y0, x1, y1 in found
    )


def _clusters(mask: Gray, *, near_px: tuple[int, int], pad_px: int = 0) -> list[Rect]:
    """Return boxes around what stands near together, the largest first."""
    half = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = np.ones((near_px[1] // 2, near_px[0] // 2), np.uint8)
    near = cv2.dilate((half > 60).astype(np.uint8), reach)
    stats = components(near)[1]
    rects = []
    for x, y, w, h, _ in sorted(stats[1:].tolist(), key=lambda row: -row[4]):
        if w * 2 < 60 or h * 2 < 28 or w * h * 4 > 0.35 * mask.size:
            continue
        left, top = max(0, 2 * x - pad_px), max(0, 2 * y - pad_px)
        rects.append((left, top, 2 * (x + w) + pad_px, 2 * (y + h) + pad_px))
    return rects[:_MAX_PATCHES]
