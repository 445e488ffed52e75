"""The structure of a TIFF: its directories of tags, read and written as they are.

Values stay in the file's own byte order. It must not know what pixels mean.

Source: TIFF 6.0, section 2; BigTIFF as libtiff writes it.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from models.errors import CorruptInput, LimitExceeded, OutputError

STRIPS, STRIP_COUNTS, TILES, TILE_COUNTS = 273, 279, 324, 325
_POINTERS = (34665, 34853, 40965)
"""Exif, GPS and interoperability: directories within a directory."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SIZES |= {13: 4, 16: 8, 17: 8, 18: 8}
_CODES = {1: "B", 3: "H", 4: "L", 6: "b", 8: "h", 9: "l", 13: "L", 16: "Q", 17: "q"}
_RATIONAL = 5
_MOST_BYTES = 256 * 1024**2
"""Of all tags of a file; one place may be told again and again."""
_CLASSIC_END = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Tag:
    """One entry of a directory."""

    kind: int
    count: int
    data: bytes
    """In the file's byte order."""
    within: Mapping[int, "Tag"] | None = None
    """The directory that it points to."""


Tags = dict[int, Tag]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What a TIFF is made of, but for the pixels."""

    order: str
    """``<`` or ``>``, as ``struct`` writes it."""
    is_big: bool
    pages: tuple[Tags, ...] = field(default=())

    def numbers(self, tags: Mapping[int, Tag], number: int) -> tuple[int, ...]:
        """Return the whole numbers of a tag; nothing where there is none."""
        tag = tags.get(number)
        if tag is None or tag.kind not in _CODES:
            return ()
        return struct.unpack(f"{self.order}{tag.count}{_CODES[tag.kind]}", tag.data)

    def number(self, tags: Mapping[int, Tag], number: int, usual: int) -> int:
        """Return the first number of a tag."""
        return next(iter(self.numbers(tags, number)), usual)

    def ratio(self, tags: Mapping[int, Tag], number: int) -> float:
        """Return a tag's quotient, 0 where there is none."""
        tag = tags.get(number)
        if tag is None or tag.kind != _RATIONAL or tag.count < 1:
            return 0.0
        above, below = struct.unpack(f"{self.order}2L", tag.data[:8])
        return above / below if below else 0.0

    def tag(self, kind: int, *values: int) -> Tag:
        """Make a tag of whole numbers."""
        data = struct.pack(f"{self.order}{len(values)}{_CODES[kind]}", *values)
        return Tag(kind, len(values), data)


def read_structure(file: BinaryIO, *, most_pages: int) -> Structure:
    """Read the directories of all pages.

    Raises:
        CorruptInput: They are damaged or point in a circle.
        LimitExceeded: There are too many pages.
    """
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    version = struct.unpack(f"{order}H", head[2:4])[0] if order and head[3:] else 0
    if order is None or version not in (42, 43) or len(head) < 16:
        raise _damaged()
    is_big = version == 43
    code, start = ("Q", 8) if is_big else ("L", 4)
    place = struct.unpack_from(f"{order}{code}", head, start)[0]
    pages: list[Tags] = []
    seen: set[int] = set()
    spent = [0]
    while place:
        if place in seen:
            raise _damaged()
        if len(pages) >= most_pages:
            raise LimitExceeded("The picture has more pages than the limit.")
        seen.add(place)
        tags, place = _directory(file, place, order, spent, is_big=is_big)
        pages.append(tags)
    return Structure(order=order, is_big=is_big, pages=tuple(pages))


def _directory(
    file: BinaryIO,
    place: int,
    order: str,
    spent: list[int],
    *,
    is_big: bool,
    depth: int = 0,
) -> tuple[Tags, int]:
    count_code, entry, link = ("Q", "HHQ8s", "Q") if is_big else ("H", "HHL4s", "L")
    (count,) = _unpack(file, place, f"{order}{count_code}")
    if count > 4096:
        raise _damaged()
    form = struct.Struct(order + entry)
    start = place + struct.calcsize(f"{order}{count_code}")
    tags: Tags = {}
    for index in range(count):
        row = _unpack(file, start + index * form.size, form.format)
        number, kind, length, inline = row
        size = _SIZES.get(kind, 0) * length
        spent[0] += size
        if spent[0] > _MOST_BYTES:
            raise LimitExceeded("The picture's tags are larger than they can be.")
        if kind not in _SIZES:
            continue
        data = inline[:size]
        if size > len(inline):
            (far,) = struct.unpack(f"{order}{link}", inline)
            data = _exactly(file, far, size)
        within = None
        if number in _POINTERS and depth < 2 and kind in (4, 13, 16, 18):
            (far,) = struct.unpack(f"{order}{'Q' if size == 8 else 'L'}", data[:size])
            within, _ = _directory(
                file, far, order, spent, is_big=is_big, depth=depth + 1
            )
        tags[number] = Tag(kind, length, data, within)
    (after,) = _unpack(file, start + count * form.size, f"{order}{link}")
    return tags, after


def _unpack(file: BinaryIO, place: int, form: str) -> tuple[Any, ...]:
    return struct.unpack(form, _exactly(file, place, struct.calcsize(form)))


def _exactly(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    data = file.read(size)
    if len(data) != size:
        raise _damaged()
    return data


def _damaged() -> CorruptInput:
    return CorruptInput("The picture's directories are damaged; ask for it again.")


def write_pages(
    out: BinaryIO,
    structure: Structure,
    pages: Iterable[tuple[Tags, Iterator[bytes]]],
) -> None:
    """Write a TIFF page after page, each with its strips or tiles.

    Args:
        out: Empty, open for writing and seeking.
        structure: Byte order and size of numbers; its pages are not looked at.
        pages: Tags, and the packed strips or tiles in order.

    Raises:
        OutputError: It would be longer than its kind can be.
    """
    order, is_big = structure.order, structure.is_big
    code = "Q" if is_big else "L"
    mark = b"II" if order == "<" else b"MM"
    head = struct.pack(f"{order}HHHQ" if is_big else f"{order}HL", *_head(is_big))
    out.write(mark + head)
    link = out.tell() - struct.calcsize(f"{order}{code}")
    for tags, segments in pages:
        places, sizes = [], []
        for segment in segments:
            _align(out)
            places.append(out.tell())
            sizes.append(len(segment))
            out.write(segment)
        kind = 16 if is_big else 4
        first, second = (
            (TILES, TILE_COUNTS) if TILES in tags else (STRIPS, STRIP_COUNTS)
        )
        whole = dict(tags)
        _fits(out, is_big=is_big)
        whole[first] = structure.tag(kind, *places)
        whole[second] = structure.tag(kind, *sizes)
        place, after = _write_directory(out, whole, order, is_big=is_big)
        _fits(out, is_big=is_big)
        out.seek(link)
        out.write(struct.pack(f"{order}{code}", place))
        out.seek(0, 2)
        link = after


def _head(is_big: bool) -> tuple[int, ...]:
    return (43, 8, 0, 0) if is_big else (42, 0)


def _align(out: BinaryIO) -> None:
    if out.tell() % 2:
        out.write(b"\0")


def _fits(out: BinaryIO, *, is_big: bool) -> None:
    if not is_big and out.tell() > _CLASSIC_END:
        raise OutputError("The stamped picture is larger than a TIFF can be.")


def _write_directory(
    out: BinaryIO, tags: Mapping[int, Tag], order: str, *, is_big: bool
) -> tuple[int, int]:
    """Write the values and the directory; returns its place and that of its link."""
    code, room = ("Q", 8) if is_big else ("L", 4)
    rows = []
    for number in sorted(tags):
        tag = tags[number]
        data = tag.data
        if tag.within is not None:
            far, _ = _write_directory(out, tag.within, order, is_big=is_big)
            data = struct.pack(f"{order}{'Q' if len(data) == 8 else 'L'}", far)
        if len(data) > room:
            _align(out)
            place = out.tell()
            out.write(data)
            data = struct.pack(f"{order}{code}", place)
        row = struct.pack(f"{order}HH{code}", number, tag.kind, tag.count)
        rows.append(row + data.ljust(room, b"\0"))
    _align(out)
    start = out.tell()
    out.write(struct.pack(f"{order}{'Q' if is_big else 'H'}", len(rows)))
    out.write(b"".join(rows))
    link = out.tell()
    out.write(struct.pack(f"{order}{code}", 0))
    return start, link
