"""Finds rows that may be the first half of a mark whose second half was read.

«ҚҰПИЯ» below a row that could not be read may be «ӨТЕ ҚҰПИЯ»: half of a mark would be
a lower degree. Knows lines as laid out and as read; no pixels, no marks.
"""

from collections.abc import Sequence

from pipeline.reading.agreeing import exact_words
from pipeline.reading.read_lines import ReadLine
from pipeline.reading.types_of_reading import Interest

_NEAR = 1.3
"""Times the height of a row that the one above it may be away."""
_ALIKE = (0.55, 1.7)
"""How much higher or lower the letters of the row above may be."""
_WIDER, _LETTERS = 1.8, 16
"""How much wider than the second half a first half may be, and its letters."""
_SURE = 0.85


def rows_above(read: Sequence[ReadLine], interest: Interest) -> list[int]:
    """Return which lines say nothing of interest, but stand right above one that does.

    Args:
        read: the lines of a page.
        interest: spans of a text which a mark could be made of.
    """
    halves = [item for item in read if _may_be_half(item, interest)]
    return [
        at
        for at, item in enumerate(read)
        if not interest(item.read.text) and any(_is_above(item, x) for x in halves)
    ]


def stay_unread(item: ReadLine) -> bool:
    """Tell whether a row above half of a mark is no plain word, however often read."""
    text = item.read.text
    letters = sum(char.isalpha() for char in text)
    spelt = letters >= 3 and letters >= 0.8 * len(text.replace(" ", "").strip(".,"))
    return not spelt or item.read.confidence < _SURE


def _may_be_half(item: ReadLine, interest: Interest) -> bool:
    """Tell whether a line is one or two words of interest and nothing else."""
    words = item.read.words
    return len(words) <= 2 and bool(exact_words(item.read.text, interest))


def _is_above(item: ReadLine, lower: ReadLine) -> bool:
    a, b = item.where, lower.where
    if not 0 <= b.y0 - a.y1 + 0.3 * b.height <= _NEAR * b.height + 0.3 * b.height:
        return False
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    letters = sum(char.isalpha() for char in item.read.text)
    alike = _ALIKE[0] * b.letter < a.letter < _ALIKE[1] * b.letter
    narrow = a.width < _WIDER * b.width and letters <= _LETTERS
    return alike and narrow and shared > 0.3 * min(a.width, b.width)
