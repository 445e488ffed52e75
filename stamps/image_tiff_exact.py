"""Stamping TIFF strip by strip: what bears no ink is copied packed as it is.

Keeps depth, compression, tiles, byte order and every tag; a page is never in memory
whole unless it gets a border. Pages of other kinds are left to ``image_tiff``.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from models.errors import CorruptInput, LimitExceeded, OutputError
from models.settings import Limits
from stamps.image_blend import Inks, scaled_inks
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Frame, make_frame
from stamps.image_written import Written, prove_code_in, prove_ink
from stamps.labels import xmp_binding
from stamps.plan import StampPlan
from stamps.tiff_file import (
    STRIP_COUNTS,
    STRIPS,
    TILE_COUNTS,
    TILES,
    Structure,
    Tag,
    Tags,
    read_structure,
    write_pages,
)
from stamps.tiff_ink import CodedAnewError, TiffPage, chunks_of, cut_pixels
from stamps.tiff_jpeg import TABLES
from stamps.tiff_segments import (
    HEIGHT,
    JPEG,
    ROWS,
    WIDTH,
    Grid,
    grid_of,
    read_chunk,
)
from stamps.tiff_window import (
    light_of,
    read_gray,
    read_window,
    shrunk_gray,
)

_ACROSS, _DOWN, _UNIT, _ORIENTATION, _XMP = 282, 283, 296, 274, 700
_SMALLER = 330
"""Directories of smaller pictures, which would show the page without its stamp."""
_CENTIMETRES, _INCH_CM = 3, 2.54


@dataclass(slots=True)
class _Work:
    """What is known of the file while it is written."""

    file: BinaryIO
    plan: StampPlan
    scratch: Path
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    digests: list[list[bytes]] = field(default_factory=list)


def write_exact(
    source: Path, target: Path, plan: StampPlan, limits: Limits
) -> Written | None:
    """Write a stamped TIFF, copying all that bears no ink, and read it back.

    Returns:
        None, with nothing of worth in ``target``, where a page is of a kind that must
        be coded anew.

    Raises:
        InputError: The file is damaged or too large.
        OutputError: The stamp cannot be proved.
    """
    with source.open("rb") as file:
        try:
            structure = read_structure(file, most_pages=limits.pages)
        except CorruptInput:
            return None  # Pillow forgives some damage, and refuses the rest
        grids = [grid_of(structure, tags) for tags in structure.pages]
        if not grids or None in grids:
            return None
        scratch = target.with_name(f"{target.name}.jpg")
        work = _Work(file, plan, scratch)
        try:
            known = [grid for grid in grids if grid is not None]
            pages = _pages(structure, known, work, limits)
            with target.open("wb") as out:
                write_pages(out, structure, pages)
            _read_back(target, work, limits)
        except CodedAnewError:
            return None
        finally:
            scratch.unlink(missing_ok=True)
    return Written(pages=tuple(work.sheets), notes=tuple(work.notes))


def _pages(
    structure: Structure, grids: list[Grid], work: _Work, limits: Limits
) -> Iterator[tuple[Tags, Iterator[bytes]]]:
    for index, (tags, grid) in enumerate(zip(structure.pages, grids, strict=True)):
        if grid.width * grid.height > limits.page_pixels:
            raise LimitExceeded(
                "A page has more pixels than the limit; scan it at 300 dpi."
            )
        page = _page(structure, tags, grid, index, work)
        work.sheets.append(page.sheet)
        work.digests.append([])
        chunks = chunks_of(work.file, page, work.scratch)
        if page.sheet.has_border:
            page, chunks = _bordered(structure, page, work)
        out = _kept(structure, page, work)
        yield out, _noted(chunks, work.digests[-1])


def _page(
    structure: Structure, tags: Tags, grid: Grid, index: int, work: _Work
) -> TiffPage:
    plan = work.plan
    tables = tags[TABLES].data if TABLES in tags else b""
    frame = _frame(structure, tags, grid, index)
    light = light_of(grid, tables)
    struck = plan.text.strike_found and any(
        mark.page_index == index for mark in plan.found
    )
    gray = (
        read_gray(work.file, grid, light, (0, 0, grid.width, grid.height))
        if struck
        else shrunk_gray(work.file, grid, light, min(frame.dpi))
    )
    count = len(structure.pages)
    sheet = plan_sheet(Image.fromarray(gray), frame, plan, pages=count)
    inks = _inks(grid, plan.style.colour)
    return TiffPage(
        grid=grid,
        tags=tags,
        sheet=sheet,
        inks=inks,
        tables=tables,
        colour=plan.style.colour,
    )


def _inks(grid: Grid, colour: tuple[float, float, float]) -> Inks:
    if grid.bits == 1:
        return Inks(mode="bilevel", colour=(0,), black=(0,), paper=(1,))
    kind = {1: "L", 3: "RGB", 4: "CMYK"}[grid.colours]
    if grid.alpha == "plain" and grid.colours < 4:
        kind += "A"
    return scaled_inks(kind, float(grid.top), colour)


def _frame(structure: Structure, tags: Tags, grid: Grid, index: int) -> Frame:
    unit = structure.number(tags, _UNIT, 2)
    factor = {2: 1.0, _CENTIMETRES: _INCH_CM}.get(unit)
    told = structure.ratio(tags, _ACROSS), structure.ratio(tags, _DOWN)
    dpi = None if factor is None else (told[0] * factor, told[1] * factor)
    orientation = structure.number(tags, _ORIENTATION, 1)
    return make_frame(index, (grid.width, grid.height), orientation, dpi)


def _kept(structure: Structure, page: TiffPage, work: _Work) -> Tags:
    """Return the tags to write: all of them, with our label bound."""
    gone = (STRIPS, STRIP_COUNTS, TILES, TILE_COUNTS, _SMALLER)
    tags = {number: tag for number, tag in page.tags.items() if number not in gone}
    if _SMALLER in page.tags and "thumbnail-removed" not in work.notes:
        work.notes.append("thumbnail-removed")
    if page.grid.is_tiled:
        tags[TILES] = Tag(4, 0, b"")
    elif page.grid.tile[0] < page.grid.height or ROWS in tags:
        tags[ROWS] = structure.tag(4, page.grid.tile[0])
    if work.plan.label is not None:
        there = tags[_XMP].data if _XMP in tags else None
        packet = xmp_binding(work.plan.label, there)
        tags[_XMP] = Tag(1, len(packet), packet)
    return tags


def _noted(chunks: Iterator[bytes], digests: list[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        digests.append(hashlib.sha256(chunk).digest())
        yield chunk


def _bordered(
    structure: Structure, page: TiffPage, work: _Work
) -> tuple[TiffPage, Iterator[bytes]]:
    """Return the page on a larger canvas, in strips."""
    grid = page.grid
    if grid.compression == JPEG or grid.samples > len(page.inks.paper):
        raise CodedAnewError
    whole = read_window(work.file, grid, (0, 0, grid.width, grid.height), {})
    pixels = stamped_pixels(
        whole if whole.shape[2] > 1 else whole[..., 0], page.sheet, page.inks
    )
    del whole
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    height, width = pixels.shape[:2]
    rows = grid.tile[0] if grid.is_tiled else min(grid.tile[0], height)
    columns = grid.tile[1] if grid.is_tiled else width
    larger = replace(grid, width=width, height=height, tile=(rows, columns), chunks=())
    tags = dict(page.tags)
    tags[WIDTH], tags[HEIGHT] = structure.tag(4, width), structure.tag(4, height)
    if not grid.is_tiled:
        tags[ROWS] = structure.tag(4, rows)
    return replace(page, grid=larger, tags=tags), cut_pixels(pixels, larger)


def _read_back(target: Path, work: _Work, limits: Limits) -> None:
    """Compare what was written with what was meant, and read the codes."""
    with target.open("rb") as file:
        structure = read_structure(file, most_pages=limits.pages)
        if len(structure.pages) != len(work.sheets):
            raise OutputError("The written picture has another number of pages.")
        pages = zip(structure.pages, work.sheets, work.digests, strict=True)
        for tags, sheet, digests in pages:
            grid = grid_of(structure, tags)
            if grid is None or len(grid.chunks) != len(digests):
                raise OutputError("The written picture has another shape.")
            for index, digest in enumerate(digests):
                if hashlib.sha256(read_chunk(file, grid, index)).digest() != digest:
                    raise OutputError("The written picture does not hold its stamp.")
            _prove_seen(file, grid, tags, sheet)


def _prove_seen(file: BinaryIO, grid: Grid, tags: Tags, sheet: Sheet) -> None:
    light = light_of(grid, tags[TABLES].data if TABLES in tags else b"")

    def crop(box: tuple[int, int, int, int]) -> Image.Image:
        inside = (*box[:2], min(box[2], grid.width), min(box[3], grid.height))
        try:
            return Image.fromarray(read_gray(file, grid, light, inside))
        except CorruptInput as error:
            raise OutputError("The written picture cannot be read back.") from error

    try:
        if grid.compression == JPEG:
            prove_ink(crop, sheet)
        prove_code_in(crop, sheet)
    except OutputError as error:
        if grid.compression == JPEG:
            raise CodedAnewError from error
        raise
