"""Finds words that we know stand on a PDF, with their places; for our own stamps.

A carrier that was changed before bears our stamps, which recognition rightly doubts:
their words are known, so that they need only be found. Must not judge anything.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.geometry import Box


def find_words(path: Path, words: Sequence[str]) -> tuple[tuple[int, str, Box], ...]:
    """Return page index, word and box of each place where a word stands.

    Pages that are turned are passed over. What is no PDF holds nothing.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return ()
    found: list[tuple[int, str, Box]] = []
    try:
        for index in range(len(document)):
            page = document[index]
            if page.get_rotation() == 0:
                found += [(index, w, box) for w in words for box in _places(page, w)]
            page.close()
    finally:
        document.close()
    return tuple(found)


def _places(page: Any, word: str) -> list[Box]:
    left, _, _, top = page.get_bbox()
    text = page.get_textpage()
    search = text.search(word, match_case=True)
    boxes: list[Box] = []
    while (hit := search.get_next()) is not None:
        for rectangle in range(text.count_rects(*hit)):
            x0, y0, x1, y1 = text.get_rect(rectangle)
            boxes.append(Box(x0=x0 - left, y0=top - y1, x1=x1 - left, y1=top - y0))
    search.close()
    text.close()
    return boxes
