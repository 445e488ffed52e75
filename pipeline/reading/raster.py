"""Reads what could matter on one page picture: marks, numbers, titles, stamps.

Running text is found and counted but not read. Knows pages of pixels; whether words are
a mark is judged elsewhere, from the lines returned here.
"""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from PIL import Image

from models.documents import Line
from models.geometry import POINTS_PER_INCH, Box
from pipeline.reading.agreeing import exact_words
from pipeline.reading.ink import InkRegion, find_regions
from pipeline.reading.page_picture import WORK_DPI, PagePicture, prepare_page
from pipeline.reading.patches import PAD_PX, Rect, heavy_patches, poor_patches
from pipeline.reading.read_lines import (
    ReadLine,
    glance,
    join_halves,
    mean_confidence,
    mend_strokes,
    read_line,
    to_line,
)
from pipeline.reading.read_stamps import read_stamp
from pipeline.reading.text_lines import LAYOUT_DPI, Layout, TextLine, find_lines
from pipeline.reading.torn_text import breaks_text
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.reading.upright import Sheet, set_upright, small_ink

_UPRIGHT = 0.62
"""Mean confidence below which a page may stand upside down."""
_WELL, _POORLY = 0.80, 0.68
_UNREAD = 0.5
_SAME = 0.7
"""How alike two readings of one stamp are, where letters are misread."""
_LEVEL_DEG = 3.5
_WORD_LETTERS = 6
_LINE_LETTERS, _GARBLED = 10, 0.65
_MAX_LINES, _FIRST = 70, 3
_MIXED, _TALLER = 3, 1.35
"""Letters of a word whose height counts, and how much taller a stamp's words are."""
_STAMP_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class _PageRead:
    """A page set upright, with its lines as read."""

    sheet: Sheet
    layout: Layout
    read: list[ReadLine]


def read_raster(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
    """Return the lines of a page picture that a mark could be made of.

    Args:
        image: one page, RGB, L or 1.
        dpi: its resolution.
        interest: spans of a text which a mark could be made of.

    Raises:
        DependencyError: when Tesseract's language data is missing.
    """
    page = prepare_page(image, dpi=dpi)
    found = _read_page(_lay(page), interest, wary=True)
    if mean_confidence(found.read) < _UPRIGHT:
        over = _lay(page, upside_down=True)
        right = max(found, over, key=_legibility)
        found = _read_page(right, interest, wary=False)
    stamps, unread = _read_stamps(found, interest)
    read = join_halves([item for item in found.read if item.read.words], interest)
    lines = [(item, to_line(found.sheet, item)) for item in read]
    covers = [line.box for line in stamps if line.ink == "black" and line.box]
    kept = [pair for pair in lines if not _outdone(*pair, covers)]
    return RasterLines(
        lines=tuple(line for _, line in kept) + tuple(stamps),
        line_count=len(found.layout.lines) + len(stamps),
        body_size_pt=found.layout.body_letter * POINTS_PER_INCH / LAYOUT_DPI,
        problem=_problem([item for item, _ in kept], unread=unread),
    )


def _lay(page: PagePicture, *, upside_down: bool = False) -> _PageRead:
    """Return a page set level, with the lines it would have that way up."""
    sheet = set_upright(page, upside_down=upside_down)
    return _PageRead(sheet, find_lines(small_ink(sheet.gray, sheet.noise)), [])


def _read_page(laid: _PageRead, interest: Interest, *, wary: bool) -> _PageRead:
    """Return a page with its lines read; a wary reader stops where it can't read."""
    sheet, layout = laid.sheet, laid.layout
    wanted = [line for line in layout.lines if not line.body and not line.odd]
    struck = mend_strokes(sheet, wanted)
    read: list[ReadLine] = []
    for index, line in enumerate(wanted[:_MAX_LINES]):
        if wary and index == _FIRST and mean_confidence(read) < _UPRIGHT:
            break
        read.append(read_line(sheet.gray, line, interest, struck=index in struck))
    return _PageRead(sheet, layout, read)


def _legibility(laid: _PageRead) -> float:
    """Return how well the longest lines of a page can be read as they lie."""
    level = [line for line in laid.layout.lines if not line.odd]
    longest = sorted(level, key=lambda line: -line.width)[:_FIRST]
    return sum(glance(laid.sheet.gray, line) for line in longest)


def _read_stamps(found: _PageRead, interest: Interest) -> tuple[list[Line], bool]:
    """Return the lines of all stamps, and whether one of them stayed unread."""
    sheet = found.sheet
    lines: list[Line] = []
    unread = False
    if sheet.chroma is not None and sheet.rgb is not None:
        for number, region in enumerate(find_regions(sheet.chroma, sheet.rgb)):
            block = _STAMP_BLOCK + number
            new, legible = read_stamp(sheet, region, interest, block=block)
            lines += new
            unread |= not legible
    black, illegible = _read_black(found, interest)
    unread |= not black and breaks_text(found.read, found.layout)
    return lines + black, unread or illegible


def _read_black(found: _PageRead, interest: Interest) -> tuple[list[Line], bool]:
    """Return the black stamps that say something of interest, each once.

    Also returns whether one of them could not be read.
    """
    best: list[tuple[str, InkRegion, list[Line]]] = []
    illegible = False
    known = [
        box
        for item in found.read
        if item.read.words and item.read.confidence >= _WELL and not _is_mixed(item)
        for box in _boxes(found, item)
    ]
    for number, region in enumerate(_black_regions(found)):
        block = 2 * _STAMP_BLOCK + number
        lines, legible = read_stamp(found.sheet, region, interest, block=block)
        lines = [line for line in lines if not _read_before(line, known)]
        text = " ".join(line.text for line in lines)
        if not interest(text):
            illegible |= bool(region.others) and _unread_words(lines)
            continue
        words = exact_words(text, interest)
        twin = next((b for b in best if _covered(region, [_bounds(b[1])], 0.3)), None)
        if not legible:
            new = [line for line in lines if not _is_print(line, found.read)]
            illegible |= not (twin and _says_no_more(new, twin[2]))
        if twin is None:
            best.append((words, region, lines))
        elif len(words) > len(twin[0]):
            best[best.index(twin)] = (words, region, lines)
    struck = [box for item in found.read if item.struck for box in _boxes(found, item)]
    read = [_struck_too(line, struck) for _, _, lines in best for line in lines]
    return read, illegible


def _is_print(line: Line, read: list[ReadLine]) -> bool:
    """Tell whether an unsure line is one that was read well as print."""
    return any(
        SequenceMatcher(None, line.text.lower(), item.read.text.lower()).ratio() > _SAME
        for item in read
        if item.read.confidence >= _WELL
    )


def _says_no_more(lines: list[Line], known: list[Line]) -> bool:
    """Tell whether an unsure reading holds no more than a sure one of the same ink."""
    new, old = ("".join(x.text for x in some).lower() for some in (lines, known))
    alike = SequenceMatcher(None, new, old).ratio()
    return alike > _SAME and len(new) <= len(old) + 2


def _boxes(found: _PageRead, item: ReadLine) -> list[Box]:
    box = to_line(found.sheet, item).box
    return [box] if box is not None else []


def _struck_too(line: Line, struck: list[Box]) -> Line:
    """Return the line as struck where it stands on words that were."""
    if line.box is None or not _shares(line.box, struck):
        return line
    return replace(line, words=tuple(replace(w, struck=True) for w in line.words))


def _unread_words(lines: list[Line]) -> bool:
    """Tell whether lines look like large words that could not be read."""
    return any(
        sum(char.isalpha() for char in line.text) >= _WORD_LETTERS
        and min(word.confidence for word in line.words) < _UNREAD
        for line in lines
    )


def _outdone(item: ReadLine, line: Line, stamps: list[Box]) -> bool:
    """Tell whether a line is a bad reading of what was read as a stamp too."""
    well = item.sure and item.read.confidence >= _WELL
    if line.box is None or item.struck or well:
        return False
    return _shares(line.box, stamps)


def _is_mixed(item: ReadLine) -> bool:
    """Tell whether words of different height stand on a line: a stamp beside print."""
    heights = [word.y1 - word.y0 for word in item.read.words if len(word.text) > _MIXED]
    return len(heights) > 1 and max(heights) > _TALLER * min(heights)


def _shares(box: Box, others: list[Box]) -> bool:
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
    return _shares(box, known)


def _black_regions(found: _PageRead) -> list[InkRegion]:
    """Return heavy ink that no line was read from, and lines that were read badly."""
    gray, layout = found.sheet.gray, found.layout
    body = [_rect(line) for line in layout.lines if line.body]
    well = [_rect(i.where) for i in found.read if i.read.confidence >= _WELL]
    poor = [_rect(i.where) for i in found.read if i.read.confidence < _POORLY]
    poor += [_rect(line) for line in layout.lines if line.odd]
    heavy = heavy_patches(gray, body)
    return [
        *poor_patches(gray, poor),
        *(region for region in heavy if not _covered(region, well, 0.4)),
    ]


def _rect(line: TextLine) -> Rect:
    step = WORK_DPI // LAYOUT_DPI
    return line.x0 * step, line.y0 * step, line.x1 * step, line.y1 * step


def _bounds(region: InkRegion) -> Rect:
    height, width = region.gray.shape
    return region.x0, region.y0, region.x0 + width, region.y0 + height


def _covered(region: InkRegion, rects: list[Rect], share: float) -> bool:
    """Tell whether a share of a region lies under rectangles."""
    x0, y0, x1, y1 = _bounds(region)
    pad = PAD_PX if region.others else 0
    x0, y0, x1, y1 = x0 + pad, y0 + pad, x1 - pad, y1 - pad
    shared = 0
    for a0, b0, a1, b1 in rects:
        shared += max(0, min(x1, a1) - max(x0, a0)) * max(0, min(y1, b1) - max(y0, b0))
    return shared > share * max(1, (x1 - x0) * (y1 - y0))


def _garbled(item: ReadLine) -> bool:
    """Tell whether a line of some length was read so badly that it may be two."""
    letters = sum(char.isalpha() for char in item.read.text)
    return letters >= _LINE_LETTERS and item.read.confidence < _GARBLED


def _problem(read: list[ReadLine], *, unread: bool) -> str | None:
    poor = [item for item in read if item.read.confidence < _UNREAD]
    unread = unread or any(not item.sure or _garbled(item) for item in read)
    if unread or (poor and len(poor) > len(read) / 2):
        return "unreadable-page"
    return None
