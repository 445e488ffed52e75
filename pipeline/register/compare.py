"""Do the running tables say what the events say? One pass, document by document.

Most tables hold rows of one number alone: their events are read in the order of the
numbers, folded in memory, and laid beside the stored rows as they come. The few others
are played into a scratch database. Neither grows with the register.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, collate, select

from models.events import Event, EventKind
from pipeline.register.chain import read_body
from pipeline.register.change import Change
from pipeline.register.diagnose import Damage, Finding
from pipeline.register.plain import Told, is_plain
from pipeline.register.project import project
from pipeline.register.rebuild import compare_played
from pipeline.register.schema import (
    batches,
    consents,
    contracts,
    documents,
    duties,
    events,
    exemplars,
    items,
    people,
)

BY_NUMBER: tuple[Table, ...] = (documents, exemplars, consents, duties)
"""Tables whose rows are made by events of their own number."""
PLAYED: tuple[Table, ...] = (people, contracts, batches, items)
PLAYED_KINDS = (
    EventKind.PERSON_ADDED,
    EventKind.CONTRACT_ADDED,
    EventKind.BATCH_STARTED,
    EventKind.BATCH_FINISHED,
    EventKind.HELD,
    EventKind.FAILED,
    EventKind.LISTED,
    EventKind.DECIDED,
)
"""Kinds of the events that change those, and nothing else."""
ROWS_A_STEP = 5000

Rows = dict[tuple[object, ...], dict[str, object]]
StoredRows = list[tuple[Any, ...]]


def compare_tables(connection: Connection, scratch: Path | None) -> tuple[Finding, ...]:
    """Compare the running tables with what the events say.

    Args:
        connection: Sees one state of the register, whose chain holds.
        scratch: A folder for a database that is removed afterwards; None: in memory.

    Returns:
        One finding a table that differs, with the key of its first row.
    """
    found = _compare_by_number(connection)
    found |= compare_played(connection, scratch, PLAYED, PLAYED_KINDS)
    return tuple(
        Finding(
            Damage.TABLES,
            None,
            f"The running table {table.name} differs from the events at "
            f"{found[table.name]!r}. The events are what counts; belgi can make the "
            "table again from them.",
        )
        for table in (*BY_NUMBER, *PLAYED)
        if table.name in found
    )


def _compare_by_number(connection: Connection) -> dict[str, str]:
    """Return the key of the first row that differs, by table."""
    first: dict[str, str] = {}
    stored = [_Cursor(connection, table) for table in BY_NUMBER]
    for number, group in groupby(_told(connection), key=_number_of):
        told = list(group)
        _pass_until(number, stored, first)
        real = [cursor.take(number) for cursor in stored]
        if _is_plain(told, real):
            continue
        made = fold(read_body(body) for (_, _, body) in told)
        for table, rows in zip(BY_NUMBER, real, strict=True):
            for key in _differing(table, made[table.name], rows):
                first.setdefault(table.name, key)
    _pass_until(None, stored, first)
    return first


def _pass_until(
    number: str | None, stored: Sequence["_Cursor"], first: dict[str, str]
) -> None:
    """Pass rows of numbers that no event knows: those before this one, or all."""
    for cursor in stored:
        while cursor.number is not None and (number is None or cursor.number < number):
            first.setdefault(cursor.table, cursor.number)
            cursor.take(cursor.number)


def _is_plain(told: Told, real: Sequence[StoredRows]) -> bool:
    of_documents, of_exemplars, *others = real
    return (
        len(told) == 2
        and len(of_documents) == len(of_exemplars) == 1
        and not any(others)
        and is_plain(told, of_documents[0], of_exemplars[0])
    )


def fold(told: Iterable[Event]) -> dict[str, Rows]:
    """Return the rows that the events of one number make, by table and key."""
    made: dict[str, Rows] = {table.name: {} for table in BY_NUMBER}
    for event in told:
        for change in project(event):
            rows = made.get(change.table)
            if rows is not None:
                _apply(rows, change)
    return made


def _apply(rows: Rows, change: Change) -> None:
    """Do to a row what the database would; what is not there cannot be set."""
    key = tuple(change.key.values())
    row = rows.get(key)
    if change.how == "put":
        if row is None:
            row = rows[key] = dict(EMPTY[change.table])
            row.update(change.key)
        row.update(change.values)
    elif row is not None and change.how == "set":
        row.update(change.values)
    elif row is not None:
        for name, more in change.values.items():
            row[name] += more  # type: ignore[operator]


def _empty(table: Table) -> dict[str, object]:
    return {
        column.name: getattr(column.default, "arg", None) for column in table.columns
    }


EMPTY = {table.name: _empty(table) for table in BY_NUMBER}
"""A row of each table before anything is put into it; the order of its columns."""


class _Cursor:
    """The stored rows of one table, taken number by number, in their order."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.table = table.name
        self.number: str | None = None
        """Whose rows come next, empty for those without; None: there are no more."""
        self._place = [column.name for column in table.columns].index("number")
        order = _sorted(connection, table.c.number)
        self._rows = _stream(connection, select(table).order_by(order))
        self._ahead: tuple[Any, ...] | None = None
        self._step()

    def _step(self) -> None:
        row = self._ahead = next(self._rows, None)
        self.number = None if row is None else row[self._place] or ""

    def take(self, number: str) -> StoredRows:
        """Return the rows of a number, before which nothing is left."""
        rows: StoredRows = []
        while self._ahead is not None and self.number == number:
            rows.append(self._ahead)
            self._step()
        return rows


def _differing(table: Table, made: Rows, real: StoredRows) -> Iterator[str]:
    """Yield keys of rows that differ."""
    wanted = {tuple(row.values()) for row in made.values()}
    yield from (_name(table, one) for one in wanted.symmetric_difference(real))


def _name(table: Table, row: Sequence[object]) -> str:
    keys = {column.name for column in table.primary_key.columns}
    named = zip((column.name for column in table.columns), row, strict=True)
    return " ".join(str(value) for name, value in named if name in keys)


def _told(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the events in the order of the numbers, those without one first."""
    order = (_sorted(connection, events.c.number), events.c.seq)
    columns = (events.c.number, events.c.kind, events.c.body)
    return _stream(connection, select(*columns).order_by(*order))


def _number_of(row: tuple[Any, ...]) -> str:
    return row[0] or ""


def _sorted(connection: Connection, number: Column[Any]) -> Any:
    """Sort as Python compares: by bytes, and what has no number first."""
    if connection.dialect.name == "postgresql":
        return collate(number, "C").nulls_first()
    return number


def _stream(
    connection: Connection, question: Select[Any]
) -> Generator[tuple[Any, ...], None, None]:
    """Yield rows without holding them all; straight from the driver on SQLite."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        with closing(raw.execute(str(question))) as rows:
            yield from rows
        return
    options = {"yield_per": ROWS_A_STEP}
    with connection.execute(question, execution_options=options) as result:
        for row in result:
            yield tuple(row)
