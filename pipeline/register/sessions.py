"""Folders for temporary files that go away with the process that made them.

Each process works in a folder of its own, with a lock that the system drops when the
process ends in whatever way; a start removes the folders whose lock is free.
"""

import fcntl
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.register.folder import FILE_MODE, cannot_write, make_folder

PREFIX = "r-"
"""Others keep temporary folders at the same place; a sweep leaves them alone."""

LOCK_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True)
class Session:
    """One process's temporary folder, mode 0700."""

    path: Path
    lock: Path
    handle: int

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        # The lock goes last: whatever stands beside a lock is swept with it.
        shutil.rmtree(self.path, ignore_errors=True)
        self.lock.unlink(missing_ok=True)
        os.close(self.handle)


def open_session(folder: Path) -> Session:
    """Make a temporary folder in ``folder``, which is made where it is missing.

    Raises:
        RegisterError: It cannot be made.
    """
    make_folder(folder)
    try:
        while True:
            path = folder / f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
            lock = path.with_suffix(LOCK_SUFFIX)
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
            fcntl.lockf(handle, fcntl.LOCK_EX)
            # A sweep may have removed the file before it was locked.
            if lock.exists():
                make_folder(path)
                return Session(path, lock, handle)
            os.close(handle)
    except OSError as error:
        raise cannot_write(folder, error) from error


def sweep(folder: Path) -> int:
    """Remove what dead processes left in ``folder``.

    Returns:
        How many of their folders were removed.
    """
    if not folder.is_dir():
        return 0
    return sum(map(_remove_if_dead, folder.glob(f"{PREFIX}*{LOCK_SUFFIX}")))


def _remove_if_dead(lock: Path) -> bool:
    if lock.name.startswith(f"{PREFIX}{os.getpid()}-"):
        return False  # a record lock does not keep out its own process
    try:
        handle = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        lock.unlink(missing_ok=True)
        return True
    finally:
        os.close(handle)
