"""Measure belgi beside its peers and write docs/performance.md.

    python -m benchmarks [--quick] [--only WORD] [--peers DIR] [--no-write]

Makes its inputs, does every way of a piece of work once unmeasured and then in turn,
and compares medians. ``--peers`` is a folder with libraries that belgi itself does not
use: ``pip install --target DIR ocrmypdf pymupdf``.
"""

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks import pieces, report
from benchmarks.processes import adopt_orphans
from benchmarks.side_by_side import compare

DOCS = Path(__file__).parent.parent / "docs"
PICTURE = "pictures/performance.svg"
MEGABYTE = 1 << 20


def parse() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds, small batches")
    parser.add_argument("--only", default="", help="pieces whose title has this word")
    parser.add_argument("--peers", type=Path, help="folder of further peers")
    parser.add_argument("--no-write", action="store_true", help="only print")
    return parser.parse_args()


def memory_of_intake(bench: pieces.Bench) -> tuple[int, int]:
    """Return the most that parent and any one worker held, in MB, over a long file."""
    way = pieces.intake_way(bench, bench.home / "one", pieces.WORKERS)
    way.prepare()
    most: dict[int, int] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for process in psutil.Process().children(recursive=True):
                try:
                    held = process.memory_info().rss
                except psutil.Error:
                    continue
                most[process.pid] = max(most.get(process.pid, 0), held)

    watcher = threading.Thread(target=watch)
    watcher.start()
    way.act()
    over.set()
    watcher.join()
    parent = most[min(most)] if most else 0
    workers = [held for pid, held in most.items() if pid != min(most)]
    return parent // MEGABYTE, max(workers, default=0) // MEGABYTE


def main() -> None:
    """Measure, print and write."""
    given = parse()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    # Whoever installs a program has its modules compiled once, not at each start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    adopt_orphans()
    sizes = pieces.QUICK if given.quick else pieces.Sizes()
    with tempfile.TemporaryDirectory(prefix="belgi-bench-") as name:
        bench = pieces.Bench(home=Path(name) / "in", peers=given.peers, sizes=sizes)
        pieces.make_inputs(bench)
        cores, load = report.free_cores(), os.getloadavg()[0]
        outcomes = []
        for group in pieces.all_groups(bench):
            asked = [piece for piece in group if given.only in piece.title]
            outcomes += compare(asked, 3 if given.quick else 5) if asked else []
        parent, worker = memory_of_intake(bench)
    missing = sorted({m for one in outcomes for m in one.piece.missing})
    flags = " --quick" if given.quick else ""
    about = (
        f"Measured on {time.strftime('%Y-%m-%d')} with `python -m benchmarks{flags}`: "
        f"{report.machine()}. Load {load:.1f} at the start; two busy processes at once "
        f"got {cores:.1f} cores. "
        f"Missing: {', '.join(missing) or 'none'}."
    )
    content = "\n\n".join(
        (
            about,
            report.table(outcomes),
            f"Memory on the long file: parent {parent} MB, largest worker {worker} MB.",
            f"![Our time over the fastest peer's; red: the target]({PICTURE})",
            report.everything(outcomes),
        )
    )
    print(content)
    if not given.no_write:
        (DOCS / PICTURE).write_text(report.plot(outcomes), encoding="utf-8")
        report.write_between(DOCS / "performance.md", content)


if __name__ == "__main__":
    main()
