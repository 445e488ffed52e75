"""Parts lines that only stand on one row, and joins halves of one line.

Knows lines as laid out and as read; no pixels, no marks.
"""

from dataclasses import replace
from itertools import pairwise

from pipeline.reading.agreeing import is_torn
from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.read_lines import ReadLine
from pipeline.reading.text_lines import LAYOUT_DPI
from pipeline.reading.types_of_reading import Interest

_STEP = WORK_DPI // LAYOUT_DPI
_APART = 1.5
"""Times the height of its words that a room parts two lines on one row."""
_HALVES_GAP = 6.0
"""Times the height of its letters that a line may be torn apart."""


def split_apart(read: list[ReadLine]) -> list[ReadLine]:
    """Make two of lines with a wide room in them: a mark beside a letterhead."""
    return [part for item in read for part in _parts(item)]


def _parts(item: ReadLine) -> list[ReadLine]:
    words = item.read.words
    tall = sorted(word.y1 - word.y0 for word in words)[len(words) // 2]
    ends = [
        at
        for at in range(1, len(words))
        if words[at].x0 - words[at - 1].x1 > _APART * tall
    ]
    if not ends:
        return [item]
    cuts = pairwise([0, *ends, len(words)])
    return [_part(item, words[start:end]) for start, end in cuts]


def _part(item: ReadLine, words: tuple[OcrWord, ...]) -> ReadLine:
    where = replace(item.where, x0=words[0].x0 // _STEP, x1=-(-words[-1].x1 // _STEP))
    return replace(item, where=where, read=OcrLine(words))


def join_halves(read: list[ReadLine], interest: Interest) -> list[ReadLine]:
    """Make one of neighbours on a row that only together are words of interest.

    Letters set wide apart leave gaps between words in which a line seems to end.
    """
    joined: list[ReadLine] = []
    for item in read:
        last = joined[-1] if joined else None
        if last is not None and _are_halves(last, item, interest):
            joined[-1] = _as_one(last, item)
        else:
            joined.append(item)
    return joined


def _are_halves(left: ReadLine, right: ReadLine, interest: Interest) -> bool:
    """Tell whether two lines stand side by side and say more together than apart."""
    a, b = left.where, right.where
    low, high = sorted((a.height, b.height))
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    gap = b.x0 - a.x1
    if shared < 0.5 * low or high > 2 * low or not 0 <= gap < _HALVES_GAP * high:
        return False
    return is_torn(left.read.text, right.read.text, interest)


def _as_one(left: ReadLine, right: ReadLine) -> ReadLine:
    a, b = left.where, right.where
    where = replace(
        a,
        y0=min(a.y0, b.y0),
        x1=b.x1,
        y1=max(a.y1, b.y1),
        letter=max(a.letter, b.letter),
    )
    words = OcrLine((*left.read.words, *right.read.words))
    return ReadLine(where, words, left.struck or right.struck, left.sure and right.sure)
