"""One expression of the vocabulary, and whether letters found in a text are it.

Pure functions over strings: letters count only where they hang together and nothing
clings to them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from models.degrees import Degree
from pipeline.recognition.folding import GAP, is_blank, is_joiner

MAX_GAP = 8
"""Characters that may stand between two letters of one mark."""


class HitKind(StrEnum):
    """What a word found is about."""

    MARK = "mark"
    OUTSIDE = "outside"
    PLAIN = "plain"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One expression of the vocabulary with its skeleton."""

    text: str
    skeleton: str
    kind: HitKind
    degree: Degree | None = None
    language: str | None = None
    starts: frozenset[int] = frozenset()
    """Places in the skeleton at which a new word begins."""
    abbreviation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An expression found in a text, at ``start`` to ``end``."""

    form: Form
    start: int
    end: int
    loose: bool = False
    """Some letters stand apart and some do not: «секрет но»."""
    distance: int = 0
    """Letters that differ, as OCR makes them."""
    guessed: bool = False
    """A shorter mark was read there, and this one is nearly the whole line."""


def check(text: str, folded: str, places: list[int], form: Form) -> Hit | None:
    """Return the hit where these letters stand by themselves and hang together."""
    start, end = places[0], places[-1] + 1
    gaps = [folded[a + 1 : b] for a, b in pairwise(places)]
    inner = [gap for at, gap in enumerate(gaps, 1) if at not in form.starts]
    outer = [gap for at, gap in enumerate(gaps, 1) if at in form.starts]
    if not all(map(_joins_letters, inner)) or not all(
        _joins_words(gap, form) for gap in outer
    ):
        return None
    wide = [_is_wide(gap) for gap in inner]
    spaced = bool(wide) and all(wide)
    if not _stands_alone(folded, start, end, spaced=spaced):
        return None
    if form.abbreviation and not text[start:end].isupper():
        return None
    return Hit(form=form, start=start, end=end, loose=any(wide) and not spaced)


def _is_wide(gap: str) -> bool:
    return any(is_blank(char) for char in gap) and "\n" not in gap and "\r" not in gap


def _joins_letters(gap: str) -> bool:
    """Tell whether two letters of one word may stand so far apart."""
    if not gap:
        return True
    if len(gap) > MAX_GAP:
        return False
    return all(char == GAP or is_blank(char) or char in "-‐‑¬'’ʼʻ`‘" for char in gap)


def _joins_words(gap: str, form: Form) -> bool:
    """Tell whether two words of one expression may stand so far apart."""
    if len(gap) > MAX_GAP * 4:
        return False
    dots = "." in form.text or gap.strip(" ") in ("", ".")
    return all(
        char == GAP or is_blank(char) or (is_joiner(char) and (char != "." or dots))
        for char in gap
    ) and (gap.strip() != "." or "." in form.text)


def _stands_alone(folded: str, start: int, end: int, *, spaced: bool) -> bool:
    """Tell whether no letter clings to either end."""
    before, after = folded[:start][-3:].strip(GAP), folded[end : end + 4].strip(GAP)
    if (before and _is_letter(before[-1])) or (after and _is_letter(after[0])):
        return False
    if not spaced:
        return True
    clings_before = re.search(r"(?:^|\W)\w $", folded[max(0, start - 4) : start])
    rest = folded[end : end + 12]
    clings_after = re.match(r" \w(?: \w|\W|$)", rest) and not re.match(
        r" (?:е ?к ?з|д ?а ?н|№|\()", rest
    )
    return not clings_before and not clings_after


def _is_letter(char: str) -> bool:
    return char.isalnum()
