"""Values of a command line are what Typer would make of them, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.main import get_command

from pipeline.cli.plain_values import take_plain_values
from tests.run_belgi import ROOT

WORDS = (
    *("a", "", " ", "Қ № 1", "a\nb", "-1", "0", "1", "007", " 7 ", "1_0", "1.0", "٣"),
    *("99999999999999999999", "a\x00b", "\udcff.pdf", "no/such", ".", "here", "shut"),
)


def program(taken: list[object]) -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    @app.command()
    def take(
        paths: list[Path],
        text: str = "as it was",
        folder: Annotated[Path | None, typer.Option()] = None,
        number: Annotated[int | None, typer.Option(min=1)] = None,
        seconds: Annotated[float, typer.Option(min=0)] = 30.0,
        names: Annotated[list[str] | None, typer.Option()] = None,
        more: Annotated[list[Path] | None, typer.Option()] = None,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        taken.append((paths, text, folder, number, seconds, names, more, json))

    return app


def answer(line: list[str], *, quick: bool) -> object:
    taken: list[object] = []
    command = get_command(program(taken))
    if quick:
        take_plain_values(command, line)
    try:
        command(line, standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the same
        return type(error), str(error), getattr(error, "message", None)
    return taken


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "option", ["", "--text", "--folder", "--number", "--seconds", "--names", "--more"]
)
def test_a_value_is_what_typer_makes_of_it(option, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("here").write_text("")
    Path("shut").touch(mode=0o000)
    line = ["x", option, word, option, word] if option else ["--", word, "x"]

    assert answer(line, quick=True) == answer(line, quick=False)


@pytest.mark.parametrize("line", [[], ["x", "--json"], ["x", "--more", "y"]])
def test_what_is_not_said_is_what_typer_makes_of_it(line):
    assert answer(line, quick=True) == answer(line, quick=False)


def test_plain_values_do_without_pydantic():
    code = (
        "import sys; from pipeline.cli.app import run; "
        "run(['inspect', 'no-such-file', '--workers', '1', '--json']); "
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.stdout.strip() == "False"
