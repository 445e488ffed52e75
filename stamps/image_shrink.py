"""Makes a small grey picture of a page that comes in pieces.

The average of all pixels that fall on one small pixel; it must not know file formats.
"""

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
    rows = _groups(place[0], piece.shape[0], step)
    columns = _groups(place[1], piece.shape[1], step)
    sums = np.add.reduceat(piece, rows, axis=0, dtype=np.float32)
    sums = np.add.reduceat(sums, columns, axis=1)
    row, column = place[0] // step, place[1] // step
    shares = np.outer(
        _shares(size[0], row, len(rows), step),
        _shares(size[1], column, len(columns), step),
    )
    small[row : row + len(rows), column : column + len(columns)] += sums / shares


def as_gray(small: Pixels) -> Pixels:
    """Return the finished small picture in 8 bits."""
    return np.clip(np.rint(small), 0, 255).astype(np.uint8)


def _groups(start: int, count: int, step: int) -> list[int]:
    """Return where in a piece a new pixel of the small picture begins."""
    first = (-start) % step
    return sorted({0, *range(first, count, step)})


def _shares(size: int, first: int, count: int, step: int) -> Pixels:
    """Return how many pixels each of the small ones stands for."""
    starts = np.arange(first, first + count) * step
    return np.minimum(step, size - starts).astype(np.float32)
