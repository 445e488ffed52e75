"""A batch folder that takes nothing: no number is lost, the same command finishes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build_letters import write_letter
from tests.run_belgi import SENDER, Belgi, leftovers
from tests.small_disks import filled, small_disk

COPY = ("copy", "1с/2026", "--copies", "2", "--consent", "№ 1", "--json")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own for batch folders."""
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def test_copies_are_made_when_there_is_room(desk: Belgi, disk: Path) -> None:
    about = ("--permits", "copy", "--copies", "2", "--from", SENDER)
    when = ("--date", "2026-11-20")
    desk.do("consent", "add", "№ 1", "--number", "1с/2026", *about, *when)
    words = (*COPY, "--out", disk / "copies")

    with filled(disk):
        full = desk(*words)
    assert (full.code, full.out) == (5, ""), full
    assert "same command again" in full.err
    desk.sound()

    again = desk(*words)
    assert again.code == 0, again
    assert [row["outcome"] for row in again.rows] == ["done", "done"]
    assert [row["copy_number"] for row in again.rows] == [1, 2]
    assert not leftovers(desk.office, disk / "copies")
    desk.sound()


def test_a_dossier_is_marked_when_there_is_room(
    desk: Belgi, disk: Path, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "b.pdf")
    words = {"out": disk / "out"}
    with filled(disk):
        full = desk.take_in(tmp_path / "in", **words)
    assert (full.code, full.out) == (5, ""), full

    again = desk.take_in(tmp_path / "in", **words)
    assert [(row["outcome"], row["number"]) for row in again.rows] == [
        ("done", "2с/2026")
    ]
    desk.sound()
