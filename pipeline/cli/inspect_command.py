"""`belgi inspect`: what mark does each file bear? Reads only."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ExitCode
from models.outcomes import Outcome
from pipeline.cli.options import JsonOption, WorkersOption

if TYPE_CHECKING:
    from pipeline.inspection import Inspected

WORDS = {
    Outcome.MARKED: "marked",
    Outcome.UNMARKED: "no mark",
    Outcome.REVIEW: "for a person",
    Outcome.UNREADABLE: "unreadable",
}


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("inspect")(inspect)


def inspect(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, or folders with all below them.")
    ],
    json: JsonOption = False,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Write a picture of each mark into this folder."),
    ] = None,
    sender: Annotated[
        str | None,
        typer.Option("--from", help="Code of the Party that sent them, if known."),
    ] = None,
    agreement: Annotated[
        str, typer.Option(help="The agreement whose marks are looked for: id or file.")
    ] = "kz-by",
    workers: WorkersOption = None,
) -> int:
    """Say what secrecy mark each file bears, and where.

    Nothing is written, unless --evidence asks for pictures.
    """
    from pipeline.cli.progress import progress
    from pipeline.dossier import find_files
    from pipeline.inspection import inspect_files

    files = find_files(paths)
    worst = ExitCode.OK
    with progress(len(files)) as report:
        found = inspect_files(
            files,
            agreement=agreement,
            sender=sender,
            workers=workers,
            evidence=evidence,
        )
        for inspected in found:
            report.step(inspected.verdict.outcome)
            show(inspected, json=json)
            worst = _worse(worst, inspected.verdict.outcome)
    return int(worst)


def show(inspected: "Inspected", *, json: bool) -> None:
    """Print one file: a line of JSON, or a few lines for people."""
    from pipeline.cli.console import print_json, print_line
    from pipeline.inspection import as_json, part_pages
    from pipeline.safe_text import safe_for_terminal

    if json:
        print_json(as_json(inspected))
        return
    verdict = inspected.verdict
    degree = f" {verdict.degree}" if verdict.degree else ""
    why = f" ({', '.join(verdict.reasons)})" if verdict.reasons else ""
    name = safe_for_terminal(str(inspected.path))
    print_line(f"{name}: {WORDS[verdict.outcome]}{degree}{why}")
    for mark in verdict.marks:
        page = "" if mark.page_index is None else f"page {mark.page_index + 1}, "
        doubts = f", {', '.join(mark.doubts)}" if mark.doubts else ""
        print_line(
            f"    «{safe_for_terminal(mark.text)}» {page}{mark.source}, "
            f"confidence {mark.confidence:.2f}{doubts}"
        )
    if verdict.proposed_number:
        words = safe_for_terminal(verdict.proposed_number)
        print_line(f"    registration number, to be looked at: {words}")
    for number, part in enumerate(verdict.parts, start=1):
        pages = part_pages(part)
        where = f", pages {pages[0]}–{pages[1]}" if pages else ""
        words = safe_for_terminal(part.marks[0].text)
        print_line(f"    part {number}: {part.degree}, «{words}»{where}")


def _worse(so_far: ExitCode, outcome: Outcome) -> ExitCode:
    """An unreadable file wins over one that a person must look at."""
    if outcome is Outcome.UNREADABLE or so_far is ExitCode.FAILED:
        return ExitCode.FAILED
    if outcome is Outcome.REVIEW:
        return ExitCode.HELD
    return so_far
