"""Stamping PNG: only the rows that bear ink are written anew.

Filtered rows that do not change are copied as they are, so that depth, palette, gamma
and all else stay to the bit. It must not know what a stamp looks like.

Source: ISO/IEC 15948 (PNG), 5.3 (chunks), 9 (filtering).
"""

import struct
from pathlib import Path

import numpy as np
from isal import isal_zlib
from PIL import Image

from models.errors import CorruptInput, OutputError
from stamps.image_blend import Inks, deep_inks, has_room_for_ink, inks_of
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Pixels, frame_of
from stamps.image_png_large import is_large, write_large_png
from stamps.image_written import Written, prove_code
from stamps.plan import StampPlan
from stamps.png_bands import read_outline
from stamps.png_file import (
    ANIMATION,
    CHANNELS,
    LEVEL,
    NO_FILTER,
    SIGNATURE,
    PngHeader,
    Rows,
    all_up,
    decoded_rows,
    inflated,
    is_clear,
    is_replaced_xmp,
    label_chunks,
    packed_rows,
    png_chunk,
    read_chunks,
    read_header,
    written_depth,
)


def write_png(
    source: Path, target: Path, image: Image.Image, plan: StampPlan
) -> Written:
    """Write a stamped PNG and read it back.

    Args:
        source: The file as received.
        target: Written whole; may exist.
        image: ``source`` as Pillow opened it, not yet decoded.
        plan: What to put on it.
    """
    with source.open("rb") as file:
        outline, _ = read_outline(file)
    if is_large(read_header(outline), outline):
        return write_large_png(source, target, plan)
    chunks = read_chunks(source.read_bytes())
    header = read_header(chunks)
    received = None if header.interlaced else inflated(chunks, header)
    image = image if received is None else decoded_rows(chunks, received)
    sheet = plan_sheet(image, frame_of(image, 0), plan, pages=1)
    notes = ["animation-removed"] if any(k in ANIMATION for k, _ in chunks) else []
    colour = header.colour
    if not has_room_for_ink(image):
        colour = 6 if is_clear(chunks) else 2
        image = image.convert("RGBA" if colour == 6 else "RGB")
        chunks = [chunk for chunk in chunks if chunk[0] not in (b"PLTE", b"tRNS")]
        notes.append("palette-expanded")
    old = _native(source, image, header)
    inks = png_inks(image, header, plan)
    new = stamped_pixels(old, sheet, inks)
    depth = 8 if colour != header.colour else written_depth(header, inks)
    header_out = PngHeader(new.shape[1], new.shape[0], depth, colour, False)
    rows = _filtered(received, old, new, header, header_out)
    target.write_bytes(_assembled(chunks, header_out, inks, rows, plan))
    _read_back(target, new, header_out, sheet)
    return Written(pages=(sheet,), notes=tuple(notes))


def _native(source: Path, image: Image.Image, header: PngHeader) -> Pixels:
    """Return the pixels in the file's own values and depth."""
    if not header.is_deep:
        return np.asarray(image)
    import cv2

    deep = cv2.imread(str(source), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if deep is None or deep.dtype != np.uint16:
        raise CorruptInput("The picture is damaged; ask for it again.")
    order = {2: (2, 1, 0), 4: (0, 3), 6: (2, 1, 0, 3)}[header.colour]
    return np.ascontiguousarray(deep[..., order])


def png_inks(image: Image.Image, header: PngHeader, plan: StampPlan) -> Inks:
    """Return the inks in the picture's own depth."""
    if header.is_deep:
        return deep_inks(65535.0, CHANNELS[header.colour], plan.style.colour)
    return inks_of(image, plan.style.colour)


def _filtered(
    received: Rows | None,
    old: Pixels,
    new: Pixels,
    header: PngHeader,
    header_out: PngHeader,
) -> Rows:
    packed = packed_rows(new, header_out)
    if received is None or header_out != header:
        return all_up(packed)
    changed = (packed != packed_rows(old, header)).any(axis=1)
    # The row after a changed one was filtered against what stood there before.
    changed[1:] |= changed[:-1].copy()
    rows = received.copy()
    rows[changed, 0] = NO_FILTER
    rows[changed, 1:] = packed[changed]
    return rows


def _assembled(
    chunks: list[tuple[bytes, bytes]],
    header: PngHeader,
    inks: Inks,
    rows: Rows,
    plan: StampPlan,
) -> bytes:
    out, written = [SIGNATURE], False
    head = (header.width, header.height, header.depth, header.colour, 0, 0, 0)
    for kind, body in chunks:
        if kind == b"IHDR":
            out.append(png_chunk(kind, struct.pack(">LLBBBBB", *head)))
            out.extend(label_chunks(chunks, plan))
        elif kind == b"PLTE" and inks.palette is not None:
            out.append(png_chunk(kind, inks.palette.tobytes()))
        elif kind == b"IDAT":
            if not written:
                out.append(png_chunk(kind, isal_zlib.compress(rows.tobytes(), LEVEL)))
            written = True
        elif kind not in ANIMATION and not is_replaced_xmp(kind, body, plan):
            out.append(png_chunk(kind, body))
    return b"".join(out)


def _read_back(target: Path, new: Pixels, header: PngHeader, sheet: Sheet) -> None:
    chunks = read_chunks(target.read_bytes())
    if read_header(chunks) != header:
        raise OutputError("The written picture has another shape than its stamp needs.")
    image = decoded_rows(chunks, inflated(chunks, header))
    got = _native(target, image, header)
    if not np.array_equal(packed_rows(got, header), packed_rows(new, header)):
        raise OutputError("The written picture does not hold its stamp.")
    prove_code(image, sheet)
