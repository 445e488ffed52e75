"""Files that appear whole or not at all, readable by their owner alone."""

import ctypes
import os
import secrets
from collections.abc import Collection
from pathlib import Path

from pipeline.register.folder import FILE_MODE, cannot_write

LIBC = ctypes.CDLL(None, use_errno=True)
FEW_FILES = 8
"""Up to here each is synced by itself, so that nobody waits for others' bytes."""
PART = ".part-"
"""Begins the name of a file that is not whole yet; swept at the next start."""


def write_atomic(target: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file beside its place and rename it there.

    Args:
        target: Is replaced where it stands.
        content: The whole content.
        durable: Wait until file and folder are on the disk.

    Raises:
        RegisterError: It cannot be written; the old file is untouched.
    """
    part = target.with_name(f"{PART}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        write_part(part, content, durable=durable)
        part.replace(target)
        if durable:
            sync_place(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise cannot_write(target, error) from error


def write_part(part: Path, content: bytes, *, durable: bool) -> None:
    """Write a new file that must not exist yet."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    handle = os.open(part, flags, FILE_MODE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())


def sync_place(place: str | Path) -> None:
    """Wait until the names in a folder, or the bytes of a file, are on the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_many(places: Collection[str | Path]) -> None:
    """Wait until files, and the names in folders, are on the disk.

    One call for each file system where the system has it: with many files it is ten
    times faster than one call a file.
    """
    if len(places) < FEW_FILES or not hasattr(LIBC, "syncfs"):
        for place in places:
            sync_place(place)
        return
    devices = {os.stat(place).st_dev: place for place in places}  # noqa: PTH116 - text
    for place in devices.values():
        handle = os.open(place, os.O_RDONLY)
        try:
            if LIBC.syncfs(handle) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
        finally:
            os.close(handle)
