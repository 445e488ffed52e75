"""Where a PDF page shows letters of which its fonts say that they are spaces or dots.

A mapping that gives no letter, but something that nobody looks at, hides words as well
as none. Knows how high characters stand; no words and no marks.
"""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2.raw as pdfium

from models.geometry import Box
from pipeline.reading.pdf_page import OpenPage
from pipeline.reading.pdf_pixels import leaves_ink
from pipeline.reading.pdf_text import PageText, char_box, char_index

_BLANKS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    code for code in map(chr, range(0x3001)) if code.isspace() and code not in "\r\n"
)
_SELDOM_DOTS = "·•∙…?"
_DOTS = "." + _SELDOM_DOTS
_DOTTED = re.compile(rf"[{_DOTS}]{{4,}}")
LEAST_INK, MOST_DOT = 0.15, 0.42
"""Height of ink, in heights of its line, from which a blank shows something, and up to
which a dot is one."""
MOST_PLACES = 40
"""Places of a page after which there is nothing more to learn."""


def mute_places(page: OpenPage, text: PageText) -> list[Box]:
    """Return the rows of a page in which ink stands where the text has none."""
    places: list[Box] = []
    for start, end in mute_spans(text.text):
        if len(places) >= MOST_PLACES:
            break
        blank = text.text[start] not in _DOTS
        box = _ink(text, start, LEAST_INK if blank else MOST_DOT)
        if box and leaves_ink(page, text.frame, box):
            places.append(_row(text, start, end))
    return places


def mute_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text says nothing: rows of dots, and blanks at ends of lines."""
    dotted = "...." in text or any(sign in text for sign in _SELDOM_DOTS)
    spans = [match.span() for match in _DOTTED.finditer(text)] if dotted else []
    start = 0
    for line in text.split("\n"):
        row = line.removesuffix("\r")
        if len(row.strip(_BLANKS)) < len(row):
            spans += _blank_ends(row, start)
        start += len(line) + 1
    return sorted(spans)


def _blank_ends(row: str, start: int) -> Iterator[tuple[int, int]]:
    end = start + len(row)
    first = end - len(row.lstrip(_BLANKS))
    last = start + len(row.rstrip(_BLANKS))
    if first > start:
        yield start, first
    if first < end and last < end:
        yield last, end


def _ink(page: PageText, place: int, least: float) -> Box | None:
    """Return the heart of a character that may leave more ink than it should.

    Some fonts give a blank the room of a letter; then only the pixels tell.
    """
    index = char_index(page, place)
    if not pdfium.FPDFText_GetCharBox(page.handle, index, *_EDGES_REF):
        return None
    left, right, below, above = (edge.value for edge in _EDGES)
    up = max(right - left, above - below) * page.frame.unit
    line = char_box(page, index) if up > 0 else None
    if line is None or up <= least * max(line.width, line.height):
        return None
    across, high = (right - left) / 5, (above - below) / 5
    return page.frame.seen(left + across, below + high, right - across, above - high)


_EDGES = tuple(ctypes.c_double() for _ in range(4))
_EDGES_REF = tuple(map(ctypes.byref, _EDGES))


def _row(page: PageText, start: int, end: int) -> Box:
    """Return all of the row: of several blanks pdfium keeps only the first."""
    ends = [char_box(page, char_index(page, place)) for place in (start, end - 1)]
    boxes = [box for box in ends if box]
    box = boxes[0].union(boxes[-1])
    frame = page.frame
    if box.height > 3 * box.width and end - start > 1:
        return Box(box.x0, 0.0, box.x1, frame.height_pt)
    return Box(0.0, box.y0, frame.width_pt, box.y1)
