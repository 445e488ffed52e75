"""Reads rubber stamps: coloured ink and turned words, each straightened by itself.

Reads every stamp in more than one way and believes what agrees. Knows ink and letters;
whether the words are a mark is judged elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from models.documents import Line, Source, Word
from models.geometry import POINTS_PER_INCH
from pipeline.reading.agreeing import (
    Attempt,
    exact_words,
    read_until_agreed,
    sureness,
)
from pipeline.reading.ink import InkRegion, straighten, without_frame
from pipeline.reading.ocr import (
    BLOCK,
    ONE_LINE,
    OcrLine,
    OcrWord,
    has_language,
    read_letters,
)
from pipeline.reading.orientation import sharpness
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.strokes import find_stroke
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.unread_ink import leaves_letters
from pipeline.reading.upright import Sheet, place

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

_WIDEST_DEG = 22
_LEAST_ROW_PX = 12
_SHORTENED = 4
"""A word of at most so many characters may end in a dot: «Сов.», «Экз.»."""
_ROOM = 1.6
"""Heights of a row around a stamp in which another row of it may stand."""
_EDGES = frozenset("|ІIl1[](){}!/\\—–-_.,'\"“”‘’‚„«»:;=~^*°·`<>‹›")
"""Characters that a frame or a speck is read as."""
_ROW_SHARE = 0.3
"""A row above is part of a mark when it is at least so wide: «Сов.» is 0.4."""
_ROWS_SURE = 0.75
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
    ways = list(_ways(region))
    black = region.colour == "black"
    agreed = read_until_agreed(
        (way[0] for way in ways),
        interest,
        patience=2 + len(region.others) if black else len(ways),
        least=1 if black else 3,
        strict=2.0,
    )
    if not agreed.lines:
        return [], False
    _, angle, back = ways[agreed.index]
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
    plain = bool(exact_words(_said(read), interest)) or sureness(found) > UNSURE
    return lines, sure and plain


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
    rows = _by_rows(bare)()
    more = exact_words(_said(rows), interest) != exact_words(_said(lines), interest)
    if more and sureness(rows) > _ROWS_SURE and not leaves_letters(bare, rows):
        return rows, True
    return lines, False


def _has_more_beside(
    region: InkRegion, lines: tuple[OcrLine, ...], angle: float, unread: Gray
) -> bool:
    """Tell whether letters of a stamp's size stand unread around what was read."""
    room = round(_ROOM * max(map(_height, lines)))
    height, width = region.gray.shape
    x0, y0 = max(0, region.x0 - room), max(0, region.y0 - room)
    around = unread[y0 : region.y0 + height + room, x0 : region.x0 + width + room]
    level, turn = straighten(around, angle)
    here = turn @ np.array([region.x0 - x0, region.y0 - y0, 1.0])
    there = straighten(region.gray, angle)[1] @ np.array([0.0, 0.0, 1.0])
    right, down = (round(float(value)) for value in here - there)
    return leaves_letters(level, [line.moved(right, down) for line in lines])


def _without_edges(line: OcrLine) -> OcrLine:
    """Drop what is left of a frame at either end of a line."""
    words = list(line.words)
    while words and not set(words[0].text) - _EDGES:
        words.pop(0)
    while words and not set(words[-1].text) - _EDGES:
        words.pop()
    if words:
        words[0] = _bare(words[0])
        words[-1] = _bare(words[-1])
    return OcrLine(tuple(words))


def _bare(word: OcrWord) -> OcrWord:
    """Drop specks at the ends of a word; a dot after a short word stays."""
    text = word.text.strip("-–—_,'“”‘’‚„:;=~|°*·`<>‹›")
    if len(text) > _SHORTENED:
        text = text.rstrip(".")
    return replace(word, text=text or word.text)


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


def _ways(region: InkRegion) -> Iterator[tuple[Attempt, float, Matrix]]:
    """Yield ways to read a stamp, the best first."""
    gray, black = region.gray, region.colour == "black"
    angles = find_angles(gray)
    level, turn = straighten(gray, angles[0])
    bare = without_frame(level)
    back = _inverse(turn)
    yield _attempt(bare), angles[0], back
    for other in region.others:
        picture = straighten(other, angles[0])[0]
        if black:
            yield _by_rows(picture), angles[0], back
            continue
        sharp = without_frame(picture)
        yield _attempt(sharp), angles[0], back
        yield _attempt(_mended(sharp)), angles[0], back
    yield _attempt(_mended(bare)), angles[0], back
    if has_language("eng"):
        yield _attempt(bare, "eng"), angles[0], back
    yield _attempt(bare, "bel+rus"), angles[0], back
    yield _attempt(level), angles[0], back
    for angle in angles[1:]:
        turned, other_turn = straighten(gray, angle)
        yield _attempt(without_frame(turned)), angle, _inverse(other_turn)
    yield _attempt(_mended(bare), "kaz+bel"), angles[0], back


def _attempt(picture: Gray, languages: str = "rus+kaz") -> Attempt:
    def attempt() -> tuple[OcrLine, ...]:
        found = read_letters(picture, mode=BLOCK, languages=languages)
        return tuple(line for line in map(_without_edges, found) if line.words)

    return attempt


def _by_rows(picture: Gray) -> Attempt:
    """Read each row of a straightened stamp by itself."""

    def attempt() -> tuple[OcrLine, ...]:
        bare = without_frame(picture)
        found: list[OcrLine] = []
        for top, bottom in _rows(bare):
            pad = (bottom - top) // 5 + 2
            start = max(0, top - pad)
            for line in read_letters(bare[start : bottom + pad], mode=ONE_LINE):
                found.append(_without_edges(line).moved(0, start))
        return tuple(line for line in found if line.words)

    return attempt


def _rows(gray: Gray) -> list[tuple[int, int]]:
    """Return where the rows of letters are, by how much ink each pixel row holds."""
    inked = (gray < 150).sum(axis=1).astype(np.float64)
    smooth = np.convolve(inked, np.ones(3) / 3, mode="same")
    full = smooth > 0.28 * max(float(np.percentile(smooth, 95)), 1.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(a, b) for a, b in runs if b - a >= _LEAST_ROW_PX]


def _inverse(turn: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(np.vstack([turn, [0, 0, 1]])), dtype=np.float64)


def _mended(gray: Gray) -> Gray:
    """Fill thin gaps in the strokes and make them plainly black."""
    soft = cv2.GaussianBlur(gray, (0, 0), 1.0)
    closed = cv2.morphologyEx(soft, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    level = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    return np.asarray(cv2.GaussianBlur(level, (0, 0), 0.7), dtype=np.uint8)


def find_angles(gray: Gray) -> list[float]:
    """Return turns, anticlockwise as seen, that may set a stamp straight."""
    ink = cv2.threshold(gray, 150, 255, cv2.THRESH_BINARY_INV)[1]
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    side = int(np.hypot(height, width)) + 2
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), np.uint8)
    square[top : top + height, left : left + width] = small
    coarse = [(sharpness(square, float(a)), a) for a in range(-_WIDEST_DEG, 23, 2)]
    best = max(coarse)[1]
    fine = [(sharpness(square, best + d / 2), best + d / 2) for d in range(-3, 4)]
    first = float(max(fine)[1])
    others = [float(a) for _, a in sorted(coarse, reverse=True) if abs(a - first) > 3]
    return [first, *others[:1]]


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
