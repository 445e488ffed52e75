"""Bytes on their way into the vault and out of it: counted, hashed, synced, erased."""

import hashlib
import io
import os
import secrets
from pathlib import Path
from typing import IO, BinaryIO

import pyrage
from pyrage import x25519

from pipeline.register.atomic import sync_place
from pipeline.register.folder import FILE_MODE, cannot_write

CHUNK_BYTES = 1 << 20


class Hashing:
    """A stream that counts and hashes what goes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()
        self.size_bytes = 0
        self.failed: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """Read on and remember."""
        try:
            chunk = self.stream.read(size)
        except OSError as error:
            self.failed = error
            raise
        self.digest.update(chunk)
        self.size_bytes += len(chunk)
        return chunk

    def write(self, chunk: bytes) -> int:
        """Write on and remember."""
        try:
            self.stream.write(chunk)
        except OSError as error:
            self.failed = error
            raise
        self.digest.update(chunk)
        return len(chunk)

    def flush(self) -> None:
        """Write out what is buffered."""
        self.stream.flush()


def open_source(source: Path | bytes) -> BinaryIO:
    """Open a file, or bytes as if they were one."""
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def copy_through(
    reader: Hashing, target: IO[bytes], identity: x25519.Identity | None
) -> None:
    """Copy to the end, encrypting for an identity where there is one."""
    if identity is None:
        while chunk := reader.read(CHUNK_BYTES):
            target.write(chunk)
        return
    try:
        pyrage.encrypt_io(reader, target, [identity.to_public()])
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error


def new_file(path: str | Path) -> BinaryIO:
    """Open a file that must not exist yet, for its owner alone."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    return os.fdopen(os.open(path, flags, FILE_MODE), "wb")


def erase(path: Path) -> None:
    """Overwrite a file where it lies, then remove its name."""
    try:
        size = path.stat().st_size
        with path.open("r+b", buffering=0) as stream:
            for start in range(0, size, CHUNK_BYTES):
                stream.write(secrets.token_bytes(min(CHUNK_BYTES, size - start)))
            os.fsync(stream.fileno())
        path.unlink()
        sync_place(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
