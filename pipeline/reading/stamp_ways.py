"""Ways to read one stamp: its angle, its frame, how its ink is separated, languages.

Knows the ink of one stamp; which reading is believed is decided in ``read_stamps``.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.agreeing import Attempt
from pipeline.reading.ink import InkRegion, straighten, without_frame
from pipeline.reading.ocr import (
    BLOCK,
    ONE_LINE,
    OcrLine,
    OcrWord,
    has_language,
    read_letters,
)
from pipeline.reading.orientation import sharpness

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

_WIDEST_DEG = 22
_FINE = range(-3, 4)
_LONG = 1.8
"""Length in heights of a stamp whose outline says how it lies."""
_LEAST_ROW_PX = 12
_SHORTENED = 4
"""A word of at most so many characters may end in a dot: «Сов.», «Экз.»."""
_EDGES = frozenset("|ІIl1[](){}!/\\—–-_.,'\"“”‘’‚„«»:;=~^*°·`<>‹›")
"""Characters that a frame or a speck is read as."""


def ways(region: InkRegion) -> Iterator[tuple[Attempt, float, Matrix]]:
    """Yield ways to read a stamp, the best first."""
    gray, black = region.gray, region.colour == "black"
    angles = find_angles(gray)
    level, turn = straighten(gray, angles[0])
    bare = without_frame(level)
    back = _inverse(turn)
    yield _attempt(bare), angles[0], back
    if black:
        others = [straighten(other, angles[0])[0] for other in region.others]
        yield from ((by_rows(other), angles[0], back) for other in others)
        yield _attempt(_mended(bare)), angles[0], back
    else:
        clear = [without_frame(straighten(x, angles[0])[0]) for x in region.others]
        yield from ((_attempt(other), angles[0], back) for other in clear)
    if has_language("eng"):
        yield _attempt(bare, "eng"), angles[0], back
    if not black:
        yield from ((_attempt(_mended(other)), angles[0], back) for other in clear)
        yield _attempt(_mended(bare)), angles[0], back
    yield _attempt(bare, "bel+rus"), angles[0], back
    yield _attempt(level), angles[0], back
    for angle in angles[1:]:
        turned, other_turn = straighten(gray, angle)
        yield _attempt(without_frame(turned)), angle, _inverse(other_turn)
    yield _attempt(_mended(bare), "kaz+bel"), angles[0], back


def _attempt(picture: Gray, languages: str = "rus+kaz") -> Attempt:
    def attempt() -> tuple[OcrLine, ...]:
        found = read_letters(picture, mode=BLOCK, languages=languages)
        return tuple(line for line in map(_without_edges, found) if line.words)

    return attempt


def by_rows(picture: Gray) -> Attempt:
    """Read each row of a straightened stamp by itself."""

    def attempt() -> tuple[OcrLine, ...]:
        bare = without_frame(picture)
        found: list[OcrLine] = []
        for top, bottom in _rows(bare):
            pad = (bottom - top) // 5 + 2
            start = max(0, top - pad)
            for line in read_letters(bare[start : bottom + pad], mode=ONE_LINE):
                found.append(_without_edges(line).moved(0, start))
        return tuple(line for line in found if line.words)

    return attempt


def _rows(gray: Gray) -> list[tuple[int, int]]:
    """Return where the rows of letters are, by how much ink each pixel row holds."""
    inked = (gray < 150).sum(axis=1).astype(np.float64)
    smooth = np.convolve(inked, np.ones(3) / 3, mode="same")
    full = smooth > 0.28 * max(float(np.percentile(smooth, 95)), 1.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(a, b) for a, b in runs if b - a >= _LEAST_ROW_PX]


def _inverse(turn: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(np.vstack([turn, [0, 0, 1]])), dtype=np.float64)


def _mended(gray: Gray) -> Gray:
    """Fill thin gaps in the strokes and make them plainly black."""
    soft = cv2.GaussianBlur(gray, (0, 0), 1.0)
    closed = cv2.morphologyEx(soft, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    level = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    return np.asarray(cv2.GaussianBlur(level, (0, 0), 0.7), dtype=np.uint8)


def find_angles(gray: Gray) -> list[float]:
    """Return turns, anticlockwise as seen, that may set a stamp straight.

    A long stamp that lies steeply says so by its outline; others are tried out.
    """
    ink = cv2.threshold(gray, 150, 255, cv2.THRESH_BINARY_INV)[1]
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    side = int(np.hypot(height, width)) + 2
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), np.uint8)
    square[top : top + height, left : left + width] = small
    steep = _steep_angle(square)
    if steep is not None:
        first = _sharpest(square, steep)
        return [first, first + 180.0 if first < 0 else first - 180.0]
    coarse = [(sharpness(square, float(a)), a) for a in range(-_WIDEST_DEG, 23, 2)]
    first = _sharpest(square, max(coarse)[1])
    others = [float(a) for _, a in sorted(coarse, reverse=True) if abs(a - first) > 3]
    return [first, *others[:1]]


def _sharpest(square: Gray, near: float) -> float:
    """Return the turn near another one at which rows stand out best."""
    return float(max((sharpness(square, near + d / 2), near + d / 2) for d in _FINE)[1])


def _steep_angle(ink: Gray) -> float | None:
    """Return by how much a long stamp lies steeper than is tried out, else None."""
    points = cv2.findNonZero((ink > 127).astype(np.uint8))
    if points is None:
        return None
    corners = cv2.boxPoints(cv2.minAreaRect(points))
    edges = sorted((corners[1] - corners[0], corners[2] - corners[1]), key=_length)
    if _length(edges[1]) < _LONG * max(1.0, _length(edges[0])):
        return None
    across, down = edges[1].tolist()
    angle = math.degrees(math.atan2(down, across))
    angle = (angle + 90.0) % 180.0 - 90.0
    return angle if abs(angle) > _WIDEST_DEG else None


def _length(edge: npt.NDArray[Any]) -> float:
    return float(np.hypot(*edge))


def _without_edges(line: OcrLine) -> OcrLine:
    """Drop what is left of a frame at either end of a line."""
    words = list(line.words)
    while words and not set(words[0].text) - _EDGES:
        words.pop(0)
    while words and not set(words[-1].text) - _EDGES:
        words.pop()
    if words:
        words[0] = _bare(words[0])
        words[-1] = _bare(words[-1])
    return OcrLine(tuple(words))


def _bare(word: OcrWord) -> OcrWord:
    """Drop specks at the ends of a word; a dot after a short word stays."""
    text = word.text.strip("-–—_,'“”‘’‚„:;=~|°*·`<>‹›")
    if len(text) > _SHORTENED:
        text = text.rstrip(".")
    return replace(word, text=text or word.text)
