"""Puts the families of commands together; every family is one file beside this one.

Heavy libraries are imported by what a command calls, never here, so that ``--help``
answers at once.
"""

from typing import Annotated

import typer

from pipeline.cli import (
    agreement_commands,
    change_commands,
    consent_commands,
    held_commands,
    inspect_command,
    intake_command,
    movement_commands,
    office_commands,
    people_commands,
    register_commands,
    reproduction_commands,
    verify_command,
    watch_command,
)
from pipeline.cli.local_paths import keep_to_this_machine


def _show_version(wanted: bool) -> None:
    if wanted:
        from pipeline.program import version

        typer.echo(f"belgi {version()}")
        raise typer.Exit


app = typer.Typer(
    name="belgi",
    help="Find the secrecy mark a document bears, add the equivalent mark of our own "
    "Party on every carrier, number copies, and keep the account of all of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
for family in (
    office_commands,
    inspect_command,
    intake_command,
    watch_command,
    held_commands,
    reproduction_commands,
    verify_command,
    consent_commands,
    people_commands,
    movement_commands,
    change_commands,
    agreement_commands,
    register_commands,
):
    family.add_to(app)
keep_to_this_machine(app)


@app.callback()
def belgi(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


def invoke(arguments: list[str]) -> object:
    """Run one command; errors come through as they are."""
    return app(arguments, standalone_mode=False, prog_name="belgi")
