"""Reads the office formats beside Word: ODF, spreadsheets, slides, RTF, text, mail.

Chooses the reader by kind and translates what goes wrong; each format has a file of
its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from models.documents import Format, Line, Page, Reading
from models.errors import (
    BelgiError,
    CorruptInput,
    EmptyInput,
    LimitExceeded,
    UnsupportedInput,
)
from models.settings import Limits
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.types_of_reading import Interest, RasterReader

CONCEALED = "concealed-mark"
OUT_OF_FORCE = "mark-not-in-force"

ReadFacts = Callable[..., Facts]


@dataclass(frozen=True, slots=True)
class _Row:
    module: str
    function: str


READERS = {
    "odt": _Row("read_office_odf", "read_odf"),
    "ods": _Row("read_office_odf", "read_odf"),
    "odp": _Row("read_office_odf", "read_odf"),
    "xlsx": _Row("read_office_xlsx", "read_xlsx"),
    "pptx": _Row("read_office_pptx", "read_pptx"),
    "rtf": _Row("read_office_rtf", "read_rtf"),
    "txt": _Row("read_office_text", "read_text"),
    "eml": _Row("read_office_mail", "read_eml"),
    "msg": _Row("read_office_mail", "read_msg"),
}


def read_office(
    path: Path,
    *,
    kind: str,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None = None,
) -> Reading:
    """Read a file of one of the kinds in ``READERS``.

    Args:
        path: The file.
        kind: The row of the format table.
        limits: What the file may ask of us.
        interest: Says whether text that is not shown could be a mark.
        raster: Reads pictures inside; None: a picture is a problem.

    Raises:
        InputError: Empty, damaged, encrypted, of no known kind, or beyond a limit.
    """
    row = READERS.get(kind)
    if row is None:
        raise UnsupportedInput("Files of this kind are not read; let a person decide.")
    size = path.stat().st_size
    if size == 0:
        raise EmptyInput("The file has no bytes; ask the sender for it again.")
    if size > limits.file_bytes:
        raise LimitExceeded("The file is larger than the limit; see the settings.")
    module = import_module(f"pipeline.reading.{row.module}")
    read: ReadFacts = getattr(module, row.function)
    try:
        facts = read(path, limits=limits, interest=interest, raster=raster)
    except BelgiError:
        raise
    except RecursionError:
        raise LimitExceeded(
            "The file is nested beyond the limit; look at it on an isolated machine."
        ) from None
    except Exception as error:
        raise CorruptInput(
            "The file is damaged and cannot be read; ask the sender for it again."
        ) from error
    return _reading(kind, facts, interest)


def _reading(kind: str, facts: Facts, interest: Interest) -> Reading:
    problems = set(facts.found.problems)
    if any(interest(text) for text in facts.found.concealed):
        problems.add(CONCEALED)
    if any(interest(text) for text in facts.not_in_force):
        problems.add(OUT_OF_FORCE)
    pages = facts.pages or (tuple(facts.found.lines),)
    return Reading(
        format=Format.OTHER,
        kind=kind,
        pages=tuple(_page(index, lines) for index, lines in enumerate(pages)),
        page_count=facts.page_count,
        active_content=tuple(sorted(facts.found.active)),
        labels=facts.labels,
        problems=tuple(sorted(problems)),
    )


def _page(index: int, lines: tuple[Line, ...]) -> Page:
    from pipeline.reading.read_docx import body_size

    return Page(
        index=index,
        width_pt=None,
        height_pt=None,
        lines=lines,
        line_count=len(lines),
        body_size_pt=body_size(lines),
    )
