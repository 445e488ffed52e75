"""What a person reads: tables and messages. stdout is the result, stderr the rest."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from models.errors import BelgiError, RefusedError
from pipeline.safe_text import safe_for_terminal, safe_json


def say_error(error: BelgiError | str) -> None:
    """Print one error as a sentence on stderr."""
    text = str(error)
    if isinstance(error, RefusedError) and error.article not in text:
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


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a plain table whose columns are as wide as they need to be."""
    cells = [list(header)] + [
        ["" if cell is None else safe_for_terminal(str(cell)) for cell in row]
        for row in rows
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for index, row in enumerate(cells):
        typer.echo(
            "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        )
        if index == 0:
            typer.echo("  ".join("─" * w for w in widths))


def on_terminal() -> bool:
    """Tell whether stderr is a terminal, where progress may be shown."""
    return sys.stderr.isatty()
