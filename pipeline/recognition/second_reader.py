"""Ask the trained pipeline for a registration number where the rules found none.

What it says is a proposal to a person; nothing is decided by it. Asked seldom, since
importing spaCy takes more than a second.
"""

import re
from collections.abc import Iterable

from models.documents import Line, Page, Reading
from pipeline.recognition.numbers import copy_span, registration_numbers
from pipeline.recognition.recogniser import read_numbers
from pipeline.recognition.types_of_recognition import Candidate

_LIKE_A_NUMBER = re.compile(
    r"(?<![\w.,/-])\d{1,9}(?:[-/]\d{1,9})*(?:[-/]\d{1,9}|\s?-?(?:сс|с|ов|өқ|қ|ем))"
    r"(?![\w/-])",
    re.IGNORECASE,
)
"""Parts joined by a stroke, or a suffix of degree."""
_TELEPHONE = re.compile(r"\d{2,3}-\d{2}-\d{2}")
HEAD = 0.42
"""Part of a page's height above which a document's own number stands."""
HEAD_LINES, MOST_WORDS, MOST_ASKED = 12, 7, 6


def propose_number(reading: Reading, marks: Iterable[Candidate]) -> str | None:
    """Return what may be the registration number of a marked document.

    Only short lines in the head of pages that bear a mark are asked about, and only
    where something in them looks like a number of a register.
    """
    marked = {mark.page_index for mark in marks}
    lines = [
        line
        for page in reading.pages
        if page.index in marked
        for line in _head(page)
        if _may_hold_one(line.text)
    ]
    for line in lines[:MOST_ASKED]:
        try:
            said = read_numbers(line.text).get("REGISTRATION", "")
        except (ImportError, OSError, ValueError):
            return None
        if _LIKE_A_NUMBER.fullmatch(said):
            return re.sub(r"\s", "", said)
    return None


def _head(page: Page) -> list[Line]:
    if not page.height_pt:
        return list(page.lines[:HEAD_LINES])
    low = HEAD * page.height_pt
    return [line for line in page.lines if line.box and line.box.y0 < low]


def _may_hold_one(text: str) -> bool:
    """Tell whether a line is short, and its number none that the rules know."""
    return (
        len(text.split()) <= MOST_WORDS
        and bool(_LIKE_A_NUMBER.search(text))
        and not _TELEPHONE.search(text)
        and not copy_span(text)
        and not registration_numbers(text)
    )
