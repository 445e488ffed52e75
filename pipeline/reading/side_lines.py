"""Reads lines that stand on their side beside upright print.

A mark in the margin of a scan may be turned by a quarter, either way. Knows a page with
its upright lines as read; whether words are a mark is judged elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.reading.alike_lines import WELL
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.read_halves import read_halves
from pipeline.reading.read_lines import ReadLine, glance, mend_strokes, read_line
from pipeline.reading.text_lines import (
    LAYOUT_DPI,
    Layout,
    TextLine,
    find_lines,
    turned_line,
)
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.upright import Sheet, quarter_round, turned_over
from pipeline.reading.way_up import LaidPage

Gray = npt.NDArray[np.uint8]

_STEP = WORK_DPI // LAYOUT_DPI
_LONG, _LOW = 2.5, 6
"""Times its height that a line of words is wide, and its least height in pixels."""
_BESIDE = 5.0
"""Times the height of a line of text that what stands beside it is wide at most."""
_ROOM = 1.2
"""Times its height around a line in which more of a mark may stand."""
_TAILS = 0.3
"""Heights of a line by which letters may reach beyond it."""
_LEAST_INK = 60
"""Pixels of ink that the smallest legible word has."""
_MOST = 16
"""Lines on their side that are looked at, the longest first: drawings have many."""
_LETTERS = 3
"""Letters of a word that shows its line to be upright print."""
_READS = 0.4
"""How well a line has to read at the first attempt to be read with care."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A page turned by a quarter, one way or the other."""

    sheet: Sheet
    beside: Gray
    """The ink of its upright print, at LAYOUT_DPI."""
    lines: list[TextLine]
    """What may be words that are level this way."""


def read_side_lines(
    laid: LaidPage, read: Sequence[ReadLine], interest: Interest
) -> list[tuple[Sheet, ReadLine]]:
    """Return lines that a mark could be made of, each with the sheet it is level on.

    Args:
        laid: the page, its print level.
        read: those of its level lines that were read.
        interest: spans of a text which a mark could be made of.
    """
    rest = _without_print(laid, read)
    if np.count_nonzero(rest) < _LEAST_INK:
        return []
    lines = _long_ones(find_lines(_quarter(rest)))
    if not lines:
        return []
    side, print_beside = quarter_round(laid.sheet), _quarter(laid.ink - rest)
    high, wide = print_beside.shape
    turned = [turned_line(line, wide, high) for line in lines]
    ways = [
        _Way(side, print_beside, lines),
        _Way(turned_over(side), print_beside[::-1, ::-1], turned),
    ]
    well = [[glance(way.sheet.gray, line) for line in way.lines] for way in ways]
    found = []
    for way, here, there in zip(ways, well, reversed(well), strict=True):
        best = [
            line
            for line, sure, other in zip(way.lines, here, there, strict=True)
            if sure >= max(_READS, other)
        ]
        found += [
            (way.sheet, item) for item in _read(replace(way, lines=best), interest)
        ]
    return found


def _read(way: _Way, interest: Interest) -> Iterator[ReadLine]:
    """Yield what a mark could be made of, of the lines that are level one way."""
    gray = way.sheet.gray
    struck = mend_strokes(way.sheet, way.lines)
    read = [
        read_line(gray, line, interest, struck=index in struck)
        for index, line in enumerate(way.lines)
    ]
    for item in read_halves(gray, read, interest):
        if not item.sure or interest(item.read.text):
            yield replace(item, sure=item.sure and not _touches(item, way.beside))


def _touches(item: ReadLine, beside: Gray) -> bool:
    """Tell whether upright print is so near that it may hold more of the line."""
    line = item.where
    room = round(_ROOM * line.height)
    rows = slice(max(0, line.y0 - room), line.y1)
    return bool(beside[rows, max(0, line.x0 - room) : line.x1 + room].any())


def _quarter(ink: Gray) -> Gray:
    return np.ascontiguousarray(np.rot90(ink))


def _without_print(laid: LaidPage, read: Sequence[ReadLine]) -> Gray:
    """Return the ink of a page without running text and lines that were read well."""
    left = laid.ink.copy()
    for line in laid.layout.lines:
        if line.body:
            x0, x1 = _words_of(line, laid.ink)
            tails = round(_TAILS * line.height)
            left[max(0, line.y0 - tails) : line.y1 + tails, x0:x1] = 0
    for item in read:
        plain = [word for word in item.read.words if word.confidence >= WELL]
        if not any(sum(map(str.isalnum, word.text)) >= _LETTERS for word in plain):
            continue
        for word in plain:
            rows = slice(word.y0 // _STEP, word.y1 // _STEP + 1)
            left[rows, word.x0 // _STEP : word.x1 // _STEP + 1] = 0
    return left


def _words_of(line: TextLine, ink: Gray) -> tuple[int, int]:
    """Return from where to where a line of running text goes.

    A letter on its side may stand so near that it was taken into the line.
    """
    inked = np.flatnonzero(ink[line.y0 : line.y1, line.x0 : line.x1].any(axis=0))
    wide = np.flatnonzero(np.diff(inked) > line.letter)
    most = _BESIDE * line.height
    before, behind = inked[wide], inked[wide + 1]
    first = behind[before < most]
    last = before[behind > line.width - most]
    x0 = int(first[-1]) if first.size else 0
    x1 = int(last[0]) + 1 if last.size else line.width
    return (line.x0 + x0, line.x0 + x1) if x0 < x1 else (line.x0, line.x1)


def _long_ones(layout: Layout) -> list[TextLine]:
    """Return the longest lines that may be words."""
    lines = [
        line
        for line in layout.lines
        if not line.odd and line.height >= _LOW and line.width >= _LONG * line.height
    ]
    return sorted(lines, key=lambda line: -line.width)[:_MOST]
