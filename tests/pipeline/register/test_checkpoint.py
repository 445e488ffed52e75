import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies

from models.errors import ConfigError
from models.settings import OfficeSettings
from pipeline.register.checkpoint import (
    ALPHABET,
    Checkpoint,
    checkpoint_line,
    is_signed_by,
    read_checkpoint,
    read_checkpoint_file,
    same_hash,
    same_register,
    write_checkpoint,
)
from pipeline.register.diagnose import Damage
from pipeline.register.store import Register
from tests.pipeline.register.build_office import LATER, NOW, sha, take_in

PLAIN = Checkpoint(seq=2002, register="0123456789abcdef", hash=sha("head"))


def test_the_line_says_the_same_as_the_checkpoint() -> None:
    line = checkpoint_line(PLAIN)
    read = read_checkpoint(line)

    assert line.startswith("belgi 2002 ")
    assert len(line) < 50
    assert read.seq == PLAIN.seq
    assert same_register(read, PLAIN.register)
    assert same_hash(read, PLAIN.hash)
    assert not same_hash(read, sha("other"))


@pytest.mark.parametrize(
    "spoken",
    [
        pytest.param(lambda line: line.lower(), id="small letters"),
        pytest.param(lambda line: line.replace("-", " "), id="spaces"),
        pytest.param(lambda line: f"\n  {line}  \n", id="space around"),
        pytest.param(
            lambda line: line[:6] + line[6:].replace("0", "o").replace("1", "l"),
            id="misread letters",
        ),
    ],
)
def test_the_line_may_be_written_as_people_write(
    spoken: Callable[[str], str],
) -> None:
    checkpoint = Checkpoint(seq=2345, register=PLAIN.register, hash=PLAIN.hash)
    line = checkpoint_line(checkpoint)

    assert read_checkpoint(spoken(line)) == read_checkpoint(line)


@given(place=strategies.integers(6, 48), letter=strategies.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    line = checkpoint_line(PLAIN)
    if place >= len(line) or line[place] in " -" or line[place] == letter:
        return
    if place < line.rindex(" ") and not letter.isdigit():
        return

    with pytest.raises(ConfigError):
        read_checkpoint(line[:place] + letter + line[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "belgi", "{}", "{", '{"schema": "belgi-checkpoint/2"}', "[1]"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        read_checkpoint(text)


def test_the_file_is_signed_and_comes_back(lite: Register, tmp_path: Path) -> None:
    made = lite.checkpoint(at=NOW)
    write_checkpoint(tmp_path / "point.json", made)

    read = read_checkpoint_file(tmp_path / "point.json")

    assert read == made
    assert lite.keys is not None
    assert is_signed_by(read, lite.keys.public)


@pytest.mark.parametrize("key", ["seq", "hash", "register", "at"])
def test_a_changed_checkpoint_is_not_signed(
    lite: Register, tmp_path: Path, key: str
) -> None:
    write_checkpoint(tmp_path / "point.json", lite.checkpoint(at=NOW))
    said = json.loads((tmp_path / "point.json").read_text())
    said[key] = 7 if key == "seq" else "x"
    (tmp_path / "point.json").write_text(json.dumps(said))

    assert lite.keys is not None
    read = read_checkpoint_file(tmp_path / "point.json")
    assert not is_signed_by(read, lite.keys.public)


def test_checkpoints_before_the_end_hold(register: Register) -> None:
    take_in(register, ["a"])
    made = register.checkpoint(at=NOW)
    take_in(register, ["b"], batch="b2", at=LATER)

    report = register.verify([made, read_checkpoint(checkpoint_line(made))])

    assert report.is_sound


@pytest.mark.parametrize(
    ("changes", "damage"),
    [
        pytest.param({"seq": 99}, Damage.TRUNCATED, id="beyond the end"),
        pytest.param({"hash": sha("x")}, Damage.REPLACED, id="another event"),
        pytest.param({"register": "f" * 16}, Damage.REPLACED, id="another register"),
    ],
)
def test_a_line_that_does_not_fit_tells_what_was_done(
    lite: Register, changes: dict[str, object], damage: Damage
) -> None:
    take_in(lite, ["a"])
    made = lite.checkpoint(at=NOW)
    fields = {"seq": made.seq, "hash": made.hash, "register": made.register}
    other = Checkpoint(**{**fields, **changes})  # type: ignore[arg-type]

    report = lite.verify([read_checkpoint(checkpoint_line(other))], tables=False)

    assert [found.damage for found in report.findings] == [damage]


def test_a_checkpoint_that_is_not_ours_cannot_be_checked(
    lite: Register, tmp_path: Path
) -> None:
    made = lite.checkpoint(at=NOW)
    forged = Checkpoint(
        seq=made.seq,
        register=made.register,
        hash=made.hash,
        at=made.at,
        signature="00" * 64,
    )

    report = lite.verify([forged])

    assert [found.damage for found in report.findings] == [Damage.UNCHECKED]


def test_without_keys_nothing_is_called_sound(lite: Register, folder: Path) -> None:
    take_in(lite, ["a"])
    office = OfficeSettings(party="KZ", name="Канцелярия")

    with Register.open(folder, office, with_keys=False) as blind:
        report = blind.verify()

    assert {found.damage for found in report.findings} == {Damage.UNCHECKED}
    assert "keys folder" in report.findings[0].message
