"""Choose the document's own copy number, registration number and date.

Scores lines by where they stand and what stands beside them; knows no format.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.documents import Line, Page, Reading, Source
from models.geometry import Box
from pipeline.recognition.numbers import (
    NumberHit,
    copy_number,
    iso_date,
    registration_numbers,
)
from pipeline.recognition.stacks import turned
from pipeline.recognition.types_of_recognition import Candidate

_TRAIL = re.compile(
    r"(?<!\w)(?:в\s+дело|адресат\w*|отп\.?|отпечатано|исп\.?|рассылк\w+|іске"
    r"|мекенжай\w*|у справу)",
    re.IGNORECASE,
)
"""Words of the back-of-sheet note that tells where each copy went."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_HEAD = 0.42
_SENTENCE = 5
"""Small words that make a line running text."""
LIKELY = 2.0
"""Score from which a number is taken for the document's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a document, as far as they stand on it."""

    copy_number: int | None = None
    registration_number: str | None = None
    registration_date: str | None = None
    suffix: str | None = None
    """Suffix of degree of the registration number."""
    place: tuple[int, Box | None, Source] | None = None
    """Page, box and source of the registration number's line."""
    in_text: bool = False
    """The number stands in a sentence, or nothing but its form tells what it is: it may
    be of another document."""


def find_numbers(reading: Reading, marks: Iterable[Candidate]) -> Numbers:
    """Return the document's own numbers."""
    beside = {(mark.page_index, index) for mark in marks for index in mark.stack}
    copies: list[tuple[float, int]] = []
    registrations: list[tuple[float, NumberHit, Page, int]] = []
    for page in reading.pages:
        for index, line in enumerate(page.lines):
            if all(word.struck for word in line.words):
                continue
            near = (page.index, index) in beside
            text = line.text
            base = _base(page, index, line, near=near)
            if (number := copy_number(text)) is not None:
                copies.append((base - (12 if _TRAIL.search(text) else 0), number))
            for hit in registration_numbers(text):
                score = base + _score(hit, text)
                registrations.append((score, hit, page, index))
    copy = max(copies, key=lambda item: item[0], default=None)
    best = max(registrations, key=lambda item: item[0], default=None)
    own = copy[1] if copy and copy[0] > -3 else None
    if best is None or best[0] < LIKELY:
        return Numbers(copy_number=own)
    _, hit, page, index = best
    line = page.lines[index]
    return Numbers(
        copy_number=own,
        registration_number=hit.text,
        registration_date=_date_near(page, index),
        suffix=hit.suffix,
        place=(page.index, line.box, line.source),
        in_text=hit.bare or _is_sentence(line.text),
    )


def _is_sentence(text: str) -> bool:
    """Tell whether small words stand in a line as in running text, dates left out."""
    small = [word for word in _WORD.findall(text) if word.islower()]
    return len(small) >= _SENTENCE and len(small) > 2 * len(re.findall(r"\d+", text))


def _base(page: Page, index: int, line: Line, *, near: bool) -> float:
    """Return how likely a line holds the document's own numbers."""
    words = len(_WORD.findall(line.text))
    score = 3.0 if near else 0.0
    score += 1.5 if page.index == 0 else -0.5 * min(page.index, 3)
    score -= 0.5 * max(0, words - 4)
    if line.box and page.height_pt and page.width_pt:
        upright = turned(line.box, page, line.angle_deg)
        sideways = round(line.angle_deg / 90) % 2 == 1
        height = page.width_pt if sideways else page.height_pt
        score += 1.5 if upright.y0 < _HEAD * height else 0.0
    elif index <= 12 or line.source in (Source.HEADER, Source.TEXTBOX):
        score += 1.0
    return score


def _score(hit: NumberHit, text: str) -> float:
    score = 2.5 if hit.worded else 0.0
    score += 2.0 if hit.suffix else 0.0
    score += 1.0 if iso_date(text) else 0.0
    score -= 12.0 if hit.foreign else 0.0
    return score - (1.0 if len(hit.text) > 20 else 0.0)


def _date_near(page: Page, index: int) -> str | None:
    """Return the date on the line, else on the lines beside it."""
    for near in (index, index - 1, index + 1):
        if 0 <= near < len(page.lines) and (date := iso_date(page.lines[near].text)):
            return date
    return None
