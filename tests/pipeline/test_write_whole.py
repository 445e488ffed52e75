"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from models.errors import OutputError
from pipeline.write_whole import write_whole


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
