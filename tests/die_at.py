"""Runs belgi and kills it at its n-th change of the file system.

    python -m tests.die_at 17 COUNT-FILE intake …

Counted are files opened for writing, renamed, removed and linked, folders made, and
statements of the register, in the parent process; COUNT-FILE tells how many there were.
"""

import os
import signal
import sys
from pathlib import Path

CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"})
COUNT = {"so far": 0}


def watch(event: str, arguments: tuple[object, ...], *, last: int) -> None:
    flags = arguments[2] if event == "open" and len(arguments) > 2 else 0
    writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    if event in CHANGES or writes:
        count(last)


def count(last: int) -> None:
    COUNT["so far"] += 1
    if COUNT["so far"] == last:
        os.kill(os.getpid(), signal.SIGKILL)


def watch_register(last: int) -> None:
    """Count what changes the register too: SQLite writes beneath Python's eyes."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def before(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            count(last)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", lambda _connection: count(last))


def main() -> None:
    last, target, words = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    from pipeline.cli.app import run

    watch_register(last)
    sys.addaudithook(lambda event, given: watch(event, given, last=last))
    code = run(words)
    target.write_text(str(COUNT["so far"]))
    sys.exit(code)


if __name__ == "__main__":
    main()
