"""Help can be read to its end, and a script can ask which belgi it calls."""

import pytest

from pipeline.cli.app import run
from pipeline.program import version

GROUPS = ((), ("held",), ("consent",), ("person",), ("agreement",), ("register",))


@pytest.mark.parametrize("group", GROUPS, ids=lambda words: words[0] if words else "-")
def test_no_line_about_a_command_is_cut(
    group: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a terminal of the usual width."""
    monkeypatch.setenv("COLUMNS", "80")

    assert run([*group, "--help"]) == 0

    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines
    assert not [line for line in lines if line.endswith("...")]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"belgi {version()}\n"
