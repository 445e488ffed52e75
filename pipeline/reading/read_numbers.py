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

_WITNESSES = 2
SURE = 0.93
"""Confidence from which one reading of a number is believed."""
_PARTS = re.compile(r"^(\D{0,2}?)([\w/.-]*\d)(\D{0,3}?)([.,;:!|]*)$")
_ZERO_EIGHT = re.compile(r"\d08$")
_OVERLAP = 0.6
_KAZAKH = {"к": "қ", "ек": "өқ", "эк": "өқ", "ок": "өқ", "өк": "өқ", "еқ": "өқ"}
"""Suffixes as they are misread where a language without «қ» and «ө» comes first."""


def settle_numbers(
    read: OcrLine,
    attempts: Iterable[Attempt],
    interest: Interest,
    *,
    digits: Iterable[Attempt] = (),
) -> OcrLine:
    """Return a line whose unsure numbers are what most readings of it say.

    Args:
        read: the line as it was read.
        attempts: other ways to read it; tried only where a number is unsure.
        interest: spans of a text, numbers among them, that matter.
        digits: ways to read that tell digits apart better than letters.
    """
    if not _holds_number(read, interest):
        return read
    voted = _voted(read, attempts)
    return _with_digits(voted, digits)


def _voted(read: OcrLine, attempts: Iterable[Attempt]) -> OcrLine:
    if not any(_unsure(word) for word in read.words):
        return read
    others = [word for attempt in attempts for line in attempt() for word in line.words]
    return OcrLine(tuple(_settled(word, others) for word in read.words))


def _holds_number(read: OcrLine, interest: Interest) -> bool:
    text = read.text
    return any(any(c.isdigit() for c in text[a:b]) for a, b in interest(text))


def _with_digits(read: OcrLine, attempts: Iterable[Attempt]) -> OcrLine:
    """Return the line with the digits that two better readings of them agree on."""
    said: list[dict[OcrWord, str]] = []
    own = {word: _digits(word.text) for word in read.words}
    for attempt in attempts:
        others = [word for line in attempt() for word in line.words]
        said.append({word: _digits_at(word, others) for word in read.words})
        if said[-1] == own:
            return read
    if len(said) < _WITNESSES:
        return read
    return OcrLine(
        tuple(
            replace(word, text=_redigited(word.text, said[0][word]))
            if all(one[word] == said[0][word] for one in said)
            else word
            for word in read.words
        )
    )


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _digits_at(word: OcrWord, others: list[OcrWord]) -> str:
    """Return as many digits as the word has, as another reading has them there."""
    own = _digits(word.text)
    beside = [other for other in others if _same_place(word, other)]
    there = _digits(beside[0].text) if len(beside) == 1 else ""
    if len(there) == len(own) + 1 and not word.text[:1].isdigit():
        there = there[1:]  # «Б» or «№» taken for a digit
    return there if len(there) == len(own) else own


def _redigited(text: str, digits: str) -> str:
    """Return a text with its digits replaced one by one."""
    new = iter(digits)
    return "".join(next(new) if char.isdigit() else char for char in text)


def _unsure(word: OcrWord) -> bool:
    parts = _PARTS.match(word.text)
    if parts is None:
        return any(char.isdigit() for char in word.text)
    alike = parts.group(3).lower() in _KAZAKH or _looks_like_suffix(parts)
    return word.confidence < SURE or alike


def _looks_like_suffix(parts: re.Match[str]) -> bool:
    """Tell whether a number ends in digits that «ов» is misread as."""
    return not parts.group(3) and bool(_ZERO_EIGHT.search(parts.group(2)))


def _settled(word: OcrWord, others: list[OcrWord]) -> OcrWord:
    """Return the word with the digits and the suffix that most readings give it."""
    own = _PARTS.match(word.text)
    if own is None or not _unsure(word):
        return word
    beside = [_PARTS.match(other.text) for other in others if _same_place(word, other)]
    said = [own, *(parts for parts in beside if parts is not None)]
    if _looks_like_suffix(own):
        short = own.group(2)[:-2]
        apart = [x for x in said if (x.group(2), x.group(3).lower()) == (short, "ов")]
        said = apart or said
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
