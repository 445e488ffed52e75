"""Stamping 1000 pages: belgi beside its peers, on the same file, in one run.

``python -m benchmarks.stamping [--pages 1000] [--rounds 5] [--json FILE]`` makes its
input, runs every method once to warm up and then in turn, and prints medians. Peers
put one fixed stamp on every page; belgi's rows say what they do. Programs that are not
there are named as missing.
"""

import argparse
import hashlib
import json
import platform
import random
import shutil
import statistics
import string
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
from reportlab.pdfgen import canvas

from stamps.on_pdf import stamp_pdf
from stamps.pdf_job import open_job
from stamps.pdf_write import save
from stamps.plan import CodeContent, StampPlan, StampStyle, StampText

PDFCPU = ("stamp", "add", "-mode", "pdf", "--")
A4 = (595.28, 841.89)
VOCABULARY = 4000
"""Different words on the pages, so that they pack about as well as real text."""

FULL = StampPlan(
    text=StampText(
        mark=("Құпия", "(Секретно)"),
        details=("Дана № 1 · Экз. № 1", "12с/2026 · 22.11.2026"),
        running="Құпия (Секретно) · 12с/2026 · {page}/{pages}",
    ),
    style=StampStyle(),
    code=CodeContent(number="12с/2026", copy=None, key=b"k" * 32),
    label=None,
    clock=datetime(2026, 11, 22, tzinfo=UTC),
)
FIXED = replace(
    FULL,
    code=None,
    text=replace(FULL.text, running="Құпия (Секретно) · 12с/2026"),
)


def make_text(path: Path, pages: int) -> None:
    """Write pages of text as reportlab does by default (ASCII85 and Flate)."""
    chance = random.Random(1)
    words = [
        "".join(chance.choices(string.ascii_lowercase, k=chance.randint(2, 10)))
        for _ in range(VOCABULARY)
    ]
    drawing = canvas.Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    for page in range(pages):
        drawing.setFont("Helvetica", 9)
        for line in range(54):
            text = " ".join(chance.choices(words, k=14))[:92]
            drawing.drawString(72, 780 - 13 * line, text)
        drawing.drawCentredString(297, 40, str(page + 1))
        drawing.showPage()
    drawing.save()


def make_overlay(path: Path) -> None:
    """Write one page with the peers' fixed stamp."""
    drawing = canvas.Canvas(str(path), pagesize=A4, invariant=1)
    drawing.setFont("Helvetica-Bold", 12)
    drawing.drawRightString(580, 815, "SECRET")
    drawing.rect(500, 800, 85, 30)
    drawing.showPage()
    drawing.save()


def write_only(source: Path, target: Path, plan: StampPlan) -> None:
    """Stamp as belgi does, places and all, without reading back."""
    with pikepdf.open(source) as pdf, open_job(pdf, source, target, plan, "Bg") as job:
        job.decide_first()
        save(job)


def copy_and_hash(source: Path, target: Path) -> None:
    """Copy a file and take the SHA-256 of both."""
    shutil.copyfile(source, target)
    for path in (source, target):
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")


def merge_with_pypdf(source: Path, target: Path, overlay: Path) -> None:
    """Put a page on each page as pypdf's manual shows."""
    stamp = pypdf.PdfReader(overlay).pages[0]
    writer = pypdf.PdfWriter(clone_from=source)
    for page in writer.pages:
        page.merge_page(stamp)
    writer.write(target)


def run(*arguments: str | Path) -> None:
    """Run a program to its end."""
    subprocess.run(arguments, check=True, capture_output=True)


def methods(
    source: Path, folder: Path
) -> tuple[dict[str, Callable[[], None]], list[str]]:
    """Return what can be measured here, and what is missing."""
    target, overlay = folder / "out.pdf", folder / "overlay.pdf"
    make_overlay(overlay)
    rows: dict[str, Callable[[], None]] = {
        "copy + sha256 x2": lambda: copy_and_hash(source, target),
        "belgi fixed, no read-back": lambda: write_only(source, target, FIXED),
        "belgi full, no read-back": lambda: write_only(source, target, FULL),
        "belgi full, proved": lambda: stamp_pdf(source, target, FULL) and None,
        "pypdf merge_page": lambda: merge_with_pypdf(source, target, overlay),
    }
    missing = []
    peers: dict[str, tuple[str | Path, ...]] = {
        "qpdf": (source, "--overlay", overlay, "--repeat=1", "--", target),
        "pdfcpu": (
            "stamp",
            "add",
            "-mode",
            "pdf",
            "--",
            overlay,
            "sc:1",
            source,
            target,
        ),
    }
    for name, arguments in peers.items():
        if shutil.which(name) is None:
            missing.append(name)
        else:
            rows[name] = lambda name=name, rest=arguments: run(name, *rest)
    return rows, [*missing, "PyMuPDF (AGPL, not installed)"]


def measure(rows: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Run every method once unmeasured, then all in turn; return seconds."""
    times: dict[str, list[float]] = {name: [] for name in rows}
    for turn in range(rounds + 1):
        for name, act in rows.items():
            started = time.perf_counter()
            act()
            if turn:
                times[name].append(time.perf_counter() - started)
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.pdf"
        make_text(source, given.pages)
        rows, missing = methods(source, folder)
        times = measure(rows, given.rounds)
    medians = {row: statistics.median(values) for row, values in times.items()}
    peer = min(
        v for k, v in medians.items() if k in ("qpdf", "pdfcpu", "pypdf merge_page")
    )
    print(
        f"{given.pages} pages, median of {given.rounds}; missing: {', '.join(missing)}"
    )
    print("| method | ms | of the fastest peer |\n|---|---|---|")
    for row, value in medians.items():
        print(f"| {row} | {value * 1000:.0f} | {value / peer:.3f} |")
    if given.json:
        facts = {
            "machine": platform.machine(),
            "python": platform.python_version(),
            "pikepdf": pikepdf.__version__,
            "pypdf": pypdf.__version__,
            "pdfium": str(pypdfium2.PDFIUM_INFO),
            "pages": given.pages,
            "seconds": times,
            "missing": missing,
        }
        given.json.write_text(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
