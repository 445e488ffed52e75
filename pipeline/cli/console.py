"""What a person reads: tables and messages. stdout is the result, stderr the rest."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer

from models.errors import BelgiError, RefusedError
from pipeline.safe_text import safe_for_terminal, safe_json


def say_error(error: BelgiError | str) -> None:
    """Print one error as a sentence on stderr."""
    text = str(error)
    if isinstance(error, RefusedError) and (error.article or "") not in text:
        text = f"{text} (article {error.article})"
    typer.echo(f"belgi: {safe_for_terminal(text)}", err=True)


def say(text: str) -> None:
    """Print a message on stderr."""
    typer.echo(safe_for_terminal(text), err=True)


def print_line(text: str = "") -> None:
    """Print a line of the result; what came from a document must be escaped before."""
    typer.echo(text)


def print_json(value: object) -> None:
    """Print one object as one line of JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    typer.echo(safe_json(text))


WIDEST = 48
"""Characters of a column; a longer cell is printed whole and moves only its own row."""


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a plain table; columns are as wide as they need to be, up to a limit."""
    kept = tuple(rows)
    print_long_table(header, lambda: kept)


def print_long_table(
    header: Sequence[str], rows: Callable[[], Iterable[Sequence[Any]]]
) -> None:
    """Print a table that is not kept in memory.

    Args:
        header: Titles of the columns.
        rows: Gives the rows, once for the widths and once for printing.
    """
    widths = [len(title) for title in header]
    for row in map(_cells, rows()):
        fitting = (len(cell) if len(cell) <= WIDEST else 0 for cell in row)
        widths = [max(w, n) for w, n in zip(widths, fitting, strict=True)]
    _print_row(header, widths)
    typer.echo("  ".join("─" * width for width in widths))
    for row in map(_cells, rows()):
        _print_row(row, widths)


def _cells(row: Sequence[Any]) -> list[str]:
    return ["" if cell is None else safe_for_terminal(str(cell)) for cell in row]


def _print_row(row: Sequence[str], widths: Sequence[int]) -> None:
    cells = (c.ljust(w) for c, w in zip(row, widths, strict=True))
    typer.echo("  ".join(cells).rstrip())


def on_terminal() -> bool:
    """Tell whether stderr is a terminal, where progress may be shown."""
    return sys.stderr.isatty()
