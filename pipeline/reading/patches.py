"""Finds the places on a page where a stamp or other turned writing may be.

Knows ink and the lines that were read; gives patches to straighten and read.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.ink import InkRegion

Gray = npt.NDArray[np.uint8]
Rect = tuple[int, int, int, int]

_THICKER = 1.45
"""Stamp letters against body letters: how much heavier their strokes are."""
_MAX_PATCHES = 6
_INK_BELOW = 150


def heavy_patches(gray: Gray, *, stroke_px: float) -> tuple[InkRegion, ...]:
    """Return patches of ink whose strokes are heavier than those of the text.

    The text that runs through them is taken away.

    Args:
        gray: the level page at the working resolution.
        stroke_px: how wide the strokes of the text are.
    """
    ink = cv2.threshold(gray, _INK_BELOW, 255, cv2.THRESH_BINARY_INV)[1]
    size = max(4, round(stroke_px * _THICKER))
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    heavy = cv2.morphologyEx(ink, cv2.MORPH_OPEN, brush)
    if cv2.countNonZero(heavy) < 300:
        return ()
    grown = cv2.dilate(heavy, np.ones((size // 2 * 2 + 3,) * 2, np.uint8))
    layer = np.where((grown > 0) & (ink > 0), gray, 255).astype(np.uint8)
    return tuple(
        InkRegion(gray=layer[y0:y1, x0:x1], x0=x0, y0=y0, colour="black")
        for x0, y0, x1, y1 in _clusters(heavy, near_px=26)
    )


def stroke_width(gray: Gray, rects: list[Rect]) -> float:
    """Return how wide the strokes in some rectangles are, in pixels."""
    widths = []
    for x0, y0, x1, y1 in rects[:12]:
        ink = cv2.threshold(gray[y0:y1, x0:x1], _INK_BELOW, 255, cv2.THRESH_BINARY_INV)[
            1
        ]
        if not ink.any():
            continue
        depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
        ridge = depth[depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8))]
        inner = ridge[ridge > 0.5]
        if inner.size:
            widths.append(2 * float(np.percentile(inner, 75)) - 0.5)
    return float(np.median(widths)) if widths else 3.5


def poor_patches(gray: Gray, rects: list[Rect]) -> tuple[InkRegion, ...]:
    """Return patches around neighbouring lines that could not be read."""
    mask = np.zeros((gray.shape[0] // 2 + 1, gray.shape[1] // 2 + 1), np.uint8)
    for x0, y0, x1, y1 in rects:
        mask[y0 // 2 : y1 // 2 + 1, x0 // 2 : x1 // 2 + 1] = 255
    found = _clusters(cv2.resize(mask, (gray.shape[1], gray.shape[0])), near_px=20)
    return tuple(
        InkRegion(gray=gray[y0:y1, x0:x1], x0=x0, y0=y0, colour="black")
        for x0, y0, x1, y1 in found
    )


def _clusters(mask: Gray, *, near_px: int) -> list[Rect]:
    """Return boxes around what stands near together, the largest first."""
    half = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = near_px // 2
    near = cv2.dilate((half > 60).astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(near)
    rects = []
    for x, y, w, h, _ in sorted(stats[1:].tolist(), key=lambda row: -row[4]):
        if w * 2 < 60 or h * 2 < 28 or w * h * 4 > 0.35 * mask.size:
            continue
        rects.append((2 * x, 2 * y, 2 * (x + w), 2 * (y + h)))
    return rects[:_MAX_PATCHES]
