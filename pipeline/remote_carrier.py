"""One file of a dossier that stands elsewhere, and what a place that fails means.

Everything that a file system of fsspec says is untrusted; what it raises becomes an
error of ours here. Knows no addresses and no listings.

Source: https://filesystem-spec.readthedocs.io (``AbstractFileSystem``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import BelgiError, DependencyError, InputError, LimitExceeded
from models.settings import Limits
from pipeline.snapshot import Snapshot, copy_hashed, hash_read

WEB = ("http", "https")
PASSING = ("time", "url")
"""Facts of a file that differ though it does not: the time of the last access, and
where a web server sends on to."""


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
            with answering():
                return int(self.system.info(self.where).get("size") or 0)
        except InputError:  # gone meanwhile, which is said when it is taken
            return 0

    def sha256(self, *, limits: Limits) -> str:
        """Return the SHA-256 of its bytes as they are now, as hex.

        Raises:
            InputError: It is gone, or may not be read.
            LimitExceeded: It is too large.
            DependencyError: The other side does not answer.
        """
        with answering(), self._stream() as stream:
            return hash_read(stream.read, limits)

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
        with answering(), self._stream() as stream:
            taken = copy_hashed(stream.read, target, limits)
        if before != self._facts() or size not in (None, taken.size_bytes):
            target.unlink(missing_ok=True)
            raise InputError("it was changed while it was read", slug="changed")
        return taken

    def _stream(self) -> Any:
        """Open the file for reading, from a web server in one go.

        Not every web server gives parts, and parts could be of two states of a file.
        """
        whole = {"block_size": 0} if is_web(self.system) else {}
        return self.system.open(self.where, "rb", **whole)

    def _facts(self) -> dict[str, Any]:
        """Ask anew what tells one state of the file from another.

        What a listing said of it before may be put in other words.
        """
        with answering():
            self.system.invalidate_cache()
            facts: dict[str, Any] = self.system.info(self.where)
        return {key: facts[key] for key in facts if key not in PASSING}


def is_web(system: Any) -> bool:
    """Tell whether a file system is a web server, which tells little but bytes."""
    names = system.protocol
    return not set(WEB).isdisjoint((names,) if isinstance(names, str) else names)


@contextmanager
def answering() -> Iterator[None]:
    """Tell a file that cannot be had from a place that cannot be reached."""
    try:
        yield
    except BelgiError:
        raise
    except Exception as error:
        # Each file system of fsspec has errors of its own, with no common base.
        raise told(error) from error


def told(error: BaseException) -> BelgiError:
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
