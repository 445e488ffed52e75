"""What is in a dossier: a folder with all below it, or single files; nothing opened.

The order is fixed. Names come from outside and are untrusted. What is not a plain file
inside the dossier is listed with its reason and never followed.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from models.errors import UsageError
from models.settings import Limits
from pipeline.remote_dossier import list_address
from pipeline.snapshot import Snapshot, hash_source, take_snapshot

SKIPPED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave behind; never a carrier."""


class Carrier(Protocol):
    """One entry of a dossier, wherever that stands."""

    @property
    def name(self) -> str:
        """Relative to the dossier, forward slashes; untrusted."""

    @property
    def problem(self) -> str | None:
        """Why it cannot be taken."""

    def size(self) -> int:
        """Return its bytes; 0 where nobody knows."""
        ...

    def sha256(self, *, limits: Limits) -> str:
        """Return the SHA-256 of its bytes as they are now, as hex."""
        ...

    def snapshot(self, target: Path, *, limits: Limits) -> Snapshot:
        """Copy and hash it in one pass; see ``take_snapshot``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCarrier:
    """One entry of a dossier on this machine."""

    name: str
    """Relative to the dossier, forward slashes; untrusted."""
    folder: Path
    """What the entry lies in: the dossier's folder, or where a named file stands."""
    entry: str
    """Its path below the folder, as the system spells it."""
    named: bool = False
    """A person named the file by itself, so that a link is followed."""
    problem: str | None = None
    """Why it cannot be taken: folder, link, not-a-file, no-permission."""

    @property
    def path(self) -> Path:
        """Where it is; made anew each time, since a kept path grows when it is used."""
        return self.folder / self.entry

    @property
    def root(self) -> Path | None:
        """The folder below which no link is followed."""
        return None if self.named else self.folder

    def size(self) -> int:
        """Return its bytes; 0 where there are none to be had."""
        try:
            return self.path.lstat().st_size
        except OSError:
            return 0

    def sha256(self, *, limits: Limits) -> str:
        """Return the SHA-256 of its bytes as they are now, as hex."""
        return hash_source(self.path, limits=limits, root=self.root)

    def snapshot(self, target: Path, *, limits: Limits) -> Snapshot:
        """Copy and hash it in one pass; see ``take_snapshot``."""
        return take_snapshot(self.path, target, limits=limits, root=self.root)


def list_dossier(
    paths: Sequence[Path | str],
    *,
    limits: Limits,
    leave_out: Path | None = None,
) -> tuple[Carrier, ...]:
    """List the carriers of a dossier by name.

    Args:
        paths: One folder, or files that were received together; a text is the address
            of a place elsewhere.
        limits: Bound the listings of a place elsewhere.
        leave_out: The inventory, when it stands among the carriers.

    Returns:
        Carriers sorted by name, so that numbers never depend on the file system. A
        folder that cannot be read is one entry with the problem ``folder``.

    Raises:
        UsageError: A path does not exist, or two files have one name.
    """
    skip = _identity(leave_out) if leave_out is not None else None
    carriers: list[FileCarrier] = []
    elsewhere: list[Carrier] = []
    for path in paths:
        if isinstance(path, str):
            elsewhere += list_address(path, limits=limits)
            continue
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no file or folder {path}")
        if path.is_dir():
            carriers += _below(path)
        else:
            carriers.append(_named(path))
    kept: list[Carrier] = [
        c
        for c in carriers
        if skip is None or c.problem is not None or not is_the_same(c.path, skip)
    ]
    kept += elsewhere
    kept = [c for c in kept if c.name.rpartition("/")[2] not in SKIPPED_NAMES]
    kept.sort(key=lambda carrier: carrier.name)
    for first, second in pairwise(kept):
        if first.name == second.name:
            raise UsageError(
                f"two files are called {first.name}; take them in as two dossiers"
            )
    return tuple(kept)


def _named(path: Path) -> FileCarrier:
    return FileCarrier(
        name=_as_text(path.name),
        folder=path.parent,
        entry=path.name,
        named=True,
        problem=_problem(path, follow=True),
    )


def _below(root: Path) -> Iterator[FileCarrier]:
    """Yield all that lies below a folder, whatever is nested how deep."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            children = [child.name for child in (root / inside).iterdir()]
        except OSError:
            if not inside:
                raise
            yield _inside(root, inside, "folder")
            continue
        for child in children:
            entry = f"{inside}/{child}" if inside else child
            problem = _problem(root / entry, follow=False)
            if problem == "folder":
                waiting.append(entry)
            else:
                yield _inside(root, entry, problem)


def _inside(root: Path, entry: str, problem: str | None) -> FileCarrier:
    name = _as_text(entry)
    shared = entry if name == entry else name  # one text for both, nearly always
    return FileCarrier(name=shared, folder=root, entry=entry, problem=problem)


def _as_text(name: str) -> str:
    """Return a name as text that can be stored, with odd bytes written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _problem(path: Path, *, follow: bool) -> str | None:
    try:
        mode = (path.stat() if follow else path.lstat()).st_mode
    except PermissionError:
        return "no-permission"
    except OSError:
        return "link"
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    if not stat.S_ISREG(mode):
        return "not-a-file"
    return None


def _identity(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return (facts.st_dev, facts.st_ino)


def is_the_same(path: Path, identity: tuple[int, int]) -> bool:
    """Tell whether a path is a certain file; one that went meanwhile is not."""
    try:
        return _identity(path) == identity
    except OSError:
        return False


def find_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """List every plain file under the paths, for commands that only read.

    Links inside folders are not followed; what the caller names is taken as named.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                child
                for child in path.rglob("*")
                if not child.is_symlink() and child.is_file()
            )
        elif path.is_file():
            found.append(path)
        elif path.exists():
            raise UsageError(
                f"{path} is not a plain file, and could be read without end"
            )
        else:
            raise UsageError(f"there is no file or folder {path}")
    return tuple(found)


def refuse_office(paths: Sequence[Path | str], office: Path, out: Path | None) -> None:
    """Refuse a dossier that holds what is ours, and a batch folder inside the office.

    Raises:
        UsageError: The program would take in, or mix with, its own files.
    """
    for path in paths:
        if isinstance(path, str):
            continue
        resolved = path.resolve()
        if office == resolved or office.is_relative_to(resolved):
            raise UsageError(
                f"{str(path)!r} holds the office folder itself; give a folder with "
                "the received files alone"
            )
        if resolved.is_relative_to(office):
            raise UsageError(f"{str(path)!r} is inside the office folder")
        if out is not None and out.resolve().is_relative_to(resolved):
            raise UsageError(
                f"--out {str(out)!r} is inside the dossier; choose one outside it"
            )
    if out is not None and out.resolve().is_relative_to(office):
        raise UsageError(
            f"--out {str(out)!r} is inside the office folder; choose one outside it"
        )
