"""A dossier that stands elsewhere: in an object store, on a file or web server.

Reads through fsspec, from the parent, and only where a person names an address; names
and sizes come from outside and are untrusted. Opens no received file but to copy it.

Source: https://filesystem-spec.readthedocs.io (``AbstractFileSystem``).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import Any, cast

from models.errors import (
    BelgiError,
    DependencyError,
    InputError,
    LimitExceeded,
    UsageError,
)
from models.settings import Limits
from pipeline.snapshot import CHUNK_BYTES, Snapshot, copy_hashed

MARK = "://"
INTERPRETING = frozenset(
    (
        *("zip", "tar", "libarchive", "reference", "git", "dir", "data", "generic"),
        *("filecache", "simplecache", "blockcache", "cached"),
    )
)
"""File systems that open what they hold, or keep copies outside of the office folder:
received files are opened by workers only."""


def parse_place(text: str) -> Path | str:
    """Return a path of this machine, or the address of a place elsewhere as it is."""
    protocol, mark, rest = text.partition(MARK)
    if not mark:
        return Path(text)
    return Path(rest) if protocol in ("file", "local") else text


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCarrier:
    """One file of a dossier that stands elsewhere."""

    name: str
    """Relative to the dossier, forward slashes; untrusted."""
    where: str
    """Its path in the file system."""
    system: Any = field(repr=False)
    """The file system of fsspec."""
    problem: str | None = None
    """Why it cannot be taken: bad-name."""

    def size(self) -> int:
        """Return its bytes as the other side tells them; 0 where it does not."""
        with _answering():
            return int(self.system.info(self.where).get("size") or 0)

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as they are now, as hex."""
        digest = hashlib.sha256()
        with _answering(), self.system.open(self.where, "rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest()

    def snapshot(self, target: Path, *, limits: Limits) -> Snapshot:
        """Copy and hash it in one pass; see ``take_snapshot``.

        Raises:
            InputError: It is gone (removed), may not be read (no-permission), or was
                changed while it was read (changed).
            LimitExceeded: It is too large.
            OutputError: There is no space for the copy.
            DependencyError: The other side does not answer; no file is to blame.
        """
        with _answering():
            before = self._facts()
            if (before[1] or 0) > limits.file_bytes:
                raise LimitExceeded("it is larger than the limit")
            with self.system.open(self.where, "rb") as stream:
                taken = copy_hashed(cast(RawIOBase, stream), target, limits)
            self.system.invalidate_cache()
            after = self._facts()
        if before != after or before[1] not in (None, taken.size_bytes):
            target.unlink(missing_ok=True)
            raise InputError("it was changed while it was read", slug="changed")
        return taken

    def _facts(self) -> tuple[str, int | None]:
        """Return what tells one state of the file from another, and its bytes."""
        size = self.system.info(self.where).get("size")
        return str(self.system.ukey(self.where)), size


def list_address(address: str) -> tuple[RemoteCarrier, ...]:
    """List the files at an address, with all that lies below it.

    Args:
        address: Such as ``s3://bucket/dossier``; of a web server's folder it ends on a
            slash.

    Raises:
        UsageError: There is nothing, or the address cannot be used.
        DependencyError: What is needed to reach it is not installed, or the other side
            does not answer.
    """
    system, root = _open(address)
    found = _paths(system, root)
    if not found:
        raise UsageError(f"there is nothing at {address!r}")
    return tuple(_carrier(system, root, path) for path in found)


def _paths(system: Any, root: str) -> list[str]:
    """Return the files at a place and below; a part that cannot be listed is an error.

    A web server calls everything a file, and what ends on a slash is a listing.
    """
    is_web = not {"http", "https"}.isdisjoint(_many(system.protocol))
    try:
        with _answering():
            told = system.info(root).get("type")
            if not root.endswith("/") and (is_web or told == "file"):
                return [root]
            walk = system.walk(root, on_error="raise", detail=True)
            return [one["name"] for _, _, files in walk for one in files.values()]
    except InputError:  # not there
        return []


def _many(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol


def _carrier(system: Any, root: str, path: str) -> RemoteCarrier:
    base = root.rstrip("/") + "/"
    name = path.removeprefix(base) if path != root else path.rpartition("/")[2]
    steps = name.split("/")
    # A listing may say what it likes, also what does not lie below.
    is_below = path == root or path.startswith(base)
    is_plain = is_below and not any(step in ("", ".", "..") for step in steps)
    problem = None if is_plain else "bad-name"
    name = name.encode("utf-8", "backslashreplace").decode()
    return RemoteCarrier(name=name, where=path, system=system, problem=problem)


def _open(address: str) -> tuple[Any, str]:
    protocol = address.partition(MARK)[0]
    if "::" in address or protocol in INTERPRETING:
        raise UsageError(
            f"{address!r} would be opened on the way; name the place of the files "
            "themselves"
        )
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address)
    except ImportError as error:
        raise DependencyError(
            f"what reads {protocol}:// is not installed ({error.name or error}); "
            "pip install 'belgi[cluster]' and fsspec's package for it"
        ) from error
    except ValueError as error:
        raise UsageError(f"{address!r} is no address that can be read") from error
    return system, root


@contextmanager
def _answering() -> Iterator[None]:
    """Tell a file that cannot be had from a place that cannot be reached."""
    try:
        yield
    except BelgiError:
        raise
    except Exception as error:
        # Each file system of fsspec has errors of its own, with no common base.
        raise _told(error) from error


def _told(error: BaseException) -> BelgiError:
    """Return our error for one of a file system's."""
    first = error
    while first.__cause__ is not None:  # «not found» may stand for «not reached»
        first = first.__cause__
    if isinstance(first, FileNotFoundError):
        return InputError("it cannot be opened", slug="removed")
    if isinstance(first, PermissionError):
        return InputError("it may not be read", slug="no-permission")
    return DependencyError(
        f"the place of the dossier does not answer ({type(first).__name__}). Give the "
        "same command again when it does."
    )
