"""Writes a file so that it appears complete or not at all.

It knows nothing of what the bytes are.
"""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from models.errors import OutputError

PART = ".belgi-whole-"
"""Begins the name of a file that is not whole yet."""


def write_whole(target: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write bytes to a temporary file beside the target, sync, and move it there.

    Raises:
        OutputError: The folder cannot be written to, or there is no space.

    Side effects: replaces the target; the temporary file is gone after any error.
    """
    with writing_whole(target, mode=mode) as stream:
        stream.write(content)


@contextmanager
def writing_whole(target: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Give a stream whose content becomes the target at the end; see ``write_whole``.

    Raises:
        OutputError: The folder cannot be written to, or there is no space.
    """
    try:
        handle, name = _open_part(target.parent)
    except OSError as error:
        raise _failed(target, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
            Path(name).replace(target)
        sync_folder(target.parent)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _failed(target, error) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sweep_parts(folder: Path) -> None:
    """Remove what writers that were killed left in a folder; others write on.

    A writer keeps a lock on its part, which the system drops when it ends in any way.
    """
    for part in folder.glob(f"{PART}*"):
        with contextlib.suppress(OSError), part.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)


def _open_part(folder: Path) -> tuple[int, str]:
    """Make a locked part; one that was swept before it was locked is made again."""
    while True:
        handle, name = tempfile.mkstemp(prefix=PART, dir=folder)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a file system without locks: nobody sweeps there either
            return handle, name
        if Path(name).exists():
            return handle, name
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(target: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"{target.name!r} could not be written to its folder: {reason}; "
        "check its permissions and the free space, then repeat the command"
    )
