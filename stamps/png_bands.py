"""A large PNG read and written some rows at a time.

It must not know what a stamp looks like.

Source: ISO/IEC 15948 (PNG), 5.3 (chunks), 9 (filtering), 10 (compression).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import cv2
import numpy as np
from isal import isal_zlib
from PIL import Image

from models.errors import CorruptInput
from stamps.image_frame import Pixels
from stamps.png_file import (
    NEEDED,
    NO_FILTER,
    SIGNATURE,
    PngHeader,
    Rows,
    decoded_rows,
    packed_rows,
    png_chunk,
    read_header,
)

_BAND_BYTES = 2 * 1024**2
_READ_BYTES = 1024**2
_KEPT_BYTES = 64 * 1024**2
"""Of all chunks that hold no pixels; more is nobody's metadata."""
_SHAPE = (b"IHDR", b"PLTE", b"tRNS", b"IEND")
_DEEP_ORDER = {2: (2, 1, 0), 4: (0, 3), 6: (2, 1, 0, 3)}
"""Where OpenCV puts red, green, blue and alpha."""

Chunks = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """Some rows of a PNG."""

    start: int
    filtered: Rows
    """As the file holds them, each with its filter."""
    pixels: Pixels
    """In the file's own values."""
    seen: Image.Image
    """The same, in a mode of Pillow's."""


def read_outline(file: BinaryIO) -> tuple[Chunks, list[tuple[int, int]]]:
    """Return all chunks but the pixels', which stay behind as place and length.

    In the list one empty IDAT stands for all of them.

    Raises:
        CorruptInput: The file is damaged.
    """
    file.seek(0)
    if file.read(8) != SIGNATURE:
        raise CorruptInput("The picture is not a PNG; ask for it again.")
    chunks: Chunks = []
    places: list[tuple[int, int]] = []
    kept = 0
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">L4s", head)
        if kind == b"IDAT":
            if not places:
                chunks.append((kind, b""))
            places.append((file.tell(), length))
            file.seek(length + 4, 1)
            continue
        kept += length
        if kept > _KEPT_BYTES:
            raise CorruptInput(
                "The picture's metadata are too large; ask for it again."
            )
        body = _body(file, kind, length)
        chunks.append((kind, body))
        if kind == b"IEND":
            break
    if not chunks or chunks[0][0] != b"IHDR" or not places:
        raise CorruptInput("The picture is cut short; ask for it again.")
    return chunks, places


def _body(file: BinaryIO, kind: bytes, length: int) -> bytes:
    body, check = file.read(length), file.read(4)
    if kind in NEEDED and zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(
        check, "big"
    ):
        raise CorruptInput("The picture is damaged; ask for it again.")
    return body


def read_bands(
    file: BinaryIO, chunks: Chunks, places: list[tuple[int, int]]
) -> Iterator[Band]:
    """Yield the rows of a PNG that is not interlaced, a few megabytes at a time.

    Raises:
        CorruptInput: The file is damaged or cut short.
    """
    header = read_header(chunks)
    length = 1 + header.row_bytes
    count = max(1, _BAND_BYTES // length)
    stream = _Inflated(file, places)
    before: Rows | None = None
    for start in range(0, header.height, count):
        rows = min(count, header.height - start)
        data = stream.read(rows * length)
        filtered = np.frombuffer(data, np.uint8).reshape(rows, length)
        seen, pixels = _decoded(chunks, header, filtered, before)
        before = packed_rows(pixels[-1:], header)
        yield Band(start=start, filtered=filtered, pixels=pixels, seen=seen)


class _Inflated:
    """The unpacked pixels of a PNG, read on demand."""

    def __init__(self, file: BinaryIO, places: list[tuple[int, int]]) -> None:
        self._packed = _packed(file, places)
        self._stream = isal_zlib.decompressobj()
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Return so many bytes.

        Raises:
            CorruptInput: There are fewer.
        """
        parts: list[bytes] = []
        while size > 0:
            data = self._rest or next(self._packed, b"")
            try:
                part = self._stream.decompress(data, size)
            except isal_zlib.error as error:  # type: ignore[misc]  # untyped there
                raise CorruptInput("The picture is damaged.") from error
            self._rest = self._stream.unconsumed_tail
            if not part and not data:
                raise CorruptInput("The picture is cut short; ask for it again.")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _packed(file: BinaryIO, places: list[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the packed pixels in pieces, each chunk checked at its end."""
    for place, length in places:
        check, done = zlib.crc32(b"IDAT"), 0
        while done < length:
            file.seek(place + done)
            data = file.read(min(_READ_BYTES, length - done))
            if not data:
                raise CorruptInput("The picture is cut short; ask for it again.")
            check, done = zlib.crc32(data, check), done + len(data)
            yield data
        file.seek(place + length)
        if int.from_bytes(file.read(4), "big") != check:
            raise CorruptInput("The picture is damaged; ask for it again.")


def _decoded(
    chunks: Chunks, header: PngHeader, filtered: Rows, before: Rows | None
) -> tuple[Image.Image, Pixels]:
    """Undo the filters, as of a small picture that begins with the row before."""
    rows = filtered
    if before is not None:
        first = np.concatenate([[[np.uint8(NO_FILTER)]], before], axis=1)
        rows = np.concatenate([first.astype(np.uint8), filtered])
    size = struct.pack(">LL", header.width, len(rows))
    small = [
        (kind, size + body[8:] if kind == b"IHDR" else body)
        for kind, body in chunks
        if kind in _SHAPE and not (header.is_deep and kind == b"tRNS")
    ]
    skipped = len(rows) - len(filtered)
    whole = decoded_rows(small, rows)
    seen = whole.crop((0, skipped, whole.width, whole.height)) if skipped else whole
    if not header.is_deep:
        return seen, np.asarray(seen)
    parts = [png_chunk(*chunk) for chunk in small]
    parts.insert(-1, png_chunk(b"IDAT", zlib.compress(rows.tobytes(), 0)))
    data = np.frombuffer(b"".join((SIGNATURE, *parts)), np.uint8)
    deep = cv2.imdecode(data, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if deep is None or deep.dtype != np.uint16:
        raise CorruptInput("The picture is damaged; ask for it again.")
    return seen, np.ascontiguousarray(deep[skipped:, :, _DEEP_ORDER[header.colour]])
