"""Reads what could matter on one page picture: marks, numbers, titles, stamps.

Running text is found and counted but not read. Knows pages of pixels; whether words are
a mark is judged elsewhere, from the lines returned here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from models.documents import Line, Source, Word
from models.geometry import POINTS_PER_INCH
from pipeline.reading.ocr import OcrLine, read_letters
from pipeline.reading.page_picture import WORK_DPI, PagePicture, prepare_page
from pipeline.reading.read_stamps import read_stamps
from pipeline.reading.text_lines import LAYOUT_DPI, Layout, TextLine, find_lines
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.reading.upright import Sheet, place, set_upright, small_ink

Gray = npt.NDArray[np.uint8]

_UPRIGHT = 0.62
"""Mean confidence below which a page may stand upside down."""
_DOUBTFUL = 0.55
_MAX_LINES = 70


@dataclass(frozen=True, slots=True)
class _ReadLine:
    """A line of the layout with what OCR made of it."""

    where: TextLine
    read: OcrLine
    scale: float
    """Pixels of the read crop to one of the sheet."""
    x0: float
    y0: float


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
    sheet = set_upright(page)
    layout = find_lines(small_ink(sheet.gray, sheet.noise))
    read = _read_lines(sheet, layout)
    if _mean_confidence(read) < _UPRIGHT:
        sheet, layout, read = _better_turned(page, (sheet, layout, read))
    lines = [_line(sheet, item) for item in read if item.read.words]
    stamps = read_stamps(sheet, interest)
    problem = _problem(read) or stamps.problem
    return RasterLines(
        lines=(*lines, *stamps.lines),
        line_count=len(layout.lines) + len(stamps.lines),
        body_size_pt=layout.body_letter * POINTS_PER_INCH / LAYOUT_DPI,
        problem=problem,
    )


def _better_turned(
    page: PagePicture, so_far: tuple[Sheet, Layout, list[_ReadLine]]
) -> tuple[Sheet, Layout, list[_ReadLine]]:
    """Read the page upside down too, and keep whichever reads better."""
    sheet = set_upright(page, upside_down=True)
    layout = find_lines(small_ink(sheet.gray, sheet.noise))
    read = _read_lines(sheet, layout)
    if _mean_confidence(read) > _mean_confidence(so_far[2]):
        return sheet, layout, read
    return so_far


def _read_lines(sheet: Sheet, layout: Layout) -> list[_ReadLine]:
    wanted = [line for line in layout.lines if not line.body and not line.odd]
    return [_read_line(sheet.gray, line) for line in wanted[:_MAX_LINES]]


def _read_line(gray: Gray, line: TextLine) -> _ReadLine:
    factor = WORK_DPI // LAYOUT_DPI
    pad_y, pad_x = max(3, line.height // 4), 5
    x0, x1 = max(0, line.x0 - pad_x) * factor, (line.x1 + pad_x) * factor
    y0, y1 = max(0, line.y0 - pad_y) * factor, (line.y1 + pad_y) * factor
    crop = gray[y0:y1, x0:x1]
    scale = 1.0
    if crop.shape[0] > 72:
        scale = 56 / crop.shape[0]
        crop = np.asarray(
            cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
            dtype=np.uint8,
        )
    found = read_letters(crop)
    best = max(found, key=lambda item: len(item.text), default=OcrLine(()))
    return _ReadLine(line, best, scale, x0, y0)


def _mean_confidence(read: Iterable[_ReadLine]) -> float:
    """Mean over letters; 1 for a page where nothing was read."""
    pairs = [(len(item.read.text), item.read.confidence) for item in read]
    letters = sum(count for count, _ in pairs)
    if not pairs:
        return 1.0
    return sum(count * sure for count, sure in pairs) / letters if letters else 0.0


def _line(sheet: Sheet, item: _ReadLine) -> Line:
    words = []
    for word in item.read.words:
        x0, x1 = (item.x0 + value / item.scale for value in (word.x0, word.x1))
        y0, y1 = (item.y0 + value / item.scale for value in (word.y0, word.y1))
        words.append(
            Word(
                text=word.text,
                box=place(sheet, x0, y0, x1, y1),
                confidence=round(word.confidence, 3),
            )
        )
    return Line(
        words=tuple(words),
        source=Source.OCR,
        size_pt=round(item.where.letter * POINTS_PER_INCH / LAYOUT_DPI, 1),
        angle_deg=sheet.angle_deg,
        block=item.where.paragraph,
    )


def _problem(read: list[_ReadLine]) -> str | None:
    poor = [item for item in read if item.read.confidence < _DOUBTFUL]
    return "unreadable-page" if poor and len(poor) > len(read) / 2 else None
