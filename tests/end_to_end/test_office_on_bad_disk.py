"""An office whose disk is full or read-only: said plainly, nothing half done."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build_letters import write_letter
from tests.run_belgi import SENDER, Belgi
from tests.small_disks import (
    filled,
    make_read_only,
    small_disk,
    without_more_files,
)

PERSON = ("person", "add", "Сидоров С. С.", "--clearance", "secret")
CONSENT = ("consent", "add", "№ 1", "--number", "1с/2026", "--permits", "copy")
WRITING = {
    "person": (*PERSON, "--until", "2030-01-01"),
    "consent": (*CONSENT, "--from", SENDER, "--date", "2026-11-20"),
    "refusal": ("copy", "1с/2026", "--copies", "1"),
    "return": ("return", "1с/2026", "--channel", "courier"),
}
READING = (
    ("register", "list"),
    ("register", "show", "1с/2026"),
    ("register", "due"),
    ("register", "balance"),
    ("register", "verify"),
    ("held", "list"),
    ("person", "list"),
    ("consent", "list"),
)


@pytest.fixture
def small(desk: Belgi, tmp_path: Path) -> Iterator[Belgi]:
    """The office of the desk, moved to a small disk."""
    with small_disk(tmp_path / "disk", files=2000) as disk:
        shutil.copytree(desk.office, disk / "office")
        desk.office = disk / "office"
        yield desk


def test_an_office_on_a_read_only_disk_can_be_read(small: Belgi) -> None:
    before = {words: small(*words) for words in READING}
    make_read_only(small.office.parent)
    for words in READING:
        answer = small(*words)
        assert (answer.code, answer.out) == (0, before[words].out), answer


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
def test_nothing_is_written_to_a_read_only_disk(
    small: Belgi, words: tuple[str, ...]
) -> None:
    head = small.do("register", "verify").rows
    make_read_only(small.office.parent)
    answer = small(*words)
    assert (answer.code, answer.out) == (5, ""), answer
    assert "may not be written" in answer.err
    assert small.do("register", "verify").rows == head


def test_an_intake_into_a_read_only_office_says_so(
    small: Belgi, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "b.pdf")
    make_read_only(small.office.parent)
    answer = small.take_in(tmp_path / "in", out=tmp_path / "out")
    assert (answer.code, answer.out) == (5, ""), answer
    assert "Cannot write" in answer.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
def test_a_full_disk_leaves_nothing_half_done(
    small: Belgi, words: tuple[str, ...]
) -> None:
    head = small.do("register", "verify").rows
    with filled(small.office.parent):
        answer = small(*words)
        assert (answer.code, answer.out) == (5, ""), answer
        assert "room" in answer.err
    assert small.do("register", "verify").rows == head
    small.sound()
    assert small(*words).code == (4 if words[0] == "copy" else 0)
    small.sound()


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
def test_a_disk_that_takes_no_more_files_is_full(
    small: Belgi, words: tuple[str, ...]
) -> None:
    with without_more_files(small.office.parent):
        answer = small(*words)
        assert (answer.code, answer.out) == (5, ""), answer
        assert "room" in answer.err
    small.sound()
    assert small(*words).code == (4 if words[0] == "copy" else 0)


def test_an_intake_on_a_full_office_disk_completes_when_there_is_room(
    small: Belgi, tmp_path: Path
) -> None:
    for name in "bc":
        write_letter(tmp_path / "in" / f"{name}.pdf")
    for left in (0, 60_000, 150_000, 260_000):
        with filled(small.office.parent, left=left):
            answer = small.take_in(tmp_path / "in", out=tmp_path / "out")
        assert answer.code in (0, 5), answer
        small.sound()
    answer = small.take_in(tmp_path / "in", out=tmp_path / "out")
    assert answer.code in (0, 5), answer
    for row in small.do("register", "list").rows:
        assert row["state"] == "done" or (row["state"], bool(row["reason"])) == (
            "void",
            True,
        )
    small.sound()


def test_verify_in_a_read_only_office_says_what_to_do(
    small: Belgi, tmp_path: Path
) -> None:
    carrier = tmp_path / "c.pdf"
    write_letter(carrier)
    make_read_only(small.office.parent)
    answer = small("verify", carrier)
    assert (answer.code, answer.out) == (5, ""), answer
    assert "Copy the office folder" in answer.err
