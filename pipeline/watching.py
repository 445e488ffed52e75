"""Takes each dossier in a watched folder in, once it is complete; survives restarts.

A dossier is a sub-folder. It is complete when nothing in it has changed for a while, or
when it holds the marker file. What was taken in before adds nothing when it is seen
again, so that nothing has to be remembered here and no received file is moved.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

MARKER = ".complete"
"""A file of this name in a dossier says that nothing more will come."""
INVENTORIES = ("inventory.csv", "inventory.xlsx")
"""Names under which a dossier brings its own accompanying list."""
STEP_MS = 1000

Stamp = tuple[int, int, int]
"""Entries, bytes and the newest change of a dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a dossier looked, and since when it has looked so."""

    stamp: Stamp
    since_s: float


def complete_dossiers(
    root: Path, seen: dict[Path, Seen], taken: dict[Path, Stamp], *, quiet_s: float
) -> list[Path]:
    """Return the dossiers that are complete and not taken as they are now.

    Args:
        root: The watched folder.
        seen: What was seen at earlier looks; brought up to date.
        taken: How each dossier looked when it was taken in.
        quiet_s: Seconds without a change after which a dossier is complete.
    """
    now = time.monotonic()
    ready = []
    for folder in sorted(_dossiers(root)):
        stamp = _stamp(folder)
        before = seen.get(folder)
        if before is None or before.stamp != stamp:
            before = seen[folder] = Seen(stamp=stamp, since_s=now)
        quiet = now - before.since_s >= quiet_s
        whole = quiet or (folder / MARKER).exists()
        if stamp[0] and whole and taken.get(folder) != stamp:
            ready.append(folder)
    return ready


def _dossiers(root: Path) -> Iterator[Path]:
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield Path(entry.path)


def _stamp(folder: Path) -> Stamp:
    count = size = newest = 0
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            try:
                facts = (Path(where) / name).lstat()
            except FileNotFoundError:  # gone since it was listed: look again later
                continue
            count += 1
            size += facts.st_size
            newest = max(newest, facts.st_mtime_ns)
    return count, size, newest


def watch_folder(
    root: Path,
    take: Callable[[Path], None],
    *,
    quiet_s: float,
    once: bool,
    stop: Event,
) -> None:
    """Take dossiers in as they become complete, until told to stop.

    Args:
        root: The watched folder.
        take: Takes one dossier in; what it raises ends the watch.
        quiet_s: Seconds without a change after which a dossier is complete.
        once: Take what is there when it is complete, and return.
        stop: Set from outside to end the watch between two dossiers.
    """
    from watchfiles import watch

    seen: dict[Path, Seen] = {}
    taken: dict[Path, Stamp] = {}
    changes = watch(
        root,
        stop_event=stop,
        rust_timeout=STEP_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for _ in changes:
        for folder in complete_dossiers(root, seen, taken, quiet_s=quiet_s):
            stamp = seen[folder].stamp
            take(folder)
            taken[folder] = stamp
            if stop.is_set():
                return
        if once and all(taken.get(one) == seen[one].stamp for one in seen):
            return
