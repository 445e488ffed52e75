"""`belgi intake`: take a dossier in, mark every carrier, write the manifest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.accounts import DocumentKind
from models.errors import ExitCode, UsageError
from models.outcomes import Ending
from pipeline.cli.options import (
    JsonOption,
    OfficeOption,
    OutOption,
    WorkersOption,
    clock,
)

if TYPE_CHECKING:
    from models.manifest import Manifest, ManifestDocument


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("intake")(intake)


def intake(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="A folder with all below it, files, or an address (s3://…, sftp://…)."
        ),
    ],
    sender: Annotated[
        str,
        typer.Option(
            "--from", help="The body that sent it: PARTY:name, or a key in settings."
        ),
    ],
    inventory: Annotated[
        Path | None,
        typer.Option(help="The accompanying list of carriers, CSV or XLSX."),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="What it was given for (article 4.1(4)).")
    ] = None,
    contract: Annotated[
        str | None, typer.Option(help="The contract it came under (article 7).")
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(help="How it came: diplomatic, courier or agreed (article 5.4)."),
    ] = None,
    unmarked: Annotated[
        str,
        typer.Option(help="Carriers without a mark: hold, or list as not secret."),
    ] = "hold",
    out: OutOption = None,
    office: OfficeOption = None,
    workers: WorkersOption = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler: tcp://host:8786."),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Take a dossier in, add our mark to every carrier.

    The mark is the equivalent of the one that was found (article 6(1)).

    What is in doubt is held for a person: see held/ in the batch folder, and
    `belgi held list`. The received bytes are kept untouched, encrypted, in the office
    folder.
    """
    from pipeline.intake_workers import early_workers

    if unmarked not in ("hold", "list"):
        raise UsageError("--unmarked is hold or list")
    with early_workers(office, workers, cluster) as early:
        from pipeline.intake_reading import begin_ahead
        from pipeline.intake_request import IntakeRequest
        from pipeline.load_settings import parse_body
        from pipeline.remote_dossier import parse_place

        request = IntakeRequest(
            paths=tuple(map(parse_place, paths)),
            sender=parse_body(sender, early.settings),
            inventory=inventory,
            purpose=purpose,
            contract=contract,
            channel=channel,
            list_unmarked=unmarked == "list",
            out=out,
        )
        ahead = begin_ahead(early, request)
        # All that follows loads the register, while workers read.
        from pipeline.batch import run_intake
        from pipeline.cli.progress import progress
        from pipeline.office import open_office

        with open_office(office) as opened:
            with progress() as report:
                folder, manifest = run_intake(
                    opened,
                    request,
                    at=clock(),
                    workers=opened.workers(workers),
                    report=report,
                    cluster=cluster,
                    ahead=ahead,
                )
            show_batch(folder, manifest, json=json)
            return int(exit_code(manifest))


def exit_code(manifest: "Manifest") -> ExitCode:
    """Return the code for a batch: what failed wins over what is held."""
    endings = {document.outcome for document in manifest.documents}
    if Ending.FAILED in endings:
        return ExitCode.FAILED
    return ExitCode.HELD if Ending.HELD in endings else ExitCode.OK


def show_batch(folder: Path, manifest: "Manifest", *, json: bool) -> None:
    """Print the documents of a batch: JSON Lines, or a table for people.

    The register has to be open: of an intake they are read from there.
    """
    from pipeline.cli.console import print_line, print_long_table
    from pipeline.manifest_files import document_line
    from pipeline.safe_text import safe_for_terminal

    if json:
        for document in manifest.documents:
            print_line(document_line(document))
        return
    print_long_table(
        ("file", "outcome", "number", "mark", "reasons"),
        lambda: (
            (d.file, d.outcome, _number(d), d.mark_applied, ", ".join(d.reasons))
            for d in manifest.documents
        ),
    )
    counts = ", ".join(f"{name} {count}" for name, count in manifest.totals().items())
    print_line()
    print_line(f"{counts}. Batch folder: {safe_for_terminal(str(folder))}")


def _number(document: "ManifestDocument") -> str | None:
    """Return the number, of a copy that we made with the number of the copy."""
    if document.kind is DocumentKind.COPY and document.copy_number is not None:
        return f"{document.number} copy {document.copy_number}"
    return document.number
