"""The markers of a JPEG: metadata of the received file round newly coded data.

It must not know what the data shows.

Source: ITU-T T.81, B.1.1.4; XMP specification part 3, 1.1.3 (JPEG).
"""

import struct
from collections.abc import Iterator

from models.errors import CorruptInput
from stamps.labels import xmp_binding
from stamps.plan import LabelContent

_SOS, _COMMENT, _APP0, _APP1, _ADOBE, _APP15 = (
    0xDA,
    0xFE,
    0xE0,
    0xE1,
    0xEE,
    0xEF,
)
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_EOI, _RESTARTS = 0xD9, (0xD0, 0xD7)
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_LONGEST_SEGMENT = 65_533


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG's picture alone: no segment but Adobe's, which tells the colours.

    Raises:
        CorruptInput: Its segments are damaged.
    """
    kept, end = [], 2
    for kind, whole in _segments(data):
        end += len(whole)
        if not _is_metadata(kind) or kind == _ADOBE:
            kept.append(whole)
    return b"\xff\xd8" + b"".join(kept) + data[end : _picture_end(data)]


def joined(received: bytes, coded: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Put the metadata of one file before the tables and data of another.

    Args:
        received: Its application and comment segments are kept, in their order.
        coded: The same picture, coded by us; its own metadata is left out.

    Returns:
        The file, and notes on what was left out.
    """
    head = [whole for kind, whole in _segments(received) if _is_metadata(kind)]
    tables, end = [], 2
    for kind, whole in _segments(coded):
        end += len(whole)
        if not _is_metadata(kind):
            tables.append(whole)
    data = b"\xff\xd8" + b"".join((*head, *tables)) + coded[end : _picture_end(coded)]
    hidden = len(received) - _picture_end(received) > _TRAILING_BYTES
    return data, ("trailing-data-removed",) if hidden else ()


_TRAILING_BYTES = 64
"""Padding up to this long after the picture is nobody's picture."""


def with_label(data: bytes, label: LabelContent) -> tuple[bytes, tuple[str, ...]]:
    """Bind labels to a file by its XMP segment; what is there already is kept."""
    parts = list(_segments(data))
    there = [whole for kind, whole in parts if kind == _APP1 and _packet(whole)]
    packet = xmp_binding(label, _packet(there[0]) if there else None)
    if len(_XMP) + len(packet) > _LONGEST_SEGMENT:
        return data, ("label-left-out",)
    body = _XMP + packet
    segment = struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body
    rest = data[2 + sum(len(whole) for _, whole in parts) :]
    kept = [(kind, whole) for kind, whole in parts if not (there and whole is there[0])]
    first = [whole for kind, whole in kept if kind in (_APP0, _APP1)]
    others = [whole for kind, whole in kept if kind not in (_APP0, _APP1)]
    return b"\xff\xd8" + b"".join((*first, segment, *others)) + rest, ()


def _packet(segment: bytes) -> bytes:
    body = segment[4:]
    return body[len(_XMP) :] if body.startswith(_XMP) else b""


def _is_metadata(kind: int) -> bool:
    return _APP0 <= kind <= _APP15 or kind == _COMMENT


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment before the coded data, the start of scan as the last."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise CorruptInput("The picture's segments are damaged; ask for it again.")
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        length = (
            0 if kind in _ALONE else struct.unpack(">H", data[place + 2 : place + 4])[0]
        )
        whole = data[place : place + 2 + length]
        yield kind, whole
        if kind == _SOS:
            return
        place += 2 + length


def _picture_end(data: bytes) -> int:
    """Return where the first picture ends, walking over all of its scans."""
    place = 2 + sum(len(whole) for _, whole in _segments(data))
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 2 > len(data):
            return len(data)
        kind = data[place + 1]
        if kind == _EOI:
            return place + 2
        if kind == 0 or kind == 0xFF or _RESTARTS[0] <= kind <= _RESTARTS[1]:
            place += 1 if kind == 0xFF else 2
            continue
        # Tables and another scan's header may hold any bytes at all.
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
