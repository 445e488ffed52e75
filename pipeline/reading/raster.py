"""Reads what could matter on one page picture: marks, numbers, titles, stamps.

Running text is found and counted but not read. Knows pages of pixels; whether words are
a mark is judged elsewhere, from the lines returned here.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import inf

from PIL import Image

from models.documents import Line
from models.geometry import POINTS_PER_INCH, Box
from pipeline.reading.alike_lines import UNREAD, WELL
from pipeline.reading.black_stamps import read_black, shares
from pipeline.reading.ink import InkRegion, find_regions
from pipeline.reading.line_parts import join_halves, split_apart
from pipeline.reading.overprint import cuts_text, overprinted
from pipeline.reading.page_picture import PagePicture, prepare_page
from pipeline.reading.page_time import OutOfTime, page_time
from pipeline.reading.read_halves import read_halves
from pipeline.reading.read_lines import (
    ReadLine,
    leaves_scraps,
    mend_strokes,
    read_line,
    to_line,
)
from pipeline.reading.read_stamps import read_stamp
from pipeline.reading.side_lines import read_side_lines
from pipeline.reading.stamp_places import rect
from pipeline.reading.text_lines import LAYOUT_DPI
from pipeline.reading.torn_text import breaks_text
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.reading.upright import Sheet, place
from pipeline.reading.way_up import LaidPage, a_quarter_round, as_it_reads

_LINE_LETTERS, _GARBLED = 10, 0.65
"""Letters of a line of some length, and the confidence under which it may be two."""
_TRIED, _WORDS = 70, 9
"""Lines tried, and how many of them must be words, or else the page is noise."""
_MOST_LINES = 300
"""Tables on scans have up to 200 [measured]."""
_STRUCK_LETTERS, _SCRAP, _SCRAP_HIGH = 4, 2, 9
"""Letters of a struck word that counts; letters, and height in pixels, of a scrap."""
_STAMP_BLOCK = 10_000
_MOST_LOOKED_AT = 6
"""Lines of running text read to see whether something stands on them."""
_KNOWN_TEXTS = 512
"""Texts of one page whose words of interest are looked up once."""


@dataclass(frozen=True, slots=True)
class _PageRead:
    """A page with the lines that were read on it."""

    laid: LaidPage
    read: list[ReadLine]
    left: bool
    """Some lines were left unread."""
    noise: bool
    """Hardly one of many lines holds a word."""


@dataclass(frozen=True, slots=True)
class _Stamps:
    """What was read from stamps of any colour."""

    lines: list[Line]
    inks: list[Box]
    """Where coloured stamps stand that were read."""
    plain: list[Box]
    """Where black ones stand that were read and are of no interest."""
    bold: list[ReadLine]
    """Lines of bold print that had been passed over as running text."""
    unread: bool
    """One of them stayed unread."""

    @property
    def black(self) -> list[Line]:
        """The lines of black stamps."""
        return [line for line in self.lines if line.ink == "black" and line.box]


def read_raster(
    image: Image.Image, *, dpi: float, interest: Interest, most_s: float = inf
) -> RasterLines:
    """Return the lines of a page picture that a mark could be made of.

    Args:
        image: one page, RGB, L or 1.
        dpi: its resolution.
        interest: spans of a text which a mark could be made of.
        most_s: processor time it may take; a picture that takes longer is unreadable.

    Raises:
        DependencyError: when Tesseract's language data is missing.
    """
    try:
        with page_time(most_s):
            return _read_raster(image, dpi, interest)
    except OutOfTime:
        return RasterLines(lines=(), problem="unreadable-page")


def _read_raster(image: Image.Image, dpi: float, interest: Interest) -> RasterLines:
    interest = lru_cache(maxsize=_KNOWN_TEXTS)(interest)
    page = prepare_page(image, dpi=dpi)
    laid, sure = as_it_reads(page)
    found = _read_page(laid, interest)
    stamps = _read_stamps(found, interest)
    level = found.read + stamps.bold
    apart = split_apart([item for item in level if item.read.words])
    sides = [] if found.noise else _read_sides(laid, level, interest)
    on_side = [line.box for item, line in sides if line.box and item.sure]
    lines = [(item, to_line(laid.sheet, item)) for item in join_halves(apart, interest)]
    kept = sides + [
        (item, line)
        for item, line in lines
        if not (line.box and shares(line.box, on_side))
        and not _outdone(item, line, stamps)
        and not _is_twice(line, stamps.black)
    ]
    told = (*(line for _, line in kept), *stamps.lines)
    beside = (
        sure < WELL
        and not any(interest(line.text) for line in told)
        and _reads_beside(page, interest)
    )
    return RasterLines(
        lines=told,
        line_count=len(laid.layout.lines) + len(stamps.lines),
        body_size_pt=laid.layout.body_letter * POINTS_PER_INCH / LAYOUT_DPI,
        problem=_problem(
            [item for item, _ in kept],
            interest,
            unread=stamps.unread or found.left or beside,
        ),
    )


def _read_sides(
    laid: LaidPage, level: list[ReadLine], interest: Interest
) -> list[tuple[ReadLine, Line]]:
    """Return lines on their side that a mark could be made of."""
    found = read_side_lines(laid, level, interest)
    return [(item, to_line(sheet, item)) for sheet, item in found]


def _reads_beside(page: PagePicture, interest: Interest) -> bool:
    """Tell whether a page on which nothing was found may bear a mark a quarter round.

    Shapes in rows may be taken for lines, so that it was laid the wrong way.
    """
    other, sure = a_quarter_round(page)
    if not WELL <= sure < 1.0:
        return False
    read = _read_page(other, interest).read
    return any(item.read.words and interest(item.read.text) for item in read)


def _read_page(laid: LaidPage, interest: Interest) -> _PageRead:
    """Read the lines of a page that are no running text."""
    sheet, layout = laid.sheet, laid.layout
    every = [line for line in layout.lines if not line.body and not line.odd]
    wanted = every[:_MOST_LINES]
    struck = mend_strokes(sheet, wanted)
    read: list[ReadLine] = []
    noise = False
    for index, line in enumerate(wanted):
        noise = index == _TRIED and sum(map(_is_word, read)) < _WORDS
        if noise:
            break
        read.append(read_line(sheet.gray, line, interest, struck=index in struck))
    read = read_halves(sheet.gray, read, interest)
    return _PageRead(laid, read, left=len(read) < len(every), noise=noise)


def _is_word(item: ReadLine) -> bool:
    letters = sum(map(str.isalnum, item.read.text))
    return letters > _SCRAP and item.read.confidence >= _GARBLED


def _read_stamps(found: _PageRead, interest: Interest) -> _Stamps:
    """Return what all stamps of a page say."""
    laid, sheet = found.laid, found.laid.sheet
    lines: list[Line] = []
    inks: list[Box] = []
    unread = False
    if sheet.chroma is not None and sheet.rgb is not None:
        for number, region in enumerate(find_regions(sheet.chroma, sheet.rgb)):
            block = _STAMP_BLOCK + number
            new, legible = read_stamp(sheet, region, interest, block=block)
            lines += new
            unread |= not legible
            if legible:
                inks.append(_box(sheet, region))
    if found.noise:
        return _Stamps(lines, inks, [], [], unread=True)
    black = read_black(sheet, laid.layout, found.read, interest)
    read = found.read + black.bold
    unread |= not black.lines and (
        breaks_text(read, laid.layout) or _is_overprinted(laid, black.plain)
    )
    return _Stamps(
        lines + black.lines,
        inks,
        black.plain,
        black.bold,
        unread=unread or black.unread,
    )


def _is_overprinted(laid: LaidPage, plain: list[Box]) -> bool:
    """Tell whether something that was not read stands on lines of running text."""
    sheet = laid.sheet
    if cuts_text(laid.layout):
        return True
    lines = [
        line
        for line in overprinted(sheet.gray, laid.ink, laid.layout)
        if not any(place(sheet, *rect(line)).overlaps(box) for box in plain)
    ]
    return any(leaves_scraps(sheet.gray, line) for line in lines[:_MOST_LOOKED_AT])


def _box(sheet: Sheet, region: InkRegion) -> Box:
    height, width = region.gray.shape
    x, y = region.x0, region.y0
    return place(sheet, x, y, x + width, y + height)


def _outdone(item: ReadLine, line: Line, stamps: _Stamps) -> bool:
    """Tell whether a line is a bad reading of what was read as a stamp too.

    Scraps under coloured ink that was read are what is left of its frame.
    """
    well = item.sure and item.read.confidence >= WELL
    if line.box is None or well:
        return False
    letters = sum(char.isalpha() for char in item.read.text)
    scrap = letters <= _SCRAP or item.where.height < _SCRAP_HIGH
    if scrap and shares(line.box, stamps.inks):
        return True
    covers = stamps.plain + [line.box for line in stamps.black if line.box]
    return not item.struck and shares(line.box, covers)


def _garbled(item: ReadLine) -> bool:
    """Tell whether a line of some length was read so badly that it may be two."""
    letters = sum(char.isalpha() for char in item.read.text)
    return letters >= _LINE_LETTERS and item.read.confidence < _GARBLED


def _is_twice(line: Line, stamps: list[Line]) -> bool:
    """Tell whether a line was read from the same ink as a stamp's row, and says it."""
    return line.box is not None and any(
        stamp.text.lower() == line.text.lower() and shares(line.box, [stamp.box])
        for stamp in stamps
        if stamp.box is not None
    )


def _struck_unread(item: ReadLine, interest: Interest) -> bool:
    """Tell whether words lie under a stroke that may be a mark, but do not read so."""
    if not item.struck:
        return False
    spans, start = interest(item.read.text), 0
    for word in item.read.words:
        end = start + len(word.text)
        letters = sum(char.isalpha() for char in word.text)
        known = any(a < end and start < b for a, b in spans)
        if letters >= _STRUCK_LETTERS and not known:
            return True
        start = end + 1
    return False


def _problem(read: list[ReadLine], interest: Interest, *, unread: bool) -> str | None:
    poor = [item for item in read if item.read.confidence < UNREAD]
    unread = unread or any(
        not item.sure or _garbled(item) or _struck_unread(item, interest)
        for item in read
    )
    if unread or (poor and len(poor) > len(read) / 2):
        return "unreadable-page"
    return None
