"""A watched folder: complete dossiers are taken in once, whatever is restarted."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.watching import MARKER, Seen, complete_dossiers
from samples.draw import Sheet, draw_pdf

FROM = ["--from", "BY:Орган"]


def belgi(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    assert belgi("init", folder, "--party", "KZ", "--name", "Бөлім").returncode == 0
    return folder


def put_letter(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sheet = Sheet(mark=("Секретно", "Экз. № 1"), number="№ 5с", body=(name,))
    draw_pdf(folder / name, [sheet])


def test_what_is_there_is_taken_in_once(tmp_path: Path, office: Path) -> None:
    incoming = tmp_path / "incoming"
    put_letter(incoming / "one", "a.pdf")
    (incoming / "one" / MARKER).touch()
    put_letter(incoming / "two", "b.pdf")
    line = ["watch", incoming, *FROM, "--quiet", "0.5", "--once", "--json"]

    first = belgi(*line, "--office", office)
    again = belgi(*line, "--office", office)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    documents = [json.loads(text) for text in first.stdout.splitlines()]
    assert [(d["file"], d["outcome"]) for d in documents] == [
        ("a.pdf", "done"),
        ("b.pdf", "done"),
    ]
    assert again.stdout == first.stdout
    listed = belgi("register", "list", "--json", "--office", office).stdout
    assert len(listed.splitlines()) == 2


def test_a_dossier_that_still_changes_is_left_alone(tmp_path: Path) -> None:
    put_letter(tmp_path / "one", "a.pdf")
    seen: dict[Path, Seen] = {}

    first = complete_dossiers(tmp_path, seen, {}, quiet_s=0.2)
    time.sleep(0.25)
    (tmp_path / "one" / "b.txt").write_text("more")
    changed = complete_dossiers(tmp_path, seen, {}, quiet_s=0.2)
    time.sleep(0.25)
    quiet = complete_dossiers(tmp_path, seen, {}, quiet_s=0.2)

    assert (first, changed, quiet) == ([], [], [tmp_path / "one"])


def test_it_stops_when_the_system_says_so(tmp_path: Path, office: Path) -> None:
    incoming = tmp_path / "incoming"
    (incoming / "one").mkdir(parents=True)
    (incoming / "one" / "a.txt").write_text("ничего")
    line = ["watch", incoming, *FROM, "--office", office, "--quiet", "0.2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.app", *map(str, line)]
    )
    out = office.with_name(f"{office.name}-out")
    for _ in range(600):  # until it watches, as its first batch shows
        if list(out.glob("*/manifest.json")):
            break
        time.sleep(0.1)

    os.kill(process.pid, signal.SIGTERM)

    assert process.wait(timeout=60) == 0
