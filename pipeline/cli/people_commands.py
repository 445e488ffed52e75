"""`belgi person`: people with clearances (article 4.2)."""

from typing import Annotated

import typer

from models.errors import ExitCode, UsageError
from pipeline.cli.options import DEGREES, JsonOption, OfficeOption, clock, day

person = typer.Typer(
    name="person",
    help="People with clearances (article 4.2).",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    person.command("add")(add)
    person.command("list")(list_)
    app.add_typer(person)


def add(
    name: Annotated[str, typer.Argument(help="Name, as commands will give it.")],
    clearance: Annotated[
        str, typer.Option(help=f"Highest degree they may see: {DEGREES}.")
    ],
    until: Annotated[str, typer.Option(help="Last day of the clearance.")],
    post: Annotated[str | None, typer.Option(help="Their post.")] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Record somebody's clearance; a later entry for the name replaces it."""
    from models.accounts import Person
    from pipeline.cli.console import print_json, print_line
    from pipeline.office import open_office
    from pipeline.records import add_person
    from pipeline.safe_text import safe_for_terminal

    ends = day(until, option="--until")
    if not name.strip():
        raise UsageError("the name is empty")
    if ends < clock().date():
        raise UsageError(f"--until {until} is past; a clearance that ended gives none")
    with open_office(office) as opened:
        one = Person(
            name=name,
            clearance=opened.degree(clearance),
            until=ends,
            post=post,
        )
        add_person(opened, one, at=clock())
    if json:
        print_json({"name": name, "clearance": clearance, "until": until, "post": post})
    else:
        print_line(f"{safe_for_terminal(name)}: cleared for {clearance} until {until}.")
    return int(ExitCode.OK)


def list_(office: OfficeOption = None, json: JsonOption = False) -> int:
    """List the people with clearances."""
    from pipeline.cli.console import print_json, print_line, print_table
    from pipeline.office import open_office
    from pipeline.records import list_people

    with open_office(office) as opened:
        found = list_people(opened)
    rows = [(p.name, p.clearance.slug, p.until.isoformat(), p.post) for p in found]
    names = ("name", "clearance", "until", "post")
    if json:
        for row in rows:
            print_json(dict(zip(names, row, strict=True)))
    elif not rows:
        print_line("Nobody is recorded.")
    else:
        print_table(names, rows)
    return int(ExitCode.OK)
