"""The folder that one batch writes: carriers, held/, and the manifest in three forms.

A file appears in it complete or not at all. The folder is made readable by its owner
alone; what it holds are plain working copies.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from models.errors import OutputError, PlaceError, UsageError
from pipeline.register.atomic import sync_many
from pipeline.safe_text import safe_file_name
from pipeline.write_whole import sync_folder, write_whole

HELD = "held"
PART = ".belgi-"
"""Begins the name of a file that is not whole yet."""
STEM_BYTES = 150
"""Room for number and ending within the 255 bytes that file systems allow."""
REASON = ".reason.txt"
"""Ends the name of the file that says why another waits."""
_ITS_NAME = frozenset(
    {errno.EISDIR, errno.ENOTEMPTY, errno.EEXIST}
    | {errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
)
"""Errors of the one name under which a carrier is to stand."""
_OURS = re.compile(rf"~[0-9a-f]{{16}}(\.[^.]*)?$|{re.escape(REASON)}$", re.IGNORECASE)


def open_batch_folder(folder: Path) -> Path:
    """Make the folder, or take it up again after a cut; sweep what was half written.

    Raises:
        UsageError: The folder holds files that belgi did not put there.
        OutputError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / HELD).mkdir(exist_ok=True, mode=0o700)
        for part in [*folder.glob(f"{PART}*"), *(folder / HELD).glob(f"{PART}*")]:
            part.unlink()
    except OSError as error:
        raise _failed(folder, error) from error
    return folder


def check_new_folder(folder: Path) -> None:
    """Refuse a folder that a new batch cannot have, before the batch begins.

    A batch keeps its folder to its end: one begun in a wrong place could not go on.

    Raises:
        UsageError: It is no folder, or holds files, which are not mixed with others.
        OutputError: Nothing can be written there.

    Side effects: makes it, and takes it away again.
    """
    try:
        if folder.is_dir():
            _refuse_foreign(folder)
        elif os.path.lexists(folder):
            raise UsageError(f"{str(folder)!r} is not a folder; choose another --out")
        new = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(prefix=PART, dir=folder):
                pass
        finally:
            for path in new:
                with contextlib.suppress(OSError):  # not made, or used by others now
                    path.rmdir()
    except OSError as error:
        raise _failed(folder, error) from error


def _refuse_foreign(folder: Path) -> None:
    for child in sorted(folder.iterdir()):
        if not child.name.startswith(PART):
            raise UsageError(
                f"{str(folder)!r} is not empty: it holds {child.name!r}; "
                "choose another folder with --out"
            )


def place(source: Path, folder: Path, name: str) -> Path:
    """Move a finished carrier into the batch folder under a name of ours.

    The bytes are synced before the rename, and the folder after it.

    Raises:
        OutputError: It is gone, or its name is in the way.
        PlaceError: No space, or no permission; nothing half written stays.
    """
    placed = place_many([(source, name)], folder)[0]
    if isinstance(placed, OutputError):
        raise placed
    return placed


def place_many(
    carriers: Sequence[tuple[Path, str]], folder: Path
) -> list[Path | OutputError]:
    """Move finished carriers, each with its name, into a folder; see ``place``.

    They are synced together, which takes a tenth of the time of one after the other.

    Returns:
        Where each stands now, or why it could not be put there.

    Raises:
        PlaceError: None could be: what is wrong is the folder, or its disk.
    """
    parts = [folder / f"{PART}{os.getpid()}-{at}" for at in range(len(carriers))]
    try:
        moved = [
            _alone(_move, source, part)
            for (source, _), part in zip(carriers, parts, strict=True)
        ]
        sync_many([part for part, bad in zip(parts, moved, strict=True) if not bad])
        placed = [
            bad or _alone(Path.replace, part, folder / name)
            for bad, part, (_, name) in zip(moved, parts, carriers, strict=True)
        ]
        sync_folder(folder)
    except OSError as error:
        _sweep(parts)
        raise PlaceError(_sentence(folder, error)) from error
    _sweep([part for part, bad in zip(parts, placed, strict=True) if bad])
    targets = [folder / name for _, name in carriers]
    return [
        _failed(target, bad) if bad else target
        for target, bad in zip(targets, placed, strict=True)
    ]


def _sweep(parts: Sequence[Path]) -> None:
    for part in parts:
        with contextlib.suppress(OSError):
            part.unlink()


def _alone(
    move: Callable[[Path, Path], object], source: Path, target: Path
) -> OSError | None:
    """Move one carrier; return what is wrong with it or with its name alone."""
    try:
        move(source, target)
    except OSError as error:
        gone = error.errno == errno.ENOENT and target.parent.is_dir()
        if gone or error.errno in _ITS_NAME:
            return error
        raise
    return None


def _move(source: Path, part: Path) -> None:
    """Bring a carrier to the folder in which it is to appear."""
    try:
        source.replace(part)
    except OSError:
        shutil.copyfile(source, part)
    part.chmod(0o600)


def output_name(
    untrusted_name: str, number: str, suffix: str, *, extra: str = ""
) -> str:
    """Return the name of a carrier: its number, then the received name made safe.

    Numbers are never used twice, so that no two carriers of a folder share a name.
    """
    stem = Path(safe_file_name(untrusted_name, limit_bytes=STEM_BYTES)).stem
    return f"{number.replace('/', '-')}{extra} {stem}{suffix}"


def held_file_name(untrusted_name: str) -> str:
    """Return the name of a held file; no two received names give the same.

    A plain name stays as it is. One that lies in a folder, that a file system would
    not take, or that looks like a name of ours, gets a part of its hash.
    """
    flat = untrusted_name.replace("/", " - ")
    name = safe_file_name(flat, limit_bytes=STEM_BYTES)
    if name == untrusted_name and not _OURS.search(name):
        return name
    tag = hashlib.sha256(untrusted_name.encode()).hexdigest()[:16]
    return f"{Path(name).stem}~{tag}{Path(name).suffix}"


def write_held(folder: Path, untrusted_name: str, source: Path) -> None:
    """Put a held file under ``held/``.

    Args:
        folder: The batch folder.
        untrusted_name: The received name.
        source: A plain copy of the received bytes.
    """
    name = held_file_name(untrusted_name)
    copy = source.with_name(f"{source.name}.held")
    try:
        shutil.copyfile(source, copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise _failed(folder / HELD / name, error) from error
    place(copy, folder / HELD, name)


def write_reason(folder: Path, untrusted_name: str, reasons: str) -> None:
    """Write what a person reads beside a held file, in ``<name>.reason.txt``."""
    name = held_file_name(untrusted_name)
    write_whole(folder / HELD / f"{name}{REASON}", reasons.encode())


def clear_held(folder: Path, untrusted_name: str) -> None:
    """Take a decided file out of ``held/`` again."""
    name = held_file_name(untrusted_name)
    for path in (folder / HELD / name, folder / HELD / f"{name}{REASON}"):
        path.unlink(missing_ok=True)


def _failed(target: Path, error: OSError) -> OutputError:
    return OutputError(_sentence(target, error))


def _sentence(target: Path, error: OSError) -> str:
    return (
        f"{target.name!r} could not be written: {error.strerror or error}; check "
        "permissions and free space, then give the same command again"
    )
