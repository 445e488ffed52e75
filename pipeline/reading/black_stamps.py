"""Reads black stamps, which only heavier strokes and badly read lines give away.

Knows a page with its lines as read; whether the words are a mark is judged elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from models.documents import Line, Word
from models.geometry import Box
from pipeline.reading.agreeing import exact_words
from pipeline.reading.ink import InkRegion
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.patches import PAD_PX, Rect, heavy_patches, poor_patches
from pipeline.reading.read_lines import ReadLine, read_line, to_line
from pipeline.reading.read_stamps import read_stamp
from pipeline.reading.text_lines import LAYOUT_DPI, Layout, TextLine
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.upright import Sheet

Gray = npt.NDArray[np.uint8]

WELL, _POORLY = 0.80, 0.68
UNREAD = 0.5
_SAME = 0.7
"""How alike two readings of one print are, where letters are misread."""
_HELD = 0.75
"""Share of an unsure reading's letters that a sure one of the same ink must hold."""
_WITHIN = 0.85
"""Share of a patch that lies in another one which was read for sure."""
_EDGE_PX = 4
_LEVEL_DEG = 3.5
_WORD_LETTERS = 6
_MIXED, _TALLER = 3, 1.35
"""Letters of a word whose height counts, and how much taller a stamp's words are."""
_ONE_LINE = 2.4
"""Times a line's height that heavy ink may be high to be that line in bold."""
_INK_BELOW, _INK_LEFT = 150, 0.4
_FRAME_WIDE, _FRAME_HIGH = (50, 480), (22, 240)
"""Sides of a stamp's frame in pixels of the layout: 13 to 120 mm, 6 to 60 mm."""
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


def read_black(
    sheet: Sheet, layout: Layout, read: list[ReadLine], interest: Interest
) -> tuple[list[Line], list[ReadLine], bool]:
    """Return the black stamps that say something of interest, each once.

    Also returns lines of bold print that were passed over as running text, and whether
    one of the stamps could not be read.
    """
    heavy = list(heavy_patches(sheet.gray, [_rect(x) for x in layout.lines if x.body]))
    bold = _bold_lines(sheet, layout, heavy, interest)
    read = [*read, *bold]
    known = [
        box
        for item in read
        if item.read.words and item.read.confidence >= WELL and not _is_mixed(item)
        for box in _boxes(sheet, item)
    ]
    unread = _without_read(sheet, layout, read)
    patches = []
    for number, region in enumerate(_regions(sheet, layout, read, heavy)):
        lines, legible = read_stamp(
            sheet, region, interest, block=_BLOCK + number, unread=unread
        )
        lines = [line for line in lines if not _read_before(line, known)]
        text = " ".join(line.text for line in lines)
        words = exact_words(text, interest)
        patches.append(_Patch(region, lines, words, bool(interest(text)), legible))
    illegible = any(_stays_unread(patch, patches, read) for patch in patches)
    struck = [box for item in read if item.struck for box in _boxes(sheet, item)]
    said = [line for patch in _best(patches) for line in patch.lines]
    return [_struck_too(line, struck) for line in said], bold, illegible


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
    new = [line for line in patch.lines if not _is_print(line, read)]
    if not patch.near and not _unread_words(new):
        return False
    twins = [x for x in patches if x.sure and x is not patch and _are_twins(patch, x)]
    return not any(
        _says_no_more(new, twin.lines)
        or _covered(patch.region, [_bounds(twin.region)], _WITHIN)
        for twin in twins
    )


def _without_read(sheet: Sheet, layout: Layout, read: list[ReadLine]) -> Gray:
    """Return the page without running text and all lines that were read well."""
    left = sheet.gray.copy()
    done = [line for line in layout.lines if line.body]
    done += [item.where for item in read if item.read.confidence >= WELL]
    for x0, y0, x1, y1 in map(_rect, done):
        left[max(0, y0 - _EDGE_PX) : y1 + _EDGE_PX, x0:x1] = 255
    return left


def _are_twins(one: _Patch, other: _Patch) -> bool:
    """Tell whether two patches are the same ink seen in two ways."""
    a, b = _bounds(one.region), _bounds(other.region)
    return _covered(one.region, [b], 0.3) or _covered(other.region, [a], 0.3)


def _is_print(line: Line, read: Sequence[ReadLine]) -> bool:
    """Tell whether an unsure line is one that was read well as print."""
    return any(
        SequenceMatcher(None, line.text.lower(), item.read.text.lower()).ratio() > _SAME
        for item in read
        if item.read.confidence >= WELL
    )


def _says_no_more(lines: list[Line], known: list[Line]) -> bool:
    """Tell whether an unsure reading holds no more than a sure one of the same ink."""
    new, old = (_letters(some) for some in (lines, known))
    matcher = SequenceMatcher(None, new, old, autojunk=False)
    held = sum(block.size for block in matcher.get_matching_blocks())
    return held >= _HELD * len(new) and len(new) <= len(old) + 1


def _letters(lines: list[Line]) -> str:
    joined = "".join(line.text for line in lines).lower()
    return "".join(char for char in joined if char.isalnum())


def _boxes(sheet: Sheet, item: ReadLine) -> list[Box]:
    box = to_line(sheet, item).box
    return [box] if box is not None else []


def _struck_too(line: Line, struck: list[Box]) -> Line:
    """Return the line as struck where it stands on words that were."""
    if line.box is None or not shares(line.box, struck):
        return line
    return replace(line, words=tuple(replace(w, struck=True) for w in line.words))


def _unread_words(lines: list[Line]) -> bool:
    """Tell whether lines look like large words that could not be read."""
    return any(
        _alphas(line.words) >= _WORD_LETTERS
        and 2 * _alphas(w for w in line.words if w.confidence < UNREAD)
        >= min(_alphas(line.words), 2 * _WORD_LETTERS)
        for line in lines
    )


def _alphas(words: Iterable[Word]) -> int:
    return sum(char.isalpha() for word in words for char in word.text)


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
    if box is None or abs(turn) > _LEVEL_DEG:
        return False
    return shares(box, known)


def _bold_lines(
    sheet: Sheet, layout: Layout, heavy: list[InkRegion], interest: Interest
) -> list[ReadLine]:
    """Read lines of running text that are set in bold: titles that look like text."""
    bold = []
    for line in layout.lines:
        x0, y0, x1, y1 = _rect(line)
        if line.body and any(
            r.gray.shape[0] - 2 * PAD_PX < _ONE_LINE * (y1 - y0)
            and _covered(r, [(x0, y0 - PAD_PX // 2, x1, y1 + PAD_PX // 2)], 0.5)
            for r in heavy
        ):
            bold.append(read_line(sheet.gray, line, interest))
    return bold


def _regions(
    sheet: Sheet, layout: Layout, read: list[ReadLine], heavy: list[InkRegion]
) -> list[InkRegion]:
    """Return heavy ink that no line was read from, and lines that were read badly."""
    well = [_rect(i.where) for i in read if i.read.confidence >= WELL]
    poor = [_rect(i.where) for i in read if i.read.confidence < _POORLY]
    poor += [_rect(line) for line in layout.lines if line.odd]
    poor += [frame for frame in _frames(layout) if not _holds(frame, well)]
    return [
        *poor_patches(sheet.gray, poor),
        *(region for region in heavy if not _inked_within(region, well)),
    ]


def _frames(layout: Layout) -> list[Rect]:
    """Return drawn frames of the size of a stamp."""
    step = WORK_DPI // LAYOUT_DPI
    return [
        (x0 * step, y0 * step, x1 * step, y1 * step)
        for x0, y0, x1, y1 in layout.rules
        if _FRAME_WIDE[0] < x1 - x0 < _FRAME_WIDE[1]
        and _FRAME_HIGH[0] < y1 - y0 < _FRAME_HIGH[1]
    ]


def _holds(frame: Rect, rects: list[Rect]) -> bool:
    """Tell whether the middle of one of the lines stands in a frame."""
    x0, y0, x1, y1 = frame
    return any(x0 < (a + c) / 2 < x1 and y0 < (b + d) / 2 < y1 for a, b, c, d in rects)


def _rect(line: TextLine) -> Rect:
    step = WORK_DPI // LAYOUT_DPI
    return line.x0 * step, line.y0 * step, line.x1 * step, line.y1 * step


def _bounds(region: InkRegion) -> Rect:
    height, width = region.gray.shape
    return region.x0, region.y0, region.x0 + width, region.y0 + height


def _inked_within(region: InkRegion, rects: list[Rect]) -> bool:
    """Tell whether most of a region's ink lies in lines that were read."""
    ink = region.gray < _INK_BELOW
    total = np.count_nonzero(ink)
    for x0, y0, x1, y1 in rects:
        rows = slice(max(0, y0 - region.y0 - 2), max(0, y1 - region.y0 + 2))
        columns = slice(max(0, x0 - region.x0 - 2), max(0, x1 - region.x0 + 2))
        ink[rows, columns] = False
    return bool(np.count_nonzero(ink) < _INK_LEFT * total)


def _covered(region: InkRegion, rects: list[Rect], share: float) -> bool:
    """Tell whether a share of a region lies under rectangles."""
    x0, y0, x1, y1 = _bounds(region)
    pad = PAD_PX if region.others else 0
    x0, y0, x1, y1 = x0 + pad, y0 + pad, x1 - pad, y1 - pad
    shared = 0
    for a0, b0, a1, b1 in rects:
        shared += max(0, min(x1, a1) - max(x0, a0)) * max(0, min(y1, b1) - max(y0, b0))
    return shared > share * max(1, (x1 - x0) * (y1 - y0))
