"""Stamping a large PNG, some rows in memory at a time.

Rows that bear no ink are copied with the filter they came with, as in ``image_png``,
which takes all others: small pictures, interlaced ones, and full palettes.
"""

import hashlib
import struct
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from isal import isal_zlib
from PIL import Image

from models.errors import OutputError
from stamps.image_blend import Inks, blend, deep_inks, inks_of
from stamps.image_canvas import Sheet, plan_sheet, prove_contrast
from stamps.image_frame import Frame, Pixels, as_stored, eight_bits, make_frame
from stamps.image_shrink import add_piece, as_gray, empty_map, step_for
from stamps.image_written import (
    Written,
    place_in_canvas,
    prove_code_in,
    stored_bounds,
)
from stamps.plan import StampPlan
from stamps.png_bands import Band, Chunks, read_bands, read_outline
from stamps.png_file import (
    ANIMATION,
    CHANNELS,
    LEVEL,
    NO_FILTER,
    SIGNATURE,
    PngHeader,
    Rows,
    all_up,
    is_replaced_xmp,
    label_chunks,
    packed_rows,
    png_chunk,
    read_header,
    written_depth,
)

LARGE_BYTES = 64 * 1024**2
_FULL_PALETTE = 253 * 3
_ORIENTATION = 274
_BORDER_ROWS = 256


def is_large(header: PngHeader, chunks: Chunks) -> bool:
    """Tell whether a picture is stamped here."""
    palette = next((body for kind, body in chunks if kind == b"PLTE"), b"")
    room = header.colour != 3 or len(palette) <= _FULL_PALETTE
    large = header.row_bytes * header.height > LARGE_BYTES
    return large and room and not header.interlaced


def write_large_png(source: Path, target: Path, plan: StampPlan) -> Written:
    """Write a stamped PNG and read it back; see ``is_large``.

    Raises:
        CorruptInput: The file is damaged.
        OutputError: The stamp cannot be proved.
    """
    with source.open("rb") as file:
        chunks, places = read_outline(file)
        header = read_header(chunks)
        sheet, inks = _planned(file, chunks, places, plan)
        depth = written_depth(header, inks)
        canvas = sheet.canvas
        made = PngHeader(canvas.width, canvas.height, depth, header.colour, False)
        with target.open("wb") as out:
            bands = _drawn(read_bands(file, chunks, places), sheet, inks)
            digest = _write(out, chunks, made, header, inks, plan, bands)
    _read_back(target, sheet, digest)
    moving = any(kind in ANIMATION for kind, _ in chunks)
    return Written(pages=(sheet,), notes=("animation-removed",) if moving else ())


def _planned(
    file: BinaryIO, chunks: Chunks, places: list[tuple[int, int]], plan: StampPlan
) -> tuple[Sheet, Inks]:
    """Look at the whole picture once, and decide."""
    header = read_header(chunks)
    frame = _frame(chunks, header)
    struck = plan.text.strike_found and bool(plan.found)
    step = 1 if struck else step_for(min(frame.dpi))
    size = (header.height, header.width)
    small = np.zeros(size, np.uint8) if struck else empty_map(size, step)
    inks: Inks | None = None
    for band in read_bands(file, chunks, places):
        gray = _gray(band.seen)
        if struck:
            small[band.start : band.start + len(gray)] = gray
        else:
            add_piece(small, gray, (band.start, 0), size, step)
        inks = inks or _inks(band.seen, header, plan)
    whole = Image.fromarray(small if struck else as_gray(small))
    sheet = plan_sheet(whole, frame, plan, pages=1)
    return sheet, inks or _inks(whole, header, plan)


def _inks(image: Image.Image, header: PngHeader, plan: StampPlan) -> Inks:
    if header.is_deep:
        return deep_inks(65535.0, CHANNELS[header.colour], plan.style.colour)
    return inks_of(image, plan.style.colour)


def _frame(chunks: Chunks, header: PngHeader) -> Frame:
    said = {kind: body for kind, body in chunks}
    exif = Image.Exif()
    exif.load(said.get(b"eXIf", b""))
    dpi = None
    if len(said.get(b"pHYs", b"")) == 9:
        across, down, unit = struct.unpack(">LLB", said[b"pHYs"])
        dpi = (across * 0.0254, down * 0.0254) if unit == 1 else None
    size = (header.width, header.height)
    return make_frame(0, size, exif.get(_ORIENTATION, 1), dpi)


def _gray(image: Image.Image) -> Pixels:
    """Return rows in 8 bits of grey on white."""
    if image.mode.startswith("I;16"):
        return (np.asarray(image) >> 8).astype(np.uint8)
    if image.mode.startswith(("I", "F")):
        return np.asarray(eight_bits(image))
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return np.asarray(image.convert("L" if image.mode == "1" else "RGB").convert("L"))


Proofs = dict[int, list[tuple[Pixels, Pixels]]]
"""Inked pixels with their coverage, by the number of the patch."""
Drawn = tuple[Rows | None, Pixels, Pixels]
"""The filtered rows that were there, and the pixels before and after."""


def _drawn(bands: Iterator[Band], sheet: Sheet, inks: Inks) -> Iterator[Drawn]:
    """Yield the rows of the canvas with their ink, from top to bottom.

    Raises:
        OutputError: The ink would not stand out.
    """
    left, top, right, bottom = place_in_canvas(sheet)
    width, height = sheet.canvas.width, sheet.canvas.height
    first = next(bands)
    proofs: Proofs = {}

    def paper(rows: int) -> Pixels:
        shape = (rows, width, *first.pixels.shape[2:])
        canvas: Pixels = np.empty(shape, first.pixels.dtype)
        canvas[...] = inks.paper if len(shape) == 3 else inks.paper[0]
        return canvas

    def border(begin: int, end: int) -> Iterator[Drawn]:
        for start in range(begin, end, _BORDER_ROWS):
            rows = paper(min(_BORDER_ROWS, end - start))
            yield None, rows, _inked(rows, start, sheet, inks, proofs)

    yield from border(0, top)
    for band in chain((first,), bands):
        old: Pixels = band.pixels
        if sheet.has_border:
            old = paper(len(band.pixels))
            old[:, left:right] = band.pixels
        new = _inked(old, top + band.start, sheet, inks, proofs)
        yield (band.filtered if right - left == width else None), old, new
    yield from border(bottom, height)
    for pieces in proofs.values():
        seen, coverage = zip(*pieces, strict=True)
        prove_contrast(np.concatenate(seen), np.concatenate(coverage), inks)


def _inked(
    old: Pixels,
    start: int,
    sheet: Sheet,
    inks: Inks,
    proofs: Proofs,
) -> Pixels:
    """Put ink on some rows of the canvas; returns them, or ``old`` without any."""
    new = old
    for number, patch in enumerate(sheet.patches):
        left, top, right, bottom = stored_bounds(patch.bounds, sheet)
        first, last = max(top, start), min(bottom, start + len(old))
        if first >= last:
            continue
        new = old.copy() if new is old else new
        coverage = as_stored(patch.coverage, sheet.frame.orientation)
        part = coverage[first - top : last - top]
        place = slice(first - start, last - start), slice(left, right)
        light = patch.kind == "watermark"
        black = patch.ink == "black"
        new[place] = blend(new[place], part, inks, black=black, watermark=light)
        if not light:
            proofs.setdefault(number, []).append((new[place].copy(), part))
    return new


def _write(
    out: BinaryIO,
    chunks: Chunks,
    made: PngHeader,
    header: PngHeader,
    inks: Inks,
    plan: StampPlan,
    bands: Iterator[Drawn],
) -> bytes:
    """Write all chunks; returns a digest of the unfiltered rows."""
    digest = hashlib.sha256()
    out.write(SIGNATURE)
    head = (made.width, made.height, made.depth, made.colour, 0, 0, 0)
    for kind, body in chunks:
        if kind == b"IHDR":
            out.write(png_chunk(kind, struct.pack(">LLBBBBB", *head)))
            for label in label_chunks(chunks, plan):
                out.write(label)
        elif kind == b"PLTE" and inks.palette is not None:
            out.write(png_chunk(kind, inks.palette.tobytes()))
        elif kind == b"IDAT":
            packer = isal_zlib.compressobj(LEVEL)
            for rows in _filtered(bands, made, header, digest):
                _put(out, packer.compress(rows.tobytes()))
            _put(out, packer.flush())
        elif kind not in ANIMATION and not is_replaced_xmp(kind, body, plan):
            out.write(png_chunk(kind, body))
    return digest.digest()


def _put(out: BinaryIO, data: bytes) -> None:
    if data:
        out.write(png_chunk(b"IDAT", data))


def _filtered(
    bands: Iterator[Drawn], made: PngHeader, header: PngHeader, digest: Any
) -> Iterator[Rows]:
    same = (made.width, made.depth) == (header.width, header.depth)
    after_change = False
    for filtered, old, new in bands:
        packed = packed_rows(new, made)
        digest.update(packed.tobytes())
        if filtered is None or not same:
            yield all_up(packed)
            after_change = True
            continue
        if new is old and not after_change:
            yield filtered
            continue
        changed = (packed != packed_rows(old, made)).any(axis=1)
        # The row after a changed one was filtered against what stood there before.
        after = np.concatenate([[after_change], changed[:-1]])
        after_change = bool(changed[-1])
        rows = filtered.copy()
        rows[changed | after, 0] = NO_FILTER
        rows[changed | after, 1:] = packed[changed | after]
        yield rows


def _read_back(target: Path, sheet: Sheet, digest: bytes) -> None:
    """Read all rows again, and the code where it stands."""
    again = hashlib.sha256()
    code = next((p for p in sheet.patches if p.kind == "code"), None)
    bounds = (0, 0, 0, 0) if code is None else stored_bounds(code.bounds, sheet)
    first = max(0, 2 * bounds[1] - bounds[3])
    strip = np.zeros((2 * bounds[3] - bounds[1] - first, sheet.canvas.width), np.uint8)
    with target.open("rb") as file:
        chunks, places = read_outline(file)
        header = read_header(chunks)
        if (header.width, header.height) != (sheet.canvas.width, sheet.canvas.height):
            raise OutputError("The written picture has another shape.")
        for band in read_bands(file, chunks, places):
            again.update(packed_rows(band.pixels, header).tobytes())
            rows = (
                max(first, band.start),
                min(first + len(strip), band.start + len(band.pixels)),
            )
            if rows[0] < rows[1]:
                gray = _gray(band.seen)[rows[0] - band.start : rows[1] - band.start]
                strip[rows[0] - first : rows[1] - first] = gray
    if again.digest() != digest:
        raise OutputError("The written picture does not hold its stamp.")

    def crop(box: tuple[int, int, int, int]) -> Image.Image:
        picture = Image.fromarray(strip)
        return picture.crop((box[0], box[1] - first, box[2], box[3] - first))

    prove_code_in(crop, sheet)
