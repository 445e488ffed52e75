"""A destruction that was begun and cut is told apart until the same act finishes it."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.build_letters import write_letter
from tests.run_belgi import NOON, PEOPLE, SENDER, Belgi, command, environment

BOTH = tuple(part for name in PEOPLE for part in ("--person", name))
DESTROY = ("destroy", "1с/2026", *BOTH)
DYING = (
    "import os, signal, sys; from pipeline.register.vault import Vault;"
    "Vault.destroy = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
    "from pipeline.cli.app import run; run(sys.argv[1:])"
)


@pytest.fixture
def cut(belgi: Belgi, tmp_path: Path) -> Belgi:
    """An office that was killed after its destruction was begun."""
    write_letter(tmp_path / "in" / "letter.pdf")
    assert belgi.take_in(tmp_path / "in").code == 0
    for name in PEOPLE:
        cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
        belgi.do("person", "add", name, *cleared)
    words = (*DESTROY, "--act", "№ 1", "--office", belgi.office)
    program = [command()[0], "-c", DYING, *map(str, words)]
    done = subprocess.run(program, env=environment(NOON), check=False)
    assert done.returncode == -signal.SIGKILL
    return belgi


def test_show_balance_and_due_tell_it_apart(cut: Belgi) -> None:
    (shown,) = cut.do("register", "show", "1с/2026").rows
    assert shown["exemplars"][0]["state"] == "destroying"
    total = cut.do("register", "balance").rows[-1]
    assert (total["in_hand"], total["destroying"], total["even"]) == (1, 1, True)
    assert "half destroyed" in cut("register", "balance").out
    first = cut.do("register", "due").rows[0]
    assert (first["duty"], first["number"]) == ("finish-destruction", "1с/2026")
    cut.sound()


def test_it_is_good_for_nothing_but_its_own_act(cut: Belgi) -> None:
    hand_out = ("hand-out", "1с/2026", "--person", PEOPLE[0], "--need", "н")
    for words in (hand_out, ("return", "1с/2026", "--channel", "courier")):
        answer = cut(*words)
        assert (answer.code, "was begun" in answer.err) == (4, True), answer
    answer = cut(*DESTROY, "--act", "№ 2")
    assert (answer.code, "under the act '№ 1'" in answer.err) == (4, True), answer
    cut.do(*DESTROY, "--act", "№ 1")
    assert cut.do("register", "balance").rows[-1]["destroyed"] == 1
    duties = [row["duty"] for row in cut.do("register", "due").rows]
    assert duties == ["confirm-receipt", "notify-destruction"]
    cut.sound()


def test_each_copy_has_an_act_of_its_own(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "letter.pdf")
    assert belgi.take_in(tmp_path / "in").code == 0
    for name in PEOPLE:
        cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
        belgi.do("person", "add", name, *cleared)
    about = ("--number", "1с/2026", "--from", SENDER, "--date", "2026-11-20")
    belgi.do("consent", "add", "c", "--permits", "copy", "--copies", 2, *about)
    belgi.do("copy", "1с/2026", "--copies", 2, "--consent", "c")
    acts = tmp_path / "acts"
    acts.mkdir()
    (acts / ".belgi-whole-killed").touch()
    for copy in (1, 2):
        words = (*DESTROY, "--copy", copy, "--act", "№ 7", "--out", acts)
        belgi.do(*words)
    assert sorted(path.name for path in acts.iterdir()) == [
        "act---7-1с-2026-1.pdf",
        "act---7-1с-2026-2.pdf",
    ]


def kept(belgi: Belgi) -> list[Path]:
    """Return every file of the vault, and every key of one."""
    folders = (belgi.office / "vault", belgi.office / "keys" / "documents")
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def test_destroying_leaves_nothing_of_before_a_change_or_a_decision(
    belgi: Belgi, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "letter.pdf", None)
    assert belgi.take_in(tmp_path / "in").code == 3
    by = ("--by", PEOPLE[0], "--why", "сопроводительное письмо")
    (waiting,) = belgi.do("held", "list").rows
    belgi.do("held", "decide", waiting["id"], "--degree", "secret", *by)
    for name in PEOPLE:
        cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
        belgi.do("person", "add", name, *cleared)
    about = ("--number", "1с/2026", "--from", SENDER, "--date", "2026-11-20")
    wanted = ("--permits", "change-degree", "--degree", "top-secret")
    belgi.do("consent", "add", "c", *wanted, *about)
    belgi.do("change-degree", "1с/2026", "--degree", "top-secret", "--consent", "c")
    assert len(kept(belgi)) == 2 * 4
    plain = [p for p in tmp_path.rglob("*.pdf") if p.parent != tmp_path / "in"]
    assert len(plain) == 2
    belgi.do(*DESTROY, "--act", "№ 1", "--out", tmp_path / "acts")
    assert not any(path.exists() for path in plain)
    assert kept(belgi) == []
    belgi.sound()
