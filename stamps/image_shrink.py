"""Makes a small grey picture of a page that comes in pieces.

The average of all pixels that fall on one small pixel; it must not know file formats.
"""

from typing import Any

import numpy as np

from stamps.image_frame import Pixels

_MAP_DPI = 108.0
"""Enough for finding room; what is finer is averaged."""


def step_for(dpi: float) -> int:
    """Return how many pixels across and down become one."""
    return max(1, int(dpi // _MAP_DPI))


def empty_map(size: tuple[int, int], step: int, value: float = 0.0) -> Pixels:
    """Return the small picture of a page of so many rows and columns."""
    return np.full((-(-size[0] // step), -(-size[1] // step)), value, np.float32)


def add_piece(
    small: Pixels,
    piece: Pixels,
    place: tuple[int, int],
    size: tuple[int, int],
    step: int,
) -> None:
    """Add a piece of the page to its small picture, in place.

    Args:
        small: Made by ``empty_map``.
        piece: Grey, rows and columns.
        place: Row and column of its first pixel on the page.
        size: Rows and columns of the page.
        step: From ``step_for``.
    """
    kind = np.uint16 if piece.dtype == np.uint8 else np.float32
    down = _summed(piece, place[0], step, np.dtype(kind))
    sums = _summed(down.T, place[1], step, np.dtype(np.float32)).T
    row, column = place[0] // step, place[1] // step
    shares = np.outer(
        _shares(size[0], row, sums.shape[0], step),
        _shares(size[1], column, sums.shape[1], step),
    )
    place_in = small[row : row + sums.shape[0], column : column + sums.shape[1]]
    place_in += sums / shares


def as_gray(small: Pixels) -> Pixels:
    """Return the finished small picture in 8 bits."""
    return np.clip(np.rint(small), 0, 255).astype(np.uint8)


def _summed(piece: Pixels, start: int, step: int, kind: "np.dtype[Any]") -> Pixels:
    """Add up the rows that fall on one small row; a slice at a time, which is quick."""
    lead = start % step
    sums = np.zeros(((len(piece) + lead + step - 1) // step, piece.shape[1]), kind)
    for phase in range(step):
        first = (phase - lead) % step
        rows = piece[first::step]
        group = (first + lead) // step
        sums[group : group + len(rows)] += rows
    return sums


def _shares(size: int, first: int, count: int, step: int) -> Pixels:
    """Return how many pixels each of the small ones stands for."""
    starts = np.arange(first, first + count) * step
    return np.minimum(step, size - starts).astype(np.float32)
