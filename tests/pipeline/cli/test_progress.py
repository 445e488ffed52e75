"""What is said of work that goes on."""

import os
import pty
import re
import subprocess
import sys

import pytest

from pipeline.cli.progress import Report, progress_line

SHOWN = """
import time
from pipeline.cli.progress import progress
with progress(3) as report:
    report.step("done", 4)
    report.step("held")
    time.sleep(0.3)
"""


TOLD_LATER = SHOWN.replace("progress(3) as report:", "progress() as report:").replace(
    "    report.step", "    report.expect(3)\n    report.step", 1
)


def test_line_tells_files_speed_time_left_and_endings() -> None:
    report = Report(total=10)
    for ending, pages in (("done", 20), ("done", 10), ("failed", None), ("done", 10)):
        report.step(ending, pages)
    assert progress_line(report, 8.0) == (
        "4/10 files · 40 pages · 5.0 pages/s · 0:00:12 left · done 3, held 0, failed 1"
    )


def test_line_before_the_first_file_promises_nothing() -> None:
    assert progress_line(Report(total=3), 0.0) == (
        "0/3 files · 0 pages · 0.0 pages/s · – left · done 0, held 0, failed 0"
    )


def test_rare_endings_are_named_when_they_come_up() -> None:
    report = Report(total=1)
    report.step("not_secret", 1)
    assert progress_line(report, 1.0).endswith("failed 0, not_secret 1")


@pytest.mark.parametrize("program", [SHOWN, TOLD_LATER], ids=["known", "later"])
def test_shown_on_a_terminal(program: str) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, stderr=theirs, env=environment)
    os.close(theirs)
    said = b""
    while chunk := _read(ours):
        said += chunk
    os.close(ours)
    assert process.wait() == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())
    assert "2/3 files · 4 pages" in plain
    assert "done 1, held 1, failed 0" in plain


def test_silent_where_nobody_watches() -> None:
    done = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
