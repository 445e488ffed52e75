"""Reads rubber stamps: coloured ink and turned words, each straightened by itself.

Reads every stamp in more than one way and believes what agrees. Knows ink and letters;
whether the words are a mark is judged elsewhere.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.documents import Line, Source, Word
from models.geometry import POINTS_PER_INCH
from pipeline.reading.agreeing import exact_words, read_until_agreed, sureness
from pipeline.reading.ink import InkRegion, straighten, without_frame
from pipeline.reading.ocr import OcrLine
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.stamp_ways import Matrix, by_rows, ways
from pipeline.reading.strokes import find_stroke
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.unread_ink import leaves_letters
from pipeline.reading.upright import Sheet, place

Gray = npt.NDArray[np.uint8]

_ROOM = 1.6
"""Heights of a row around a stamp in which another row of it may stand."""
_ROW_SHARE = 0.3
"""A row above is part of a mark when it is at least so wide: «Сов.» is 0.4."""
_ROWS_SURE = 0.75
_SIGNS_SURE, _STRUCK_SURE = 0.8, 0.9
UNSURE = 0.5
"""Confidence of words on which two readings did not agree."""


def read_stamp(
    sheet: Sheet,
    region: InkRegion,
    interest: Interest,
    *,
    block: int,
    unread: Gray | None = None,
) -> tuple[list[Line], bool]:
    """Return the lines of one stamp, and whether it could be read at all.

    Args:
        sheet: the page.
        region: the ink of the stamp.
        interest: spans of a text which a mark could be made of.
        block: number of the block that its lines form.
        unread: the page without all that was read; letters of it beside the stamp may
            be a row of the stamp that lies outside of the region.
    """
    tries = list(ways(region))
    black = region.colour == "black"
    agreed = read_until_agreed(
        (way[0] for way in tries),
        interest,
        patience=2 + len(region.others) if black else len(tries),
        least=1 if black else 3,
        strict=2.0,
    )
    if not agreed.lines:
        return [], False
    _, angle, back = tries[agreed.index]
    found, whole = agreed.lines, True
    if not black and exact_words(_said(found), interest):
        found, whole = _all_rows(region, found, angle, interest)
    elif unread is not None and exact_words(_said(found), interest):
        whole = not _has_more_beside(region, found, angle, unread)
    read = sorted(found, key=_top)
    struck = _struck_rows(sheet, region, read, angle)
    sure = agreed.sure and whole and not _misread_above(read, interest)
    lines = [_line(sheet, region, line, back, angle, block, sure) for line in read]
    lines = [
        replace(line, words=tuple(replace(w, struck=True) for w in line.words))
        if row in struck
        else line
        for row, line in enumerate(lines)
    ]
    plain = bool(exact_words(_said(read), interest)) or reads_plainly(
        found, black=black, struck=bool(struck)
    )
    return lines, sure and plain


def reads_plainly(
    found: tuple[OcrLine, ...], *, black: bool, struck: bool = False
) -> bool:
    """Tell whether what holds no word of interest was read well enough to pass over.

    Words with a line drawn across them, or signs without words, that were read unsurely
    from coloured ink may be a struck mark.
    """
    if struck and not black:
        return sureness(found) > _STRUCK_SURE
    worded = black or any(_spells(word.text) for x in found for word in x.words)
    return sureness(found) > (UNSURE if worded else _SIGNS_SURE)


def _struck_rows(
    sheet: Sheet, region: InkRegion, read: list[OcrLine], angle: float
) -> set[int]:
    """Return which rows of a stamp have a line drawn across them, in any ink."""
    height, width = region.gray.shape
    page = sheet.whole[region.y0 : region.y0 + height, region.x0 : region.x0 + width]
    struck: set[int] = set()
    for ink in (page, region.gray):
        level = straighten(ink, angle)[0]
        for row, line in enumerate(read):
            x0, x1 = line.words[0].x0, line.words[-1].x1
            y0 = min(word.y0 for word in line.words)
            y1 = max(word.y1 for word in line.words)
            if find_stroke(level[max(0, y0) : y1, max(0, x0) : x1]) is not None:
                struck.add(row)
    return struck


def _said(lines: Iterable[OcrLine]) -> str:
    return " ".join(line.text for line in lines)


def _all_rows(
    region: InkRegion, lines: tuple[OcrLine, ...], angle: float, interest: Interest
) -> tuple[tuple[OcrLine, ...], bool]:
    """Return the reading with rows that were passed over, and whether it is whole.

    A row left out may be the half of a mark that makes its degree higher.
    """
    bare = without_frame(straighten(region.gray, angle)[0])
    if not leaves_letters(bare, lines):
        return lines, True
    rows = by_rows(bare)()
    more = exact_words(_said(rows), interest) != exact_words(_said(lines), interest)
    if more and sureness(rows) > _ROWS_SURE and not leaves_letters(bare, rows):
        return rows, True
    return lines, False


def _has_more_beside(
    region: InkRegion, lines: tuple[OcrLine, ...], angle: float, unread: Gray
) -> bool:
    """Tell whether letters of a stamp's size stand unread above or below its rows."""
    room = round(_ROOM * max(map(_height, lines)))
    height, width = region.gray.shape
    x0, y0 = max(0, region.x0 - room), max(0, region.y0 - room)
    around = unread[y0 : region.y0 + height + room, x0 : region.x0 + width + room]
    level, turn = straighten(around, angle)
    here = turn @ np.array([region.x0 - x0, region.y0 - y0, 1.0])
    there = straighten(region.gray, angle)[1] @ np.array([0.0, 0.0, 1.0])
    right, down = (round(float(value)) for value in here - there)
    moved = [line.moved(right, down) for line in lines]
    level[:, : max(0, min(line.words[0].x0 for line in moved) - room // 4)] = 255
    level[:, max(line.words[-1].x1 for line in moved) + room // 4 :] = 255
    return leaves_letters(level, moved)


def _misread_above(lines: list[OcrLine], interest: Interest) -> bool:
    """Tell whether a row that may change the meaning of the next was read badly."""
    for upper, lower in pairwise(lines):
        tall = _height(upper) > 0.55 * _height(lower)
        tall = tall and _width(upper) > _ROW_SHARE * _width(lower)
        poor = upper.confidence < UNSURE or not _spells(upper.text)
        if (
            tall
            and poor
            and not interest(upper.text)
            and exact_words(lower.text, interest)
        ):
            return True
    return False


def _spells(text: str) -> bool:
    """Tell whether a text is mostly letters, as words are."""
    letters = sum(char.isalpha() for char in text)
    return letters >= 3 and letters > 0.7 * len(text.replace(" ", ""))


def _height(line: OcrLine) -> int:
    return max(word.y1 - word.y0 for word in line.words)


def _width(line: OcrLine) -> int:
    return line.words[-1].x1 - line.words[0].x0


def _top(line: OcrLine) -> int:
    return min(word.y0 for word in line.words)


def _line(
    sheet: Sheet,
    region: InkRegion,
    line: OcrLine,
    back: Matrix,
    angle: float,
    block: int,
    agreed: bool,
) -> Line:
    words = []
    for word in line.words:
        x = np.array([word.x0, word.x1, word.x0, word.x1], dtype=float)
        y = np.array([word.y0, word.y0, word.y1, word.y1], dtype=float)
        seen = (back @ np.vstack([x, y, np.ones(4)]))[:2]
        x0, y0 = seen.min(1) + np.array([region.x0, region.y0])
        x1, y1 = seen.max(1) + np.array([region.x0, region.y0])
        sure = word.confidence if agreed else min(UNSURE, word.confidence)
        words.append(
            Word(
                text=word.text,
                box=place(sheet, x0, y0, x1, y1),
                confidence=round(sure, 3),
            )
        )
    height = max(word.y1 - word.y0 for word in line.words)
    return Line(
        words=tuple(words),
        source=Source.OCR,
        size_pt=round(height * POINTS_PER_INCH / WORK_DPI, 1),
        angle_deg=round(sheet.angle_deg + angle, 2),
        block=block,
        ink=region.colour,
    )
