"""Bad input of the register: each is refused with its reason, article and code."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.build_letters import write_letter
from tests.run_belgi import (
    NOON,
    OTHER_SENDER,
    PEOPLE,
    SENDER,
    Belgi,
    command,
    environment,
)

BOTH = tuple(part for name in PEOPLE for part in ("--person", name))
COPY = ("copy", "1с/2026", "--copies", "1", "--consent", "№ 1")
DATE = ("--date", "2026-11-20")
NAMED = ("--number", "77с/2026")
CONSENTS: dict[str, tuple[dict[str, object], str]] = {
    "another-document": ({"number": "2с/2026"}, "is for another document"),
    "expired": ({"until": "2026-11-21"}, "ended on 2026-11-21"),
    "another-body": ({"from": OTHER_SENDER}, "is not from BY:"),
    "our-own-body": ({"from": "KZ:Бөлім"}, "is not from BY:"),
    "another-operation": ({"permits": "release"}, "does not permit this"),
}


@pytest.fixture
def two(desk: Belgi, tmp_path: Path) -> Belgi:
    """The desk's office with a second letter."""
    write_letter(tmp_path / "more" / "second.pdf")
    assert desk.take_in(tmp_path / "more").code == 0
    return desk


def consent(belgi: Belgi, **fields: object) -> None:
    """Record a consent to one copy of the first letter, but for what is named."""
    about = {
        "number": "1с/2026",
        "permits": "copy",
        "from": SENDER,
        "date": "2026-11-20",
        **fields,
    }
    named = [part for key, value in about.items() for part in (f"--{key}", value)]
    belgi.do("consent", "add", "№ 1", *named)


@pytest.mark.parametrize("row", CONSENTS.values(), ids=CONSENTS)
def test_a_consent_that_does_not_cover_it_is_refused(
    two: Belgi, row: tuple[dict[str, object], str]
) -> None:
    fields, reason = row
    consent(two, **fields)
    before = two.do("register", "balance").rows
    answer = two(*COPY)
    assert (answer.code, answer.out) == (4, ""), answer
    assert reason in answer.err
    assert "article 6(4)" in answer.err
    assert two.do("register", "balance").rows == before
    two.sound()


def test_a_spent_consent_is_refused(two: Belgi) -> None:
    consent(two, copies=1)
    two.do(*COPY)
    answer = two(*COPY)
    assert (answer.code, "has 0 copies left" in answer.err) == (4, True)
    two.sound()


@pytest.mark.parametrize(
    "words",
    [
        ("copy", "77с/2026", "--copies", "1"),
        ("hand-out", "77с/2026", "--person", PEOPLE[0], "--need", "н"),
        ("destroy", "77с/2026", "--act", "1", *BOTH),
        ("change-degree", "77с/2026", "--degree", "top-secret"),
        ("consent", "add", "№ 1", *NAMED, "--permits", "copy", "--from", SENDER, *DATE),
        ("register", "show", "77с/2026"),
    ],
    ids=lambda words: words[0],
)
def test_an_unknown_number_is_a_wrong_command(
    desk: Belgi, words: tuple[str, ...]
) -> None:
    head = desk.do("register", "verify").rows
    answer = desk(*words)
    assert (answer.code, answer.out) == (2, ""), answer
    assert "77с/2026" in answer.err
    assert desk.do("register", "verify").rows == head


def test_a_destroyed_copy_goes_to_nobody(two: Belgi) -> None:
    consent(two, copies=2)
    two.do("copy", "1с/2026", "--copies", "2", "--consent", "№ 1")
    two.do("destroy", "1с/2026", "--copy", "1", "--act", "1", *BOTH)
    hand = ("hand-out", "1с/2026", "--person", PEOPLE[0], "--need", "н")
    answer = two(*hand, "--copy", "1")
    assert (answer.code, "it was destroyed" in answer.err) == (4, True), answer
    assert "article 6(4)" in answer.err
    two.do(*hand, "--copy", "2")
    two.sound()


def test_of_two_commands_at_once_on_one_document_one_is_refused(desk: Belgi) -> None:
    lines = [
        (
            "hand-out",
            "1с/2026",
            "--person",
            name,
            "--need",
            "н",
            "--office",
            desk.office,
        )
        for name in PEOPLE
    ]
    running = [
        subprocess.Popen(command(*line), env=environment(NOON), stderr=subprocess.PIPE)
        for line in lines
    ]
    said = [process.communicate(timeout=120)[1].decode() for process in running]
    assert sorted(process.returncode for process in running) == [0, 4], said
    assert any("take it back first" in one for one in said)
    desk.sound()


def test_a_register_of_a_newer_version_is_left_alone(desk: Belgi) -> None:
    head = desk.do("register", "verify").rows
    database = desk.office / "register.sqlite"
    for version, code in (("9999", 6), ("0001", 0)):
        with closing(sqlite3.connect(database)) as connection, connection:
            statement = "UPDATE alembic_version SET version_num = ?"
            connection.execute(statement, (version,))
        answer = desk("register", "list")
        assert answer.code == code, answer
        assert ("Install the newer belgi" in answer.err) is (code == 6)
    assert desk.do("register", "verify").rows == head
