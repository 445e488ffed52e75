"""Takes a received file in: one read, hashed on the way, into a folder of ours.

Everything later works on the snapshot, so that a file which is changed or removed while
we read it cannot make two truths.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path

from models.errors import InputError, LimitExceeded, OutputError
from models.settings import Limits

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A received file as it was at one moment."""

    path: Path
    sha256: str
    size_bytes: int


def take_snapshot(
    source: Path, target: Path, *, limits: Limits, root: Path | None = None
) -> Snapshot:
    """Copy a file and hash it in one pass.

    Args:
        source: The received file.
        target: Must not exist; made with mode 0600.
        limits: ``file_bytes`` bounds the copy.
        root: The folder below which no link is followed. ``None``: a person named the
            file on the command line, and a link is followed.

    Raises:
        InputError: It cannot be opened (no-permission, not-a-file, link), or it was
            changed while it was read (changed).
        LimitExceeded: It is too large.
        OutputError: There is no space for the copy.
    """
    with _opened(source, root) as stream:
        before = os.fstat(stream.fileno())
        if before.st_size > limits.file_bytes:
            raise LimitExceeded("it is larger than the limit")
        taken = copy_hashed(lambda size: _read(stream, size), target, limits)
        after = os.fstat(stream.fileno())
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, taken.size_bytes):
        target.unlink(missing_ok=True)
        raise InputError("it was changed while it was read", slug="changed")
    return taken


def hash_source(source: Path, *, limits: Limits, root: Path | None = None) -> str:
    """Return the SHA-256 of a file as hex, opened and bounded as a snapshot is.

    Raises:
        InputError: It cannot be opened; see ``take_snapshot``.
        LimitExceeded: It is too large.
    """
    with _opened(source, root) as stream:
        return hash_read(lambda size: _read(stream, size), limits)


def unopened(error: OSError) -> InputError:
    """Return what it means for a file that it could not be opened."""
    if isinstance(error, PermissionError):
        return InputError("it may not be read", slug="no-permission")
    return InputError("it cannot be opened", slug="removed")


@contextmanager
def _opened(source: Path, root: Path | None) -> Iterator[RawIOBase]:
    """Open a plain file; what is no more, or is none, says so."""
    try:
        handle = _open(source, root)
    except OSError as error:
        raise unopened(error) from error
    with os.fdopen(handle, "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InputError("it is not a plain file", slug="not-a-file")
        yield stream


def _open(source: Path, root: Path | None) -> int:
    """Open for reading; below the root, step by step, so that no link leads out."""
    flags = os.O_RDONLY | os.O_NONBLOCK
    if root is None:
        return os.open(source, flags)
    *folders, name = source.relative_to(root).parts
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            step = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
            there = os.open(folder, step, dir_fd=here)
            os.close(here)
            here = there
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _read(stream: RawIOBase, size: int) -> bytes | None:
    try:
        return stream.read(size)
    except OSError as error:
        raise InputError("it cannot be read", slug="no-permission") from error


def hash_read(read: Callable[[int], bytes | None], limits: Limits) -> str:
    """Return the SHA-256 of bytes as hex.

    Args:
        read: Returns the next bytes, so many at most; none at the end. What it raises
            comes through.
        limits: ``file_bytes`` bounds them.

    Raises:
        LimitExceeded: There are more than the limit.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := read(CHUNK_BYTES):
        size += len(chunk)
        if size > limits.file_bytes:
            raise LimitExceeded("it is larger than the limit")
        digest.update(chunk)
    return digest.hexdigest()


def copy_hashed(
    read: Callable[[int], bytes | None], target: Path, limits: Limits
) -> Snapshot:
    """Copy bytes into a new file of mode 0600, hashing them on the way.

    Args:
        read: Returns the next bytes, so many at most; none at the end. What it raises
            comes through.
        target: Must not exist.
        limits: ``file_bytes`` bounds the copy.

    Raises:
        LimitExceeded: There are more than the limit.
        OutputError: There is no space for the copy.
    """
    digest = hashlib.sha256()
    size = 0
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _no_room(error) from error
    with os.fdopen(descriptor, "wb") as copy:
        while chunk := read(CHUNK_BYTES):
            size += len(chunk)
            if size > limits.file_bytes:
                raise LimitExceeded("it is larger than the limit")
            digest.update(chunk)
            try:
                copy.write(chunk)
                copy.flush()
            except OSError as error:
                raise _no_room(error) from error
    return Snapshot(path=target, sha256=digest.hexdigest(), size_bytes=size)


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"there is no room for a working copy: {error.strerror}", slug="no-space"
    )
