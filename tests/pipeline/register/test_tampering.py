"""Every later change of a register is found, named, and told apart."""
# ruff: noqa: S608 - the statements are made of our own constants

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from models.settings import OfficeSettings
from pipeline.register.diagnose import Damage
from pipeline.register.high_water import read_mark
from pipeline.register.keys import need_keys
from pipeline.register.store import Register
from pipeline.register.verify import Part, verify_chain
from tests.pipeline.register.build_office import NOW, take_in
from tests.pipeline.register.tamper import (
    edit_body,
    insert_copy,
    insert_forged,
    shift_down,
    shift_up,
    sql,
    swap,
)

SETTINGS = OfficeSettings(party="KZ", name="Канцелярия")
EVENTS = 1000
STRIDE = 1 if os.environ.get("BELGI_TEST_THOROUGH") else 23
"""Every row where there is time for it; docs/register.md has the result."""


@dataclass(frozen=True)
class Made:
    folder: Path
    rows: int

    @property
    def database(self) -> Path:
        return self.folder / "register.sqlite"


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A register of 1,000 events; tests change copies of it or put things back."""
    folder = tmp_path_factory.mktemp("tampering") / "office"
    with Register.create(folder, SETTINGS, at=NOW) as register:
        pairs = (EVENTS - 2) // 2
        take_in(register, [f"file-{at}" for at in range(pairs)])
        register.checkpoint(at=NOW)
        rows = register.head().seq
    checkpoint_database(folder / "register.sqlite")
    assert rows == EVENTS
    return Made(folder, rows)


def checkpoint_database(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def changed(made: Made, change: Callable[[sqlite3.Connection], None]) -> Iterator[None]:
    """Tamper inside a transaction of a second file, and put the first one back."""
    saved = made.database.read_bytes()
    connection = sqlite3.connect(made.database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=DELETE")
    change(connection)
    connection.close()
    try:
        yield
    finally:
        for left in made.folder.glob("register.sqlite-*"):
            left.unlink()
        made.database.write_bytes(saved)


def findings(made: Made) -> list[tuple[Damage, int | None]]:
    with Register.open(made.folder, SETTINGS) as register:
        report = register.verify(tables=False)
    return [(found.damage, found.seq) for found in report.findings]


def test_an_untouched_register_is_sound(thousand: Made) -> None:
    with Register.open(thousand.folder, SETTINGS) as register:
        report = register.verify()

    assert report.is_sound
    assert set(report.checked) == set(Part)
    assert report.head.seq == EVENTS


@pytest.mark.parametrize("seq", [1, 2, 500, 999, 1000])
@pytest.mark.parametrize(
    "column",
    ["at", "kind", "number", "copy", "hash", "seal"],
)
def test_an_edited_column_is_a_change(thousand: Made, seq: int, column: str) -> None:
    statement = f"UPDATE events SET {column} = '0' WHERE seq = {seq}"

    with changed(thousand, sql(statement)):
        assert findings(thousand) == [(Damage.CHANGED, seq)]


@pytest.mark.parametrize("rehash", [False, True], ids=["plain", "hash made to fit"])
@pytest.mark.parametrize("seq", [2, 3, 500, 999])
def test_an_edited_event_is_a_change(thousand: Made, seq: int, rehash: bool) -> None:
    with changed(thousand, edit_body(seq, rehash=rehash)):
        assert findings(thousand) == [(Damage.CHANGED, seq)]


@pytest.mark.parametrize("seq", [1, 2, 500, 999])
def test_a_deleted_event_is_a_removal(thousand: Made, seq: int) -> None:
    with changed(thousand, sql(f"DELETE FROM events WHERE seq = {seq}")):
        assert findings(thousand) == [(Damage.REMOVED, seq)]


@pytest.mark.parametrize("seq", [1, 2, 500, 999])
def test_a_deleted_event_is_found_where_the_gap_was_closed(
    thousand: Made, seq: int
) -> None:
    with changed(thousand, sql(*shift_down(seq))):
        assert findings(thousand) == [(Damage.REMOVED, seq)]


@pytest.mark.parametrize(
    ("one", "other"), [(1, 2), (2, 3), (10, 900), (999, 1000), (2, 1000)]
)
def test_swapped_events_are_a_new_order(thousand: Made, one: int, other: int) -> None:
    with changed(thousand, swap(one, other)):
        assert findings(thousand) == [(Damage.REORDERED, one)]


def test_a_moved_event_is_a_new_order(thousand: Made) -> None:
    move = (
        "UPDATE events SET seq = -1 WHERE seq = 900",
        "UPDATE events SET seq = -1000 - seq WHERE seq BETWEEN 10 AND 899",
        "UPDATE events SET seq = -1000 - seq + 1 WHERE seq < -1000",
        "UPDATE events SET seq = 10 WHERE seq = -1",
    )

    with changed(thousand, sql(*move)):
        assert findings(thousand) == [(Damage.REORDERED, 10)]


@pytest.mark.parametrize("seq", [2, 500, 1000])
def test_a_doubled_event_is_an_insertion(thousand: Made, seq: int) -> None:
    statements = (*shift_up(seq), insert_copy(seq - 1, seq))

    with changed(thousand, sql(*statements)):
        assert findings(thousand) == [(Damage.INSERTED, seq)]


@pytest.mark.parametrize("seq", [2, 500, 1000, 1001])
def test_a_forged_event_is_an_insertion(thousand: Made, seq: int) -> None:
    with changed(thousand, insert_forged(seq)):
        assert findings(thousand) == [(Damage.INSERTED, seq)]


@pytest.mark.parametrize("seq", [0, -5])
def test_an_event_before_the_first_is_an_insertion(thousand: Made, seq: int) -> None:
    with changed(thousand, sql(insert_copy(7, seq))):
        assert findings(thousand) == [(Damage.INSERTED, 1)]


def test_an_event_written_over_by_another_is_a_change(thousand: Made) -> None:
    statements = ("DELETE FROM events WHERE seq = 500", insert_copy(600, 500))

    with changed(thousand, sql(*statements)):
        assert findings(thousand) == [(Damage.CHANGED, 500)]


@pytest.mark.parametrize("left", [0, 1, 500, 999])
@pytest.mark.parametrize("head", [False, True], ids=["plain", "head made to fit"])
def test_a_cut_tail_is_a_truncation(thousand: Made, left: int, head: bool) -> None:
    statements = [f"DELETE FROM events WHERE seq > {left}"]
    if head and left:
        fit = f"FROM events WHERE events.seq = {left}"
        statements.append(
            f"UPDATE head SET seq = {left}, hash = (SELECT hash {fit}), "
            f"at = (SELECT at {fit})"
        )

    with changed(thousand, sql(*statements)):
        assert findings(thousand) == [(Damage.TRUNCATED, left + 1)]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE head SET hash = 'x'", id="hash"),
        pytest.param("UPDATE head SET at = '2020'", id="time"),
    ],
)
def test_a_changed_head_is_a_change(thousand: Made, statement: str) -> None:
    with changed(thousand, sql(statement)):
        assert findings(thousand) == [(Damage.CHANGED, EVENTS)]


def test_a_head_set_back_leaves_events_that_nobody_recorded(thousand: Made) -> None:
    with changed(thousand, sql("UPDATE head SET seq = 990")):
        assert findings(thousand) == [(Damage.INSERTED, 991)]


@pytest.mark.parametrize("name", ["register", "public_key"])
def test_a_changed_identity_is_a_change(thousand: Made, name: str) -> None:
    statement = f"UPDATE meta SET value = 'x' WHERE name = '{name}'"

    with changed(thousand, sql(statement)):
        assert findings(thousand) == [(Damage.CHANGED, 1)]


def test_another_office_s_register_in_its_place_is_a_replacement(
    thousand: Made, tmp_path: Path
) -> None:
    with Register.create(tmp_path / "other", SETTINGS, at=NOW) as other:
        take_in(other, [f"file-{at}" for at in range(600)])
    checkpoint_database(tmp_path / "other" / "register.sqlite")
    saved = thousand.database.read_bytes()
    try:
        shutil.copy(tmp_path / "other" / "register.sqlite", thousand.database)
        assert findings(thousand) == [(Damage.REPLACED, 1)]
    finally:
        thousand.database.write_bytes(saved)


def test_an_older_state_in_its_place_is_a_truncation(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    with Register.create(folder, SETTINGS, at=NOW) as register:
        take_in(register, ["a", "b"])
        register.engine.dispose()
        checkpoint_database(folder / "register.sqlite")
        old = (folder / "register.sqlite").read_bytes()
        take_in(register, ["c"], batch="b2")
    for left in folder.glob("register.sqlite-*"):
        left.unlink()
    (folder / "register.sqlite").write_bytes(old)

    assert findings(Made(folder, 0)) == [(Damage.TRUNCATED, 6)]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            "UPDATE documents SET degree = 'x' WHERE number = '7с/2026'", id="documents"
        ),
        pytest.param("DELETE FROM exemplars WHERE number = '7с/2026'", id="exemplars"),
        pytest.param(
            "INSERT INTO people (name, clearance, until, seq) "
            "VALUES ('X', 'secret', '2099-01-01', 1)",
            id="people",
        ),
    ],
)
def test_a_changed_running_table_is_found(thousand: Made, statement: str) -> None:
    with (
        changed(thousand, sql(statement)),
        Register.open(thousand.folder, SETTINGS) as register,
    ):
        report = register.verify()
        register.rebuild()
        again = register.verify()

    assert [found.damage for found in report.findings] == [Damage.TABLES]
    assert again.is_sound


def test_every_kind_of_damage_has_its_own_message(thousand: Made) -> None:
    changes = [
        edit_body(500, rehash=False),
        insert_forged(500),
        sql("DELETE FROM events WHERE seq = 500"),
        swap(500, 501),
        sql("DELETE FROM events WHERE seq >= 500"),
    ]
    messages = set()

    for change in changes:
        with (
            changed(thousand, change),
            Register.open(thousand.folder, SETTINGS) as register,
        ):
            (found,) = register.verify(tables=False).findings
            messages.add(found.message)
            assert "500" in found.message

    assert len(messages) == len(changes)


MUTATIONS: dict[
    str, tuple[Callable[[int], Callable[[sqlite3.Connection], None]], Damage]
]
MUTATIONS = {
    "edit": (lambda seq: edit_body(seq, rehash=False), Damage.CHANGED),
    "edit with hash": (lambda seq: edit_body(seq, rehash=True), Damage.CHANGED),
    "delete": (
        lambda seq: sql(f"DELETE FROM events WHERE seq = {seq}"),
        Damage.REMOVED,
    ),
    "close the gap": (lambda seq: sql(*shift_down(seq)), Damage.REMOVED),
    "insert": (insert_forged, Damage.INSERTED),
    "double": (
        lambda seq: sql(*shift_up(seq), insert_copy(seq - 1, seq)),
        Damage.INSERTED,
    ),
    "swap": (lambda seq: swap(seq, seq + 1), Damage.REORDERED),
    "cut": (
        lambda seq: sql(f"DELETE FROM events WHERE seq >= {seq}"),
        Damage.TRUNCATED,
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_single_mutations_of_a_thousand_events_is_found(
    thousand: Made, name: str
) -> None:
    mutate, damage = MUTATIONS[name]
    with Register.open(thousand.folder, SETTINGS) as register:
        keys = need_keys(register.keys)
        mark = read_mark(keys)
        for seq in range(2, EVENTS - 1, STRIDE):
            with register.engine.connect() as connection, connection.begin() as change:
                raw = connection.connection.dbapi_connection
                assert isinstance(raw, sqlite3.Connection)
                mutate(seq)(raw)
                report = verify_chain(connection, seal_key=keys.seal, mark=mark)
                change.rollback()

            (found,) = report.findings
            assert (found.damage, found.seq) == (damage, seq)


@pytest.mark.parametrize(
    ("statement", "damage", "seq"),
    [
        pytest.param("UPDATE events SET kind = 'x' WHERE seq = 4", "changed", 4),
        pytest.param("DELETE FROM events WHERE seq = 4", "removed", 4),
        pytest.param("DELETE FROM events WHERE seq > 4", "truncated", 5),
        pytest.param("UPDATE documents SET degree = 'x'", "tables", None),
    ],
)
def test_tampering_shows_on_every_database(
    register: Register, statement: str, damage: str, seq: int | None
) -> None:
    take_in(register, ["a", "b", "c"])
    with register.engine.begin() as connection:
        connection.execute(text(statement))

    (found,) = register.verify().findings

    assert (found.damage.value, found.seq) == (damage, seq)
