"""One process at a time for one piece of work: a batch, a document.

Short writes need no lock; this is for work that spans several transactions, such as a
batch that two people start at once. The system drops the lock with its process.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text

from models.errors import RegisterError
from pipeline.register.engine import translated
from pipeline.register.folder import FILE_MODE, cannot_write, make_folder


@contextmanager
def holding(engine: Engine, folder: Path, name: str) -> Iterator[None]:
    """Keep others from the same work while it lasts; never waits.

    Args:
        engine: PostgreSQL keeps the lock for all machines; SQLite: a file does.
        folder: Where such files stand.
        name: What is worked on; does not show in the file's name.

    Raises:
        RegisterError: Another process is at it.
    """
    digest = hashlib.sha256(name.encode()).digest()
    if engine.dialect.name == "postgresql":
        with _in_database(engine, int.from_bytes(digest[:8], "big", signed=True)):
            yield
    else:
        with _in_file(folder, digest.hex()[:16]):
            yield


@contextmanager
def _in_database(engine: Engine, number: int) -> Iterator[None]:
    with translated(engine), engine.connect() as connection:
        question = text("SELECT pg_try_advisory_lock(:number)")
        if not connection.execute(question, {"number": number}).scalar():
            raise _busy()
        connection.commit()
        try:
            yield
        finally:
            connection.execute(
                text("SELECT pg_advisory_unlock(:number)"), {"number": number}
            )
            connection.commit()


@contextmanager
def _in_file(folder: Path, name: str) -> Iterator[None]:
    make_folder(folder)
    path = folder / name
    handle = _locked(path)
    try:
        yield
    finally:
        # While it is still ours: whoever opened it meanwhile sees that it is gone.
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path) -> int:
    """Make and lock the file that stands at a path now, not one just removed."""
    while True:
        try:
            handle = os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE)
        except OSError as error:
            raise cannot_write(path, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise _busy() from error
        if _stands_at(handle, path):
            return handle
        os.close(handle)


def _stands_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def sweep_held(folder: Path) -> None:
    """Remove the locks of processes that are no more."""
    for path in folder.glob("*") if folder.is_dir() else ():
        with suppress(OSError, RegisterError):
            handle = _locked(path)
            path.unlink(missing_ok=True)
            os.close(handle)


def _busy() -> RegisterError:
    return RegisterError(
        "Another process is doing the same work on this office just now. Let it "
        "finish, then look at what it did before you run the command again.",
        slug="busy",
    )
