"""The `belgi` command: takes signals, runs the command line, leaves with its code.

Imports next to nothing, so that the process in which files will be opened begins to
load while this one still reads its command line.
"""

import gc
import os
import sys

from pipeline.cli.interruption import (
    INTERRUPTED,
    Interrupted,
    ignore_signals,
    take_signals,
)

GARBAGE = (20_000, 20, 50)
"""How seldom Python looks for garbage: loading modules makes hardly any."""
OPENING = ("inspect", "intake")
"""Commands that always open files of others."""
ANSWERED_HERE = ("--help", "--cluster")
"""Begins a word that makes such a command open none in this machine."""
WANTED = ("pipeline.document:warm_up", "pipeline.recognition.verdict")
"""What reading takes, whatever the kind of the file."""


def main() -> None:
    """Run the command line and leave with the code that the contract publishes."""
    try:
        take_signals()
        _speak_utf8()
        code = _main(sys.argv[1:])
    except Interrupted:  # before there was anything that runs a command, or after it
        code = _interrupted()
    leave(code)


def _speak_utf8() -> None:
    """Begin again where an old locale would spell names in letters of its own.

    Libraries take names in UTF-8 only, and would find such files damaged.
    """
    if sys.getfilesystemencoding() != "utf-8":
        again = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, again)  # noqa: S606 - ourselves, without a shell


def _interrupted() -> int:
    ignore_signals()
    from models.errors import ExitCode

    if sys.stderr is not None:
        sys.stderr.write(f"belgi: {INTERRUPTED}\n")
    return int(ExitCode.INTERRUPTED)


def _main(words: list[str]) -> int:
    gc.set_threshold(*GARBAGE)
    _stand_in()
    elsewhere = any(word.startswith(ANSWERED_HERE) for word in words)
    if words[:1] and words[0] in OPENING and not elsewhere:
        from pipeline.work.nursery_process import begin_early

        begin_early(WANTED)
    import logging

    logging.basicConfig(format="belgi: %(message)s", level=logging.WARNING)
    # What it logs it raises as well, but for what is torn off when a command ends.
    logging.getLogger("sqlalchemy").setLevel(logging.CRITICAL)
    return run(words)


def _stand_in() -> None:
    """Open nothing in place of a standard stream that is closed.

    Its number would go to the next file that is opened, which then gets what a library
    prints, or is lost to a process that we start.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = os.fdopen(os.open(os.devnull, os.O_RDWR), mode)
            setattr(sys, name, nothing)


def leave(code: int) -> None:
    """End the process without taking its modules apart, which takes longer than most.

    Everything that had to be closed was, by then.
    """
    ignore_signals()
    import logging

    try:
        if early := sys.modules.get("pipeline.work.nursery_process"):
            early.end_early()
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads any more: Python knows what to say
        sys.exit(code)
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors become one sentence each."""
    from pipeline.cli.running import run_command

    return run_command(_invoke, arguments)


def _invoke(arguments: list[str]) -> object:
    """Load the commands, which a signal may cut short as well, and run one."""
    from pipeline.cli.families import invoke

    return invoke(arguments)


if __name__ == "__main__":
    main()
