"""An intake that begins to read before the register is open ends as any other."""

from pathlib import Path

import pytest

from models.settings import Limits
from pipeline.dossier import list_dossier
from pipeline.intake_reading import GROUP, groups
from tests.build_letters import write_letter
from tests.run_belgi import SENDER, Belgi, run_process


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


def test_a_finished_dossier_is_let_go_of(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    first = belgi.take_in(tmp_path / "in")

    again = belgi.take_in(tmp_path / "in")

    assert (again.code, again.rows) == (0, first.rows)
    assert left_in(belgi.office / "work") == []
    belgi.sound()
