"""Rewrites a zip container so that only what changed is packed anew.

Every other member's packed bytes are copied as they are. Knows nothing of what the
members mean.

Source: PKWARE APPNOTE 6.3.10, 4.3 (local header, central directory).
"""

import mmap
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from isal import isal_zlib

from models.errors import CorruptInput, EncryptedInput, LimitExceeded, OutputError

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
END = struct.Struct("<4s4H2LH")
UTF8_NAME = 0x800
KEPT_FLAGS = UTF8_NAME | 0x6  # the deflate level bits; sizes stand in the header
ENCRYPTED = 0x1
UNREADABLE = 0x61  # encrypted, patched, strongly encrypted
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNPACKED_LIMIT = 1024**3
"""Bytes of one part that is edited; readers have counted the whole before."""
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALL = 0xFFFFFFFF
LEVEL = 2
"""Of isal: packed twenty times as quickly as by zlib's usual, a third larger."""
MADE_ON_UNIX = 3


class Source:
    """A container that is copied from: its directory, and members read on demand."""

    def __init__(self, path: Path) -> None:
        try:
            self._stream: BinaryIO = path.open("rb")
        except OSError as error:
            raise CorruptInput(
                "The file cannot be opened; see whether it is still there."
            ) from error
        if self._stream.read(len(OLE_MAGIC)) == OLE_MAGIC:
            self._stream.close()
            raise EncryptedInput(
                "The document is protected by a password or in an old format; ask "
                "for an open file."
            )
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, ValueError, EOFError, OverflowError) as error:
            self._stream.close()
            raise _damaged() from error
        self._data = mmap.mmap(self._stream.fileno(), 0, access=mmap.ACCESS_READ)
        self.members: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if info.is_dir():
                continue
            if info.filename in self.members:
                self.close()
                raise _damaged()
            self.members[info.filename] = info

    def __enter__(self) -> "Source":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._data.close()
        self._stream.close()

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """Return a member's unpacked bytes.

        Raises:
            InputError: Missing, damaged, encrypted or too large.
        """
        info = self.members.get(name)
        if info is None:
            raise _damaged()
        if info.file_size > UNPACKED_LIMIT:
            raise LimitExceeded("A part of the document is larger than the limit.")
        if info.flag_bits & ENCRYPTED:
            raise EncryptedInput(
                "A part of the document is encrypted; ask for an open file."
            )
        name, data = self._named(info)
        if name != info.orig_filename:
            raise _damaged()
        if info.compress_type == zipfile.ZIP_DEFLATED:
            data = _unpacked(data, info.file_size)
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise _damaged()
        return data

    def packed(self, info: zipfile.ZipInfo) -> bytes:
        """Return a member's bytes as they are packed."""
        return self._named(info)[1]

    def _named(self, info: zipfile.ZipInfo) -> tuple[str, bytes]:
        """Return the name that stands before a member's bytes, and these, packed."""
        if info.flag_bits & UNREADABLE or info.compress_type not in METHODS:
            raise _damaged()
        start = info.header_offset
        head = self._data[start : start + LOCAL.size] if start >= 0 else b""
        if len(head) != LOCAL.size or head[:4] != b"PK\x03\x04":
            raise _damaged()
        _, _, flags, *_, name_length, extra_length = LOCAL.unpack(head)
        start += LOCAL.size
        name = self._data[start : start + name_length]
        start += name_length + extra_length
        data = self._data[start : start + info.compress_size]
        if len(data) != info.compress_size:
            raise _damaged()
        return _decoded(name, flags), data


def _unpacked(data: bytes, size: int) -> bytes:
    """Inflate a member, one byte more than it claims at most."""
    try:
        unpacked: bytes = isal_zlib.decompressobj(-15).decompress(data, size + 1)
    except isal_zlib.error as error:  # type: ignore[misc]  # untyped there
        raise _damaged() from error
    return unpacked


def _decoded(name: bytes, flags: int) -> str:
    """Read a name; both encodings hold ASCII, which is read the quicker."""
    if name.isascii():
        return name.decode("ascii")
    return name.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace")


def _damaged() -> CorruptInput:
    return CorruptInput(
        "The container is damaged and cannot be rewritten; ask the sender for the "
        "file again."
    )


def _dos_time(clock: datetime) -> tuple[int, int]:
    year = min(max(clock.year, 1980), 2107)
    return (
        (year - 1980) << 9 | clock.month << 5 | clock.day,
        clock.hour << 11 | clock.minute << 5 | clock.second // 2,
    )


def rewrite(
    source: Source,
    target: Path,
    *,
    changed: Mapping[str, bytes],
    removed: frozenset[str] = frozenset(),
    clock: datetime,
) -> None:
    """Write the container again with some members replaced, added or left out.

    Args:
        source: Where all other members are copied from, packed bytes and all.
        target: The new file; it must not be the source's.
        changed: Unpacked bytes by name; new names are added at the end, in order.
        removed: Names that are left out.
        clock: Time noted on every member that is packed anew.

    Raises:
        InputError: The source is damaged.
        OutputError: The target cannot be written, or would need zip64.
    """
    day, time = _dos_time(clock)
    rows: list[tuple[zipfile.ZipInfo, bytes, int]] = []
    names = [name for name in source.members if name not in removed]
    names += [name for name in changed if name not in source.members]
    try:
        with target.open("wb") as stream:
            offset = 0
            for name in names:
                if name in changed:
                    info, data = _pack(name, changed[name])
                    stamp = (day, time)
                else:
                    info = source.members[name]
                    data = source.packed(info)
                    stamp = _own_time(info)
                head = _local(info, stamp)
                stream.write(head)
                stream.write(data)
                rows.append((info, _central(info, stamp, offset), offset))
                offset += len(head) + len(data)
            _finish(stream, [row for _, row, _ in rows], offset)
    except OSError as error:
        raise OutputError(
            "The stamped file cannot be written; see whether there is space."
        ) from error


def _own_time(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return (
        (max(year, 1980) - 1980) << 9 | month << 5 | day,
        hour << 11 | minute << 5 | second // 2,
    )


def _pack(name: str, data: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    packer = isal_zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    info.compress_type = zipfile.ZIP_DEFLATED
    if len(packed) >= len(data) or name == "mimetype":
        packed, info.compress_type = data, zipfile.ZIP_STORED
    info.CRC = zlib.crc32(data)
    info.file_size, info.compress_size = len(data), len(packed)
    info.create_system = MADE_ON_UNIX
    info.external_attr = 0o600 << 16
    return info, packed


def _name(info: zipfile.ZipInfo) -> tuple[bytes, int]:
    flags = info.flag_bits & KEPT_FLAGS
    try:
        encoding = "ascii" if not flags & UTF8_NAME else "utf-8"
        return info.filename.encode(encoding), flags
    except UnicodeEncodeError:
        return info.filename.encode("utf-8", "surrogatepass"), flags | UTF8_NAME


def _local(info: zipfile.ZipInfo, stamp: tuple[int, int]) -> bytes:
    name, flags = _name(info)
    _needs_no_zip64(info.file_size, info.compress_size)
    return (
        LOCAL.pack(
            b"PK\x03\x04", 20, flags, info.compress_type, stamp[1], stamp[0],
            info.CRC, info.compress_size, info.file_size, len(name), 0,
        )
        + name
    )  # fmt: skip


def _central(info: zipfile.ZipInfo, stamp: tuple[int, int], offset: int) -> bytes:
    name, flags = _name(info)
    _needs_no_zip64(offset)
    return (
        CENTRAL.pack(
            b"PK\x01\x02", 20, info.create_system & 0xFF, 20, 0, flags,
            info.compress_type, stamp[1], stamp[0], info.CRC, info.compress_size,
            info.file_size, len(name), 0, 0, 0, info.internal_attr & 0xFFFF,
            info.external_attr & SMALL, offset,
        )
        + name
    )  # fmt: skip


def _finish(stream: BinaryIO, rows: list[bytes], offset: int) -> None:
    for row in rows:
        stream.write(row)
    size = sum(map(len, rows))
    _needs_no_zip64(offset + size)
    if len(rows) >= 0xFFFF:
        raise LimitExceeded("The container holds more parts than can be rewritten.")
    stream.write(END.pack(b"PK\x05\x06", 0, 0, len(rows), len(rows), size, offset, 0))


def _needs_no_zip64(*sizes: int) -> None:
    if max(sizes) >= SMALL:
        raise LimitExceeded("The container is larger than can be rewritten.")
