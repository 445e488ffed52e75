"""Runs one command line and turns how it ended into an exit code and one sentence."""

import logging
from collections.abc import Callable

from models.errors import BelgiError, ExitCode
from pipeline.cli.console import say_error
from pipeline.cli.interruption import INTERRUPTED, Interrupted

Invoke = Callable[[list[str]], object]
"""Calls the program with arguments; returns the exit code of the command."""


def run_command(invoke: Invoke, arguments: list[str]) -> int:
    """Run one command and return its exit code; errors become one sentence each."""
    try:
        code = invoke(arguments)
    except BelgiError as error:
        say_error(error)
        return int(error.exit_code)
    except (Interrupted, KeyboardInterrupt):
        say_error(INTERRUPTED)
        return int(ExitCode.INTERRUPTED)
    except SystemExit:  # Typer's answer to an output that nobody reads to its end
        return int(ExitCode.FAILED)
    except Exception as error:  # noqa: BLE001 - the last line before the shell
        return _outside(error)
    return code if isinstance(code, int) else int(ExitCode.OK)


def _outside(error: Exception) -> int:
    """Turn what is not ours into a code: a wrong command line, or a bug of ours."""
    show = getattr(error, "show", None)
    if callable(show) and hasattr(error, "exit_code"):
        show()
        return int(ExitCode.USAGE)
    if isinstance(error, OSError):
        said = error.strerror or "the system refused"
        say_error(f"{said}: {error.filename}" if error.filename else said)
        return int(ExitCode.FAILED)
    logging.getLogger(__name__).debug("bug", exc_info=error)
    say_error(
        f"a fault of belgi itself ({type(error).__name__} at {_place(error)}); "
        "nothing more was written. Please report it."
    )
    return int(ExitCode.BUG)


def _place(error: Exception) -> str:
    """Return file and line of the innermost frame; no value of any variable."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return "?"
    name = place.tb_frame.f_code.co_filename.rsplit("/", 1)[-1]
    return f"{name}:{place.tb_lineno}"
