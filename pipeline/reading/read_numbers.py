"""Settles what a number says by the vote of several readings of its line.

Knows words with digits and where they stand; no pixels, no marks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.types_of_reading import Interest

Attempt = Callable[[], tuple[OcrLine, ...]]

SURE = 0.93
"""Confidence from which one reading of a number is believed."""
_PARTS = re.compile(r"^(\D{0,2}?)([\w/.-]*\d)(\D{0,3}?)([.,;:!|]*)$")
_OVERLAP = 0.6
_KAZAKH = {"к": "қ", "ек": "өқ", "эк": "өқ", "ок": "өқ", "өк": "өқ", "еқ": "өқ"}
"""Suffixes as they are misread where a language without «қ» and «ө» comes first."""


def settle_numbers(
    read: OcrLine, attempts: Iterable[Attempt], interest: Interest
) -> OcrLine:
    """Return a line whose unsure numbers are what most readings of it say.

    Args:
        read: the line as it was read.
        attempts: other ways to read it; tried only where a number is unsure.
        interest: spans of a text, numbers among them, that matter.
    """
    if not _is_doubtful(read, interest):
        return read
    others = [word for attempt in attempts for line in attempt() for word in line.words]
    return OcrLine(tuple(_settled(word, others) for word in read.words))


def _is_doubtful(read: OcrLine, interest: Interest) -> bool:
    text = read.text
    digits = any(any(c.isdigit() for c in text[a:b]) for a, b in interest(text))
    return digits and any(_unsure(word) for word in read.words)


def _unsure(word: OcrWord) -> bool:
    parts = _PARTS.match(word.text)
    if parts is None:
        return any(char.isdigit() for char in word.text)
    return word.confidence < SURE or parts.group(3).lower() in _KAZAKH


def _settled(word: OcrWord, others: list[OcrWord]) -> OcrWord:
    """Return the word with the digits and the suffix that most readings give it."""
    own = _PARTS.match(word.text)
    if own is None or not _unsure(word):
        return word
    beside = [_PARTS.match(other.text) for other in others if _same_place(word, other)]
    said = [own, *(parts for parts in beside if parts is not None)]
    body = _most(parts.group(2) for parts in said)
    ends = [parts.group(3) for parts in said if parts.group(2) == body]
    end = _suffix(ends, [parts.group(3) for parts in said])
    return replace(word, text=own.group(1) + body + end + own.group(4))


def _suffix(ends: list[str], everywhere: list[str]) -> str:
    """Return the suffix; «қ» counts where «к» is all that others could read."""
    most = _most(ends)
    right = _KAZAKH.get(most.lower())
    if right and any(end.lower() in ("қ", "өқ") for end in everywhere):
        return right
    return most


def _most(said: Iterable[str]) -> str:
    """Return what was said most often, the first among equals."""
    return Counter(said).most_common(1)[0][0]


def _same_place(word: OcrWord, other: OcrWord) -> bool:
    shared = min(word.x1, other.x1) - max(word.x0, other.x0)
    return shared > _OVERLAP * max(word.x1 - word.x0, other.x1 - other.x0)
