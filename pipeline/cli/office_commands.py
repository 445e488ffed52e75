"""`belgi init`, `belgi demo` and `belgi doctor`: an office, a show, a check-up."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import ExitCode
from pipeline.cli.local_paths import refuse_address
from pipeline.cli.options import JsonOption, OfficeOption, WorkersOption, clock


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("init")(init)
    app.command("demo")(demo)
    app.command("doctor")(doctor)


def init(
    folder: Annotated[Path, typer.Argument(help="The office folder to make.")],
    party: Annotated[str, typer.Option(help="Code of our Party, such as KZ.")],
    name: Annotated[str, typer.Option(help="Name of the office.")],
    agreement: Annotated[
        str, typer.Option(help="The agreement: its id, or a file of your own.")
    ] = "kz-by",
    database: Annotated[
        str | None,
        typer.Option(
            help="Database of the register, as SQLAlchemy writes addresses. "
            "Default: SQLite in the office folder.",
            show_default=False,
        ),
    ] = None,
    keys: Annotated[
        str | None,
        typer.Option(
            help="Folder of the keys, on another medium if you like. "
            "Default: keys in the office folder.",
            show_default=False,
        ),
    ] = None,
    passphrase_env: Annotated[
        str | None,
        typer.Option(
            help="Variable that holds the passphrase of the office key. "
            "Default: the key is a file without one.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Make an office folder: settings, register and keys. Asks nothing."""
    from models.settings import OfficeSettings
    from pipeline.cli.console import print_json, print_line
    from pipeline.new_office import make_office
    from pipeline.safe_text import safe_for_terminal

    if keys is not None:
        refuse_address(Path(keys))
    settings = OfficeSettings(
        party=party,
        name=name,
        agreement=agreement,
        database=database,
        keys_folder=keys,
        passphrase_env=passphrase_env,
    )
    make_office(folder, settings, at=clock())
    if json:
        print_json({"office": str(folder), "party": party, "name": name})
        return int(ExitCode.OK)
    print_line(f"An office of {party} was made in {safe_for_terminal(str(folder))}.")
    print_line("Its keys open every stored document: keep a copy of them apart.")
    return int(ExitCode.OK)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="Where to put the show; made anew each time.")
    ] = Path("demo"),
    workers: WorkersOption = None,
) -> int:
    """Run the whole job on a made dossier, say where to look.

    It is taken in, copied and translated.
    """
    from pipeline.cli.demo_show import show_demo
    from pipeline.cli.running import run_command

    program = context.find_root().command

    def run(line: list[str]) -> int:
        return run_command(
            lambda args: program.main(args, prog_name="belgi", standalone_mode=False),
            line,
        )

    return int(show_demo(folder, run=run, workers=workers))


def doctor(office: OfficeOption = None, json: JsonOption = False) -> int:
    """Say what is installed, what protects, what is missing.

    And how to get what is missing.
    """
    from pipeline.cli.doctor_show import show_doctor

    return int(show_doctor(office, json=json))
