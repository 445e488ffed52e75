"""Parts of a TIFF page as arrays, put together from the strips or tiles they touch.

It must not know what is drawn on them.
"""

from collections.abc import Callable
from typing import BinaryIO

import numpy as np

from models.errors import CorruptInput
from stamps.image_frame import Pixels
from stamps.image_shrink import add_piece, as_gray, empty_map, step_for
from stamps.tiff_coding import unpack
from stamps.tiff_jpeg import gray_of, whole_stream
from stamps.tiff_segments import JPEG, Grid, Place, read_chunk

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom, as stored."""
Light = Callable[[bytes, Place], Pixels]
"""Makes 8 bits of grey of a packed strip or tile."""
_LUMA = (0.299, 0.587, 0.114)
_INK_LUMA = (0.3, 0.59, 0.11)


def touched(grid: Grid, bounds: Bounds) -> list[tuple[int, Place]]:
    """Return the strips or tiles that a part of the page reaches into."""
    left, top, right, bottom = bounds
    return [
        (index, place)
        for index, place in enumerate(grid.places())
        if place.top < bottom
        and place.top + place.height > top
        and place.left < right
        and place.left + place.width > left
    ]


def read_window(
    file: BinaryIO, grid: Grid, bounds: Bounds, held: dict[int, Pixels]
) -> Pixels:
    """Return a part of the page: rows, columns, samples.

    Args:
        file: The picture.
        grid: Its page.
        bounds: Within the page.
        held: Strips and tiles already drawn on, by number; they are taken as they are.
    """
    left, top, right, bottom = bounds
    window = np.zeros((bottom - top, right - left, grid.samples), grid.dtype)
    for index, place in touched(grid, bounds):
        piece = held.get(index)
        if piece is None:
            piece = unpack(read_chunk(file, grid, index), grid, place)
        _copy(window, piece, place, grid, bounds, into_window=True)
    return window


def spread(window: Pixels, grid: Grid, bounds: Bounds, held: dict[int, Pixels]) -> None:
    """Put a part of the page back into its strips or tiles, which must be held."""
    for index, place in touched(grid, bounds):
        _copy(window, held[index], place, grid, bounds, into_window=False)


def hold(file: BinaryIO, grid: Grid, bounds: Bounds, held: dict[int, Pixels]) -> None:
    """Unpack the strips or tiles that a part of the page reaches into."""
    for index, place in touched(grid, bounds):
        if index not in held:
            pixels = unpack(read_chunk(file, grid, index), grid, place)
            held[index] = pixels.copy()


def _copy(
    window: Pixels,
    piece: Pixels,
    place: Place,
    grid: Grid,
    bounds: Bounds,
    *,
    into_window: bool,
) -> None:
    left, top, right, bottom = bounds
    rows = max(top, place.top), min(bottom, place.top + place.height)
    columns = max(left, place.left), min(right, place.left + place.width)
    whole = window[..., place.plane : place.plane + 1] if grid.planes > 1 else window
    ours = whole[rows[0] - top : rows[1] - top, columns[0] - left : columns[1] - left]
    theirs = piece[
        rows[0] - place.top : rows[1] - place.top,
        columns[0] - place.left : columns[1] - place.left,
    ]
    if into_window:
        ours[...] = theirs
    else:
        theirs[...] = ours


def light_of(grid: Grid, tables: bytes) -> Light:
    """Return what makes grey of a strip or tile; planes give their share of it."""
    if grid.compression == JPEG:
        return lambda data, place: gray_of(whole_stream(data, tables), grid, place)
    return lambda data, place: _gray(unpack(data, grid, place), grid, place)


def _gray(pixels: Pixels, grid: Grid, place: Place) -> Pixels:
    """Return 8 bits of grey on white; of one plane, the plane itself."""
    if grid.bits == 1:
        bits: Pixels = pixels[..., 0] * np.uint8(255)
        return bits
    whole = pixels >> 8 if grid.bits == 16 else pixels
    if grid.samples == 1:
        return whole[..., 0]
    small = whole.astype(np.float32)
    if grid.planes > 1:
        return small[..., 0]
    colours = small[..., : grid.colours]
    if grid.colours == 1:
        gray = colours[..., 0]
    elif grid.colours == 3:
        gray = colours @ np.array(_LUMA, np.float32)
    else:
        spent = colours[..., :3] @ np.array(_INK_LUMA, np.float32) + colours[..., 3]
        gray = np.maximum(255.0 - spent, 0.0)
    if grid.alpha != "none":
        alpha = small[..., grid.colours]
        share = alpha / 255.0 if grid.alpha == "plain" else 1.0
        gray = np.minimum(gray * share + 255.0 - alpha, 255.0)
    return gray


def _weight(grid: Grid, plane: int) -> tuple[float, float]:
    """Return what a plane's values are multiplied with, and what is added once."""
    if grid.planes == 1:
        return 1.0, 0.0
    if grid.colours == 4:
        weights = (*(-part for part in _INK_LUMA), -1.0)
        return (weights[plane] if plane < 4 else 0.0), 255.0
    weights = _LUMA if grid.colours == 3 else (1.0,)
    return (weights[plane] if plane < len(weights) else 0.0), 0.0


def read_gray(file: BinaryIO, grid: Grid, light: Light, bounds: Bounds) -> Pixels:
    """Return a part of the page in 8 bits of grey.

    Raises:
        CorruptInput: A strip or tile cannot be read.
    """
    left, top, right, bottom = bounds
    gray = np.full((bottom - top, right - left), _weight(grid, 0)[1], np.float32)
    for index, place in touched(grid, bounds):
        piece = light(read_chunk(file, grid, index), place)
        rows = max(top, place.top), min(bottom, place.top + place.height)
        columns = max(left, place.left), min(right, place.left + place.width)
        part = piece[rows[0] - place.top : rows[1] - place.top]
        part = part[:, columns[0] - place.left : columns[1] - place.left]
        gray[rows[0] - top : rows[1] - top, columns[0] - left : columns[1] - left] += (
            part * _weight(grid, place.plane)[0]
        )
    return np.clip(np.rint(gray), 0, 255).astype(np.uint8)


def shrunk_gray(file: BinaryIO, grid: Grid, light: Light, dpi: float) -> Pixels:
    """Return the whole page in grey at about 108 dpi, strip by strip.

    Raises:
        CorruptInput: A strip or tile cannot be read.
    """
    size, step = (grid.height, grid.width), step_for(dpi)
    small = empty_map(size, step, _weight(grid, 0)[1])
    for index, place in enumerate(grid.places()):
        piece = light(read_chunk(file, grid, index), place)
        piece = piece[: grid.height - place.top, : grid.width - place.left]
        if piece.size == 0:
            raise CorruptInput("The picture is cut short; ask for it again.")
        factor = _weight(grid, place.plane)[0]
        weighed = piece if factor == 1.0 else piece * factor
        add_piece(small, weighed, (place.top, place.left), size, step)
    return as_gray(small)
