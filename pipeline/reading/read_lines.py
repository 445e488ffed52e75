"""Reads single level lines of a page, again and differently where it matters.

Knows one line at a time; which lines to read is decided in ``raster``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.documents import Line, Source, Word
from models.geometry import POINTS_PER_INCH
from pipeline.reading.agreeing import (
    Agreed,
    Attempt,
    exact_words,
    read_until_agreed,
)
from pipeline.reading.ocr import (
    ONE_LINE,
    ONE_WORD,
    OcrLine,
    OcrWord,
    has_language,
    read_letters,
)
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.read_numbers import settle_numbers
from pipeline.reading.strokes import find_stroke, without_stroke
from pipeline.reading.text_lines import LAYOUT_DPI, TextLine
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.upright import Sheet, place

Gray = npt.NDArray[np.uint8]

_STEP = WORK_DPI // LAYOUT_DPI
_TALLEST_PX, _GOOD_PX = 72, 56
_UNSURE = 0.5
_CYRILLIC = 0.95
"""Confidence from which capitals are Cyrillic; Latin ones read worse."""
_NARROW, _LONGEST = 3.2, 45
_A_WORD = 3
_SCRAP = 3
"""Letters of what counts as a word left unread."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the layout with what OCR made of it, places in pixels of the sheet."""

    where: TextLine
    read: OcrLine
    struck: bool = False
    sure: bool = True
    """Two readings agree on words of interest, or there are none."""


def mend_strokes(sheet: Sheet, lines: list[TextLine]) -> frozenset[int]:
    """Take lines drawn across words away from the print.

    Returns the indices of the lines of text that were struck through.
    """
    struck = set()
    for index, line in enumerate(lines):
        rows = slice(line.y0 * _STEP, line.y1 * _STEP)
        columns = slice(line.x0 * _STEP, line.x1 * _STEP)
        stroke = find_stroke(sheet.whole[rows, columns])
        if stroke is not None:
            struck.add(index)
            crop = sheet.gray[rows, columns]
            sheet.gray[rows, columns] = without_stroke(crop, stroke)
    return frozenset(struck)


def read_line(
    gray: Gray,
    line: TextLine,
    interest: Interest,
    *,
    struck: bool = False,
    least: int = 1,
) -> ReadLine:
    """Read one line, more than once where its words are of interest or unsure.

    Args:
        gray: the level page.
        line: where the line stands.
        interest: spans of a text which a mark could be made of.
        struck: a line is drawn across it.
        least: how many ways to try before it is believed to be of no interest.
    """
    narrow = line.width < _NARROW * line.height
    agreed = read_until_agreed(
        _ways(gray, line, narrow=narrow),
        interest,
        patience=2 if line.width > 12 * line.height else 3,
        least=max(least, 4 if narrow else 1),
        strict=0.8,
    )
    read = _one_line(agreed)
    if _may_be_latin(read) and not interest(read.text):
        latin = _one_line(Agreed(_attempt(gray, line, 1.0, languages="eng")(), 0, True))
        read = latin if exact_words(latin.text, interest) else read
    if line.width < _LONGEST * line.height:
        read = settle_numbers(
            read,
            _ways_for_numbers(gray, line),
            interest,
            digits=_ways_for_digits(gray, line),
        )
    return ReadLine(line, read, struck, agreed.sure)


def _ways_for_numbers(gray: Gray, line: TextLine) -> Iterator[Attempt]:
    yield _attempt(gray, line, 1.35, pad=0.4)
    yield _attempt(gray, line, 1.0, pad=0.4, languages="rus")
    yield _attempt(gray, line, 1.2, languages="kaz", sharp=True)


def _ways_for_digits(gray: Gray, line: TextLine) -> Iterator[Attempt]:
    """Yield readings by the English data, which take no «3» for «5»."""
    if has_language("eng"):
        yield _attempt(gray, line, 1.0, pad=0.4, languages="eng")
        yield _attempt(gray, line, 1.35, pad=0.4, languages="eng")


def glance(gray: Gray, line: TextLine) -> float:
    """Return how well the words of a line read at the first attempt, 0 to 1.

    Strokes that stand beside one another read well as one or two letters.
    """
    words = [word for read in _attempt(gray, line, 1.0)() for word in read.words]
    letters = sum(len(word.text) for word in words)
    long = [word for word in words if sum(map(str.isalnum, word.text)) >= _A_WORD]
    return sum(len(word.text) * word.confidence for word in long) / max(letters, 1)


def leaves_scraps(gray: Gray, line: TextLine) -> bool:
    """Tell whether words of a line stay unread at the first attempt."""
    return any(
        word.confidence < _UNSURE and sum(map(str.isalpha, word.text)) >= _SCRAP
        for read in _attempt(gray, line, 1.0)()
        for word in read.words
    )


def _may_be_latin(read: OcrLine) -> bool:
    """Tell whether a line may be Latin capitals read, unsurely, as Cyrillic ones."""
    letters = [char for char in read.text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    fits = 4 <= len(letters) <= 30 and capitals > 0.8 * len(letters)
    return fits and read.confidence < _CYRILLIC and has_language("eng")


def _ways(gray: Gray, line: TextLine, *, narrow: bool) -> Iterator[Attempt]:
    """Yield ways to read a line, the cheapest first."""
    yield _attempt(gray, line, 1.0)
    if narrow:
        yield _attempt(gray, line, 1.0, mode=ONE_WORD)
        yield _attempt(gray, line, 1.5, languages="kaz", mode=ONE_WORD)
        yield _attempt(gray, line, 1.2, languages="kaz")
    yield _attempt(gray, line, 1.35, pad=0.4)
    yield _attempt(gray, line, 1.0, languages="bel+rus")
    yield _attempt(gray, line, 1.2, languages="kaz", sharp=True)
    yield _attempt(gray, line, 0.8, sharp=True)


def _attempt(
    gray: Gray,
    line: TextLine,
    zoom: float,
    *,
    pad: float = 0.25,
    mode: int = ONE_LINE,
    languages: str = "rus+kaz",
    sharp: bool = False,
) -> Attempt:
    def attempt() -> tuple[OcrLine, ...]:
        crop, x0, y0, scale = _crop(gray, line, zoom, pad)
        if sharp:
            crop = _black_and_white(crop)
        found = read_letters(crop, mode=mode, languages=languages)
        return tuple(_moved(item, x0, y0, scale) for item in found)

    return attempt


def _crop(
    gray: Gray, line: TextLine, zoom: float, pad: float
) -> tuple[Gray, int, int, float]:
    pad_y, pad_x = max(3, round(line.height * pad)), 5
    x0, x1 = max(0, line.x0 - pad_x) * _STEP, (line.x1 + pad_x) * _STEP
    y0, y1 = max(0, line.y0 - pad_y) * _STEP, (line.y1 + pad_y) * _STEP
    crop = gray[y0:y1, x0:x1]
    scale = zoom * min(
        1.0, _GOOD_PX / crop.shape[0] if crop.shape[0] > _TALLEST_PX else 1
    )
    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        crop = np.asarray(
            cv2.resize(crop, None, fx=scale, fy=scale, interpolation=how),
            dtype=np.uint8,
        )
    return crop, x0, y0, scale


def _black_and_white(crop: Gray) -> Gray:
    level = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    return np.asarray(cv2.GaussianBlur(level, (0, 0), 0.6), dtype=np.uint8)


def _moved(line: OcrLine, x0: int, y0: int, scale: float) -> OcrLine:
    words = (
        OcrWord(
            word.text,
            round(x0 + word.x0 / scale),
            round(y0 + word.y0 / scale),
            round(x0 + word.x1 / scale),
            round(y0 + word.y1 / scale),
            word.confidence,
        )
        for word in line.words
    )
    return OcrLine(tuple(words))


def _one_line(agreed: Agreed) -> OcrLine:
    """Return the chosen reading as one line; unsure where two did not agree."""
    words = [word for line in agreed.lines for word in line.words]
    if agreed.sure:
        return OcrLine(tuple(words))
    return OcrLine(
        tuple(
            OcrWord(w.text, w.x0, w.y0, w.x1, w.y1, min(_UNSURE, w.confidence))
            for w in words
        )
    )


def to_line(sheet: Sheet, item: ReadLine) -> Line:
    """Return a line that was read as every reader returns it."""
    words = tuple(
        Word(
            text=word.text,
            box=place(sheet, word.x0, word.y0, word.x1, word.y1),
            struck=item.struck,
            confidence=round(word.confidence, 3),
        )
        for word in item.read.words
    )
    return Line(
        words=words,
        source=Source.OCR,
        size_pt=round(item.where.letter * POINTS_PER_INCH / LAYOUT_DPI, 1),
        angle_deg=sheet.angle_deg,
        block=item.where.paragraph,
    )
