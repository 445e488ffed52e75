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

from models.events import Event
from pipeline.register import queries
from pipeline.register.apply import apply_changes
from pipeline.register.diagnose import Damage, Finding
from pipeline.register.project import project
from pipeline.register.schema import RUNNING, metadata

EVENTS_A_STEP = 2000


def rebuild(connection: Connection) -> None:
    """Empty the running tables and play all events into them."""
    for table in RUNNING:
        connection.execute(delete(table))
    _play(connection, queries.events_of(connection))


def compare_tables(connection: Connection, scratch: Path) -> tuple[Finding, ...]:
    """Compare the running tables with what the events say.

    Args:
        connection: Sees one state of the register.
        scratch: A folder for a database that is removed afterwards.

    Returns:
        One finding a table that differs, with the key of its first row.
    """
    file = scratch / "scratch.sqlite"
    engine = create_engine(f"sqlite+pysqlite:///{file}")
    try:
        with engine.begin() as shadow:
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                shadow.exec_driver_sql(f"PRAGMA {pragma}")
            metadata.create_all(shadow, tables=list(RUNNING))
            _play(shadow, queries.events_of(connection))
            found = [_compare(connection, shadow, table) for table in RUNNING]
    finally:
        engine.dispose()
        file.unlink(missing_ok=True)
    return tuple(finding for finding in found if finding is not None)


def _play(connection: Connection, events: Iterable[Event]) -> None:
    stream = iter(events)
    while part := tuple(islice(stream, EVENTS_A_STEP)):
        changes = (change for event in part for change in project(event))
        apply_changes(connection, changes)


def _compare(ours: Connection, theirs: Connection, table: Table) -> Finding | None:
    with (
        closing(_ordered(ours, table)) as real,
        closing(_ordered(theirs, table)) as made,
    ):
        for one, other in zip_longest(real, made):
            if one != other:
                key = _key(table, one if other is None else other)
                return Finding(
                    Damage.TABLES,
                    None,
                    f"The running table {table.name} differs from the events at "
                    f"{key!r}. The events are what counts; belgi can make the table "
                    "again from them.",
                )
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
