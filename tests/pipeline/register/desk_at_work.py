"""One desk as a process of its own: takes documents in and copies one of them.

Run by the tests: FOLDER DATABASE DESK ROUNDS NUMBER
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from models.errors import RefusedError
from models.events import EventKind
from models.settings import OfficeSettings
from pipeline.register.store import Register
from tests.pipeline.register.build_office import copy_wish, entry, wish


def main(folder: str, database: str, desk: str, rounds: str, number: str) -> None:
    settings = OfficeSettings(
        party="KZ", name="Канцелярия", database=None if database == "-" else database
    )
    refused = 0
    with Register.open(Path(folder), settings) as register:
        for turn in range(int(rounds)):
            batch = f"{desk}-{turn}"
            now = datetime.now(UTC)
            got = register.reserve(
                [wish(f"{batch}-{at}") for at in range(3)], at=now, batch=batch
            )
            register.complete([entry(one) for one in got], at=now)
            try:
                copies = register.reserve(
                    [copy_wish(number, 0, "К-1")], at=now, batch=batch
                )
                register.complete(
                    [entry(one, EventKind.COPIED) for one in copies], at=now
                )
            except RefusedError:
                refused += 1
    sys.stdout.write(f"{refused}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
