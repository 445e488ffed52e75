"""How the database is reached: one connection at a time, one writer at a time.

Every failure of the database leaves here as a RegisterError that says what to do.
Knows no table but ``head``.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from models.errors import ConfigError, RegisterError, UnwritableError

SMALLEST_ROOM_BYTES = 65_536
"""With less than this an error of the disk means that there is no room."""
LOCK_WAIT_S = 30
"""How long a desk waits for another before it gives up."""


def open_engine(database: str | None, sqlite_file: Path) -> Engine:
    """Return an engine for the settings' database, or for SQLite in the folder.

    Raises:
        ConfigError: The address is not one of SQLite or PostgreSQL.
    """
    if database is None:
        return _sqlite(sqlite_file)
    try:
        engine = create_engine(database, poolclass=NullPool)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise ConfigError(
            "The settings' database is not an address that can be used. Write "
            "postgresql+psycopg://user@host/name, or leave it out for SQLite."
        ) from error
    if engine.dialect.name != "postgresql":
        raise ConfigError("The settings' database must be PostgreSQL, or left out.")
    return engine


def _sqlite(file: Path) -> Engine:
    only_read = file.is_file() and not os.access(file.parent, os.W_OK)
    engine = create_engine(
        _readable(file) if only_read else f"sqlite+pysqlite:///{file}",
        poolclass=StaticPool,
        connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_reading if only_read else _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _readable(file: Path) -> str:
    """Return the address of a register in a folder that may not be written.

    Where another process has it open, its ``-wal`` tells what is newest. Where nobody
    has, SQLite must be told not to look for one, since it could not make it.
    """
    wal = file.with_name(f"{file.name}-wal")
    how = "" if wal.exists() else "&immutable=1"
    return f"sqlite+pysqlite:///file:{quote(str(file))}?mode=ro{how}&uri=true"


def _set_reading(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    # pysqlite must not open transactions by itself: it does so too late.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("belgi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the register.

    Raises:
        RegisterError: The database cannot be read.
    """
    with translated(engine), engine.connect() as plain:
        connection = plain
        if engine.dialect.name == "postgresql":
            connection = plain.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes become durable together or not at all.

    Nobody else writes meanwhile; whoever comes waits ``LOCK_WAIT_S`` seconds.

    Raises:
        RegisterError: The database cannot be written.
    """
    with translated(engine), engine.connect() as plain:
        connection = plain.execution_options(belgi_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_S}s'"))
                connection.execute(text("SET LOCAL synchronous_commit = on"))
                connection.execute(text("SELECT seq FROM head WHERE id = 1 FOR UPDATE"))
            yield connection


SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        "database is locked",
        "locked",
        "Another process has held it for longer than the wait allows. Let it finish "
        "and run the same command again.",
    ),
    (
        "lock timeout",
        "locked",
        "Another desk has held it for longer than the wait allows. Let it finish and "
        "run the same command again.",
    ),
    (
        "readonly",
        "read-only",
        "It may not be written. Give this account the right to write the office "
        "folder and run the same command again.",
    ),
    (
        "read-only",
        "read-only",
        "It may not be written. Give this account the right to write there and run "
        "the same command again.",
    ),
    (
        "disk is full",
        "disk-full",
        "The disk is full. Make room and run the same command again; nothing was "
        "half done.",
    ),
    (
        "disk i/o error",
        "disk-error",
        "The disk reported an error. Check the disk and its free room, then run the "
        "same command again.",
    ),
    (
        "unable to open",
        "no-register",
        "It cannot be opened. Check that the office folder is the right one and may "
        "be read and written.",
    ),
    (
        "malformed",
        "damaged",
        "The file is damaged. Keep it as it is, and put back the newest sound copy.",
    ),
    (
        "not a database",
        "damaged",
        "The file is not a register. Keep it as it is, and put back the newest sound "
        "copy.",
    ),
    (
        "connection",
        "no-server",
        "The database server cannot be reached. Start it or correct the address in "
        "the settings, then run the same command again.",
    ),
)
"""What the drivers say, our slug, and what the person should do."""
VAGUE = ("disk i/o error", "unable to open")
"""What SQLite also says on a full disk, where it was mapping or making a file."""
UNWRITABLE = frozenset({"disk-full", "read-only"})
"""Nothing is wrong with the register itself."""


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what the database says into a RegisterError.

    Raises:
        RegisterError: Always instead of an error of SQLAlchemy.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DatabaseError) else error).lower()
        if any(words in said for words in VAGUE) and _is_full(engine):
            said = "disk is full"
        for words, slug, sentence in SENTENCES:
            if words in said:
                kind = UnwritableError if slug in UNWRITABLE else RegisterError
                raise kind(
                    f"The register in {_where(engine)} cannot be used. {sentence}",
                    slug=slug,
                ) from error
        raise RegisterError(
            f"The register in {_where(engine)} cannot be used "
            f"({type(error).__name__}). Run belgi register verify.",
        ) from error


def _is_full(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    place = Path((engine.url.database or "").removeprefix("file:")).parent
    try:
        room = os.statvfs(place)
    except OSError:
        return False
    no_more_files = room.f_files > 0 and room.f_favail == 0
    return no_more_files or room.f_bavail * room.f_frsize < SMALLEST_ROOM_BYTES


def _where(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return repr((engine.url.database or "").removeprefix("file:"))
    return f"the database {engine.url.database!r}"
