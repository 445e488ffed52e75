"""Turns white letters on a dark box into dark letters on white, as all else is read.

Knows pixels of a page; nothing of text or marks.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components

Gray = npt.NDArray[np.uint8]

_STEP = 4
"""One pixel of so many across and down tells where boxes are."""
_DARK = 130
_LEAST, _MOST = (80, 28), 0.5
"""Sides in pixels of the smallest box (10 mm by 3.5 mm), and part of a page of the
largest."""
_FILLED, _EDGE = 0.45, 0.9
"""Part of a box, and of each of its edges, that is dark."""
_LETTERS = (0.02, 0.5)
"""Part of a box that letters may take."""
_FEW_LETTERS = (0.0002, 0.5)
"""The same of a page that is a negative, which may bear a mark alone."""
_EVEN, _EVEN_SHARE = 24.0, 0.75
"""Steps of grey about the ground, and the part of a negative that lies within."""


def with_boxes_turned(gray: Gray) -> Gray:
    """Return a page whose dark boxes with light letters are the other way round.

    So is a page that is a negative; what stood on it as on paper is a box then.
    """
    less = gray[::_STEP, ::_STEP]
    dark = np.count_nonzero(less < _DARK)
    if dark > _FILLED * _MOST * less.size:  # with less a page cannot be a negative
        gray = _with_boxes_turned(gray, _is_negative, _FEW_LETTERS)
    return _with_boxes_turned(gray, _is_box, _LETTERS)


def _is_box(box: Gray, page: Gray) -> bool:
    return box.size <= _MOST * page.size


def _is_negative(box: Gray, page: Gray) -> bool:
    """Tell whether most of a page is of one dark ground, as no photo is."""
    if _is_box(box, page):
        return False
    ground = float(np.median(box))
    even = np.count_nonzero(np.abs(box - ground) <= _EVEN) / box.size
    return bool(ground < _DARK and even >= _EVEN_SHARE)


def _with_boxes_turned(
    gray: Gray,
    is_wanted: Callable[[Gray, Gray], bool],
    letters: tuple[float, float],
) -> Gray:
    less = gray[::_STEP, ::_STEP]
    few = (less < _DARK).astype(np.uint8)
    solid = cv2.morphologyEx(few, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    boxes = [
        (x, y, x + wide, y + high)
        for x, y, wide, high, area in components(solid)[1][1:].tolist()
        if wide * _STEP >= _LEAST[0]
        and high * _STEP >= _LEAST[1]
        and is_wanted(less[y : y + high, x : x + wide], less)
        and area >= _FILLED * wide * high
        and _has_dark_edges(few[y : y + high, x : x + wide])
    ]
    turned = gray
    for x0, y0, x1, y1 in boxes:
        rows, columns = slice(y0 * _STEP, y1 * _STEP), slice(x0 * _STEP, x1 * _STEP)
        inside = gray[rows, columns]
        light = np.count_nonzero(inside > _DARK) / inside.size
        if letters[0] < light < letters[1]:
            turned = gray.copy() if turned is gray else turned
            turned[rows, columns] = _turned(inside)
    return turned


def _turned(inside: Gray) -> Gray:
    """Return a box with a white ground, and the lightest of it black."""
    ground, lightest = float(np.median(inside)), float(inside.max())
    above = np.clip((inside - ground) / max(1.0, lightest - ground), 0.0, 1.0)
    return np.asarray(255.0 * (1.0 - above), dtype=np.uint8)


def _has_dark_edges(box: Gray) -> bool:
    edges = (box[1], box[-2], box[:, 1], box[:, -2])
    return all(float(edge.mean()) >= _EDGE for edge in edges)
