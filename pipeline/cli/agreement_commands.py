"""`belgi agreement` and `belgi contract`: what binds us, as data."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from models.errors import ExitCode
from pipeline.cli.options import JsonOption, OfficeOption, clock, day

agreement = typer.Typer(
    name="agreement", help="The Agreement as data.", no_args_is_help=True
)
contract = typer.Typer(
    name="contract",
    help="Contracts with their items and degrees (article 7).",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    agreement.command("show")(show)
    agreement.command("check")(check)
    agreement.command("end")(end)
    contract.command("add")(add)
    app.add_typer(agreement)
    app.add_typer(contract)


def show(
    name: Annotated[
        str, typer.Argument(help="Id of an agreement that ships with belgi, or a file.")
    ] = "kz-by",
    json: JsonOption = False,
) -> int:
    """Print the parties, marks and equivalents of an agreement."""
    from models.agreement_file import load_agreement
    from pipeline.cli.console import print_json, print_line, print_table

    found = load_agreement(name)
    rows = [
        (
            row.from_party,
            row.from_degree.slug,
            row.to_party,
            ", ".join(degree.slug for degree in row.to_degrees),
            row.article,
        )
        for row in found.equivalences
    ]
    if json:
        marks = {
            party.code: {lv.degree.slug: list(lv.printed) for lv in party.levels}
            for party in found.parties
        }
        print_json({"id": found.id, "marks": marks, "equivalents": rows})
        return int(ExitCode.OK)
    print_line(f"{found.id}: {found.title}")
    for party in found.parties:
        print_line(f"  {party.code}  {party.name}")
        for level in party.levels:
            print_line(f"      {level.degree.slug}: {' '.join(level.printed)}")
    print_line()
    print_table(("from", "degree", "to", "equivalent", "article"), rows)
    return int(ExitCode.OK)


def check(
    file: Annotated[str, typer.Argument(help="The agreement file, or an id.")],
    json: JsonOption = False,
) -> int:
    """Check an agreement file; what is wrong is named by key and line."""
    from models.agreement_file import load_agreement
    from pipeline.cli.console import print_json, print_line

    found = load_agreement(file)
    if json:
        print_json({"id": found.id, "ok": True})
    else:
        print_line(f"{found.id}: nothing is wrong with it.")
    return int(ExitCode.OK)


def end(
    date: Annotated[str, typer.Option(help="Last day of the Agreement.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter the end of the Agreement (article 14(4)).

    Nothing received is set free by it.
    """
    from pipeline import movements
    from pipeline.cli.movement_commands import show_events
    from pipeline.office import open_office

    when = datetime.combine(day(date, option="--date"), time(), UTC)
    with open_office(office) as opened:
        events = movements.end_agreement(opened, on=when, at=clock())
    show_events(events, json=json)
    return int(ExitCode.OK)


def add(
    reference: Annotated[str, typer.Argument(help="Reference of the contract.")],
    items: Annotated[
        Path,
        typer.Option(
            help="CSV or XLSX: item,degree,registration_number,file (article 7)."
        ),
    ],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Record a contract with its list of items and their degrees."""
    from pipeline.cli.console import print_json, print_line
    from pipeline.inventory import read_contract_items
    from pipeline.office import open_office
    from pipeline.records import add_contract
    from pipeline.safe_text import safe_for_terminal

    with open_office(office) as opened:
        rows = read_contract_items(items, agreement=opened.agreement)
        add_contract(opened, reference, rows, at=clock())
    if json:
        print_json({"reference": reference, "items": len(rows)})
    else:
        count = "1 item" if len(rows) == 1 else f"{len(rows)} items"
        print_line(f"Contract {safe_for_terminal(reference)}: {count}.")
    return int(ExitCode.OK)
