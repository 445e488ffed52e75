"""Options that several commands share, spelt once."""

from datetime import UTC, date, datetime
from os import environ
from pathlib import Path
from typing import Annotated

import typer

from models.errors import UsageError

DEGREES = "secret, top-secret or special-importance, as the agreement has them"
"""How the help names the values of an option that takes a degree."""
OfficeOption = Annotated[
    Path | None,
    typer.Option(
        "--office",
        help="The office folder. Default: BELGI_OFFICE, else ./office.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, one object a line.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="The batch folder to write. Default: <office>-out/<batch>.",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        help="How many processes work at once. Default: one for each processor.",
        show_default=False,
    ),
]


def clock() -> datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH fixes (seconds, UTC)."""
    fixed = environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            "SOURCE_DATE_EPOCH is not a number of seconds; unset or correct it"
        ) from None


def day(text: str, *, option: str) -> date:
    """Read a date as 2026-11-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is not a date; write it as 2026-11-22") from None
