"""Reads what tests made, with an interest in one word."""

from pathlib import Path

from models.documents import Reading, Source
from models.settings import Limits
from pipeline.reading.read_docx import read_docx
from pipeline.reading.read_office import read_office

MARK = "Секретно"


def interest(text: str) -> tuple[tuple[int, int], ...]:
    start = text.casefold().find("секретно")
    return () if start < 0 else ((start, start + 8),)


def read(path: Path, **options: object) -> Reading:
    return read_docx(path, limits=Limits(), interest=interest, **options)  # type: ignore[arg-type]


def lines(reading: Reading) -> list[tuple[str, Source]]:
    return [(line.text, line.source) for line in reading.pages[0].lines]


def read_kind(path: Path, kind: str) -> Reading:
    return read_office(path, kind=kind, limits=Limits(), interest=interest)


def marks(reading: Reading) -> list[tuple[int, Source]]:
    return [
        (page.index, line.source)
        for page in reading.pages
        for line in page.lines
        if MARK.casefold() in line.text.casefold()
    ]
