"""What belgi is measured against: programs and libraries, called as their manuals show.

Libraries that may not be belgi's own dependencies are looked for in a folder named by
``--peers``; a peer that is nowhere is named as missing.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

MUPDF = """
import sys, time, pymupdf
source, overlay, target = sys.argv[1:]
begun = time.perf_counter()
stamp, file = pymupdf.open(overlay), pymupdf.open(source)
for page in file:
    page.show_pdf_page(page.rect, stamp, 0)
file.save(target)
print(time.perf_counter() - begun)
"""
LOOP = """
for f in "$1"/*.pdf; do
    pdftotext -bbox "$f" "$3/text.html"
    qpdf "$f" --overlay "$2" --repeat=1 -- "$3/out.pdf"
    sha256sum "$f" > "$3/sum"
done
"""


def has_program(name: str) -> bool:
    """Tell whether a program is installed."""
    return shutil.which(name) is not None


def has_module(name: str, folder: Path | None) -> bool:
    """Tell whether a library is in the folder of peers."""
    if folder is None:
        return importlib.util.find_spec(name) is not None
    return (folder / name).is_dir()


def run(*arguments: str | Path, peers: Path | None = None) -> str:
    """Run a program to its end and return what it printed."""
    environment = dict(os.environ)
    if peers is not None:
        environment["PYTHONPATH"] = str(peers)
    done = subprocess.run(
        [str(argument) for argument in arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return done.stdout


def mupdf(source: Path, overlay: Path, target: Path, peers: Path | None) -> float:
    """Overlay with PyMuPDF; return its own seconds, without starting and importing."""
    printed = run(sys.executable, "-c", MUPDF, source, overlay, target, peers=peers)
    return float(printed.split()[-1])


def three_in_turn(folder: Path, overlay: Path, scratch: Path) -> None:
    """pdftotext -bbox, qpdf --overlay and sha256sum on each file, from a shell loop."""
    run("sh", "-c", LOOP, "sh", folder, overlay, scratch)


def tesseract(image: Path, target: Path) -> None:
    """Read a whole page with the three languages, one thread."""
    run("tesseract", image, target, "-l", "kaz+rus+bel")


def ocrmypdf(source: Path, target: Path, peers: Path | None, jobs: int) -> None:
    """Read every page of a scan on several cores."""
    run(
        *(sys.executable, "-m", "ocrmypdf", "-l", "kaz+rus+bel", "--jobs", str(jobs)),
        *("--output-type", "pdf", "--force-ocr", "-q", source, target),
        peers=peers,
    )


def docx_open_save(source: Path, target: Path) -> None:
    """Open and save with python-docx, adding nothing."""
    from docx import Document

    Document(str(source)).save(str(target))


def pillow_open_save(source: Path, target: Path) -> None:
    """Open and save a PNG with Pillow at its default."""
    from PIL import Image

    with Image.open(source) as image:
        image.save(target)
