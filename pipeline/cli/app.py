"""The `belgi` command: puts the families of commands together and maps errors.

Every family is one file beside this one. Heavy libraries are imported by what a
command calls, never here, so that ``--help`` answers at once.
"""

import gc
import logging
import os
import signal
import sys
from typing import NoReturn

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
from pipeline.cli.running import Interrupted, run_command

GARBAGE = (20_000, 20, 50)
"""How seldom Python looks for garbage: loading modules makes hardly any."""
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


def main() -> None:
    """Run the command line and leave with the code that the contract publishes."""
    logging.basicConfig(format="belgi: %(message)s", level=logging.WARNING)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the last is not known everywhere
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    gc.set_threshold(*GARBAGE)
    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """End the process without taking its modules apart, which takes longer than most.

    Everything that had to be closed was, by then.
    """
    try:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads any more: Python knows what to say
        sys.exit(code)
    os._exit(code)


def _interrupt(number: int, frame: object) -> None:
    """Stop where we are: what was begun is cleared up, and finished another time."""
    raise Interrupted


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors become one sentence each."""
    return run_command(
        lambda line: app(line, standalone_mode=False, prog_name="belgi"), arguments
    )


if __name__ == "__main__":
    main()
