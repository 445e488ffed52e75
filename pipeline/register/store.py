"""The register of one office: opened, asked and written by the parent process alone.

This is the door; what a transaction can do is in ``desk``, what can be asked in
``queries``.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from models.degrees import Degree
from models.errors import ConfigError, RegisterError
from models.events import Event, EventKind, EventValue
from models.settings import OfficeSettings
from pipeline.register import high_water, queries
from pipeline.register.attest import attest_end
from pipeline.register.chain import EMPTY, Head, stamp_time
from pipeline.register.checkpoint import (
    Checkpoint,
    checkpoint_line,
    keep_checkpoint,
    make_checkpoint,
)
from pipeline.register.desk import Desk
from pipeline.register.engine import open_engine, reading, writing
from pipeline.register.entries import Entry, Reservation, Reserved, Void
from pipeline.register.folder import Places, places
from pipeline.register.founding import prepare_office, read_scale, record_founding
from pipeline.register.keys import OfficeKeys, load_keys, need_keys, read_passphrase
from pipeline.register.locks import holding, sweep_held
from pipeline.register.migrate import check_version, schema_version
from pipeline.register.proof import prove
from pipeline.register.rebuild import rebuild
from pipeline.register.sessions import sweep
from pipeline.register.vault import Vault
from pipeline.register.verify import Report

CLOCK_SLACK = timedelta(milliseconds=900)
"""By so much the clocks of two machines may differ."""


@dataclass(slots=True)
class Register:
    """An open register; close it, or use it in a ``with``."""

    places: Places
    settings: OfficeSettings
    engine: Engine
    keys: OfficeKeys | None
    id: str
    floor: str
    """No clock of ours may be behind this: the last event when the register was
    opened, or our own last write. What other desks wrote meanwhile does not count."""
    scale: dict[str, Degree]
    _vault: Vault | None = None

    @classmethod
    def create(
        cls, folder: Path, settings: OfficeSettings, *, at: datetime
    ) -> "Register":
        """Make folders, keys and an empty register for a new office.

        Raises:
            ConfigError: There is an office already.
            RegisterError: The folder or the database cannot be written.
        """
        where = places(folder, settings)
        prepared = prepare_office(where, settings)
        if prepared is None:
            return cls.open(folder, settings, now=at)
        engine, keys = prepared
        name = secrets.token_hex(8)
        scale = read_scale(where, settings)
        register = cls(where, settings, engine, keys, name, EMPTY.at, scale)
        with register.writing(at=at) as desk:
            record_founding(desk, name, keys.public, settings)
        return register

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: OfficeSettings,
        *,
        now: datetime | None = None,
        with_keys: bool = True,
    ) -> "Register":
        """Open the register of an office.

        Args:
            folder: The office folder.
            settings: Of this office.
            now: The clock; compared with the last event where given.
            with_keys: False opens it for reading where the keys are lost.

        Raises:
            ConfigError: There is no office here, or its keys do not open.
            RegisterError: The register cannot be read, is newer than this program,
                or the clock is behind its last event.
        """
        where = places(folder, settings)
        if settings.database is None and not where.database.is_file():
            raise ConfigError(
                f"There is no office in {str(folder)!r}. Make one with belgi init, or "
                "name the right folder with --office."
            )
        engine = open_engine(settings.database, where.database)
        with reading(engine) as connection:
            version = schema_version(connection)
        if version is None:
            raise ConfigError("The database holds no register. Make one: belgi init.")
        check_version(engine, version)
        with reading(engine) as connection:
            head = queries.read_head(connection)
            name = queries.about(connection, "register") or ""
        keys = None
        if with_keys:
            passphrase = read_passphrase(settings.passphrase_env)
            keys = load_keys(where.keys, passphrase=passphrase)
        scale = read_scale(where, settings)
        register = cls(where, settings, engine, keys, name, head.at, scale)
        if keys is not None:
            with suppress(RegisterError):  # a folder that may not be written
                register.sweep()
        if now is not None:
            register.check_clock(now)
        return register

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back and remove our temporary files."""
        if self._vault is not None:
            self._vault.close()
            self._vault = None
        self.engine.dispose()

    @property
    def vault(self) -> Vault:
        """The carriers kept in this office.

        Raises:
            RegisterError: The register was opened without its keys.
        """
        if self._vault is None:
            self._vault = Vault(
                self.places.vault,
                self.places.work,
                need_keys(self.keys),
                self.settings.encrypt_vault,
            )
        return self._vault

    def checkpoint(self, *, at: datetime) -> Checkpoint:
        """Sign the head, keep a copy with the keys, and record that it was done."""
        keys = need_keys(self.keys)
        with self.writing(at=at) as desk:
            made = make_checkpoint(keys, self.id, desk.head)
            data: dict[str, EventValue] = {
                "seq": made.seq,
                "hash": made.hash,
                "line": checkpoint_line(made),
            }
            desk.record([Event(kind=EventKind.CHECKPOINT, at=at, data=data)])
            keep_checkpoint(keys, made)
        return made

    def verify(
        self, checkpoints: Sequence[Checkpoint] = (), *, tables: bool = True
    ) -> Report:
        """Check the whole register: chain, seals, its end, and the running tables.

        Args:
            checkpoints: Further ones than those kept with the keys.
            tables: Also make the running tables again from the events and compare.
        """
        with self.reading() as connection:
            return prove(connection, self.keys, self.places, checkpoints, tables=tables)

    def rebuild(self) -> None:
        """Make the running tables again from the events."""
        with writing(self.engine) as connection:
            rebuild(connection)

    def holding(self, name: str) -> AbstractContextManager[None]:
        """Keep other processes from the same work, such as one batch; see ``locks``."""
        return holding(self.engine, self.places.work / "held", name)

    def sweep(self) -> int:
        """Remove the temporary files of processes that are no more.

        Returns:
            How many of them had left something.
        """
        sweep_held(self.places.work / "held")
        left = sweep(self.places.work) + sweep(self.places.keys / "work")
        if self.keys is not None:
            high_water.sweep_parts(self.keys)
        return left

    def check_clock(self, now: datetime) -> None:
        """Refuse a clock that is behind the register's last event.

        Raises:
            RegisterError: It is behind.
        """
        if stamp_time(now + CLOCK_SLACK) < self.floor:
            raise RegisterError(
                f"The clock says {stamp_time(now)[:19]}Z, and the register's last "
                f"event is of {self.floor[:19]}Z. Set the clock right and run the "
                "command again; nothing was recorded.",
                slug="clock-behind",
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for the questions of ``queries``; one state throughout."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self, *, at: datetime) -> Iterator[Desk]:
        """Give a desk whose work becomes durable as a whole at the end, or not at all.

        Raises:
            RegisterError: The register is locked, cannot be written, was opened
                without its keys, was cut or put back, or ``at`` is behind what was
                recorded before.
        """
        self.check_clock(at)
        keys = need_keys(self.keys)
        with writing(self.engine) as connection:
            before = queries.read_head(connection)
            mark = high_water.read_mark(keys)
            attest_end(connection, head=before, mark=mark, register=self.id)
            desk = Desk(connection, at, before, keys.seal)
            yield desk
        if desk.head != before:
            self.floor = max(self.floor, stamp_time(at))
            high_water.try_raise(keys, self.id, desk.head)

    def reserve(
        self, requests: Sequence[Reservation], *, at: datetime, batch: str
    ) -> tuple[Reserved, ...]:
        """Reserve numbers or copies in one transaction; see ``Desk.reserve``."""
        with self.writing(at=at) as desk:
            return desk.reserve(requests, batch=batch)

    def complete(self, entries: Sequence[Entry], *, at: datetime) -> tuple[Event, ...]:
        """Account for finished carriers in one transaction; see ``Desk.complete``."""
        with self.writing(at=at) as desk:
            return desk.complete(entries)

    def void(self, voids: Sequence[Void], *, at: datetime) -> tuple[Event, ...]:
        """Give up numbers in one transaction; see ``Desk.void``."""
        with self.writing(at=at) as desk:
            return desk.void(voids)

    def record(self, events: Iterable[Event], *, at: datetime) -> tuple[Event, ...]:
        """Append events in one transaction; see ``Desk.record``."""
        with self.writing(at=at) as desk:
            return desk.record(events)

    def head(self) -> Head:
        """Return the end of the chain as it is now."""
        with self.reading() as connection:
            return queries.read_head(connection)

    def history(self, number: str) -> tuple[Event, ...]:
        """Return all events of a number, oldest first."""
        with self.reading() as connection:
            return queries.history(connection, number)
