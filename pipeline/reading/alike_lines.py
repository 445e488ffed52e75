"""Compares what was read from the same ink in two ways.

Knows lines of words and how sure they are; no pixels, no marks.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from models.documents import Line, Word
from pipeline.reading.read_lines import ReadLine

WELL, UNREAD = 0.80, 0.5
"""Confidence of what was read well, and below which a word was not read."""
_SAME = 0.7
"""How alike two readings of one print are, where letters are misread."""
_HELD = 0.75
"""Share of an unsure reading's letters that a sure one of the same ink must hold."""
WORD_LETTERS = 6
"""Letters of a word long enough to be half of a mark."""


def is_print(line: Line, read: Sequence[ReadLine]) -> bool:
    """Tell whether an unsure line is one that was read well as print."""
    return any(
        SequenceMatcher(None, line.text.lower(), item.read.text.lower()).ratio() > _SAME
        for item in read
        if item.read.confidence >= WELL
    )


def says_no_more(lines: list[Line], known: list[Line]) -> bool:
    """Tell whether an unsure reading holds no more than a sure one of the same ink."""
    new, old = (_letters(some) for some in (lines, known))
    matcher = SequenceMatcher(None, new, old, autojunk=False)
    held = sum(block.size for block in matcher.get_matching_blocks())
    return held >= _HELD * len(new) and len(new) <= len(old) + 1


def _letters(lines: list[Line]) -> str:
    joined = "".join(line.text for line in lines).lower()
    return "".join(char for char in joined if char.isalnum())


def unread_words(lines: list[Line]) -> bool:
    """Tell whether lines look like large words that could not be read."""
    return any(
        alphas(line.words) >= WORD_LETTERS
        and 2 * alphas(w for w in line.words if w.confidence < UNREAD)
        >= min(alphas(line.words), 2 * WORD_LETTERS)
        for line in lines
    )


def alphas(words: Iterable[Word]) -> int:
    """Return how many letters words have together."""
    return sum(char.isalpha() for word in words for char in word.text)
