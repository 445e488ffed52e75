"""Real small file systems for tests: full, or read-only. Only root may mount them."""

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

LIBC = ctypes.CDLL(None, use_errno=True)
READ_ONLY, REMOUNT = 1, 32
DETACH = 2


@contextmanager
def small_disk(folder: Path, *, size: str = "4m", files: int = 0) -> Iterator[Path]:
    """Mount a small file system; skips the test where that is not allowed."""
    folder.mkdir()
    options = f"size={size},nr_inodes={files}".encode()
    if LIBC.mount(b"none", bytes(folder), b"tmpfs", 0, options) != 0:
        pytest.skip(f"no small file system: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        LIBC.umount2(bytes(folder), DETACH)


def make_read_only(folder: Path) -> None:
    """Let nobody write there, root neither."""
    flags = READ_ONLY | REMOUNT
    assert LIBC.mount(b"none", bytes(folder), b"tmpfs", flags, b"") == 0


@contextmanager
def without_more_files(folder: Path) -> Iterator[None]:
    """Let no file be made there, though there is room for bytes, while this lasts."""
    fillers = folder / "fillers"
    fillers.mkdir()
    try:
        with suppress(OSError):
            for number in range(1 << 20):
                (fillers / str(number)).touch()
        yield
    finally:
        shutil.rmtree(fillers)


@contextmanager
def filled(folder: Path, *, left: int = 0) -> Iterator[None]:
    """Leave so many bytes of room in a file system, while this lasts."""
    block = folder / "block"
    try:
        with block.open("wb", buffering=0) as stream, suppress(OSError):
            while True:
                stream.write(bytes(4096))
        with block.open("r+b") as stream:
            stream.truncate(max(0, block.stat().st_size - left))
        yield
    finally:
        block.unlink()
