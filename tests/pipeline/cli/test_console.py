"""What a person reads in a terminal."""

import pytest

from pipeline.cli.console import WIDEST, print_table


def test_a_long_cell_is_whole_and_moves_only_its_own_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = "n" * 200
    print_table(
        ("file", "outcome"), [("a.pdf", "marked"), (long, "held"), ("b", "held")]
    )
    lines = capsys.readouterr().out.splitlines()
    starts = [
        lines[n].index(w) for n, w in ((0, "outcome"), (2, "marked"), (4, "held"))
    ]
    assert starts == [7, 7, 7]
    assert lines[3] == f"{long}  held"
    assert len(long) > WIDEST
