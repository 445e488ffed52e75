"""Join lines that stand side by side where only together they are a mark.

A reader cuts a line at wide empty room; the first word of «Совершенно   секретно»
must not get lost beside the second. Knows places and words; decides nothing.
"""

from dataclasses import replace

from models.documents import Line, Page
from pipeline.recognition.numbers import copy_span
from pipeline.recognition.vocabulary import Vocabulary

WIDEST_GAP = 12.0
"""Letter heights that the words of one mark may stand apart."""
LEVEL = 0.6
"""Share of the lower line's height by which two lines on one row overlap."""
EDGE_WORDS = 8
"""Words at either side of a gap that may belong to one mark, set letter by letter."""


def join_rows(page: Page, vocabulary: Vocabulary) -> Page:
    """Return the page with the halves of marks and of copy numbers made one line."""
    lines: list[Line] = []
    for line in page.lines:
        if lines and _belong(lines[-1], line, vocabulary):
            words = (*lines[-1].words, *line.words)
            lines[-1] = replace(lines[-1], words=words)
        else:
            lines.append(line)
    return page if len(lines) == len(page.lines) else replace(page, lines=tuple(lines))


def _belong(left: Line, right: Line, vocabulary: Vocabulary) -> bool:
    if left.source != right.source or not _side_by_side(left, right):
        return False
    before = " ".join(word.text for word in left.words[-EDGE_WORDS:])
    after = " ".join(word.text for word in right.words[:EDGE_WORDS])
    text = f"{before} {after}"
    if any(hit.start < len(before) < hit.end for hit in vocabulary.find(text)):
        return True
    number = copy_span(text)
    return number is not None and number[0] < len(before) < number[1]


def _side_by_side(left: Line, right: Line) -> bool:
    a, b = left.box, right.box
    if a is None or b is None or abs(left.angle_deg - right.angle_deg) > 1:
        return False
    height = max(min(a.height, b.height), 1.0)
    level = min(a.y1, b.y1) - max(a.y0, b.y0) >= LEVEL * height
    return level and 0 <= b.x0 - a.x1 <= WIDEST_GAP * max(a.height, b.height)
