"""The check-up: it finds out by trying, and says what to do."""

import sys
from pathlib import Path

import pytest

from models.settings import OfficeSettings
from pipeline.doctor import Fact, State, examine_machine, examine_office, is_well


@pytest.fixture(scope="module")
def machine() -> list[Fact]:
    return list(examine_machine())


def named(facts: list[Fact], topic: str) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts if fact.topic == topic}


def test_packages_have_versions(machine):
    packages = named(machine, "package")

    assert packages["pikepdf"].state is State.OK
    assert packages["pikepdf"].detail[0].isdigit()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems protect less")
def test_all_protections_are_tried_and_hold(machine):
    protections = named(machine, "protection")

    assert len(protections) == 10
    assert {fact.state for fact in protections.values()} == {State.OK}


def test_the_stamp_fonts_are_there(machine):
    assert {fact.state for fact in named(machine, "font").values()} == {State.OK}


def test_every_missing_thing_says_how_to_get_it(machine, tmp_path):
    facts = [*machine, *examine_office(tmp_path / "none", settings())]

    missing = [fact for fact in facts if fact.state is State.MISSING]
    assert missing
    assert all(fact.hint for fact in missing)
    assert not is_well(facts)


def settings(**more: str) -> OfficeSettings:
    return OfficeSettings(party="KZ", name="Office", **more)


def test_missing_ocr_data_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.reading.ocr._PLACES", ())
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    ocr = named(list(examine_machine()), "ocr")
    assert [fact.state for fact in ocr.values()] == [State.MISSING]
    assert "tesseract-ocr-kaz" in next(iter(ocr.values())).hint


@pytest.mark.parametrize(
    ("mode", "state"),
    [(0o700, State.OK), (0o750, State.MISSING), (0o755, State.MISSING)],
)
def test_keys_open_to_others_are_told(tmp_path: Path, mode, state):
    keys = tmp_path / "keys"
    keys.mkdir()
    keys.chmod(mode)

    assert (
        named(list(examine_office(tmp_path, settings())), "keys")["keys folder"].state
        is state
    )


def test_a_passphrase_that_is_not_set_is_told(tmp_path):
    facts = examine_office(tmp_path, settings(passphrase_env="BELGI_NOT_SET"))  # noqa: S106

    fact = named(list(facts), "keys")["passphrase of the office key"]
    assert fact.state is State.MISSING
    assert "BELGI_NOT_SET" in fact.detail
