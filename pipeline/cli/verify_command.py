"""`belgi verify`: are these carriers whole, marked on every page, in the register?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ExitCode
from pipeline.cli.options import JsonOption, OfficeOption, WorkersOption

if TYPE_CHECKING:
    from pipeline.verification import Verified


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("verify")(verify)


def verify(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Carriers, folders of them, or a scan of a printed page."),
    ],
    office: OfficeOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
) -> int:
    """Check carriers against the register, page by page.

    A scan or a photograph of a printed page is named by its code. What was destroyed,
    returned or transferred has ended; what bears the degree of before a change is
    superseded: neither is good any more.
    """
    from pipeline.dossier import find_files
    from pipeline.office import open_office
    from pipeline.verification import GOOD, verify_files

    files = [path for path in find_files(paths) if not _is_ours_about(path)]
    code = ExitCode.OK
    with open_office(office) as opened:
        for found in verify_files(opened, files, workers=opened.workers(workers)):
            if found.state not in GOOD:
                code = ExitCode.FAILED
            show(found, json=json)
    return int(code)


def _is_ours_about(path: Path) -> bool:
    """Tell whether a file of a batch folder only speaks of carriers."""
    return path.parent.name == "held" or path.stem == "manifest"


def show(found: "Verified", *, json: bool) -> None:
    """Print one carrier."""
    from pipeline.cli.console import print_json, print_line
    from pipeline.safe_text import safe_for_terminal

    if json:
        print_json(
            {
                "file": str(found.path),
                "state": str(found.state),
                "sha256": found.sha256,
                "number": found.number,
                "copy": found.copy,
                "exemplar": found.exemplar,
                "pages": list(found.pages),
                "problems": list(found.problems),
                "notes": list(found.notes),
            }
        )
        return
    copy = f", copy {found.copy}" if found.copy else ""
    which = f" {found.number}{copy}" if found.number else ""
    pages = ""
    if found.state == "recognised" and found.pages:
        pages = f", page {', '.join(map(str, found.pages))}"
    said = safe_for_terminal("; ".join((*found.problems, *found.notes)))
    why = f" ({said})" if said else ""
    name = safe_for_terminal(str(found.path))
    print_line(f"{name}: {found.state}{which}{pages}{why}")
