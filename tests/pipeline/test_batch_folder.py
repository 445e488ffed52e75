"""Carriers appear in the batch folder complete, or with the reason why not."""

import os
import shutil
from pathlib import Path

import pytest

from models.errors import OutputError, PlaceError
from pipeline.batch_folder import open_batch_folder, place, place_many
from tests.small_disks import filled, small_disk

LONG = "буква " * 20


def make(folder: Path, count: int) -> list[tuple[Path, str]]:
    folder.mkdir()
    carriers = []
    for index in range(count):
        source = folder / f"{index}"
        source.write_bytes(b"%d" % index)
        carriers.append((source, f"{index}с-2026 {LONG}.pdf"))
    return carriers


def test_many_carriers_stand_under_their_names(tmp_path: Path) -> None:
    batch = open_batch_folder(tmp_path / "out")
    carriers = make(tmp_path / "work", 12)

    placed = place_many(carriers, batch)

    assert placed == [batch / name for _, name in carriers]
    content = [path.read_bytes() for path in placed if isinstance(path, Path)]
    assert content == [b"%d" % index for index in range(12)]
    assert {path.stat().st_mode & 0o777 for path in batch.glob("*.pdf")} == {0o600}
    assert not list(batch.glob(".belgi-*"))
    assert not list((tmp_path / "work").iterdir())


def test_one_that_cannot_be_placed_does_not_stop_the_others(tmp_path: Path) -> None:
    batch = open_batch_folder(tmp_path / "out")
    carriers = make(tmp_path / "work", 3)
    (batch / carriers[1][1]).mkdir()
    (batch / carriers[1][1] / "in the way").touch()

    first, second, third = place_many(carriers, batch)

    assert isinstance(first, Path)
    assert isinstance(second, OutputError)
    assert isinstance(third, Path)
    assert not list(batch.glob(".belgi-*"))


def test_a_carrier_that_is_gone_is_an_error_of_its_own(tmp_path: Path) -> None:
    batch = open_batch_folder(tmp_path / "out")
    carriers = make(tmp_path / "work", 2)
    carriers[0][0].unlink()

    gone, there = place_many(carriers, batch)

    assert isinstance(gone, OutputError)
    assert isinstance(there, Path)
    with pytest.raises(OutputError):
        place(carriers[0][0], batch, "one.pdf")


def test_a_group_waits_for_the_disk_once_not_for_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = open_batch_folder(tmp_path / "out")
    carriers = make(tmp_path / "work", 32)
    waits: list[int] = []
    fsync = os.fsync

    def counted(handle: int) -> None:
        waits.append(handle)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    place_many(carriers, batch)

    assert len(waits) == 1, "the folder's; the files are synced by one other call"


def test_a_full_disk_is_no_fault_of_one_carrier(tmp_path: Path) -> None:
    """Whoever places the rest could not, either: nobody is told that it failed."""
    with small_disk(tmp_path / "disk") as disk:
        batch = open_batch_folder(disk / "out")
        carriers = make(tmp_path / "work", 3)
        with filled(disk), pytest.raises(PlaceError, match="same command again"):
            place_many(carriers, batch)

        assert not list(batch.glob("*.pdf"))
        assert not list(batch.glob(".belgi-*"))


def test_nor_is_a_folder_that_went_away(tmp_path: Path) -> None:
    batch = open_batch_folder(tmp_path / "out")
    carriers = make(tmp_path / "work", 2)
    shutil.rmtree(batch)

    with pytest.raises(PlaceError, match="same command again"):
        place_many(carriers, batch)
