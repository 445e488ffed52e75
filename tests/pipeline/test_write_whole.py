"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from models.errors import OutputError
from pipeline.write_whole import PART, sweep_parts, write_whole, writing_whole


def test_it_replaces_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")

    write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()

    with pytest.raises(OutputError, match="could not be written"):
        write_whole(target, b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_bug_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_whole(tmp_path / "a", None)  # type: ignore[arg-type]

    assert list(tmp_path.iterdir()) == []


def test_a_sweep_takes_what_was_left_and_not_what_is_being_written(
    tmp_path: Path,
) -> None:
    (tmp_path / f"{PART}killed").write_bytes(b"half")
    with writing_whole(tmp_path / "a") as stream:
        stream.write(b"whole")

        sweep_parts(tmp_path)

        assert not (tmp_path / f"{PART}killed").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"whole"
