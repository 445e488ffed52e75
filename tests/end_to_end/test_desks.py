"""Several desks take in and copy at the same time on one office."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.build_letters import write_letter
from tests.pipeline.register.conftest import (  # noqa: F401 - fixtures
    postgres,
    postgres_server,
)
from tests.run_belgi import NOON, SENDER, Answer, command, environment, run_process

DESKS = 8
PERMITTED = 5
"""Copies that the consent permits; each of the eight desks asks for one."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An office with one letter and a consent to five copies of it."""
    office = tmp_path / "office"
    database: tuple[str, ...] = ()
    if request.param == "postgresql":
        database = ("--database", request.getfixturevalue("postgres"))
    write_letter(tmp_path / "first" / "letter.pdf")
    end = ("--office", office)
    about = ("--permits", "copy", "--copies", PERMITTED, "--number", "1с/2026")
    commands: Sequence[Sequence[object]] = (
        ("init", office, "--party", "KZ", "--name", "Бөлім", *database),
        ("intake", tmp_path / "first", "--from", SENDER, "--workers", 1, *end),
        ("consent", "add", "A", *about, "--from", SENDER, "--date", "2026-11-20", *end),
    )
    for words in commands:
        done = run_process(*words, at=NOON - 60)
        assert done.code == 0, done
    return office


def _at_once(office: Path, lines: Sequence[Sequence[object]]) -> list[Answer]:
    end = ("--office", office, "--workers", 1, "--json")
    running = [
        subprocess.Popen(
            command(*line, *end),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for line in lines
    ]
    answers = []
    for process in running:
        out, err = process.communicate(timeout=240)
        code = process.returncode
        answers.append(Answer(code=code, out=out.decode(), err=err.decode()))
    return answers


def test_desks_at_once_keep_one_account(shared: Path, tmp_path: Path) -> None:
    half = DESKS // 2
    intakes, copies = [], []
    for desk in range(half):
        for file in range(2):
            write_letter(tmp_path / f"in{desk}" / f"{desk}-{file}.pdf")
        intakes.append(("intake", tmp_path / f"in{desk}", "--from", SENDER))
        asked = ("copy", "1с/2026", "--copies", 2, "--consent", "A")
        copies.append((*asked, "--for", f"{desk}a", "--for", f"{desk}b"))
    answers = _at_once(shared, [*intakes, *copies])
    for answer in answers[:half]:
        assert answer.code == 0, answer
    taken = [row["number"] for answer in answers[:half] for row in answer.rows]
    assert sorted(taken) == [f"{n}с/2026" for n in range(2, 2 + 2 * half)]
    codes = [answer.code for answer in answers[half:]]
    assert sorted(codes) == [0] * (PERMITTED // 2) + [4] * (half - PERMITTED // 2)
    made = [row["copy_number"] for answer in answers[half:] for row in answer.rows]
    assert sorted(made) == list(range(1, 1 + len(made)))
    for words in (("register", "verify"), ("register", "balance")):
        answer = run_process(*words, "--office", shared)
        assert answer.code == 0, answer
    consent = run_process("consent", "show", "A", "--json", "--office", shared)
    assert consent.rows[0]["drawn"] == len(made)
