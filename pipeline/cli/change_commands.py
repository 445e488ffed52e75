"""Changes of degree, declassification, notices, opening and destruction."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ExitCode, UsageError
from models.events import Event
from pipeline.cli.movement_commands import NumberArgument, show_events
from pipeline.cli.options import DEGREES, JsonOption, OfficeOption, clock

if TYPE_CHECKING:
    from pipeline.aftermath import Aftermath
    from pipeline.office import Office

ConsentOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Reference of the giver's consent (articles 4.1(2), 6(3)); repeat it "
        "where several bodies must consent.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("open")(open_)
    app.command("change-degree")(change_degree)
    app.command("declassify")(declassify)
    app.command("notice")(notice)
    app.command("destroy")(destroy)


def open_(
    number: NumberArgument,
    person: Annotated[str, typer.Option(help="Who looks at it, as recorded.")],
    out: Annotated[Path, typer.Option(help="Folder for the plain working copy.")],
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Write a plain working copy for a cleared person.

    It is recorded who looks at it.
    """
    from pipeline.cli.console import print_json, print_line
    from pipeline.office import open_office
    from pipeline.opening import open_document
    from pipeline.safe_text import safe_for_terminal

    with open_office(office) as opened:
        path = open_document(opened, number, person=person, out=out, at=clock())
    if json:
        print_json({"number": number, "person": person, "output": str(path)})
    else:
        print_line(safe_for_terminal(str(path)))
    return int(ExitCode.OK)


def change_degree(
    number: NumberArgument,
    degree: Annotated[str, typer.Option(help=f"The new degree: {DEGREES}.")],
    consent: ConsentOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Change the degree, with the giver's consent.

    Every carrier is marked anew.
    """
    from pipeline import changing
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = changing.change_degree(
            opened,
            number,
            degree=opened.degree(degree),
            consent=consent or (),
            at=clock(),
        )
        _show_change(opened, events, json=json)
    return int(ExitCode.OK)


def declassify(
    number: NumberArgument,
    consent: ConsentOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Lift the mark, with the giver's consent.

    The old one stays, struck through.
    """
    from pipeline import changing
    from pipeline.office import open_office

    with open_office(office) as opened:
        events = changing.declassify(opened, number, consent=consent or (), at=clock())
        _show_change(opened, events, json=json)
    return int(ExitCode.OK)


def _show_change(office: "Office", events: tuple[Event, ...], *, json: bool) -> None:
    """Print what was recorded, and what it leaves to be done by hand."""
    from pipeline.aftermath import find_aftermath, sentences
    from pipeline.cli.console import print_json, print_line
    from pipeline.cli.register_show import event_json
    from pipeline.safe_text import safe_for_terminal

    found = find_aftermath(office, events, day=clock().date())
    if json:
        for event in events:
            print_json(event_json(event) | _after_json(found, event))
        return
    show_events(events, json=False)
    for after in found.values():
        for line in sentences(after):
            print_line(safe_for_terminal(line))


def _after_json(
    found: "Mapping[int | None, Aftermath]", event: Event
) -> dict[str, object]:
    from dataclasses import asdict

    after = found.get(event.seq)
    return asdict(after) if after else {}


def notice(
    number: NumberArgument,
    giver: Annotated[str, typer.Option("--from", help="Who sent the notice.")],
    ref: Annotated[str, typer.Option(help="Reference of the notice.")],
    degree: Annotated[
        str | None, typer.Option(help=f"The giver's new degree: {DEGREES}.")
    ] = None,
    declassified: Annotated[
        bool, typer.Option("--declassified", help="The giver declassified it.")
    ] = False,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Follow the giver's notice of a change (article 6(3))."""
    from pipeline import changing
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office

    if (degree is None) == (not declassified):
        raise UsageError("say either --degree D or --declassified")
    with open_office(office) as opened:
        events = changing.record_notice(
            opened,
            number,
            giver=parse_body(giver, opened.settings),
            reference=ref,
            degree=opened.degree(degree) if degree else None,
            at=clock(),
        )
        _show_change(opened, events, json=json)
    return int(ExitCode.OK)


def destroy(
    number: NumberArgument,
    act: Annotated[str | None, typer.Option(help="Number of the act.")] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(help="Who takes part; twice, two different people."),
    ] = None,
    copy: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Only this copy. Default: the document and all its copies.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the act. Default: beside the office."),
    ] = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Destroy for good, by two people, by an act (article 6(4)).

    The stored bytes and their keys, and working copies that are where they were.
    """
    from models.profile_file import load_profile
    from pipeline.cli.console import print_json, print_line
    from pipeline.destruction import destroy as destroy_carriers
    from pipeline.destruction_act import act_path, write_act
    from pipeline.office import open_office
    from pipeline.safe_text import safe_for_terminal

    with open_office(office) as opened:
        beside = opened.folder.with_name(f"{opened.folder.name}-out") / "acts"
        done = destroy_carriers(
            opened,
            number,
            copy=copy,
            act=act,
            people=person or (),
            at=clock(),
            write=lambda begun: write_act(
                out or beside,
                begun,
                load_profile(opened.settings.party),
                office=opened.settings.name,
            ),
        )
    path = act_path(out or beside, done)
    if json:
        listed = {"deleted": list(done.deleted), "missing": list(done.missing)}
        print_json({"number": number, "act": str(path), **listed})
        return int(ExitCode.OK)
    show_events(done.events, json=False)
    for missing in done.missing:
        print_line(f"not where it was put: {safe_for_terminal(missing)}")
    print_line(f"Act: {safe_for_terminal(str(path))}")
    return int(ExitCode.OK)
