"""Each exit code of the contract, from a real cause."""

import ctypes
import os
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from models.errors import ExitCode
from tests.build_letters import write_letter
from tests.run_belgi import (
    NOON,
    ROOT,
    SENDER,
    Belgi,
    command,
    environment,
    leftovers,
    run_process,
)


def change_register(office: Path, statement: str) -> None:
    """Do what a person with a database tool could do."""
    (database,) = databases(office)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def databases(office: Path) -> tuple[Path, ...]:
    found = [
        path
        for path in office.iterdir()
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3"
    ]
    return tuple(found)


def test_0_when_everything_was_done(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    assert belgi.take_in(tmp_path / "in").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("intake",),
        ("no-such-command",),
        ("intake", "nowhere", "--from", SENDER),
        ("intake", ".", "--from", "no body"),
        ("intake", ".", "--from", SENDER, "--unmarked", "burn"),
        ("copy", "1с/2026", "--copies", "0"),
        ("register", "balance", "--at", "yesterday"),
        ("agreement", "check", "no-such-agreement"),
    ],
    ids=lambda words: "-".join(words[:4]),
)
def test_2_for_a_wrong_command_line(belgi: Belgi, words: tuple[str, ...]) -> None:
    answer = belgi(*words, office=words[0] != "agreement")
    assert (answer.code, answer.out) == (2, ""), answer


def test_2_where_there_is_no_office(tmp_path: Path) -> None:
    answer = run_process("register", "list", "--office", tmp_path)
    assert answer.code == 2
    assert "belgi init" in answer.err


def test_3_when_a_document_waits(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "a.pdf", mark=None)
    assert belgi.take_in(tmp_path / "in").code == 3


def test_4_cites_the_article_and_writes_only_the_refusal(desk: Belgi) -> None:
    before = desk.do("register", "verify").rows[0]["events"]
    answer = desk("copy", "1с/2026", "--copies", "1")
    assert (answer.code, answer.out) == (4, "")
    assert "article 6(4)" in answer.err
    assert desk.do("register", "verify").rows[0]["events"] == before + 1


def test_5_wins_over_3(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "a.pdf", mark=None)
    (tmp_path / "in" / "b.pdf").write_bytes(b"")
    assert belgi.take_in(tmp_path / "in").code == 5


TAMPERED = {
    "changed": "UPDATE events SET body = replace(body, 'secret', 'sekret')"
    " WHERE seq = 3",
    "removed": "DELETE FROM events WHERE seq = 3",
    "cut-off": "DELETE FROM events WHERE seq > 4",
    "running-table": "UPDATE documents SET degree = 'top-secret'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_6_after_a_row_was_changed_by_hand(desk: Belgi, statement: str) -> None:
    change_register(desk.office, statement)
    answer = desk("register", "verify")
    assert answer.code == 6, answer
    assert answer.out


def test_6_when_the_clock_is_behind(desk: Belgi, tmp_path: Path) -> None:
    before = desk.do("register", "verify").rows
    desk.at = NOON - 7 * 86_400
    write_letter(tmp_path / "in" / "b.pdf")
    answer = desk.take_in(tmp_path / "in")
    assert (answer.code, answer.out) == (6, ""), answer
    desk.at = NOON
    assert desk.do("register", "verify").rows == before


def _without_language_data() -> None:
    """Hide the data of the text recognition from this process and its children."""
    libc = ctypes.CDLL(None, use_errno=True)
    private, recursive, new_mounts = 1 << 18, 1 << 14, 0x20000
    if libc.unshare(new_mounts) != 0:
        os._exit(77)
    libc.mount(b"none", b"/", None, private | recursive, None)
    for place in ("/usr/share/tesseract-ocr", "/usr/share/tessdata"):
        if Path(place).is_dir():
            libc.mount(b"none", place.encode(), b"tmpfs", 0, b"")


def test_7_when_the_language_data_of_the_recognition_is_missing(
    tmp_path: Path,
) -> None:
    page = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(page).rectangle((800, 100, 1100, 160), fill=0)
    page.save(tmp_path / "scan.png", dpi=(150, 150))
    done = subprocess.run(
        command("inspect", tmp_path / "scan.png"),
        env=environment(TESSDATA_PREFIX=""),
        capture_output=True,
        check=False,
        preexec_fn=_without_language_data,
    )
    if done.returncode == 77:
        pytest.skip("a place of its own for mounts is not allowed here")
    assert (done.returncode, done.stdout) == (7, b""), done
    assert "apt-get install tesseract-ocr-kaz" in done.stderr.decode()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_130_when_interrupted_and_the_same_command_finishes(
    belgi: Belgi, tmp_path: Path, sent: signal.Signals
) -> None:
    for index in range(12):
        write_letter(tmp_path / "in" / f"{index:02}.pdf")
    words = ("intake", tmp_path / "in", "--from", SENDER, "--out", tmp_path / "out")
    office = ("--office", belgi.office, "--workers", 1)
    process = subprocess.Popen(
        command(*words, *office),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "out").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, sent)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130, said
    assert "interrupted; the same command again" in said
    assert "Traceback" not in said
    assert leftovers(belgi.office, tmp_path / "out") == []
    again = belgi(*words, "--workers", 1)
    assert again.code == 0, again
    belgi.sound()


def test_the_readme_tells_the_same_codes() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \| \S", text, re.M)}
    assert told == {int(code) for code in ExitCode}


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_nothing_is_lost_where_standard_streams_are_closed(
    belgi: Belgi, tmp_path: Path, closed: tuple[int, ...]
) -> None:
    """Their numbers are given to no other file, of ours or of the workers'."""
    write_letter(tmp_path / "in" / "1.pdf")
    words = ("intake", tmp_path / "in", "--from", SENDER, "--out", tmp_path / "out")
    done = subprocess.run(
        command(*words, "--office", belgi.office, "--workers", 1),
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=partial(_close, closed),
    )

    assert (done.returncode, done.stderr) == (0, b"")
    belgi.sound()


def _close(numbers: tuple[int, ...]) -> None:
    for number in numbers:
        os.close(number)
