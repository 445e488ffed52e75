"""Several processes on one register, and processes that are killed."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.errors import RegisterError
from models.settings import OfficeSettings
from pipeline.register import queries
from pipeline.register.balance import balance
from pipeline.register.store import Register
from tests.pipeline.register import build_office
from tests.pipeline.register.build_office import consent_event, take_in

ROOT = Path(__file__).resolve().parents[3]
DESKS = 8
ROUNDS = 4
ROUNDS_OF_KILLS = 100 if os.environ.get("BELGI_TEST_THOROUGH") else 3
COPIES = 20
"""Fewer than the desks ask for."""


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def founded(folder: Path, settings: OfficeSettings) -> tuple[Path, OfficeSettings, str]:
    """An office with one document and a consent to copy it."""
    now = datetime.now(UTC)
    with Register.create(folder, settings, at=now) as register:
        (number,) = take_in(register, ["first"], at=now)
        register.record([consent_event(number, copies=COPIES)], at=now)
    return folder, settings, number


def test_eight_desks_at_once_keep_numbers_consents_and_chain(
    founded: tuple[Path, OfficeSettings, str],
) -> None:
    folder, settings, number = founded
    script = str(ROOT / "tests/pipeline/register/desk_at_work.py")
    database = settings.database or "-"

    desks = [
        start(script, str(folder), database, f"desk{at}", str(ROUNDS), number)
        for at in range(DESKS)
    ]
    refused = [int(desk.communicate(timeout=120)[0]) for desk in desks]

    assert [desk.returncode for desk in desks] == [0] * DESKS
    assert sum(refused) == DESKS * ROUNDS - COPIES
    with Register.open(folder, settings) as register:
        assert register.verify().is_sound
        with register.reading() as connection:
            rows = list(queries.list_documents(connection))
            (consent,) = queries.list_consents(connection, register.scale)
            copies = queries.exhibits(connection, number)
            sums = balance(connection, datetime.now(UTC).date())
    sequence = [int(row.number.split("с")[0]) for row in rows]
    assert sequence == list(range(1, 1 + 1 + DESKS * ROUNDS * 3))
    assert consent.drawn == COPIES
    assert [one.copy for one in copies] == [None, *range(1, COPIES + 1)]
    assert sums.is_even
    assert sums.total.in_hand == len(rows) + COPIES


def test_two_processes_cannot_do_the_same_work(
    folder: Path, settings: OfficeSettings
) -> None:
    with (
        Register.create(folder, settings, at=build_office.NOW) as register,
        Register.open(folder, settings) as other,
    ):
        with (
            register.holding("batch-1"),
            pytest.raises(RegisterError, match="Another process") as caught,
            other.holding("batch-1"),
        ):
            pass
        with register.holding("batch-1"), other.holding("batch-2"):
            pass

    assert caught.value.slug == "busy"


def is_finished(folder: Path, settings: OfficeSettings) -> bool:
    """Tell whether the batch has ended; whatever was cut, the register is sound."""
    with Register.open(folder, settings) as register:
        assert register.verify().is_sound
        with register.reading() as connection:
            found = queries.find_batch(connection, "key")
    return found is not None and found.state == "ended"


@pytest.mark.parametrize("round_no", range(ROUNDS_OF_KILLS))
def test_a_kill_at_any_instant_is_made_good_by_the_same_command(
    tmp_path: Path, round_no: int
) -> None:
    folder, out = tmp_path / "office", tmp_path / "out"
    out.mkdir()
    script = str(ROOT / "tests/pipeline/register/cut_short.py")
    settings = OfficeSettings(party="KZ", name="Канцелярия")
    Register.create(folder, settings, at=datetime.now(UTC)).close()
    instants = random.Random(round_no)
    longest_s = 0.3
    while not is_finished(folder, settings):
        run = start(script, str(folder), str(out))
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(instants.uniform(0, longest_s))
        longest_s *= 1.1  # on a slow machine, too, it comes to its end
        run.send_signal(signal.SIGKILL)
        run.communicate()

    with Register.open(folder, settings) as register:
        assert register.verify().is_sound
        with register.reading() as connection:
            rows = list(queries.list_documents(connection))
            (batch,) = queries.list_batches(connection)
        kept = [row.data["vault"] for row in rows]
        assert all(register.vault.has(str(name)) for name in kept)
    year = datetime.now(UTC).year
    assert batch.state == "ended"
    assert [row.number for row in rows] == [f"{at}с/{year}" for at in range(1, 121)]
    assert {row.state for row in rows} == {"done"}
    carriers = sorted(path.name for path in out.iterdir())
    assert carriers == sorted(f"{row.file}.out" for row in rows)
    left = [
        path
        for folder_ in (folder / "work", folder / "keys")
        for path in folder_.rglob("*")
        if path.name.startswith((".part", "r-"))
    ]
    assert left == []
