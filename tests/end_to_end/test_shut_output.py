"""A result that nobody reads to its end is no bug, and leaves no traceback."""

import subprocess
from pathlib import Path

import pytest

from tests.run_belgi import Belgi, command, environment


def answer_unread(*words: object) -> tuple[int, str]:
    """Run a command whose output is closed before it says a word."""
    process = subprocess.Popen(
        command(*words),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    return process.wait(60), said


@pytest.mark.parametrize(
    "words", [("list", "--json"), ("list",), ("balance", "--json"), ("verify",)]
)
def test_a_closed_pipe_ends_a_command_quietly(
    desk: Belgi, words: tuple[str, ...]
) -> None:
    assert answer_unread("register", *words, "--office", desk.office) == (5, "")


def test_a_full_disk_is_said_in_one_sentence(desk: Belgi) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is none")
    with full.open("w") as out:
        done = subprocess.run(
            command("register", "list", "--office", desk.office),
            env=environment(),
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 5
    assert done.stderr.decode() == "belgi: No space left on device\n"
