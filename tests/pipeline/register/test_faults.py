"""What the register says when disk, clock, key or another desk is in the way."""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from models.errors import ConfigError, ExitCode, RegisterError
from models.settings import OfficeSettings
from pipeline.register import engine
from pipeline.register.high_water import MARK
from pipeline.register.keys import OFFICE_KEY, SECRETS
from pipeline.register.store import Register
from tests.pipeline.register.build_office import LATER, NOW, take_in

SETTINGS = OfficeSettings(party="KZ", name="Канцелярия")


def pragma(register: Register, statement: str) -> None:
    """Set something on the one connection that SQLite has."""
    raw = register.engine.raw_connection()
    raw.cursor().execute(f"PRAGMA {statement}")
    raw.close()


@pytest.mark.parametrize(
    ("statement", "slug", "advice"),
    [
        pytest.param("max_page_count=10", "disk-full", "Make room", id="disk full"),
        pytest.param("query_only=ON", "read-only", "right to write", id="read-only"),
    ],
)
def test_a_disk_that_refuses_leaves_nothing_half_done(
    lite: Register, statement: str, slug: str, advice: str
) -> None:
    take_in(lite, ["a"])
    before = lite.head()
    pragma(lite, statement)

    with pytest.raises(RegisterError, match=advice) as caught:
        take_in(lite, [f"b{at}" for at in range(2000)], batch="b2")

    assert (caught.value.slug, caught.value.exit_code) == (slug, ExitCode.FAILED)
    assert lite.head() == before
    pragma(lite, "query_only=OFF")
    assert lite.verify().is_sound


def test_a_register_that_another_keeps_locked_is_refused_after_the_wait(
    folder: Path, settings: OfficeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_S", 1)
    with (
        Register.create(folder, settings, at=NOW) as register,
        Register.open(folder, settings) as other,
        register.writing(at=NOW),
        pytest.raises(RegisterError, match="run the same command again") as caught,
    ):
        take_in(other, ["a"])

    assert caught.value.slug == "locked"


def test_a_register_of_a_newer_program_is_left_alone(
    folder: Path, settings: OfficeSettings
) -> None:
    with Register.create(folder, settings, at=NOW) as register:
        newer = text("UPDATE alembic_version SET version_num = '9999'")
        with register.engine.begin() as connection:
            connection.execute(newer)

    with pytest.raises(RegisterError, match="newer belgi") as caught:
        Register.open(folder, settings)
    assert caught.value.slug == "newer-schema"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda raw: b"PK\x03\x04 not a database at all" * 99, id="other"),
        pytest.param(lambda raw: raw[:40] + b"\xff" * 4000 + raw[4040:], id="hole"),
    ],
)
def test_a_damaged_file_is_named_and_not_touched(
    folder: Path, content: Callable[[bytes], bytes]
) -> None:
    with Register.create(folder, SETTINGS, at=NOW) as register:
        take_in(register, ["a"])
    database = folder / "register.sqlite"
    damaged = content(database.read_bytes())
    database.write_bytes(damaged)

    with pytest.raises(RegisterError) as caught, Register.open(folder, SETTINGS) as one:
        one.verify()

    assert caught.value.exit_code == ExitCode.REGISTER
    assert database.read_bytes() == damaged


def test_a_clock_that_went_back_is_refused(register: Register, folder: Path) -> None:
    take_in(register, ["a"], at=LATER)

    with pytest.raises(RegisterError, match="Set the clock right") as caught:
        Register.open(folder, register.settings, now=NOW)
    assert caught.value.slug == "clock-behind"
    with pytest.raises(RegisterError, match="Set the clock right"):
        take_in(register, ["b"], batch="b2", at=NOW)


def test_a_clock_that_stands_still_is_fine(register: Register, folder: Path) -> None:
    take_in(register, ["a"], at=NOW)

    with Register.open(folder, register.settings, now=NOW) as other:
        numbers = take_in(other, ["b"], batch="b2", at=NOW)

        assert [register.history(number)[0].at for number in numbers] == [NOW]


def test_a_slower_desk_s_event_takes_the_time_of_the_one_before(
    register: Register, folder: Path
) -> None:
    with Register.open(folder, register.settings, now=NOW) as slow:
        take_in(register, ["a"], at=LATER)
        numbers = take_in(slow, ["b"], batch="b2", at=NOW)

    (first, *_) = register.history(numbers[0])
    assert first.at == LATER
    assert register.verify().is_sound


def test_no_office_in_the_folder_is_a_wrong_folder(folder: Path) -> None:
    with pytest.raises(ConfigError, match="belgi init"):
        Register.open(folder, SETTINGS)


def test_an_office_is_never_made_over_another(
    folder: Path, tmp_path: Path, settings: OfficeSettings
) -> None:
    with Register.create(folder, settings, at=NOW) as register:
        take_in(register, ["a"])
        keys = (folder / "keys" / SECRETS).read_bytes()
        head = register.head()

        with Register.create(folder, settings, at=LATER) as again:
            assert (again.id, again.head()) == (register.id, head)
        if settings.database is not None:
            with pytest.raises(ConfigError, match="There is a register"):
                Register.create(tmp_path / "other", settings, at=LATER)
    assert (folder / "keys" / SECRETS).read_bytes() == keys


def test_a_register_whose_keys_are_lost_is_not_founded_anew(folder: Path) -> None:
    Register.create(folder, SETTINGS, at=NOW).close()
    for name in (OFFICE_KEY, SECRETS):
        (folder / "keys" / name).unlink()

    with pytest.raises(ConfigError, match="There is a register"):
        Register.create(folder, SETTINGS, at=LATER)


@pytest.mark.parametrize("name", [OFFICE_KEY, SECRETS])
@pytest.mark.parametrize("how", ["lost", "wrong"])
def test_keys_that_are_lost_or_wrong_are_a_clear_error(
    folder: Path, tmp_path: Path, name: str, how: str
) -> None:
    Register.create(folder, SETTINGS, at=NOW).close()
    Register.create(tmp_path / "other", SETTINGS, at=NOW).close()
    key = folder / "keys" / name
    if how == "lost":
        key.unlink()
    else:
        key.write_bytes((tmp_path / "other" / "keys" / name).read_bytes())

    with pytest.raises(ConfigError, match="nothing was changed") as caught:
        Register.open(folder, SETTINGS)
    assert caught.value.slug == "office-key"


def test_without_keys_the_register_can_be_read_and_not_written(folder: Path) -> None:
    with Register.create(folder, SETTINGS, at=NOW) as register:
        numbers = take_in(register, ["a"])

    with Register.open(folder, SETTINGS, with_keys=False) as blind:
        assert len(blind.history(numbers[0])) == 2
        with pytest.raises(RegisterError, match="without its keys"):
            take_in(blind, ["b"], batch="b2")


def test_a_mark_that_cannot_be_raised_does_not_undo_what_was_recorded(
    lite: Register, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "keys" / MARK).unlink()
    (folder / "keys" / MARK).mkdir()

    with caplog.at_level(logging.WARNING):
        numbers = take_in(lite, ["a"])

    assert len(lite.history(numbers[0])) == 2
    assert "mark was not raised" in caplog.text
    (folder / "keys" / MARK).rmdir()
    take_in(lite, ["b"], batch="b2")
    assert lite.verify().is_sound


@pytest.mark.parametrize("how", ["missing", "forged"])
def test_a_mark_that_is_gone_or_forged_leaves_the_end_unchecked(
    lite: Register, folder: Path, how: str
) -> None:
    mark = folder / "keys" / MARK
    if how == "missing":
        mark.unlink()
    else:
        mark.write_text(mark.read_text().replace('"seq": 1', '"seq": 0'))

    report = lite.verify()

    assert [found.damage.value for found in report.findings] == ["unchecked"]
    assert how in report.findings[0].message


def test_the_office_folder_can_be_moved(folder: Path, tmp_path: Path) -> None:
    with Register.create(folder, SETTINGS, at=NOW) as register:
        ref = register.vault.put(b"bytes", owner="a")
        take_in(register, ["a"])
    moved = tmp_path / "elsewhere"
    folder.rename(moved)

    with Register.open(moved, SETTINGS) as register:
        assert register.vault.read(ref.name) == b"bytes"
        assert register.verify().is_sound
        assert str(folder) not in str(register.places)


def test_keys_may_stand_on_another_medium(folder: Path, tmp_path: Path) -> None:
    office = OfficeSettings(
        party="KZ", name="Канцелярия", keys_folder=str(tmp_path / "stick")
    )
    with Register.create(folder, office, at=NOW) as register:
        ref = register.vault.put(b"bytes", owner="a")

    assert not (folder / "keys").exists()
    with Register.open(folder, office) as register:
        assert register.vault.read(ref.name) == b"bytes"


def test_an_unreachable_server_is_a_register_error(folder: Path) -> None:
    office = OfficeSettings(
        party="KZ",
        name="Канцелярия",
        database="postgresql+psycopg://nobody@127.0.0.1:9/none",
    )

    with pytest.raises(RegisterError, match="cannot be reached") as caught:
        Register.open(folder, office)
    assert caught.value.slug == "no-server"


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://x/y", "sqlite:///x"])
def test_another_kind_of_database_is_a_wrong_setting(
    folder: Path, address: str
) -> None:
    office = OfficeSettings(party="KZ", name="Канцелярия", database=address)

    with pytest.raises(ConfigError, match="settings' database"):
        Register.open(folder, office)


def test_the_database_is_for_its_owner_alone(lite: Register, folder: Path) -> None:
    take_in(lite, ["a"])

    for file in folder.glob("register.sqlite*"):
        assert file.stat().st_mode & 0o777 == 0o600


def test_the_full_synchronous_mode_is_on(lite: Register, folder: Path) -> None:
    raw = lite.engine.raw_connection()
    cursor = raw.cursor()

    assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
    assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()
    assert sqlite3.threadsafety > 0
