"""Files that appear whole or not at all, readable by their owner alone."""

import os
import secrets
from pathlib import Path

from pipeline.register.folder import FILE_MODE, cannot_write

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
            sync_folder(target.parent)
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


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
