"""A dossier of very many files against a small one: time a file, memory of the parent.

    python -m benchmarks.huge [--files 100000] [--few 1000] [--kind pdf|text]

Short files, no two alike, each number of them into a new office: born-digital pages
that are stamped, or texts of one line that are listed as not secret, where next to
nothing but our own bookkeeping is left to measure. Prints; writes nothing.
"""

import argparse
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import inputs, peers
from benchmarks.pieces import BELGI, WORKERS
from benchmarks.processes import adopt_orphans, processor_s

MEGABYTE = 1 << 20
LOOKS = 12
"""Points of the run at which the parent's memory is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the intake of one dossier took."""

    files: int
    wall_s: float
    cpu_s: float
    memory_mb: tuple[int, ...]
    """Of the parent, along the way."""

    def told(self) -> str:
        """Say it in one line."""
        wall, cpu = (1000 * s / self.files for s in (self.wall_s, self.cpu_s))
        step = max(1, len(self.memory_mb) // LOOKS)
        along = " ".join(map(str, self.memory_mb[::step]))
        return (
            f"{self.files} files: {self.wall_s:.0f} s, {wall:.2f} ms a file, "
            f"{cpu:.2f} ms of processor time; parent {along} MB"
        )


def make_dossier(folder: Path, files: int, kind: str) -> Path:
    """Write files of one page, or one line, that differ in their last line only."""
    folder.mkdir()
    if kind == "text":
        for at in range(files):
            (folder / f"{at:06d}.txt").write_text(f"письмо {at}\n", encoding="utf-8")
        return folder
    template = folder.with_suffix(".pdf")
    inputs.make_pdf(template, 1)
    content = template.read_bytes()
    for at in range(files):
        (folder / f"{at:06d}.pdf").write_bytes(content + b"%% %06d\n" % at)
    return folder


def take_in(home: Path, dossier: Path, files: int) -> Taken:
    """Take a dossier in and watch the parent."""
    office = home / f"office-{files}"
    peers.run(*BELGI, "init", office, "--party", "KZ", "--name", "B")
    command = [
        *(*BELGI, "intake", str(dossier), "--from", "BY:Bench", "--json"),
        *("--office", str(office), "--out", str(home / f"out-{files}")),
        *("--workers", str(WORKERS), "--unmarked", "list"),
    ]
    memory = []
    cpu, started = processor_s(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                memory.append(watched.memory_info().rss // MEGABYTE)
            except psutil.Error:
                break
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"the intake of {files} files ended with {process.returncode}")
    wall = time.perf_counter() - started
    used = processor_s() - cpu
    return Taken(files=files, wall_s=wall, cpu_s=used, memory_mb=tuple(memory))


def main() -> None:
    """Measure both and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--kind", choices=("pdf", "text"), default="pdf")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="belgi-huge-") as name:
        home = Path(name)
        few, many = (
            take_in(home, make_dossier(home / f"in-{count}", count, given.kind), count)
            for count in (given.few, given.files)
        )
    print(few.told())
    print(many.told())
    wall = (many.wall_s / many.files) / (few.wall_s / few.files)
    cpu = (many.cpu_s / many.files) / (few.cpu_s / few.files)
    print(f"a file of many against one of few: {wall:.2f}, processor time {cpu:.2f}")


if __name__ == "__main__":
    main()
