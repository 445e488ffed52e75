"""Handing out, transfers, returns, releases, other purposes and breaches."""

from typing import Annotated

import typer

from models.errors import ExitCode
from models.events import Event
from pipeline.cli.options import JsonOption, OfficeOption, clock

NumberArgument = Annotated[
    str, typer.Argument(help="Accounting number, such as 12с/2026.")
]
CopyOption = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Number of the copy. Default: the document itself.",
        show_default=False,
    ),
]
ChannelOption = Annotated[
    str, typer.Option(help="diplomatic, courier or agreed (articles 5.4, 5.5).")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("hand-out")(hand_out)
    app.command("take-back")(take_back)
    app.command("transfer")(transfer)
    app.command("return")(return_)
    app.command("release")(release)
    app.command("use")(use)
    app.command("breach")(breach)


def show_events(events: tuple[Event, ...], *, json: bool) -> None:
    """Print what was recorded."""
    from pipeline.cli.console import print_json, print_line
    from pipeline.cli.register_show import event_json, sentence

    for event in events:
        if json:
            print_json(event_json(event))
        else:
            print_line(f"{event.number or '—'}  {sentence(event)}")


def hand_out(
    number: NumberArgument,
    person: Annotated[str, typer.Option(help="Who gets it, as recorded.")],
    need: Annotated[
        str | None, typer.Option(help="The duty they need it for (article 4.2).")
    ] = None,
    copy: CopyOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Give an exemplar to a cleared person (article 4.2).

    Who needs it for a duty.
    """
    from pipeline import movements
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.hand_out(
            opened, number, copy=copy, person=person, need=need, at=clock()
        )
    show_events(events, json=json)
    return int(ExitCode.OK)


def take_back(
    number: NumberArgument,
    copy: CopyOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter that an exemplar is back in the office."""
    from pipeline import movements
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.take_back(opened, number, copy=copy, at=clock())
    show_events(events, json=json)
    return int(ExitCode.OK)


def transfer(
    number: NumberArgument,
    to: Annotated[str, typer.Option(help="The receiving body: PARTY:name, or a key.")],
    channel: ChannelOption,
    confirmation: Annotated[
        str | None,
        typer.Option(help="Reference of its confirmed clearance (article 5.1)."),
    ] = None,
    decision: Annotated[
        str | None, typer.Option(help="Reference of the decision (article 5.2).")
    ] = None,
    copy: CopyOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Send an exemplar to a body of the other Party (article 5)."""
    from pipeline import movements
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.transfer(
            opened,
            number,
            copy=copy,
            to=parse_body(to, opened.settings),
            channel=channel,
            confirmation=confirmation,
            decision=decision,
            at=clock(),
        )
    show_events(events, json=json)
    return int(ExitCode.OK)


def return_(
    number: NumberArgument,
    channel: ChannelOption,
    copy: CopyOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Send an exemplar back to its giver (article 6(4))."""
    from pipeline import movements
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.return_to_giver(
            opened, number, copy=copy, channel=channel, at=clock()
        )
    show_events(events, json=json)
    return int(ExitCode.OK)


def release(
    number: NumberArgument,
    to: Annotated[str, typer.Option(help="The third party: its code and name.")],
    consent: Annotated[
        list[str] | None,
        typer.Option(help="The giver's consent (article 4.1(5)); may be repeated."),
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter that a third party may have it, by consent.

    Never without that of the giver (article 4.1(5)).
    """
    from pipeline import movements
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.release(
            opened,
            number,
            to=parse_body(to, opened.settings),
            consent=consent or (),
            at=clock(),
        )
    show_events(events, json=json)
    return int(ExitCode.OK)


def use(
    number: NumberArgument,
    purpose: Annotated[str, typer.Option(help="What it is to be used for.")],
    consent: Annotated[
        list[str] | None,
        typer.Option(help="The giver's consent (article 4.1(4)); may be repeated."),
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Ask whether it may be used for another purpose.

    Another than the one it was given for (article 4.1(4)).
    """
    from pipeline import movements
    from pipeline.cli.console import print_line
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = movements.use(
            opened, number, purpose=purpose, consent=consent or (), at=clock()
        )
    show_events(events, json=json)
    if not events and not json:
        print_line(f"{number} was given for that purpose.")
    return int(ExitCode.OK)


def breach(
    number: NumberArgument,
    what: Annotated[str, typer.Option(help="What happened, and when.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter a breach, print the whole history (article 11)."""
    from pipeline import movements
    from pipeline.cli.register_show import print_life
    from pipeline.office import open_office
    from pipeline.register import queries

    with open_office(office) as opened:
        movements.breach(opened, number, what=what, at=clock())
        with opened.register.reading() as connection:
            row = queries.document(connection, number)
            exhibits = queries.exhibits(connection, number, reserved=True)
            history = queries.history(connection, number)
    if row is not None:
        print_life(row, exhibits, history, json=json)
    return int(ExitCode.OK)
