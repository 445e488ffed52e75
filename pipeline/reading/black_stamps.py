"""Reads black stamps, which only heavier strokes and badly read lines give away.

Knows a page with its lines as read; whether the words are a mark is judged elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.documents import Line
from models.geometry import Box
from pipeline.reading.agreeing import exact_words
from pipeline.reading.alike_lines import (
    WELL,
    WORD_LETTERS,
    alphas,
    is_print,
    says_no_more,
    unread_words,
)
from pipeline.reading.ink import InkRegion
from pipeline.reading.patches import PAD_PX, Rect, heavy_patches, poor_patches
from pipeline.reading.read_lines import ReadLine, read_line, to_line
from pipeline.reading.read_stamps import read_stamp
from pipeline.reading.stamp_places import (
    bounds,
    covered,
    follow,
    frames,
    holds,
    inked_within,
    rect,
)
from pipeline.reading.text_lines import Layout
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.upright import Sheet

Gray = npt.NDArray[np.uint8]

_POORLY = 0.68
_WITHIN = 0.85
"""Share of a patch that lies in another one which was read for sure."""
_EDGE_PX = 4
_LEVEL_DEG = 3.5
_SURE = 0.9
_STAMP_PX = 100
"""The least width of a stamp: 13 mm."""
_MIXED, _TALLER = 3, 1.35
"""Letters of a word whose height counts, and how much taller a stamp's words are."""
_ONE_LINE = 2.4
"""Times a line's height that heavy ink may be high to be that line in bold."""
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class _Patch:
    """One patch of black ink with what was read from it."""

    region: InkRegion
    lines: list[Line]
    words: str
    """The letters of the words of interest."""
    near: bool
    legible: bool

    @property
    def sure(self) -> bool:
        """It says something of interest, and two readings agree on it."""
        return self.legible and bool(self.words)


@dataclass(frozen=True, slots=True)
class BlackRead:
    """What was read from black stamps."""

    lines: list[Line]
    bold: list[ReadLine]
    """Lines of bold print that were passed over as running text."""
    plain: list[Box]
    """Where stamps stand that were read well and say nothing of interest."""
    unread: bool
    """One of the stamps could not be read."""


def read_black(
    sheet: Sheet, layout: Layout, read: list[ReadLine], interest: Interest
) -> BlackRead:
    """Return the black stamps that say something of interest, each once."""
    heavy = list(heavy_patches(sheet.gray, [rect(x) for x in layout.lines if x.body]))
    bold = _bold_lines(sheet, layout, heavy, interest)
    read = [*read, *bold]
    poor = [rect(i.where) for i in read if i.read.confidence < _POORLY]
    poor += [rect(line) for line in layout.lines if line.odd]
    halves = _halves(read, poor, interest)
    poor += [rect(item.where) for item in halves]
    known = [
        box
        for item in read
        if item.read.words and item.read.confidence >= WELL and not _is_mixed(item)
        if item not in halves
        for box in _boxes(sheet, item)
    ]
    regions = _regions(sheet, layout, read, heavy, poor)
    unread = _without_read(sheet, layout, read) if regions else None
    patches = []
    for number, region in enumerate(regions):
        lines, legible = read_stamp(
            sheet, region, interest, block=_BLOCK + number, unread=unread
        )
        lines = [line for line in lines if not _read_before(line, known)]
        text = " ".join(line.text for line in lines)
        words = exact_words(text, interest)
        patches.append(_Patch(region, lines, words, bool(interest(text)), legible))
    body = [rect(line) for line in layout.lines if line.body]
    illegible = any(
        _stays_unread(patch, patches, read) or _hides(patch, patches, body)
        for patch in patches
    )
    struck = [box for item in read if item.struck for box in _boxes(sheet, item)]
    said = [line for patch in _best(patches) for line in patch.lines]
    lines = [_struck_too(line, struck) for line in said]
    return BlackRead(lines, bold, _plain(patches), illegible)


def _plain(patches: list[_Patch]) -> list[Box]:
    """Return where words stand that were read for sure and are of no interest."""
    return [
        line.box
        for patch in patches
        if patch.legible and not patch.near
        for line in patch.lines
        if line.box and min(word.confidence for word in line.words) > _SURE
    ]


def _best(patches: list[_Patch]) -> list[_Patch]:
    """Return what says something of interest, of the same ink what says the most."""
    best: list[_Patch] = []
    for patch in patches:
        if not patch.near:
            continue
        twin = next((x for x in best if _are_twins(patch, x)), None)
        if twin is None:
            best.append(patch)
        elif len(patch.words) > len(twin.words):
            best[best.index(twin)] = patch
    return best


def _stays_unread(
    patch: _Patch, patches: list[_Patch], read: Sequence[ReadLine]
) -> bool:
    """Tell whether a patch may hold more than was read from this ink anywhere."""
    if patch.near and patch.legible:
        return False
    new = [line for line in patch.lines if not is_print(line, read)]
    if not patch.near and not unread_words(new):
        return False
    twins = [x for x in patches if x.sure and x is not patch and _are_twins(patch, x)]
    return not any(
        says_no_more(new, twin.lines)
        or covered(patch.region, [bounds(twin.region)], _WITHIN)
        for twin in twins
    )


def _hides(patch: _Patch, patches: list[_Patch], body: list[Rect]) -> bool:
    """Tell whether heavy ink over lines of running text was not read at all."""
    if patch.near or not patch.region.others:
        return False
    x0, y0, x1, y1 = bounds(patch.region)
    x0, y0, x1, y1 = x0 + PAD_PX, y0 + PAD_PX, x1 - PAD_PX, y1 - PAD_PX
    across = sum(
        a < x0 + 20 and c > x1 - 20 and y0 < (b + d) / 2 < y1 for a, b, c, d in body
    )
    plain = any(
        word.confidence >= WELL and alphas([word]) >= WORD_LETTERS
        for line in patch.lines
        for word in line.words
    )
    sure = any(x.sure and _are_twins(patch, x) for x in patches)
    return x1 - x0 > _STAMP_PX and across > 0 and not plain and not sure


def _without_read(sheet: Sheet, layout: Layout, read: list[ReadLine]) -> Gray:
    """Return the page without running text and all lines that were read well."""
    left = sheet.gray.copy()
    done = [line for line in layout.lines if line.body]
    done += [item.where for item in read if item.read.confidence >= WELL]
    places = [rect(line) for line in done]
    places += [
        (word.x0, word.y0, word.x1, word.y1)
        for item in read
        for word in item.read.words
        if word.confidence > _SURE and len(word.text) > _MIXED
    ]
    for x0, y0, x1, y1 in places:
        left[max(0, y0 - _EDGE_PX) : y1 + _EDGE_PX, max(0, x0) : x1] = 255
    return left


def _are_twins(one: _Patch, other: _Patch) -> bool:
    """Tell whether two patches are the same ink seen in two ways."""
    a, b = bounds(one.region), bounds(other.region)
    return covered(one.region, [b], 0.3) or covered(other.region, [a], 0.3)


def _boxes(sheet: Sheet, item: ReadLine) -> list[Box]:
    return [box] if (box := to_line(sheet, item).box) else []


def _struck_too(line: Line, struck: list[Box]) -> Line:
    """Return the line as struck where it stands on words that were."""
    if line.box is None or not shares(line.box, struck):
        return line
    return replace(line, words=tuple(replace(w, struck=True) for w in line.words))


def _is_mixed(item: ReadLine) -> bool:
    """Tell whether words of different height stand on a line: a stamp beside print."""
    heights = [word.y1 - word.y0 for word in item.read.words if len(word.text) > _MIXED]
    return len(heights) > 1 and max(heights) > _TALLER * min(heights)


def shares(box: Box, others: list[Box]) -> bool:
    """Tell whether a good part of a box lies under one of the others."""
    return any(
        (min(box.x1, other.x1) - max(box.x0, other.x0))
        * (min(box.y1, other.y1) - max(box.y0, other.y0))
        > 0.4 * box.width * box.height
        for other in others
        if box.overlaps(other)
    )


def _read_before(line: Line, known: list[Box]) -> bool:
    """Tell whether a level line stands where a line was read well already."""
    box, turn = line.box, (line.angle_deg + 45) % 90 - 45
    return box is not None and abs(turn) <= _LEVEL_DEG and shares(box, known)


def _bold_lines(
    sheet: Sheet, layout: Layout, heavy: list[InkRegion], interest: Interest
) -> list[ReadLine]:
    """Read lines of running text that are set in bold: titles that look like text."""
    bold = []
    for line in layout.lines:
        x0, y0, x1, y1 = rect(line)
        if line.body and any(
            r.gray.shape[0] - 2 * PAD_PX < _ONE_LINE * (y1 - y0)
            and covered(r, [(x0, y0 - PAD_PX // 2, x1, y1 + PAD_PX // 2)], 0.5)
            for r in heavy
        ):
            bold.append(read_line(sheet.gray, line, interest))
    return bold


def _halves(
    read: list[ReadLine], poor: list[Rect], interest: Interest
) -> list[ReadLine]:
    """Return lines of interest right above or below one that was read badly.

    Turned stamps of two rows are sometimes read in one row as if they were print.
    """
    return [
        item
        for item in read
        if exact_words(item.read.text, interest)
        and any(follow(rect(item.where), other) for other in poor)
    ]


def _regions(
    sheet: Sheet,
    layout: Layout,
    read: list[ReadLine],
    heavy: list[InkRegion],
    poor: list[Rect],
) -> list[InkRegion]:
    """Return heavy ink that no line was read from, and lines that were read badly."""
    well = [rect(i.where) for i in read if i.read.confidence >= WELL]
    framed = [frame for frame in frames(layout) if not holds(frame, well)]
    return [
        *poor_patches(sheet.gray, poor + framed),
        *(region for region in heavy if not inked_within(region, well)),
    ]
