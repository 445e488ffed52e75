"""The `belgi` command: puts the families of commands together and maps errors.

Every family is one file beside this one. Heavy libraries are imported by what a
command calls, never here, so that ``--help`` answers at once.
"""

import logging
import sys

import typer

from models.errors import BelgiError, ExitCode
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
)

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
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors become one sentence each."""
    from pipeline.cli.console import say_error

    try:
        code = app(arguments, standalone_mode=False, prog_name="belgi")
    except BelgiError as error:
        say_error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        say_error("interrupted; the same command again finishes what was begun")
        return int(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last line before the shell
        return _outside(error)
    return code if isinstance(code, int) else int(ExitCode.OK)


def _outside(error: Exception) -> int:
    """Turn what is not ours into a code: a wrong command line, or a bug of ours."""
    from pipeline.cli.console import say_error

    show = getattr(error, "show", None)
    if callable(show) and hasattr(error, "exit_code"):
        show()
        return int(ExitCode.USAGE)
    if isinstance(error, OSError):
        from pipeline.safe_text import safe_for_terminal

        name = safe_for_terminal(str(error.filename or ""))
        say_error(f"{error.strerror or 'the system refused'}: {name}".rstrip(": "))
        return int(ExitCode.FAILED)
    logging.getLogger(__name__).debug("bug", exc_info=error)
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = (
        f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}"
        if place
        else "?"
    )
    say_error(
        f"a fault of belgi itself ({type(error).__name__} at {where}); "
        "nothing more was written. Please report it."
    )
    return int(ExitCode.BUG)


if __name__ == "__main__":
    main()
