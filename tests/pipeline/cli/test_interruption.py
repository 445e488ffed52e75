"""A signal ends a command with 130 and one sentence, however early it comes."""

import signal
import subprocess
import sys

import pytest

from pipeline.cli.interruption import INTERRUPTED

AT_IMPORT = """
import signal, sys
module, number, handler = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
signal.signal(number, signal.Handlers(handler))
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            signal.raise_signal(number)
sys.meta_path.insert(0, Finder())
from pipeline.cli.app import main
sys.argv[1:] = ["inspect", "nothing-is-there"]
main()
"""
IN_DESTRUCTOR = """
import signal, sys
import pipeline.cli.app as app
class Last:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
def begin(words):
    last = Last()
    del last
    import time
    time.sleep(60)
app._main = begin
app.main()
"""


def run(code: str, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    "module", ["subprocess", "logging", "typer", "pipeline.cli.families"]
)
def test_while_modules_are_loaded(module: str, name: str) -> None:
    number = str(int(getattr(signal, name)))

    ended = run(AT_IMPORT, module, number, str(int(signal.SIG_DFL)))

    assert ended == (130, "", f"belgi: {INTERRUPTED}\n")


def test_where_python_would_lose_it() -> None:
    """Destructors and callbacks of the import system hand no exception on."""
    assert run(IN_DESTRUCTOR) == (130, "", f"belgi: {INTERRUPTED}\n")


def test_nohup_is_heeded() -> None:
    """Its point is to outlive the terminal."""
    number, ignored = str(int(signal.SIGHUP)), str(int(signal.SIG_IGN))

    code, _, said = run(AT_IMPORT, "typer", number, ignored)

    assert code == 2
    assert "nothing-is-there" in said


def test_an_interrupt_is_heeded_in_the_background() -> None:
    """A shell has it ignored there; who sends it to us all the same means it."""
    number, ignored = str(int(signal.SIGINT)), str(int(signal.SIG_IGN))

    assert run(AT_IMPORT, "typer", number, ignored)[0] == 130
