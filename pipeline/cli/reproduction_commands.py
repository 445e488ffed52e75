"""`belgi translate`, `copy`, `derive` and `joint`: what is made from what we have."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import (
    DEGREES,
    JsonOption,
    OfficeOption,
    OutOption,
    WorkersOption,
    clock,
)

NumberArgument = Annotated[
    str, typer.Argument(help="Accounting number, such as 12с/2026.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("translate")(translate)
    app.command("copy")(copy)
    app.command("derive")(derive)
    app.command("joint")(joint)


def translate(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(help="The translated text.")],
    language: Annotated[
        str, typer.Option(help="Language of the translation: kk, ru, be, en, cs or sk.")
    ],
    translator: Annotated[
        str, typer.Option(help="Who translated it; a person with clearance.")
    ],
    out: OutOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Give a translation the mark of its original (article 6(1))."""
    from pipeline import reproduction
    from pipeline.cli.intake_command import exit_code, show_batch
    from pipeline.office import open_office

    with open_office(office) as opened:
        folder, manifest = reproduction.translate(
            opened,
            number,
            file,
            language=language,
            translator=translator,
            out=out,
            at=clock(),
        )
    show_batch(folder, manifest, json=json)
    return int(exit_code(manifest))


def copy(
    number: NumberArgument,
    copies: Annotated[int, typer.Option(min=1, help="How many copies.")],
    consent: Annotated[
        list[str] | None,
        typer.Option(
            help="Reference of the giver's consent (article 6(4)); repeat it where "
            "several bodies gave what is copied."
        ),
    ] = None,
    recipients: Annotated[
        list[str] | None,
        typer.Option("--for", help="For whom; once for each copy."),
    ] = None,
    out: OutOption = None,
    office: OfficeOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
) -> int:
    """Make numbered, watermarked copies (article 6(4)).

    Each is drawn on a consent of the giver.
    """
    from pipeline.cli.intake_command import exit_code, show_batch
    from pipeline.copying import make_copies
    from pipeline.office import open_office

    with open_office(office) as opened:
        folder, manifest = make_copies(
            opened,
            number,
            copies=copies,
            references=consent or (),
            recipients=recipients or (),
            out=out,
            at=clock(),
            workers=opened.workers(workers),
        )
    show_batch(folder, manifest, json=json)
    return int(exit_code(manifest))


def derive(
    file: Annotated[Path, typer.Argument(help="The document that was made.")],
    sources: Annotated[
        list[str],
        typer.Option("--from", help="Number of a source; repeat it for each."),
    ],
    degree: Annotated[
        str | None,
        typer.Option(
            help=f"{DEGREES}; not lower than the highest source. Default: that."
        ),
    ] = None,
    out: OutOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Mark what was made from received documents (article 6(1)).

    Never lower than its highest source.
    """
    from pipeline import reproduction
    from pipeline.cli.intake_command import exit_code, show_batch
    from pipeline.office import open_office

    with open_office(office) as opened:
        folder, manifest = reproduction.derive(
            opened,
            file,
            sources,
            degree=opened.degree(degree) if degree else None,
            out=out,
            at=clock(),
        )
    show_batch(folder, manifest, json=json)
    return int(exit_code(manifest))


def joint(
    file: Annotated[Path, typer.Argument(help="The document created together.")],
    partner: Annotated[
        str, typer.Option("--with", help="The body of the other Party: PARTY:name.")
    ],
    degree: Annotated[
        str, typer.Option(help=f"The degree that both agreed on: {DEGREES}.")
    ],
    consent: Annotated[
        str | None, typer.Option(help="Reference of the other body's letter.")
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--from", help="Number of a source; repeat it for each."),
    ] = None,
    out: OutOption = None,
    office: OfficeOption = None,
    json: JsonOption = False,
) -> int:
    """Enter a document that both Parties made (article 6(3))."""
    from pipeline import reproduction
    from pipeline.cli.intake_command import exit_code, show_batch
    from pipeline.load_settings import parse_body
    from pipeline.office import open_office

    with open_office(office) as opened:
        folder, manifest = reproduction.make_joint(
            opened,
            file,
            partner=parse_body(partner, opened.settings),
            degree=opened.degree(degree),
            reference=consent,
            sources=sources or (),
            out=out,
            at=clock(),
        )
    show_batch(folder, manifest, json=json)
    return int(exit_code(manifest))
