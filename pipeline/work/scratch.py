"""Work folders: where workers may write, gone after any end.

Every pool has one folder of its own with a lock that its process holds as long as it
lives, so that a later run can tell what a killed one left behind, on whatever machine.
Must not know what is written there.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "p-"
_LOCK = "lock"
_UNLOCKED_GRACE_S = 60
"""A folder without a lock may be one that is being made."""


@contextlib.contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """Make a folder that is gone afterwards.

    Args:
        folder: Where to make it; made (0700) if it is not there.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = folder.resolve() / f"{_PREFIX}{secrets.token_hex(6)}"
    own.mkdir(mode=0o700)
    lock = os.open(own / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield own
    finally:
        _remove_locked(own)
        os.close(lock)


def sweep(folder: Path) -> int:
    """Remove what killed runs left behind.

    Returns:
        How many work folders were removed.
    """
    if not folder.is_dir():
        return 0
    return sum(
        _sweep_one(own) for own in folder.glob(f"{_PREFIX}*") if not own.is_symlink()
    )


def _sweep_one(own: Path) -> bool:
    try:
        lock = os.open(own / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            if time.time() - own.stat().st_mtime > _UNLOCKED_GRACE_S:
                remove_tree(own)
                return True
        return False
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        _remove_locked(own)
        return True
    finally:
        os.close(lock)


def _remove_locked(own: Path) -> None:
    """Remove a folder of ours, its lock last: cut short, it still tells whose it is."""
    with contextlib.suppress(OSError):
        for child in own.iterdir():
            if child.is_dir() and not child.is_symlink():
                remove_tree(child)
            elif child.name != _LOCK:
                child.unlink(missing_ok=True)
    remove_tree(own)


def remove_tree(path: Path) -> None:
    """Remove a folder and all below it, links not followed; never raises."""
    shutil.rmtree(path, ignore_errors=True)
