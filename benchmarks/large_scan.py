"""The intake of one very large scan: time, and memory of the parent and any worker.

    python -m benchmarks.large_scan [--gigabytes 1.9] [--workers 2]

Pages are grey at 600 dpi with grain, some 20 MB each as JPEG; a few different ones in
turn, each an object of its own. Prints; writes nothing.
"""

import argparse
import io
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks import inputs, peers
from benchmarks.pieces import BELGI
from benchmarks.processes import adopt_orphans, processor_s

DPI = 600
DIFFERENT = 4
GIGABYTE, MEGABYTE = 1 << 30, 1 << 20


def make_scan(path: Path, size_bytes: int) -> int:
    """Write a PDF of about so many bytes; return its pages."""
    import pikepdf

    pages = [_jpeg(seed) for seed in range(DIFFERENT)]
    count = max(1, size_bytes // max(len(data) for data, _ in pages))
    with pikepdf.new() as pdf:
        for at in range(count):
            data, (width, height) = pages[at % DIFFERENT]
            picture = pikepdf.Stream(pdf, data)
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture.Width, picture.Height = width, height
            picture.BitsPerComponent, picture.Filter = 8, pikepdf.Name.DCTDecode
            picture.ColorSpace = pikepdf.Name.DeviceGray
            pdf.add_blank_page(page_size=inputs.A4)
            page = pdf.pages[-1]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
            wide, high = inputs.A4
            content = f"q {wide} 0 0 {high} 0 0 cm /P Do Q".encode()
            page.Contents = pikepdf.Stream(pdf, content)
        pdf.save(path, compress_streams=False)
    return count


def _jpeg(seed: int) -> tuple[bytes, tuple[int, int]]:
    image, target = inputs.make_page_image(seed=seed, dpi=DPI), io.BytesIO()
    image.save(target, "JPEG", quality=96)
    return target.getvalue(), image.size


def watch(process: "subprocess.Popen[bytes]") -> tuple[int, int]:
    """Wait for a run; return the most that parent and any worker held, in MB."""
    most: dict[int, int] = {}
    parent = psutil.Process(process.pid)
    while process.poll() is None:
        for one in (parent, *parent.children(recursive=True)):
            try:
                held = one.memory_info().rss
            except psutil.Error:
                continue
            most[one.pid] = max(most.get(one.pid, 0), held)
        time.sleep(0.2)
    own = most.pop(process.pid, 0)
    return own // MEGABYTE, max(most.values(), default=0) // MEGABYTE


def main() -> None:
    """Take one in and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1.9)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="belgi-large-") as name:
        home = Path(name)
        (home / "in").mkdir()
        path = home / "in" / "scan.pdf"
        pages = make_scan(path, int(given.gigabytes * GIGABYTE))
        peers.run(*BELGI, "init", home / "office", "--party", "KZ", "--name", "B")
        command = [
            *(*BELGI, "intake", str(home / "in"), "--from", "BY:Bench", "--json"),
            *("--office", str(home / "office"), "--out", str(home / "out")),
            *("--workers", str(given.workers)),
        ]
        cpu, started = processor_s(), time.perf_counter()
        answer = home / "answer"
        with (
            answer.open("wb") as out,
            subprocess.Popen(command, stdout=out) as process,
        ):
            parent, worker = watch(process)
        wall, used = time.perf_counter() - started, processor_s() - cpu
        row = json.loads(answer.read_text(encoding="utf-8"))
        size = path.stat().st_size / GIGABYTE
        print(
            f"{size:.2f} GB, {pages} pages, {given.workers} workers: {row['outcome']} "
            f"{row['degree']} {row['reasons']}, {wall:.0f} s, {used:.0f} s of "
            f"processor time; parent {parent} MB, largest worker {worker} MB"
        )


if __name__ == "__main__":
    main()
