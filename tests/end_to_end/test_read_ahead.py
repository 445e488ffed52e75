"""An intake that begins to read before the register is open ends as any other."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.settings import Body, Limits
from pipeline.batch import run_intake
from pipeline.dossier import list_dossier
from pipeline.intake_reading import AHEAD_BYTES, GROUP, begin_ahead, groups
from pipeline.intake_request import IntakeRequest
from pipeline.intake_workers import early_workers
from pipeline.office import open_office
from pipeline.work.pool import Pool
from tests.build_letters import write_letter
from tests.run_belgi import SENDER, Belgi, run_process


def request(dossier: Path) -> IntakeRequest:
    sender = Body(party="BY", name="Министерство образцов")
    return IntakeRequest(paths=(dossier,), sender=sender)


def is_let_go_of(pool: Pool) -> bool:
    """Tell whether a pool does nothing any more."""
    try:
        pool.submit(len, "").result()
    except RuntimeError:
        return True
    return False


def left_in(folder: Path) -> list[Path]:
    """The files of a folder and of all below it."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_follows_the_first_group_is_taken_in_as_well(
    belgi: Belgi, tmp_path: Path
) -> None:
    names = [f"{at:03}.pdf" for at in range(GROUP + 3)]
    for name in names:
        write_letter(tmp_path / "in" / name, number=f"№ {name}")

    rows = belgi.take_in(tmp_path / "in").rows

    assert [row["file"] for row in rows] == names
    assert [row["number"] for row in rows] == [
        f"{at}с/2026" for at in range(1, len(names) + 1)
    ]
    belgi.sound()


@pytest.mark.parametrize("begin", [0, 1, 5, 7])
def test_groups_go_on_where_they_are_asked_to(begin: int, tmp_path: Path) -> None:
    for at in range(7):
        (tmp_path / str(at)).write_bytes(b"x" * 9_000_000)
    carriers = list_dossier([tmp_path], limits=Limits())

    found = list(groups(carriers, begin))

    assert [one for _, group in found for one in group] == list(carriers[begin:])
    assert all(carriers[first] is group[0] for first, group in found)
    assert all(len(group) <= 2 for _, group in found)


def test_a_register_that_cannot_be_opened_leaves_nothing_behind(
    office: Path, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    (office / "register.sqlite").write_bytes(b"no register" * 999)

    answer = run_process(
        *("intake", tmp_path / "in", "--from", SENDER, "--out", tmp_path / "out"),
        *("--office", office),
    )

    assert answer.code not in (0, 3)
    assert "Traceback" not in answer.err
    assert left_in(office / "work") == []
    assert not (tmp_path / "out").exists()


def test_files_are_read_before_the_register_is_open(
    office: Path, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "a.pdf", "Секретно")
    (office / "register.sqlite").unlink()

    with early_workers(office, 1, None) as early:
        ahead = begin_ahead(early, request(tmp_path / "in"))
        assert ahead is not None
        (taken,) = ahead.taken
        assert taken.examining is not None
        examined = taken.examining()

    assert [mark.text for mark in examined.verdict.marks] == ["Секретно"]


@pytest.mark.parametrize(("large_at", "begun"), [(0, 0), (1, 0), (GROUP, GROUP)])
def test_large_files_wait_for_the_register(
    large_at: int, begun: int, office: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for at in range(large_at + 1):
        (folder / f"{at:03}.txt").write_text("письмо", encoding="utf-8")
    os.truncate(folder / f"{large_at:03}.txt", AHEAD_BYTES + 1)

    with early_workers(office, 1, None) as early:
        ahead = begin_ahead(early, request(folder))
        assert ahead is not None
        ahead.pool.abandon()

    assert (len(ahead.carriers), len(ahead.taken)) == (large_at + 1, begun)


def test_what_cannot_be_copied_ahead_is_left_to_the_intake(
    office: Path, tmp_path: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_letter(tmp_path / "in" / name)

    with early_workers(office, 1, None) as early:
        assert early.pool is not None
        (early.pool.inbox / "00000001").touch()  # in the way of the second copy

        assert begin_ahead(early, request(tmp_path / "in")) is None
        assert is_let_go_of(early.pool)


@dataclass(slots=True)
class Watched:
    """A reporter that may interrupt, and learns whether workers were let go of."""

    interrupt_at: int = 0
    steps: int = 0
    let_go: bool = False

    def expect(self, total: int) -> None:
        """Nothing is expected."""

    def step(self, ending: str, pages: int | None = None) -> None:
        """Count, and interrupt when it is time."""
        self.steps += 1
        if self.steps == self.interrupt_at:
            raise KeyboardInterrupt

    def taken_in(self, office: Path, dossier: Path) -> list[str]:
        """Take a dossier in, the first files of it ahead; returns how each ended."""
        asked = request(dossier)
        with early_workers(office, 1, None) as early, open_office(office) as opened:
            ahead = begin_ahead(early, asked)
            assert ahead is not None
            _, manifest = run_intake(
                opened,
                asked,
                at=datetime(2026, 11, 23, 12, tzinfo=UTC),
                workers=1,
                report=self,
                ahead=ahead,
            )
            self.let_go = is_let_go_of(ahead.pool)
            return [document.outcome for document in manifest.documents]


def test_a_finished_dossier_is_let_go_of(office: Path, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    first, again = Watched(), Watched()

    assert first.taken_in(office, tmp_path / "in") == ["done"]
    assert again.taken_in(office, tmp_path / "in") == ["done"]

    assert (first.let_go, again.let_go) == (False, True)
    assert left_in(office / "work") == []


def test_what_a_cut_run_recorded_is_not_waited_for(
    office: Path, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "a.pdf", None)
    for at in range(GROUP):
        write_letter(tmp_path / "in" / f"b{at:02}.pdf")
    cut, again = Watched(interrupt_at=1), Watched()

    with pytest.raises(KeyboardInterrupt):
        cut.taken_in(office, tmp_path / "in")
    ends = again.taken_in(office, tmp_path / "in")

    assert again.let_go
    assert ends == ["held", *["done"] * GROUP]
