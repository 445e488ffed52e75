"""Writes what was measured, for docs/performance.md: table, plot and machine."""

import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path

from benchmarks.side_by_side import Outcome

START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("pikepdf", "pypdfium2", "pypdf", "pillow", "python-docx", "reportlab")
PROGRAMS = (("qpdf", "--version"), ("tesseract", "--version"), ("pdftotext", "-v"))
SPIN = "x = 0\nfor i in range(6_000_000): x += i"


def free_cores() -> float:
    """Return how many cores' worth of work two busy processes get done at once."""

    def spin(count: int) -> float:
        begun = time.perf_counter()
        busy = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(count)]
        for process in busy:
            process.wait()
        return time.perf_counter() - begun

    pairs = [2 * spin(1) / spin(2) for _ in range(3)]
    return sorted(pairs)[1]


def machine() -> str:
    """Say on what it was measured, versions included."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    found = [f"{name} {version(name)}" for name in LIBRARIES]
    for name, flag in PROGRAMS:
        try:
            done = subprocess.run([name, flag], capture_output=True, text=True)
        except OSError:
            continue
        found.append((done.stdout or done.stderr).splitlines()[0])
    return (
        f"{os.cpu_count()} × {model}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {', '.join(found)}"
    )


def table(outcomes: Sequence[Outcome]) -> str:
    """Return one row a piece of work."""
    rows = [
        "| work | belgi | fastest peer here | ratio (processor) | at most | |",
        "|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        ours, peer, ratio = one.ours(), one.fastest(), one.ratio()
        limit = one.piece.limit_s
        wanted = f"{limit} s" if limit else f"{one.piece.at_most or 0:.3f}"
        said = f"{ratio:.3f}" if ratio else "–"
        if cpu := one.ratio("cpu"):
            said += f" ({cpu:.3f})"
        theirs = f"{_time(peer.wall)} {peer.way.name}" if peer else "–"
        rows.append(
            f"| {one.piece.title} | {_time(ours.wall)} | {theirs} | {said} "
            f"| {wanted} | {'reached' if _is_reached(one) else 'short'} |"
        )
    return "\n".join(rows)


def _is_reached(one: Outcome) -> bool:
    if one.piece.limit_s is not None:
        return one.ours().wall <= one.piece.limit_s
    ratio = one.ratio()
    return ratio is not None and ratio <= (one.piece.at_most or 0)


def everything(outcomes: Sequence[Outcome]) -> str:
    """Return every way that was measured, with processor time."""
    rows = ["| work | way | wall | processor | rounds |", "|---|---|---|---|---|"]
    for one in outcomes:
        rows += [
            f"| {one.piece.title} | {timed.way.name} | {_time(timed.wall)} "
            f"| {_time(timed.cpu) if timed.way.counts_cpu else '–'} | {one.rounds} |"
            for timed in one.timed
        ]
    return "\n".join(rows)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def plot(outcomes: Sequence[Outcome]) -> str:
    """Draw each ratio as a bar on a scale of powers of ten; a tick is the target."""
    shown = [one for one in outcomes if one.ratio() is not None]
    left, wide, row = 330, 420, 26

    def x(value: float) -> float:
        share = (math.log10(max(min(value, 10.0), 0.01)) + 2) / 3
        return left + wide * share

    height = row * len(shown) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + wide + 60}" '
        f'height="{height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for value in (0.01, 0.1, 1.0, 10.0):
        parts.append(
            f'<line x1="{x(value):.0f}" y1="8" x2="{x(value):.0f}" y2="{height - 24}" '
            f'stroke="{"#444" if value == 1 else "#ccc"}"/>'
            f'<text x="{x(value):.0f}" y="{height - 8}" text-anchor="middle">'
            f"{value:g}×</text>"
        )
    for index, one in enumerate(shown):
        ratio, top = one.ratio() or 0.0, 12 + row * index
        colour = "#2b7a4b" if _is_reached(one) else "#b5651d"
        target = x(one.piece.at_most or 1.0)
        parts.append(
            f'<text x="{left - 8}" y="{top + 12}" text-anchor="end">'
            f"{escape(one.piece.title)}</text>"
            f'<rect x="{left}" y="{top}" width="{max(x(ratio) - left, 1):.0f}" '
            f'height="16" fill="{colour}"/>'
            f'<line x1="{target:.0f}" y1="{top - 3}" x2="{target:.0f}" '
            f'y2="{top + 19}" stroke="#c00" stroke-width="2"/>'
            f'<text x="{x(ratio) + 4:.0f}" y="{top + 12}">{ratio:.2f}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def write_between(path: Path, content: str) -> None:
    """Put content between the marks of a page, leaving the rest as it is."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{START}\n\n{content}\n\n{END}{after}", encoding="utf-8")
