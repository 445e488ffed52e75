"""`belgi register`: what it holds, what falls due, and whether it is whole."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from models.errors import ExitCode, UsageError
from pipeline.cli.options import JsonOption, OfficeOption, clock, day

register = typer.Typer(
    name="register",
    help="What the register holds, what is due, whether it is whole.",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    register.command("list")(list_)
    register.command("show")(show)
    register.command("due")(due)
    register.command("fulfil")(fulfil)
    register.command("verify")(verify)
    register.command("checkpoint")(checkpoint)
    register.command("balance")(balance)
    register.command("export")(export)
    app.add_typer(register)


def list_(
    number: Annotated[str | None, typer.Option(help="Only this document.")] = None,
    batch: Annotated[str | None, typer.Option(help="Only this batch.")] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """List the documents with their numbers, void ones too."""
    from pipeline.cli.register_show import print_documents
    from pipeline.office import open_office
    from pipeline.register import queries

    with open_office(office) as opened, opened.register.reading() as connection:
        rows = queries.list_documents(connection, number=number, batch=batch)
        print_documents(rows, json=json)
    return int(ExitCode.OK)


def show(
    number: Annotated[str, typer.Argument(help="Such as 12с/2026.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Show the life of a document: copies, holders, events."""
    from pipeline.cli.register_show import print_life
    from pipeline.office import open_office
    from pipeline.register import queries

    with open_office(office) as opened, opened.register.reading() as connection:
        row = queries.document(connection, number)
        if row is None:
            raise UsageError(
                f"the register knows no document {number!r}; "
                "belgi register list shows those it knows"
            )
        exhibits = queries.exhibits(connection, number, reserved=True)
        print_life(row, exhibits, queries.history(connection, number), json=json)
    return int(ExitCode.OK)


def due(office: OfficeOption = None, json: JsonOption = False) -> int:
    """List receipts and notices that fall due, overdue ones first."""
    from pipeline.cli.register_show import print_due
    from pipeline.office import open_office
    from pipeline.register import endings, queries

    with open_office(office) as opened, opened.register.reading() as connection:
        cut = endings.unfinished_destructions(connection)
        rows = (*cut, *queries.list_duties(connection))
        print_due(rows, clock().date(), json=json)
    return int(ExitCode.OK)


def fulfil(
    id: Annotated[int, typer.Argument(help="As belgi register due names it.")],
    ref: Annotated[str, typer.Option(help="Reference of the receipt or notice.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter that a receipt or notice was sent, or came."""
    from pipeline import enacting
    from pipeline.cli.console import print_json, print_line
    from pipeline.office import open_office

    with open_office(office) as opened:
        enacting.fulfil(opened, id, reference=ref, at=clock())
    if json:
        print_json({"id": id, "reference": ref})
    else:
        print_line(f"{id}: done.")
    return int(ExitCode.OK)


def verify(
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint kept elsewhere: its file, or its line in one."),
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Prove that nothing in the register was changed."""
    from pipeline.cli.register_show import print_report
    from pipeline.office import open_office
    from pipeline.register.checkpoint import read_checkpoint_file

    kept = [read_checkpoint_file(path) for path in checkpoint or ()]
    with open_office(office) as opened:
        report = opened.register.verify(kept)
    print_report(report, json=json)
    return int(ExitCode.OK if report.is_sound else ExitCode.REGISTER)


def checkpoint(
    out: Annotated[
        Path | None, typer.Option(help="Also write the signed checkpoint here.")
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Sign the register's head, print it for paper.

    One line, to be kept elsewhere; register verify compares it.
    """
    from pipeline.cli.console import print_json, print_line
    from pipeline.office import open_office
    from pipeline.register.checkpoint import checkpoint_line, write_checkpoint

    with open_office(office) as opened:
        made = opened.register.checkpoint(at=clock())
    if out is not None:
        write_checkpoint(out, made)
    line = checkpoint_line(made)
    if json:
        facts = {"seq": made.seq, "register": made.register, "hash": made.hash}
        signed = {"at": made.at, "signature": made.signature}
        print_json({**facts, **signed, "line": line})
    else:
        print_line(line)
    return int(ExitCode.OK)


def balance(
    at: Annotated[
        str | None, typer.Option(help="End of this day. Default: today.")
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Prove that every exemplar is accounted for.

    issued = in hand + returned + destroyed + transferred + spoiled
    """
    from pipeline.cli.register_show import print_balance
    from pipeline.office import open_office
    from pipeline.register.balance import balance as count

    when: date = day(at, option="--at") if at else clock().date()
    with open_office(office) as opened, opened.register.reading() as connection:
        counted = count(connection, when)
    print_balance(counted, json=json)
    return int(ExitCode.OK if counted.is_even else ExitCode.REGISTER)


def export(
    out: Annotated[Path, typer.Option(help="Folder for the journals.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Write the journals as XLSX and CSV.

    Incoming documents, reproduction, holders of copies, destruction.
    """
    from pipeline.cli.console import print_json, print_line
    from pipeline.office import open_office
    from pipeline.register.journals import export_journals
    from pipeline.safe_text import safe_for_terminal

    with open_office(office) as opened, opened.register.reading() as connection:
        paths = export_journals(
            connection, out, office=opened.settings.name, clock=clock()
        )
    for path in paths:
        if json:
            print_json({"file": str(path)})
        else:
            print_line(safe_for_terminal(str(path)))
    return int(ExitCode.OK)
