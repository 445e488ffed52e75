"""A dossier that stands elsewhere: in an object store, on a file or web server.

Reads through fsspec, from the parent, and only where a person names an address; names
and sizes come from outside and are untrusted. Opens no received file but to copy it.

Source: https://filesystem-spec.readthedocs.io (``AbstractFileSystem``).
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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
WEB = ("http", "https")
INTERPRETING = frozenset(
    (
        *("zip", "tar", "libarchive", "reference", "git", "dir", "data", "generic"),
        *("filecache", "simplecache", "blockcache", "cached"),
    )
)
"""File systems that open what they hold, or keep copies outside of the office folder:
received files are opened by workers only."""
PASSING = ("time", "url")
"""Facts of a file that differ though it does not: the time of the last access, and
where a web server sends on to."""
KEYS = "keys to a place stand where fsspec looks for them (docs/scaling.md)"
_PROBLEMS = {"link": "link", "other": "not-a-file"}
"""What cannot be taken, by what a file system calls it."""
_USER = re.compile(r"://([^/@]*)@")
_SORTED = re.compile(r"\?C=[NMSD];O=[AD]")
"""A link of a web server's listing to the same listing in another order."""


def parse_place(text: str) -> Path | str:
    """Return a path of this machine, or the address of a place elsewhere as it is."""
    protocol, mark, rest = text.partition(MARK)
    if not mark:
        return Path(text)
    return Path(rest) if protocol in ("file", "local") else text


def refuse_secrets(address: str) -> None:
    """Refuse an address that may hold a key: it would come into names and messages.

    Raises:
        UsageError: It names a password, or of a web server a user or a query. The
            address is not repeated.
    """
    is_web = address.partition(MARK)[0].lower() in WEB
    users = _USER.findall(address)
    if any(is_web or ":" in user for user in users) or (is_web and "?" in address):
        raise UsageError(
            "an address must hold no password, and of a web server neither a user nor "
            f"what follows a question mark; {KEYS}"
        )


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
    """Why it cannot be taken: bad-name, link, not-a-file."""

    def size(self) -> int:
        """Return its bytes as the other side tells them; 0 where it does not.

        Raises:
            DependencyError: The other side does not answer.
        """
        if self.problem is not None:
            return 0
        try:
            with _answering():
                return int(self.system.info(self.where).get("size") or 0)
        except InputError:  # gone meanwhile, which is said when it is taken
            return 0

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as they are now, as hex.

        Raises:
            InputError: It is gone, or may not be read.
            DependencyError: The other side does not answer.
        """
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
        before = self._facts()
        size = before.get("size")
        if (size or 0) > limits.file_bytes:
            raise LimitExceeded("it is larger than the limit")
        with _answering(), self.system.open(self.where, "rb") as stream:
            taken = copy_hashed(stream.read, target, limits)
        if before != self._facts() or size not in (None, taken.size_bytes):
            target.unlink(missing_ok=True)
            raise InputError("it was changed while it was read", slug="changed")
        return taken

    def _facts(self) -> dict[str, Any]:
        """Ask anew what tells one state of the file from another.

        What a listing said of it before may be put in other words.
        """
        with _answering():
            self.system.invalidate_cache()
            facts: dict[str, Any] = self.system.info(self.where)
        return {key: facts[key] for key in facts if key not in PASSING}


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
    try:
        system, root = _open(address)
        with _answering():
            found = _list(system, root)
    except InputError as error:
        if error.slug != "removed":
            raise UsageError(f"{address!r} may not be read; {KEYS}") from error
        found = []
    if not found:
        raise UsageError(f"there is nothing at {address!r}")
    return tuple(found)


def _list(system: Any, root: str) -> list[RemoteCarrier]:
    """Return the files at a place and below; a part that cannot be listed is an error.

    A listing may say what it likes, also what does not lie below: that is named with
    its problem, and never followed.
    """
    is_web = not set(WEB).isdisjoint(_many(system.protocol))
    # A web server calls everything a file; what ends on a slash is a listing.
    if not root.endswith("/") and (is_web or system.info(root).get("type") == "file"):
        last = root.rpartition("/")[2]
        return [_carrier(system, root, _unquoted(last) if is_web else last)]
    base = root.rstrip("/") + "/"
    found: dict[str, RemoteCarrier] = {}
    waiting, listed = [root], {base}
    while waiting:
        for entry in system.ls(waiting.pop(), detail=True):
            path = _straight(entry["name"], base) if is_web else entry["name"]
            is_folder = entry["type"] == "directory"
            if (is_folder and path.rstrip("/") + "/" in listed) or (
                is_web and _SORTED.fullmatch(path.rpartition("/")[2])
            ):
                continue
            name = path.removeprefix(base)
            name = _unquoted(name) if is_web else name
            is_below = path.startswith(base) and _is_plain(name, is_folder=is_folder)
            if is_folder and is_below:
                listed.add(path.rstrip("/") + "/")
                waiting.append(path)
                continue
            problem = _PROBLEMS.get(entry["type"]) if is_below else "bad-name"
            found[path] = _carrier(system, path, name, problem)
    return list(found.values())


def _straight(path: str, base: str) -> str:
    """Leave out steps that lead nowhere, as in ``./a.pdf``."""
    if not path.startswith(base):
        return path
    steps = path.removeprefix(base).split("/")
    return base + "/".join(step for step in steps if step != ".")


def _unquoted(name: str) -> str:
    """Return a name as people write it; inventories do."""
    return unquote(name, errors="backslashreplace")


def _is_plain(name: str, *, is_folder: bool) -> bool:
    steps = (name.rstrip("/") if is_folder else name).split("/")
    return "\0" not in name and not any(step in ("", ".", "..") for step in steps)


def _many(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol


def _carrier(
    system: Any, path: str, name: str, problem: str | None = None
) -> RemoteCarrier:
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
    except Exception as error:  # some file systems ask the other side at once
        raise _told(error) from error
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
    status = getattr(first, "status", None)  # what a web server answered
    said = error if hasattr(first, "response") else first  # an object store answered
    if isinstance(said, FileNotFoundError) or status in (404, 410):
        return InputError("it cannot be opened", slug="removed")
    if isinstance(said, PermissionError) or status in (401, 403):
        return InputError("it may not be read", slug="no-permission")
    return DependencyError(
        f"the place of the dossier does not answer ({type(first).__name__}). Give the "
        "same command again when it does."
    )
