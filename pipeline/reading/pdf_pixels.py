"""When the pixels of a PDF page count, and what they say.

Renders through pdfium and hands pictures to the reader of pictures; knows no words.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.documents import Line
from models.geometry import POINTS_PER_INCH, Box
from models.settings import Limits
from pipeline.reading.pdf_objects import Survey
from pipeline.reading.pdf_page import OpenPage
from pipeline.reading.pdf_pieces import heaps, shape_rows
from pipeline.reading.pdf_render import render_box
from pipeline.reading.pdf_text import Frame, PageText
from pipeline.reading.types_of_reading import Interest, RasterReader

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 200.0
WHOLE_SHARE = 0.3
"""Part of a page covered by pictures from which the whole page is read as one."""
MOST_PIECES = 3000
"""Small things of a page; with more it counts as crowded."""
KEY_DPI = 100.0
"""Resolution at which a picture is known again."""
SEEN_SCALE = 1.5
SEEN_CONTRAST = 28
"""Steps of grey between ink and ground below which nobody reads a word."""
SHORT_WORDS = 14
MOST_CODE, CODE_PIXELS, CODE_SHARE = 120.0, 400, 0.55
"""Side in points of a two-dimensional code, pixels at which it is read, and the part of
the picture's side that it fills."""
_STAMP_PT = (330.0, 170.0)
"""A picture no larger may be a stamp: 116 mm by 60 mm."""
LYING, WORD = 1.3, 4
"""Height in widths of a stamp that lies on its side; letters that are no scrap."""
MARGIN = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a page has to be read from its pixels."""

    whole: bool = False
    parts: tuple[Box, ...] = ()


def pictured_places(
    frame: Frame,
    text: PageText,
    survey: Survey,
    annotated: Sequence[Box],
    *,
    rubbish: bool,
) -> Places:
    """Return where the pixels of a page may say more than its text."""
    area = max(1.0, frame.width_pt * frame.height_pt)
    covered = sum(box.width * box.height for box in survey.pictures)
    scant = (survey.shapes or survey.shaded) and len(text.text.split(None, 3)) < 4
    crowded = survey.crowded or len(survey.pieces) >= MOST_PIECES
    if rubbish or covered > WHOLE_SHARE * area or scant or crowded:
        return Places(whole=True)
    parts = [*survey.pictures, *survey.retold, *annotated, *_worded(survey)]
    if len(parts) > 12:
        return Places(whole=True)
    return Places(parts=tuple(box.grown(MARGIN) for box in parts))


def _worded(survey: Survey) -> list[Box]:
    """Return where small things may be words: in rows set wide, or close together."""
    rows = shape_rows(survey.shapes)
    return [*rows, *(box for box in heaps(survey.pieces) if not _is_in(box, rows))]


def _is_in(box: Box, rows: Sequence[Box]) -> bool:
    return any(box.grown(-1.0).union(row) == row for row in rows)


def is_seen(page: OpenPage, text: PageText, line: Line, frame: Frame) -> bool:
    """Tell whether a short line leaves any ink on the page.

    Invisible, white, covered or switched-off text does not. Long lines are running
    text and are taken at their word.
    """
    box = line.box
    if box is None or len(line.words) > SHORT_WORDS:
        return True
    return leaves_ink(page, frame, box)


def leaves_ink(page: OpenPage, frame: Frame, box: Box) -> bool:
    """Tell whether a page, without its annotations, shows anything in a place."""
    picture = render_box(
        page, frame, box, SEEN_SCALE * POINTS_PER_INCH, annotations=False
    )
    return picture is not None and _has_ink(picture)


class PixelReader:
    """Reads places of pages from their pixels, the same picture only once."""

    def __init__(
        self, raster: RasterReader | None, interest: Interest, limits: Limits
    ) -> None:
        self._raster = raster
        self._interest = interest
        self._most_pixels = limits.page_pixels
        self._known: dict[bytes, tuple[Line, ...]] = {}

    def read(
        self, page: OpenPage, frame: Frame, places: Places
    ) -> tuple[tuple[Line, ...], str | None]:
        """Return the lines read from the pixels, and a problem if there was one."""
        if not places.whole and not places.parts:
            return (), None
        if self._raster is None:
            return (), "unreadable-page"
        whole = Box(0.0, 0.0, frame.width_pt, frame.height_pt)
        dpi = self._dpi(whole)
        if dpi < 40:
            return (), "too-large"
        if places.whole:
            picture = render_box(page, frame, whole, dpi, annotations=True)
            return self._ask(picture, dpi, page)
        return self._read_parts(page, frame, places.parts, dpi)

    def _dpi(self, whole: Box) -> float:
        """Return the resolution at which the page stays within the limit."""
        square_inches = whole.width * whole.height / POINTS_PER_INCH**2
        return float(min(DPI, (self._most_pixels / max(square_inches, 1e-6)) ** 0.5))

    def _read_parts(
        self, page: OpenPage, frame: Frame, parts: Sequence[Box], dpi: float
    ) -> tuple[tuple[Line, ...], str | None]:
        """Read the whole page, which shows which way is up, and keep what is asked."""
        digest, inked = hashlib.sha256(), []
        for box in parts:
            crop = render_box(page, frame, box, KEY_DPI, annotations=True)
            if crop is not None and _has_ink(crop) and not _is_code(crop, box):
                inked.append(box)
                digest.update(crop.tobytes() + repr(box).encode())
        if not inked:
            return (), None
        key = digest.digest()
        if key in self._known:
            return self._known[key], None
        whole = Box(0.0, 0.0, frame.width_pt, frame.height_pt)
        picture = render_box(page, frame, whole, dpi, annotations=True)
        read, problem = self._ask(picture, dpi, page)
        lines = tuple(line for line in read if _within(line, inked))
        if problem == "unreadable-page" and not _may_hide(lines, inked, frame):
            small = [box for box in inked if _is_small(box)]
            alone = _only(picture, small, dpi) if picture and small else None
            problem = self._ask(alone, dpi, page)[1] if alone else None
        upended = [
            box for box in inked if _may_lie(box) and not _says_a_word(lines, box)
        ]
        if picture and upended:
            lying, doubt = self._ask(_only(picture, upended, dpi), dpi, page)
            lines, problem = (*lines, *lying), problem or doubt
        if problem is None:
            self._known[key] = lines
        return lines, problem

    def _ask(
        self, picture: "Image | None", dpi: float, page: OpenPage
    ) -> tuple[tuple[Line, ...], str | None]:
        if picture is None or self._raster is None:
            return (), "unreadable-page"
        read = self._raster(picture, dpi=dpi, interest=self._interest)
        return read.lines, read.problem


def _may_hide(lines: Sequence[Line], parts: Sequence[Box], frame: Frame) -> bool:
    """Tell whether an unread mark may stand in pictures on a page of text.

    Either a picture stands where marks do, or unsure letters were seen in it.
    """
    height = max(1.0, frame.height_pt)
    if any(box.y0 < 0.3 * height or box.y1 > 0.92 * height for box in parts):
        return True
    return any(word.confidence < 0.6 for line in lines for word in line.words)


def _is_small(box: Box) -> bool:
    """Tell whether a picture is no larger than a stamp may be."""
    return box.width < _STAMP_PT[0] and box.height < _STAMP_PT[1]


def _may_lie(box: Box) -> bool:
    """Tell whether a picture may be a stamp that lies on its side."""
    wide, high = box.height, box.width
    return wide > LYING * high and wide < _STAMP_PT[0] and high < _STAMP_PT[1]


def _says_a_word(lines: Sequence[Line], box: Box) -> bool:
    """Tell whether words were read in a place; letters on their side give scraps."""
    inside = [line for line in lines if _within(line, [box])]
    return any(len(word.text) >= WORD for line in inside for word in line.words)


def _only(picture: "Image", boxes: Sequence[Box], dpi: float) -> "Image":
    """Return a page with nothing on it but what stands in some boxes."""
    from PIL.Image import new

    white = new("RGB", picture.size, "white")
    for box in boxes:
        edges = (box.x0, box.y0, box.x1, box.y1)
        x0, y0, x1, y1 = (max(0, round(edge * dpi / POINTS_PER_INCH)) for edge in edges)
        white.paste(picture.crop((x0, y0, x1, y1)), (x0, y0))
    return white


def _within(line: Line, parts: Sequence[Box]) -> bool:
    """Tell whether the greater part of a line stands in one of the places."""
    box = line.box
    if box is None:
        return True
    for part in parts:
        across = min(box.x1, part.x1) - max(box.x0, part.x0)
        down = min(box.y1, part.y1) - max(box.y0, part.y0)
        if across > 0.5 * box.width and down > 0.5 * box.height:
            return True
    return False


def _is_code(picture: "Image", box: Box) -> bool:
    """Tell whether a small square picture is all one 2-D code, which says no word."""
    side, other = box.width, box.height
    if max(side, other) > MOST_CODE or not 0.8 < side / max(other, 1.0) < 1.25:
        return False
    import zxingcpp

    large = picture.convert("L").resize((CODE_PIXELS, CODE_PIXELS))
    places = [code.position for code in zxingcpp.read_barcodes(large)]
    return any(
        abs(at.bottom_right.x - at.top_left.x) > CODE_SHARE * CODE_PIXELS
        for at in places
    )


def _has_ink(picture: "Image") -> bool:
    extrema: Any = picture.convert("L").getextrema()
    return bool(extrema[1] - extrema[0] >= SEEN_CONTRAST)
