"""How fast the register is: events and verification a second, answers on a large one.

    python -m benchmarks.register [--events 1000000] [--database postgresql+psycopg://…]

Makes a register of that many events in a temporary folder (``--folder`` to keep it
on another disk), in batches of 500 documents, and prints a table for docs/register.md.
"""

import argparse
import hashlib
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from models.accounts import DocumentKind
from models.events import EventKind
from models.settings import Body, OfficeSettings
from pipeline.register import queries
from pipeline.register.balance import balance
from pipeline.register.entries import Entry, Reservation, Reserved
from pipeline.register.store import Register

GROUP = 500
"""Documents reserved, and completed, in one transaction."""
REPEATS = 9
VAULT_FILES = 300
VAULT_BYTES = 60_000
"""About a ten-page PDF."""
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SENDER = Body(party="BY", name="Министерство")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Spent(NamedTuple):
    """Seconds on the clock, and seconds of processor that this process had."""

    wall: float
    cpu: float

    def rate(self, count: int) -> str:
        """Both rates: a busy machine spoils the first, not the second."""
        each = f"{count / self.wall:,.0f}"
        return f"{each} (per second of processor {count / self.cpu:,.0f})"


class Watch:
    """Starts when it is made."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def spent(self) -> Spent:
        return Spent(time.perf_counter() - self.wall, time.process_time() - self.cpu)


def reservation(at: int) -> Reservation:
    return Reservation(
        kind=DocumentKind.RECEIVED,
        file=f"folder/file-{at}.pdf",
        sha256=sha(f"{at}"),
        degree="secret",
        suffix="с",
    )


def entry(got: Reserved, at: int, batch: str) -> Entry:
    return Entry(
        number=got.number,
        kind=EventKind.RECEIVED,
        sha256_in=sha(f"{at}"),
        sha256_out=sha(f"out {at}"),
        output=f"/srv/office-out/{batch}/file-{at}.pdf",
        degree="secret",
        vault_in=f"{sha(str(at))}.0123456789abcdef.age",
        vault_out=f"{sha(f'out {at}')}.0123456789abcdef.age",
        givers=(SENDER,),
        purposes=("переговоры",),
        received_on="2026-11-22",
        article="6(1)",
        batch=batch,
        data={"file": f"folder/file-{at}.pdf", "pages": 10, "mark_applied": "Құпия"},
    )


def fill(register: Register, events: int) -> Spent:
    """Take documents in until there are so many events."""
    watch = Watch()
    for start in range(0, events // 2, GROUP):
        batch = f"b{start // 10_000}"
        places = range(start, start + GROUP)
        got = register.reserve([reservation(at) for at in places], at=NOW, batch=batch)
        entries = [entry(one, at, batch) for one, at in zip(got, places, strict=True)]
        register.complete(entries, at=NOW)
    return watch.spent()


def median_s(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def once(work: Callable[[], object]) -> Spent:
    watch = Watch()
    work()
    return watch.spent()


def once_s(work: Callable[[], object]) -> float:
    return once(work).wall


@contextmanager
def place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="belgi-register-") as made:
        yield Path(made)


def measure(register: Register, events: int) -> Iterator[tuple[str, str]]:
    spent = fill(register, events)
    yield "events a second, batches of 500", spent.rate(events)
    single = [
        once_s(lambda at=at: register.reserve([reservation(-at)], at=NOW, batch="x"))
        for at in range(1, 40)
    ]
    yield "one reservation alone, synced", f"{statistics.median(single) * 1000:.1f} ms"
    count = register.head().seq
    spent = once(lambda: register.verify(tables=False))
    yield f"verify, chain of {count:,}, events a second", spent.rate(count)
    spent = once(register.verify)
    yield "verify with running tables, events a second", spent.rate(count)
    middle = f"{events // 4}с/2026"
    with register.reading() as connection:
        shown = median_s(lambda: queries.history(connection, middle))
        listed = median_s(
            lambda: list(queries.list_documents(connection, number=middle))
        )
        judged = median_s(lambda: queries.account(connection, middle, register.scale))
        found = median_s(lambda: queries.find_output(connection, sha("out 77")))
        summed = once_s(lambda: balance(connection, NOW.date()))
    yield "history of one number (register show)", f"{shown * 1000:.2f} ms"
    yield "register list --number", f"{listed * 1000:.2f} ms"
    yield "account of one number for the rules", f"{judged * 1000:.2f} ms"
    yield "a carrier found by its SHA-256", f"{found * 1000:.2f} ms"
    yield f"balance over {count:,} events", f"{summed:.1f} s"
    yield from measure_vault(register)
    peak = psutil.Process().memory_info().rss / 2**20
    yield "memory of the process at the end", f"{peak:.0f} MB"


def measure_vault(register: Register) -> Iterator[tuple[str, str]]:
    made = [(os.urandom(VAULT_BYTES), f"{at}") for at in range(VAULT_FILES)]
    spent = once(lambda: register.vault.put_many(made))
    each, cpu = (seconds / VAULT_FILES * 1000 for seconds in spent)
    words = f"{each:.2f} ms (processor {cpu:.2f} ms)"
    yield "a 60 kB carrier into the vault, 300 at once, synced", words
    names = [ref.name for ref in register.vault.put_many(made)]
    read = once_s(lambda: [register.vault.read(name) for name in names])
    yield "the same out of it", f"{read / VAULT_FILES * 1000:.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--database")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    settings = OfficeSettings(party="KZ", name="Канцелярия", database=given.database)
    with place(given.folder) as folder:
        register = Register.create(folder / "office", settings, at=NOW)
        with register:
            kind = register.engine.dialect.name
            load = f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
            print(f"{kind}, Python {platform.python_version()}, {load}")
            print("\n| work | measured |\n|---|---|")
            for name, value in measure(register, given.events):
                print(f"| {name} | {value} |", flush=True)


if __name__ == "__main__":
    main()
