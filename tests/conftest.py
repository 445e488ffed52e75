"""What tests of the whole program share: an office, and the program."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.build_letters import write_letter
from tests.run_belgi import NOON, PEOPLE, SENDER, Belgi, fresh_office, run_process

# How long an example takes says how busy the machine is, and nothing of the program.
settings.register_profile("belgi", deadline=None)
settings.load_profile("belgi")


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that nobody changes: copies of it are offices too."""
    folder = tmp_path_factory.mktemp("template") / "office"
    name = "Үлгі тіркеу бөлімі"
    made = run_process(
        "init", folder, "--party", "KZ", "--name", name, at=NOON - 86_400
    )
    assert made.code == 0, made
    return folder


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Path:
    """A new, empty office."""
    return fresh_office(office_template, tmp_path / "office")


@pytest.fixture
def belgi(
    office: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Belgi:
    """The program with a new, empty office."""
    return Belgi(office=office, capture=capfd, patch=monkeypatch)


@pytest.fixture(scope="session")
def letter_template(
    office_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An office with the secret letter 1с/2026 and two people with clearance."""
    folder = tmp_path_factory.mktemp("letter")
    office = fresh_office(office_template, folder / "office")
    write_letter(folder / "in" / "letter.pdf")
    taken = ("intake", folder / "in", "--from", SENDER, "--purpose", "joint tests")
    cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
    commands = (taken, *(("person", "add", name, *cleared) for name in PEOPLE))
    for words in commands:
        done = run_process(*words, "--office", office, at=NOON - 3600)
        assert done.code == 0, done
    return office


@pytest.fixture
def desk(
    letter_template: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Belgi:
    """The program with an office that holds the secret letter 1с/2026."""
    office = fresh_office(letter_template, tmp_path / "desk" / "office")
    return Belgi(office=office, capture=capfd, patch=monkeypatch)
