"""`belgi held`: what waits for a person, why, and what the person decided."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import ExitCode, UsageError
from pipeline.cli.options import DEGREES, JsonOption, OfficeOption, clock

held = typer.Typer(
    name="held",
    help="What waits for a person: list it, show it, decide it.",
    no_args_is_help=True,
)
IdArgument = Annotated[str, typer.Argument(help="As belgi held list names it: H12.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    held.command("list")(list_)
    held.command("show")(show)
    held.command("decide")(decide)
    app.add_typer(held)


def list_(office: OfficeOption = None, json: JsonOption = False) -> int:
    """List what waits, with the reasons."""
    from pipeline.cli.console import print_json, print_line, print_table
    from pipeline.held import as_document, held_id, list_held
    from pipeline.manifest_files import document_object
    from pipeline.office import open_office

    with open_office(office) as opened:
        items = list_held(opened)
        documents = [as_document(opened, item) for item in items]
    if json:
        for item, document in zip(items, documents, strict=True):
            about = {"id": held_id(item), "batch": item.batch}
            print_json({**about, **document_object(document)})
    elif not items:
        print_line("Nothing waits.")
    else:
        rows = [
            (held_id(item), item.file, item.ending, ", ".join(item.reasons), item.batch)
            for item in items
        ]
        print_table(("id", "file", "outcome", "reasons", "batch"), rows)
    return int(ExitCode.OK)


def show(
    id: IdArgument,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Write a picture of each mark into this folder."),
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Show one of them: what was found, where, and why it waits."""
    from pipeline.cli.console import print_json
    from pipeline.cli.held_show import print_held
    from pipeline.held import as_document, find_held, held_id
    from pipeline.held_choices import choices
    from pipeline.held_evidence import write_evidence
    from pipeline.manifest_files import document_object
    from pipeline.office import open_office

    with open_office(office) as opened:
        item = find_held(opened, id)
        document = as_document(opened, item)
        ours = [one.slug for one in choices(opened, item, document)]
        cut = write_evidence(opened, item, evidence) if evidence else None
    if json:
        names: dict[str, object] = {}
        if cut is not None:
            names["pictures"] = [str(path) for path in cut.pictures]
            names["pictures_problem"] = cut.problem
        about = {"id": held_id(item), "batch": item.batch}
        print_json({**about, **document_object(document), **names})
    else:
        print_held(item, document, cut, ours)
    return int(ExitCode.OK)


def decide(
    id: IdArgument,
    by: Annotated[str, typer.Option(help="Who decides.")],
    why: Annotated[str, typer.Option(help="Why; it stays in the register.")],
    degree: Annotated[
        str | None,
        typer.Option(help=f"Mark it with this degree of ours: {DEGREES}."),
    ] = None,
    not_secret: Annotated[
        bool, typer.Option("--not-secret", help="List it as not secret.")
    ] = False,
    reject: Annotated[
        bool, typer.Option("--reject", help="Take it out unmarked, to be sent anew.")
    ] = False,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Record what a person decided, and go on with the carrier."""
    from pipeline.cli.console import print_line
    from pipeline.held import Decision, find_held
    from pipeline.held import decide as go_on
    from pipeline.manifest_files import document_line
    from pipeline.office import open_office
    from pipeline.safe_text import safe_for_terminal

    if sum((degree is not None, not_secret, reject)) != 1:
        raise UsageError("say one of --degree D, --not-secret, --reject")
    with open_office(office) as opened:
        decision = Decision(
            by=by,
            why=why,
            degree=opened.degree(degree) if degree else None,
            not_secret=not_secret,
            reject=reject,
        )
        ended = go_on(opened, find_held(opened, id), decision, at=clock())
    if json:
        print_line(document_line(ended))
    else:
        number = f" as {ended.number}" if ended.number else ""
        how = "rejected" if reject else ended.outcome.replace("_", " ")
        print_line(f"{safe_for_terminal(ended.file)}: {how}{number}")
    return int(ExitCode.OK)
