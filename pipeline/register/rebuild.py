"""Making the running tables again from the events, and comparing the two.

The comparison plays the events into a scratch database, row by row in the order of the
keys, so that its memory does not grow with the register.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Table,
    Text,
    collate,
    create_engine,
    delete,
    select,
)

from models.events import Event, EventKind
from pipeline.register import queries
from pipeline.register.apply import apply_changes
from pipeline.register.project import project
from pipeline.register.schema import RUNNING, metadata

EVENTS_A_STEP = 2000


def rebuild(connection: Connection) -> None:
    """Empty the running tables and play all events into them."""
    for table in RUNNING:
        connection.execute(delete(table))
    _play(connection, queries.events_of(connection))


def compare_played(
    connection: Connection,
    scratch: Path | None,
    tables: Sequence[Table],
    kinds: Iterable[EventKind],
) -> dict[str, str]:
    """Compare running tables with what some kinds of events say.

    Args:
        connection: Sees one state of the register.
        scratch: A folder for a database that is removed afterwards; None: in memory.
        tables: Those that these kinds change.
        kinds: Of the events that are played.

    Returns:
        The key of the first row that differs, by table.
    """
    file = scratch / "scratch.sqlite" if scratch else None
    engine = create_engine(f"sqlite+pysqlite:///{file or ':memory:'}")
    try:
        with engine.begin() as shadow:
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                shadow.exec_driver_sql(f"PRAGMA {pragma}")
            metadata.create_all(shadow, tables=list(RUNNING))
            _play(shadow, queries.events_of(connection, kinds))
            found = {t.name: _compare(connection, shadow, t) for t in tables}
    finally:
        engine.dispose()
        if file is not None:
            file.unlink(missing_ok=True)
    return {name: key for name, key in found.items() if key is not None}


def _play(connection: Connection, events: Iterable[Event]) -> None:
    stream = iter(events)
    while part := tuple(islice(stream, EVENTS_A_STEP)):
        changes = (change for event in part for change in project(event))
        apply_changes(connection, changes)


def _compare(ours: Connection, theirs: Connection, table: Table) -> str | None:
    with (
        closing(_ordered(ours, table)) as real,
        closing(_ordered(theirs, table)) as made,
    ):
        for one, other in zip_longest(real, made):
            if one != other:
                return _key(table, one if other is None else other)
    return None


def _ordered(
    connection: Connection, table: Table
) -> Generator[dict[str, Any], None, None]:
    order: list[Any] = []
    for column in table.primary_key.columns:
        is_text = isinstance(column.type, Text)
        if is_text and connection.dialect.name == "postgresql":
            order.append(collate(column, "C"))  # as SQLite sorts: by bytes
        else:
            order.append(column)
    question = select(table).order_by(*order)
    with connection.execute(
        question, execution_options={"yield_per": EVENTS_A_STEP}
    ) as rows:
        for row in rows.mappings():
            yield dict(row)


def _key(table: Table, row: RowMapping | dict[str, Any] | None) -> str:
    names: Sequence[str] = [column.name for column in table.primary_key.columns]
    return " ".join(str((row or {}).get(name)) for name in names)
