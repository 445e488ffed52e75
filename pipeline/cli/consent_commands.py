"""`belgi consent`: written permissions of the bodies that gave us documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ExitCode, UsageError
from pipeline.cli.options import DEGREES, JsonOption, OfficeOption, clock, day

if TYPE_CHECKING:
    from models.accounts import Consent

consent = typer.Typer(
    name="consent",
    help="Written permissions of the bodies that gave us documents.",
    no_args_is_help=True,
)
ReferenceArgument = Annotated[
    str, typer.Argument(help="Reference, as it stands on the letter.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    consent.command("add")(add)
    consent.command("list")(list_)
    consent.command("show")(show)
    app.add_typer(consent)


def add(
    reference: ReferenceArgument,
    number: Annotated[str, typer.Option(help="The document it is about.")],
    permits: Annotated[
        list[str],
        typer.Option(
            help="copy, change-degree, declassify, release, purpose or destroy; "
            "repeat it for several."
        ),
    ],
    giver: Annotated[
        str, typer.Option("--from", help="Who gives it: PARTY:name, or a key.")
    ],
    date: Annotated[str, typer.Option(help="Date of the letter: 2026-11-22.")],
    copies: Annotated[
        int | None, typer.Option(min=1, help="How many copies in all. Default: 1.")
    ] = None,
    degree: Annotated[
        str | None, typer.Option(help=f"The new degree, for a change: {DEGREES}.")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option(help="To whom it may be released: PARTY:name.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Last day on which it may be drawn on.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="The letter itself, kept encrypted.")
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Record a consent. It is never changed afterwards."""
    from models.accounts import Consent, Permit
    from pipeline.cli.console import print_json, print_line
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office
    from pipeline.records import add_consent
    from pipeline.safe_text import safe_for_terminal

    known = [permit.value for permit in Permit]
    wrong = [permit for permit in permits if permit not in known]
    if wrong:
        raise UsageError(f"--permits {wrong[0]!r}: it is one of {', '.join(known)}")
    if file is not None and not file.is_file():
        raise UsageError(f"there is no file {str(file)!r}")
    given_on = day(date, option="--date")
    if given_on > clock().date():
        raise UsageError(f"--date {date} has not come yet; a consent is given before")
    with open_office(office) as opened:
        letter = Consent(
            reference=reference,
            number=number,
            permits=tuple(Permit(permit) for permit in permits),
            giver=parse_body(giver, opened.settings),
            given_on=given_on,
            copies=copies,
            degree=opened.degree(degree) if degree else None,
            recipient=parse_body(recipient, opened.settings) if recipient else None,
            until=day(until, option="--until") if until else None,
        )
        add_consent(opened, letter, letter=file, at=clock())
    if json:
        print_json(as_json(letter))
    else:
        print_line(f"Consent {safe_for_terminal(reference)} recorded for {number}.")
    return int(ExitCode.OK)


def list_(
    number: Annotated[
        str | None, typer.Option(help="Only those about this document.")
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """List the consents, with what was drawn from each."""
    from pipeline.office import open_office
    from pipeline.records import list_consents

    with open_office(office) as opened:
        found = list_consents(opened, number=number)
    print_consents(found, json=json)
    return int(ExitCode.OK)


def show(
    reference: ReferenceArgument, office: OfficeOption = None, json: JsonOption = False
) -> int:
    """Show one consent."""
    from pipeline.office import open_office
    from pipeline.records import list_consents

    with open_office(office) as opened:
        found = list_consents(opened, reference=reference)
    if not found:
        raise UsageError(f"there is no consent {reference!r}; see belgi consent list")
    print_consents(found, json=json)
    return int(ExitCode.OK)


def print_consents(found: tuple["Consent", ...], *, json: bool) -> None:
    """Print consents as JSON Lines or as a table."""
    from pipeline.cli.console import print_json, print_line, print_table

    if json:
        for one in found:
            print_json(as_json(one))
        return
    if not found:
        print_line("No consents are recorded.")
        return
    header = ("reference", "document", "permits", "from", "date", "until", "drawn")
    print_table(
        header,
        [
            (
                one.reference,
                one.number,
                ", ".join(one.permits),
                f"{one.giver.party}:{one.giver.name}",
                one.given_on,
                one.until,
                f"{one.drawn} of {one.copies or 1}" if "copy" in one.permits else "",
            )
            for one in found
        ],
    )


def as_json(one: "Consent") -> dict[str, object]:
    """Return a consent as --json prints it."""
    from pipeline.records import consent_data

    return {"number": one.number, **consent_data(one), "drawn": one.drawn}
