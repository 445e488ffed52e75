"""Stamping PNG: only the rows that bear ink are written anew.

Filtered rows that do not change are copied as they are, so that depth, palette, gamma
and all else stay to the bit. It must not know what a stamp looks like.

Source: ISO/IEC 15948 (PNG), 5.3 (chunks), 9 (filtering).
"""

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray
from PIL import Image

from models.errors import CorruptInput, OutputError
from stamps.image_blend import Inks, deep_inks, has_room_for_ink, inks_of
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Pixels, frame_of
from stamps.image_written import Written, prove_code
from stamps.plan import StampPlan

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_NEEDED = (b"IHDR", b"PLTE", b"IDAT")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_XMP = b"XML:com.adobe.xmp\0"
_LEVEL = 1
"""Higher levels of isal make files hardly smaller and cost up to six times as much."""
_NONE, _UP = 0, 2

Rows = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @property
    def row_bytes(self) -> int:
        return (self.width * _CHANNELS[self.colour] * self.depth + 7) // 8

    @property
    def is_deep(self) -> bool:
        """Tell whether Pillow would cut 16 bits down to 8."""
        return self.depth == 16 and self.colour != 0


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
    chunks = _chunks(source.read_bytes())
    header = _header(chunks)
    received = None if header.interlaced else _inflated(chunks, header)
    image = image if received is None else _decoded(chunks, received)
    sheet = plan_sheet(image, frame_of(image, 0), plan, pages=1)
    notes = ["animation-removed"] if any(k in _ANIMATION for k, _ in chunks) else []
    colour = header.colour
    if not has_room_for_ink(image):
        colour = 6 if _is_clear(chunks) else 2
        image = image.convert("RGBA" if colour == 6 else "RGB")
        chunks = [chunk for chunk in chunks if chunk[0] not in (b"PLTE", b"tRNS")]
        notes.append("palette-expanded")
    old = _native(source, image, header)
    inks = _inks(image, header, plan)
    new = stamped_pixels(old, sheet, inks)
    depth = 8 if colour != header.colour else _depth(header, inks)
    header_out = _Header(new.shape[1], new.shape[0], depth, colour, False)
    rows = _filtered(received, old, new, header, header_out)
    target.write_bytes(_assembled(chunks, header_out, inks, rows, plan))
    _read_back(target, new, header_out, sheet)
    return Written(pages=(sheet,), notes=tuple(notes))


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    if data[:8] != _SIGNATURE or data[12:16] != b"IHDR":
        raise CorruptInput("The picture is not a PNG; ask for it again.")
    found, place = [], 8
    while place + 8 <= len(data):
        length, kind = struct.unpack(">L4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        checked = data[place + 8 + length : place + 12 + length]
        found.append((kind, body))
        place += 12 + length
        if kind in _NEEDED and zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(
            checked, "big"
        ):
            raise CorruptInput("The picture is damaged; ask for it again.")
        if kind == b"IEND":
            break
    return found


def _header(chunks: list[tuple[bytes, bytes]]) -> _Header:
    width, height, depth, colour, _, _, interlace = struct.unpack(
        ">LLBBBBB", chunks[0][1]
    )
    return _Header(width, height, depth, colour, bool(interlace))


def _is_clear(chunks: list[tuple[bytes, bytes]]) -> bool:
    return any(kind == b"tRNS" for kind, _ in chunks)


def _native(source: Path, image: Image.Image, header: _Header) -> Pixels:
    """Return the pixels in the file's own values and depth."""
    if not header.is_deep:
        return np.asarray(image)
    import cv2

    deep = cv2.imread(str(source), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if deep is None or deep.dtype != np.uint16:
        raise CorruptInput("The picture is damaged; ask for it again.")
    order = {2: (2, 1, 0), 4: (0, 3), 6: (2, 1, 0, 3)}[header.colour]
    return np.ascontiguousarray(deep[..., order])


def _inks(image: Image.Image, header: _Header, plan: StampPlan) -> Inks:
    if header.is_deep:
        return deep_inks(65535.0, _CHANNELS[header.colour], plan.style.colour)
    return inks_of(image, plan.style.colour)


def _depth(header: _Header, inks: Inks) -> int:
    """Return the depth to write: a palette that grew may need more bits."""
    if inks.palette is None:
        return header.depth
    needed = max(1, (len(inks.palette) - 1).bit_length())
    return max(header.depth, next(d for d in (1, 2, 4, 8) if d >= needed))


def _packed(pixels: Pixels, header: _Header) -> Rows:
    """Return the rows of a picture as the file holds them, unfiltered."""
    if header.depth == 16:
        wide = pixels.astype(">u2")
        return wide.reshape(len(wide), -1).view(np.uint8)
    flat = pixels.reshape(len(pixels), -1)
    if header.depth == 8:
        return flat.astype(np.uint8, copy=False)
    if flat.dtype == np.bool_:
        return np.packbits(flat, axis=1)
    shift = 0 if header.colour == 3 else 8 - header.depth
    values = np.right_shift(flat, shift).astype(np.uint8)
    bits = np.unpackbits(values[..., None], axis=2)[..., 8 - header.depth :]
    return np.packbits(bits.reshape(len(flat), -1), axis=1)


def _filtered(
    received: Rows | None,
    old: Pixels,
    new: Pixels,
    header: _Header,
    header_out: _Header,
) -> Rows:
    packed = _packed(new, header_out)
    if received is None or header_out != header:
        return _all_up(packed)
    changed = (packed != _packed(old, header)).any(axis=1)
    # The row after a changed one was filtered against what stood there before.
    changed[1:] |= changed[:-1].copy()
    rows = received.copy()
    rows[changed, 0] = _NONE
    rows[changed, 1:] = packed[changed]
    return rows


def _inflated(chunks: list[tuple[bytes, bytes]], header: _Header) -> Rows:
    """Return the filtered rows of a picture that is not interlaced."""
    size = header.height * (1 + header.row_bytes)
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    unpacked = isal_zlib.decompressobj().decompress(packed, size)
    if len(unpacked) != size:
        raise CorruptInput("The picture is cut short; ask for it again.")
    return np.frombuffer(unpacked, np.uint8).reshape(header.height, -1)


def _decoded(chunks: list[tuple[bytes, bytes]], rows: Rows) -> Image.Image:
    """Let Pillow undo the filters of rows that isal has inflated.

    isal inflates three times as fast as zlib does, and half of decoding is that.
    """
    data = [_SIGNATURE]
    ends: list[bytes] = []
    stored = _chunk(b"IDAT", zlib.compress(rows.data, 0))
    for kind, body in chunks:
        if kind == b"IDAT":
            continue
        if kind not in _ANIMATION:
            (ends if kind == b"IEND" else data).append(_chunk(kind, body))
    image = Image.open(io.BytesIO(b"".join((*data, stored, *ends))), formats=("PNG",))
    image.load()
    return image


def _all_up(packed: Rows) -> Rows:
    rows = np.empty((packed.shape[0], packed.shape[1] + 1), np.uint8)
    rows[:, 0], rows[0, 0] = _UP, _NONE
    rows[0, 1:] = packed[0]
    np.subtract(packed[1:], packed[:-1], out=rows[1:, 1:])
    return rows


def _assembled(
    chunks: list[tuple[bytes, bytes]],
    header: _Header,
    inks: Inks,
    rows: Rows,
    plan: StampPlan,
) -> bytes:
    out, written = [_SIGNATURE], False
    head = (header.width, header.height, header.depth, header.colour, 0, 0, 0)
    for kind, body in chunks:
        if kind == b"IHDR":
            out.append(_chunk(kind, struct.pack(">LLBBBBB", *head)))
            out.extend(_label(chunks, plan))
        elif kind == b"PLTE" and inks.palette is not None:
            out.append(_chunk(kind, inks.palette.tobytes()))
        elif kind == b"IDAT":
            if not written:
                out.append(_chunk(kind, isal_zlib.compress(rows.tobytes(), _LEVEL)))
            written = True
        elif kind not in _ANIMATION and not _is_replaced_xmp(kind, body, plan):
            out.append(_chunk(kind, body))
    return b"".join(out)


def _chunk(kind: bytes, body: bytes) -> bytes:
    length = struct.pack(">L", len(body))
    return length + kind + body + struct.pack(">L", zlib.crc32(body, zlib.crc32(kind)))


def _is_replaced_xmp(kind: bytes, body: bytes, plan: StampPlan) -> bool:
    return plan.label is not None and kind == b"iTXt" and body.startswith(_XMP)


def _label(chunks: list[tuple[bytes, bytes]], plan: StampPlan) -> list[bytes]:
    if plan.label is None:
        return []
    from stamps.labels import xmp_binding

    there = [body for kind, body in chunks if _is_replaced_xmp(kind, body, plan)]
    packet = xmp_binding(plan.label, _xmp_text(there[0]) if there else None)
    return [_chunk(b"iTXt", _XMP + b"\0\0\0\0" + packet)]


def _xmp_text(body: bytes) -> bytes:
    """Return the text of an iTXt chunk: flag, method, two more strings, text."""
    flag = body[len(_XMP)]
    text = body[len(_XMP) + 2 :].split(b"\0", 2)[2]
    return zlib.decompressobj().decompress(text, 1 << 24) if flag else text


def _read_back(target: Path, new: Pixels, header: _Header, sheet: Sheet) -> None:
    chunks = _chunks(target.read_bytes())
    if _header(chunks) != header:
        raise OutputError("The written picture has another shape than its stamp needs.")
    image = _decoded(chunks, _inflated(chunks, header))
    got = _native(target, image, header)
    if not np.array_equal(_packed(got, header), _packed(new, header)):
        raise OutputError("The written picture does not hold its stamp.")
    prove_code(image, sheet)
