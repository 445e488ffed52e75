"""Every cell of every running table is laid beside what the events say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, insert, select

from models.events import EventKind
from pipeline.register import queries
from pipeline.register.compare import (
    BY_NUMBER,
    PLAYED,
    PLAYED_KINDS,
    compare_tables,
)
from pipeline.register.diagnose import Damage, Finding
from pipeline.register.entries import Item, Reservation, Void
from pipeline.register.project import PROJECTIONS, project
from pipeline.register.schema import RUNNING
from pipeline.register.store import Register
from tests.pipeline.register.build_office import (
    NOW,
    consent_event,
    event,
    take_in,
    wish,
)

DUE = {"duty": "confirm-receipt", "until": "2026-12-02", "body": "BY:М"}
CARRIER = {"copy": None, "sha256_out": "f" * 64, "output": "/x", "vault_out": "v"}


@pytest.fixture
def lived(register: Register) -> Register:
    """A register of each database with rows in every running table."""
    return live(register)


@pytest.fixture
def lived_lite(lite: Register) -> Register:
    """The same on SQLite alone."""
    return live(lite)


def live(register: Register) -> Register:
    """Record something of every kind that changes a running table."""
    first, second = take_in(register, ["a", "b"])
    kinds = EventKind
    with register.writing(at=NOW) as desk:
        batch = desk.begin_batch("k", "intake", {"folder": None})
        item = Item(
            batch=batch.id, file="h", ending="held", sha256=None, reasons=("unmarked",)
        )
        held = desk.put_items([item])[0]
        desk.decide(item, number=first, decision={"by": "К", "degree": None})
        person = {"name": "К", "clearance": "secret", "until": "2030-01-01"}
        rows = [{"item": "a", "degree": "secret"}]
        placed = desk.record(
            [
                consent_event(first),
                event(kinds.PERSON_ADDED, data=person),
                event(kinds.CONTRACT_ADDED, data={"reference": "Д", "items": [*rows]}),
                event(kinds.FELL_DUE, first, data={**DUE}),
                event(kinds.FELL_DUE, None, data={**DUE}),
                event(kinds.HANDED_OUT, second, data={"person": "К", "need": "н"}),
                event(
                    kinds.DEGREE_CHANGED,
                    second,
                    data={"degree": "top-secret", "carriers": [{**CARRIER}]},
                ),
                event(kinds.PURPOSE_ADDED, second, data={"purposes": ["x"]}),
                event(kinds.DESTROYING, second, data={"act": "1", "copies": [None]}),
            ]
        )
        due = {"due": placed[3].seq or 0, "duty": "confirm-receipt"}
        desk.record([event(kinds.FULFILLED, first, data={**due})])
        copy = Reservation(
            kind=wish("a").kind,
            file="a",
            sha256="0" * 64,
            degree="secret",
            number=first,
            consent="К-1",
            suffix="с",
        )
        (made,) = desk.reserve([copy], batch=batch.id)
        desk.void([Void(number=made.number, copy=made.copy, reason="no-space")])
        desk.end_batch(batch.id)
    assert held.seq
    return register


def test_an_untouched_register_is_sound(lived: Register) -> None:
    assert lived.verify().is_sound


def _mutations(table: Table) -> Iterator[str]:
    keys = {column.name for column in table.primary_key.columns}
    for column in table.columns:
        if column.name in keys:
            continue
        kind = column.type.python_type
        value = "'другое'" if kind is str else "77"
        yield f"UPDATE {table.name} SET {column.name} = {value}"  # noqa: S608
    yield f"DELETE FROM {table.name}"  # noqa: S608


@pytest.mark.parametrize("table", RUNNING, ids=lambda table: table.name)
def test_a_change_of_any_column_is_found(
    lived_lite: Register, table: Table, tmp_path: Path
) -> None:
    for statement in _mutations(table):
        found = _after(lived_lite, table, statement, tmp_path)

        assert [one.damage for one in found] == [Damage.TABLES], statement
        assert f"table {table.name} differs" in found[0].message, statement


def _after(
    register: Register, table: Table, statement: str, scratch: Path
) -> tuple[Finding, ...]:
    """Change the first row of a table, compare, and put it back."""
    key = table.primary_key.columns[0]
    with register.engine.connect() as connection, connection.begin() as change:
        row = connection.execute(select(table).order_by(key)).first()
        assert row is not None, "the table is empty: nothing was tried"
        where = f" WHERE {key.name} = '{getattr(row, key.name)}'"
        connection.exec_driver_sql(statement + where)
        found = compare_tables(connection, scratch)
        change.rollback()
    return found


@pytest.mark.parametrize("table", RUNNING, ids=lambda table: table.name)
def test_a_row_that_no_event_made_is_found(lived: Register, table: Table) -> None:
    with lived.engine.begin() as connection:
        row = connection.execute(select(table)).mappings().first()
        assert row is not None
        new: dict[str, object] = {
            column.name: 9000 if column.type.python_type is int else "9000с/2026"
            for column in table.primary_key.columns
        }
        unique = {"reservation": "r", "year": 1, "key": "k2"}
        other = {name: value for name, value in unique.items() if name in row}
        connection.execute(insert(table).values({**row, **other, **new}))

    (found,) = lived.verify().findings

    assert f"table {table.name} differs" in found.message


def test_each_kind_changes_only_the_tables_of_its_way(lived: Register) -> None:
    by_number = {table.name for table in BY_NUMBER}
    played = {table.name for table in PLAYED}
    with lived.reading() as connection:
        told = list(queries.events_of(connection))

    for one in told:
        tables = {change.table for change in project(one)}
        assert tables <= (played if one.kind in PLAYED_KINDS else by_number), one.kind
    assert set(PLAYED_KINDS) <= set(PROJECTIONS)
    assert by_number | played == {table.name for table in RUNNING}
