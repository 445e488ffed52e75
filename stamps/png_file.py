"""The parts of a PNG: chunks, filtered rows, the label's chunk.

It must not know what a stamp looks like.

Source: ISO/IEC 15948 (PNG), 5.3 (chunks), 9 (filtering).
"""

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray
from PIL import Image

from models.errors import CorruptInput
from stamps.image_blend import Inks
from stamps.image_frame import Pixels
from stamps.plan import StampPlan

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ANIMATION = (b"acTL", b"fcTL", b"fdAT")
NEEDED = (b"IHDR", b"PLTE", b"IDAT")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
NO_FILTER, _UP = 0, 2
LEVEL = 1
"""Higher levels of isal make files hardly smaller and cost up to six times as much."""
_XMP = b"XML:com.adobe.xmp\0"

Rows = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PngHeader:
    """What a PNG says of its pixels."""

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @property
    def row_bytes(self) -> int:
        """Length of a row without its filter."""
        return (self.width * CHANNELS[self.colour] * self.depth + 7) // 8

    @property
    def is_deep(self) -> bool:
        """Tell whether Pillow would cut 16 bits down to 8."""
        return self.depth == 16 and self.colour != 0


def read_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return a PNG's chunks, what is needed of them checked."""
    if data[:8] != SIGNATURE or data[12:16] != b"IHDR":
        raise CorruptInput("The picture is not a PNG; ask for it again.")
    found, place = [], 8
    while place + 8 <= len(data):
        length, kind = struct.unpack(">L4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        checked = data[place + 8 + length : place + 12 + length]
        found.append((kind, body))
        place += 12 + length
        if kind in NEEDED and zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(
            checked, "big"
        ):
            raise CorruptInput("The picture is damaged; ask for it again.")
        if kind == b"IEND":
            break
    return found


def read_header(chunks: list[tuple[bytes, bytes]]) -> PngHeader:
    """Return what the first chunk says."""
    width, height, depth, colour, _, _, interlace = struct.unpack(
        ">LLBBBBB", chunks[0][1]
    )
    return PngHeader(width, height, depth, colour, bool(interlace))


def is_clear(chunks: list[tuple[bytes, bytes]]) -> bool:
    """Tell whether some colours are clear."""
    return any(kind == b"tRNS" for kind, _ in chunks)


def packed_rows(pixels: Pixels, header: PngHeader) -> Rows:
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


def written_depth(header: PngHeader, inks: Inks) -> int:
    """Return the depth to write: a palette that grew may need more bits."""
    if inks.palette is None:
        return header.depth
    needed = max(1, (len(inks.palette) - 1).bit_length())
    return max(header.depth, next(d for d in (1, 2, 4, 8) if d >= needed))


def inflated(chunks: list[tuple[bytes, bytes]], header: PngHeader) -> Rows:
    """Return the filtered rows of a picture that is not interlaced."""
    size = header.height * (1 + header.row_bytes)
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    unpacked = isal_zlib.decompressobj().decompress(packed, size)
    if len(unpacked) != size:
        raise CorruptInput("The picture is cut short; ask for it again.")
    return np.frombuffer(unpacked, np.uint8).reshape(header.height, -1)


def decoded_rows(chunks: list[tuple[bytes, bytes]], rows: Rows) -> Image.Image:
    """Let Pillow undo the filters of rows that isal has inflated.

    isal inflates three times as fast as zlib does, and half of decoding is that.
    """
    data = [SIGNATURE]
    ends: list[bytes] = []
    stored = png_chunk(b"IDAT", zlib.compress(rows.data, 0))
    for kind, body in chunks:
        if kind == b"IDAT":
            continue
        if kind not in ANIMATION:
            (ends if kind == b"IEND" else data).append(png_chunk(kind, body))
    image = Image.open(io.BytesIO(b"".join((*data, stored, *ends))), formats=("PNG",))
    image.load()
    return image


def all_up(packed: Rows) -> Rows:
    """Filter each row by the one above it."""
    rows = np.empty((packed.shape[0], packed.shape[1] + 1), np.uint8)
    rows[:, 0], rows[0, 0] = _UP, NO_FILTER
    rows[0, 1:] = packed[0]
    np.subtract(packed[1:], packed[:-1], out=rows[1:, 1:])
    return rows


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk as it is written."""
    length = struct.pack(">L", len(body))
    return length + kind + body + struct.pack(">L", zlib.crc32(body, zlib.crc32(kind)))


def is_replaced_xmp(kind: bytes, body: bytes, plan: StampPlan) -> bool:
    """Tell whether a chunk is the XMP that our label goes into."""
    return plan.label is not None and kind == b"iTXt" and body.startswith(_XMP)


def label_chunks(chunks: list[tuple[bytes, bytes]], plan: StampPlan) -> list[bytes]:
    """Return the chunk with our labels, where there are any."""
    if plan.label is None:
        return []
    from stamps.labels import xmp_binding

    there = [body for kind, body in chunks if is_replaced_xmp(kind, body, plan)]
    packet = xmp_binding(plan.label, _xmp_text(there[0]) if there else None)
    return [png_chunk(b"iTXt", _XMP + b"\0\0\0\0" + packet)]


def _xmp_text(body: bytes) -> bytes:
    """Return the text of an iTXt chunk: flag, method, two more strings, text."""
    flag = body[len(_XMP)]
    text = body[len(_XMP) + 2 :].split(b"\0", 2)[2]
    return zlib.decompressobj().decompress(text, 1 << 24) if flag else text
