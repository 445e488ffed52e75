"""Do the running tables say what the events say? One pass, document by document.

Most tables hold rows of one number alone: their events are read in the order of the
numbers, folded in memory, and laid beside the stored rows as they come. The few others
are played into a scratch database. Neither grows with the register.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, collate, select

from models.events import Event, EventKind
from pipeline.register.chain import read_body
from pipeline.register.change import Change
from pipeline.register.diagnose import Damage, Finding
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
Stored = Iterator[tuple[str, list[tuple[Any, ...]]]]


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
    stored = {table.name: _Cursor(_groups(connection, table)) for table in BY_NUMBER}
    for number, bodies in _by_number(connection):
        made = fold(read_body(body) for (_, body) in bodies)
        for table in BY_NUMBER:
            for key in _differing(table, number, made[table.name], stored[table.name]):
                first.setdefault(table.name, key)
    for table in BY_NUMBER:
        for number in stored[table.name].rest():
            first.setdefault(table.name, number)
    return first


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
    """The stored rows of one table, taken number by number."""

    def __init__(self, groups: Stored) -> None:
        self._groups = groups
        self._ahead = next(groups, None)

    def take(self, number: str) -> tuple[str | None, list[tuple[Any, ...]]]:
        """Return a number that no event knows and was passed, and this one's rows."""
        passed = None
        while self._ahead is not None and self._ahead[0] < number:
            passed = passed or self._ahead[0]
            self._ahead = next(self._groups, None)
        if self._ahead is None or self._ahead[0] != number:
            return passed, []
        rows = self._ahead[1]
        self._ahead = next(self._groups, None)
        return passed, rows

    def rest(self) -> Iterator[str]:
        """Yield the numbers that no event knows."""
        while self._ahead is not None:
            yield self._ahead[0]
            self._ahead = next(self._groups, None)


def _differing(table: Table, number: str, made: Rows, stored: _Cursor) -> Iterator[str]:
    """Yield keys of rows that differ."""
    passed, real = stored.take(number)
    if passed is not None:
        yield passed
    if len(real) == len(made) == 1:
        (row,) = made.values()
        if tuple(row.values()) != real[0]:
            yield _name(table, tuple(row.values()))
        return
    wanted = {tuple(row.values()) for row in made.values()}
    yield from (_name(table, one) for one in wanted.symmetric_difference(real))


def _name(table: Table, row: Sequence[object]) -> str:
    keys = {column.name for column in table.primary_key.columns}
    named = zip((column.name for column in table.columns), row, strict=True)
    return " ".join(str(value) for name, value in named if name in keys)


def _by_number(connection: Connection) -> Iterator[tuple[str, Any]]:
    order = (_sorted(connection, events.c.number), events.c.seq)
    question = select(events.c.number, events.c.body).order_by(*order)
    return groupby(_stream(connection, question), key=_number_of)


def _groups(connection: Connection, table: Table) -> Stored:
    """Yield the rows of each number, in the order of the numbers."""
    place = [column.name for column in table.columns].index("number")
    question = select(table).order_by(_sorted(connection, table.c.number))
    rows = groupby(_stream(connection, question), key=itemgetter(place))
    for number, group in rows:
        yield number or "", list(group)


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
