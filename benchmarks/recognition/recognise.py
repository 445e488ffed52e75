"""The programs that are compared: belgi, and two that a clerk's office would write.

Each takes a file and returns an answer in the same words.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.agreement_file import load_agreement
from models.errors import InputError
from models.settings import Limits
from pipeline.reading.read_docx import read_docx
from pipeline.reading.read_image import read_image
from pipeline.reading.read_pdf import read_pdf
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary

KEYWORDS = (
    ("special-importance", r"особой\s+важности|аса\s+маңызды|ерекше\s+маңызды"
                           r"|асаблівай\s+важнасці"),
    ("top-secret", r"сов(?:ершенно|\.)\s*секретно|өте\s+құпия"
                   r"|(?:зусім|цалкам)\s+сакрэтна"),
    ("secret", r"секретно|құпия|сакрэтна"),
)  # fmt: skip
_COPY = re.compile(r"(?:экз\w*\.?|дана|асобнік)\s*№\s*(\d+)|№\s*(\d+)\s*дана", re.I)
_NUMBER = re.compile(r"№\s*([\d/-]*\d(?:сс|с|ов)?)(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program says of a file."""

    outcome: str
    degree: str | None = None
    copy_number: int | None = None
    registration_number: str | None = None


@cache
def _vocabulary():
    return build_vocabulary(load_agreement("kz-by"))


def belgi_ready() -> None:
    """Load what a worker keeps warm, so that no document pays for it."""
    from pipeline.reading.ocr import warm_up

    warm_up()
    _vocabulary().interest("")


def belgi(path: Path) -> Answer:
    """What belgi recognises."""
    from pipeline.reading.raster import read_raster

    words = _vocabulary()
    try:
        if path.suffix == ".pdf":
            reading = read_pdf(
                path, limits=Limits(), interest=words.interest, raster=read_raster
            )
        elif path.suffix == ".docx":
            reading = read_docx(
                path, limits=Limits(), interest=words.interest, raster=read_raster
            )
        else:
            reading = read_image(path, limits=Limits(), interest=words.interest)
    except InputError:
        return Answer("unreadable")
    verdict = judge(reading, vocabulary=words)
    return Answer(
        verdict.outcome.value,
        verdict.degree.slug if verdict.degree else None,
        verdict.copy_number,
        verdict.registration_number,
    )


def tesseract(path: Path) -> Answer:
    """Full-page Tesseract and a keyword search."""
    if path.suffix == ".docx":  # the peers read pages, not Word's parts
        return Answer("unreadable")
    return by_keywords(_full_page(path))


def pdftotext(path: Path) -> Answer:
    """The text layer where there is one, else Tesseract; and a keyword search."""
    if path.suffix == ".docx":
        return Answer("unreadable")
    return by_keywords(_layer(path) or _full_page(path))


def by_keywords(text: str) -> Answer:
    """Search a text for the marks of the table, the higher first."""
    low = text.lower()
    degree = next((slug for slug, words in KEYWORDS if re.search(words, low)), None)
    copy = _COPY.search(low)
    rest = _COPY.sub("", low)
    number = _NUMBER.search(rest)
    return Answer(
        "marked" if degree else "unmarked",
        degree,
        int(copy.group(1) or copy.group(2)) if copy else None,
        number.group(1) if number else None,
    )


def _layer(path: Path) -> str:
    if path.suffix != ".pdf":
        return ""
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=False
    )
    return done.stdout.decode("utf-8", "replace").strip()


@cache
def _full_page(path: Path) -> str:
    """Read every page whole, as the command-line program does by default."""
    pictures = [path]
    if path.suffix == ".pdf":
        stem = path.with_suffix("")
        subprocess.run(
            ["pdftoppm", "-r", "300", "-gray", str(path), str(stem)],
            check=False,
            capture_output=True,
        )
        pictures = sorted(path.parent.glob(f"{stem.name}-*.pgm"))
    texts = []
    for picture in pictures:
        done = subprocess.run(
            ["tesseract", str(picture), "-", "-l", "kaz+rus+bel"],
            capture_output=True,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        texts.append(done.stdout.decode("utf-8", "replace"))
        if picture != path:
            picture.unlink()
    return "\n".join(texts)
