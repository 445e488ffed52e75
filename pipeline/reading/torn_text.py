"""Tells whether something unread lies over running text and breaks its lines.

Knows lines as laid out and as read; no pixels, no marks.
"""

from collections.abc import Sequence

from pipeline.reading.read_lines import ReadLine
from pipeline.reading.text_lines import Layout, TextLine

_UNSURE, _LETTERS = 0.55, 4
"""How unsure and how long a scrap of a broken line is."""
_NEAR, _BESIDE = 4, 8
"""Heights of a line within which the next scrap, and running text, must be."""


def breaks_text(read: Sequence[ReadLine], layout: Layout) -> bool:
    """Tell whether neighbouring scraps of lines stand badly read beside running text.

    A stamp with strokes as thin as the text's leaves no other trace where it was not
    read.
    """
    body = [line for line in layout.lines if line.body]
    torn = [
        item.where
        for item in read
        if _has_scrap(item) and any(_stands_by(item.where, line) for line in body)
    ]
    return any(0 < abs(a.y0 - b.y0) < _NEAR * a.height for a in torn for b in torn)


def _has_scrap(item: ReadLine) -> bool:
    return any(
        word.confidence < _UNSURE and len(word.text) >= _LETTERS
        for word in item.read.words
    )


def _stands_by(line: TextLine, text: TextLine) -> bool:
    apart = max(line.y0, text.y0) - min(line.y1, text.y1)
    shared = min(line.x1, text.x1) - max(line.x0, text.x0)
    return shared > 0 and apart < _BESIDE * line.height
