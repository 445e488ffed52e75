"""Draws on the strips and tiles of a TIFF page, each in its own pixel values.

It must not know where the strips stand in the file nor what is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from models.errors import OutputError
from stamps.image_blend import Inks, blend
from stamps.image_canvas import Sheet, prove_contrast
from stamps.image_frame import Pixels, as_stored
from stamps.image_written import stored_bounds
from stamps.tiff_coding import pack, unpack
from stamps.tiff_file import Tags
from stamps.tiff_jpeg import Ink, inked_stream, whole_stream
from stamps.tiff_segments import JPEG, Grid, Place, read_chunk
from stamps.tiff_window import hold, read_window, spread


class CodedAnewError(Exception):
    """A page can't be stamped without coding all of it anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TiffPage:
    """A page of a TIFF and what is to be put on it."""

    grid: Grid
    tags: Tags
    sheet: Sheet
    inks: Inks
    tables: bytes
    """JPEG tables that all of its strips share."""
    colour: tuple[float, float, float]
    """Of the ink, RGB, 0 to 1."""


def chunks_of(file: BinaryIO, page: TiffPage, scratch: Path) -> Iterator[bytes]:
    """Yield the packed strips or tiles of a page that keeps its size.

    Args:
        file: The picture as received.
        page: Its page.
        scratch: A file that is written over.

    Raises:
        OutputError: The ink would not stand out, or does not come out as drawn.
        CodedAnewError: A strip cannot be written as it was coded.
    """
    grid = page.grid
    inked = _inked(file, page) if grid.compression != JPEG else {}
    for index, place in enumerate(grid.places()):
        data = read_chunk(file, grid, index)
        if grid.compression == JPEG:
            inks = _falling(page.sheet, place)
            yield _jpeg(data, page, inks, scratch) if inks else data
        elif index in inked:
            yield _packed(inked.pop(index), grid, place)
        else:
            yield data


def cut_pixels(pixels: Pixels, grid: Grid) -> Iterator[bytes]:
    """Cut a whole page into strips or tiles, packed."""
    for place in grid.places():
        piece = np.zeros((place.height, place.width, grid.per_place), pixels.dtype)
        part = pixels[place.top : place.top + place.height]
        part = part[:, place.left : place.left + place.width]
        if grid.planes > 1:
            part = part[..., place.plane : place.plane + 1]
        piece[: part.shape[0], : part.shape[1]] = part
        yield _packed(piece, grid, place)


def _packed(pixels: Pixels, grid: Grid, place: Place) -> bytes:
    data = pack(pixels, grid)
    if not np.array_equal(unpack(data, grid, place), pixels):
        raise OutputError("The written picture does not hold its stamp.")
    return data


def _inked(file: BinaryIO, page: TiffPage) -> dict[int, Pixels]:
    """Return the strips or tiles that bear ink, drawn."""
    grid, sheet, inks = page.grid, page.sheet, page.inks
    held: dict[int, Pixels] = {}
    count = grid.colours + (1 if inks.mode == "alpha" else 0)
    for patch in sheet.patches:
        bounds = stored_bounds(patch.bounds, sheet)
        hold(file, grid, bounds, held)
        window = read_window(file, grid, bounds, held)
        coverage = as_stored(patch.coverage, sheet.frame.orientation)
        region = window[..., :count] if count > 1 else window[..., 0]
        is_light = patch.kind == "watermark"
        inked = blend(
            region, coverage, inks, black=patch.ink == "black", watermark=is_light
        )
        if not is_light:
            prove_contrast(inked, coverage, inks)
        window[..., :count] = inked.reshape(*inked.shape[:2], count)
        if grid.alpha == "joined":
            solid = coverage.astype(np.float64)[..., None] / 255.0
            top = float(grid.top)
            last = window[..., grid.colours :][..., :1]
            last[...] = np.rint(np.maximum(last, last + (top - last) * solid))
        spread(window, grid, bounds, held)
    return held


def _falling(sheet: Sheet, place: Place) -> list[Ink]:
    """Return the ink that falls on a strip or tile, with its place in it."""
    found: list[Ink] = []
    for patch in sheet.patches:
        left, top, right, bottom = stored_bounds(patch.bounds, sheet)
        rows = max(top, place.top), min(bottom, place.top + place.height)
        columns = max(left, place.left), min(right, place.left + place.width)
        if rows[0] >= rows[1] or columns[0] >= columns[1]:
            continue
        coverage = as_stored(patch.coverage, sheet.frame.orientation)
        part = coverage[rows[0] - top : rows[1] - top]
        part = part[:, columns[0] - left : columns[1] - left]
        ink = "watermark" if patch.kind == "watermark" else patch.ink
        found.append((part, (rows[0] - place.top, columns[0] - place.left), ink))
    return found


def _jpeg(data: bytes, page: TiffPage, inks: list[Ink], scratch: Path) -> bytes:
    stream = whole_stream(data, page.tables)
    try:
        return inked_stream(
            stream,
            page.grid,
            inks,
            colour=page.colour,
            scratch=scratch,
        )
    except (OSError, ValueError) as error:
        raise CodedAnewError from error
