"""Locks that are files: one holder at a time, and nothing left behind."""

import fcntl
import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from models.errors import RegisterError
from pipeline.register.locks import holding, sweep_held


def test_a_lock_leaves_no_file_behind(tmp_path: Path) -> None:
    folder = tmp_path / "held"
    with by_file(folder, "batch-1"):
        assert len(list(folder.iterdir())) == 1

    assert list(folder.iterdir()) == []


def test_who_waited_with_an_old_lock_open_is_told_that_it_is_taken(
    tmp_path: Path,
) -> None:
    with by_file(tmp_path, "batch-1"):
        (path,) = tmp_path.iterdir()
        old = os.open(path, os.O_RDWR)
    with by_file(tmp_path, "batch-1"):
        # The old file has no name any more: to lock it keeps nobody out.
        fcntl.flock(old, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(RegisterError), by_file(tmp_path, "batch-1"):
            pass
    os.close(old)


def test_locks_of_processes_that_are_gone_are_swept(tmp_path: Path) -> None:
    (tmp_path / "0123456789abcdef").touch()
    with by_file(tmp_path, "batch-1"):
        sweep_held(tmp_path)

        assert len(list(tmp_path.iterdir())) == 1


def by_file(folder: Path, name: str) -> AbstractContextManager[None]:
    return holding(create_engine("sqlite://"), folder, name)
