"""`belgi watch`: take each dossier of a folder in when it is complete."""

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from models.errors import ExitCode, UsageError
from pipeline.cli.options import JsonOption, OfficeOption, WorkersOption, clock


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("watch")(watch)


def watch(
    folder: Annotated[Path, typer.Argument(help="Each sub-folder of it is a dossier.")],
    sender: Annotated[
        str, typer.Option("--from", help="The body that sends: PARTY:name, or a key.")
    ],
    quiet: Annotated[
        float,
        typer.Option(
            min=0,
            help="Seconds without a change after which a dossier is complete; "
            "a file .complete in it says so at once.",
        ),
    ] = 30.0,
    purpose: Annotated[
        str | None, typer.Option(help="What they are given for (article 4.1(4)).")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="How they come: diplomatic, courier or agreed.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Take what is there in, then end.")
    ] = False,
    office: OfficeOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
) -> int:
    """Take each dossier of a folder in when it is complete.

    Goes on until it is stopped.

    A dossier that holds inventory.csv or inventory.xlsx is checked against it. What was
    taken in before adds nothing, so that the command can be stopped and started at any
    time; an unfinished intake is finished first.
    """
    from pipeline.batch import run_intake
    from pipeline.cli.console import say, say_error
    from pipeline.cli.intake_command import show_batch
    from pipeline.cli.progress import Report
    from pipeline.intake_request import IntakeRequest
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office
    from pipeline.watching import INVENTORIES, MARKER, watch_folder

    if not folder.is_dir():
        raise UsageError(f"there is no folder {str(folder)!r} to watch")
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def take(dossier: Path) -> None:
        lists = [dossier / name for name in INVENTORIES if (dossier / name).is_file()]
        with open_office(office) as opened:
            request = IntakeRequest(
                paths=(dossier,),
                sender=parse_body(sender, opened.settings),
                inventory=lists[0] if lists else None,
                purpose=purpose,
                channel=channel,
                skip=frozenset({MARKER}),
            )
            try:
                batch, manifest = run_intake(
                    opened,
                    request,
                    at=clock(),
                    workers=opened.workers(workers),
                    report=Report(),
                )
            except UsageError as error:
                say_error(error)
                return
            if not json:
                say(f"{dossier}:")
            show_batch(batch, manifest, json=json)

    watch_folder(folder, take, quiet_s=quiet, once=once, stop=stop)
    return int(ExitCode.OK)
