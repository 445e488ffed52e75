"""Reads rubber stamps: coloured ink and turned words, each straightened by itself.

Reads every stamp more than one way and believes what agrees. Knows ink and letters;
whether the words are a mark is judged elsewhere.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.documents import Line, Source, Word
from models.geometry import POINTS_PER_INCH
from pipeline.reading.ink import InkRegion, find_regions, straighten, without_frame
from pipeline.reading.ocr import BLOCK, OcrLine, read_letters
from pipeline.reading.orientation import sharpness
from pipeline.reading.page_picture import WORK_DPI
from pipeline.reading.types_of_reading import Interest
from pipeline.reading.upright import Sheet, place

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

_WIDEST_DEG = 22


@dataclass(frozen=True, slots=True)
class StampLines:
    """What the stamps of a page say."""

    lines: tuple[Line, ...]
    problem: str | None = None


def read_stamps(sheet: Sheet, interest: Interest) -> StampLines:
    """Return the lines of all coloured stamps of a sheet."""
    if sheet.chroma is None or sheet.rgb is None:
        return StampLines(())
    lines: list[Line] = []
    for number, region in enumerate(find_regions(sheet.chroma, sheet.rgb)):
        lines += read_region(sheet, region, interest, block=10_000 + number)
    return StampLines(tuple(lines))


def read_region(
    sheet: Sheet, region: InkRegion, interest: Interest, *, block: int
) -> list[Line]:
    """Return the lines of one stamp."""
    angle = find_angle(region.gray)
    best: tuple[float, tuple[OcrLine, ...], Matrix] | None = None
    level, turn = straighten(region.gray, angle)
    for picture in (without_frame(level), level):
        found = read_letters(picture, mode=BLOCK)
        sure = _sureness(found)
        if best is None or sure > best[0]:
            best = (sure, found, turn)
        if sure > 0.85:
            break
    if best is None:
        return []
    back = np.linalg.inv(np.vstack([best[2], [0, 0, 1]]))
    return [_line(sheet, region, line, back, angle, block) for line in best[1]]


def find_angle(gray: Gray) -> float:
    """Return how many degrees a stamp must be turned back, anticlockwise as seen."""
    ink = cv2.threshold(gray, 150, 255, cv2.THRESH_BINARY_INV)[1]
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    side = int(np.hypot(height, width)) + 2
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), np.uint8)
    square[top : top + height, left : left + width] = small
    scored = [(sharpness(square, float(a)), a) for a in range(-_WIDEST_DEG, 23, 2)]
    coarse = max(scored)[1]
    fine = [
        (sharpness(square, coarse + d), coarse + d)
        for d in (-1.5, -1, -0.5, 0, 0.5, 1, 1.5)
    ]
    return float(max(fine)[1])


def _sureness(found: tuple[OcrLine, ...]) -> float:
    letters = sum(len(line.text) for line in found)
    total = sum(len(line.text) * line.confidence for line in found)
    return total / letters if letters else 0.0


def _line(
    sheet: Sheet,
    region: InkRegion,
    line: OcrLine,
    back: Matrix,
    angle: float,
    block: int,
) -> Line:
    words = []
    offset = np.array([region.x0, region.y0])
    for word in line.words:
        corners = np.array(
            [
                [word.x0, word.x1, word.x0, word.x1],
                [word.y0, word.y0, word.y1, word.y1],
                [1] * 4,
            ],
            dtype=float,
        )
        seen = (back @ corners)[:2]
        x0, y0 = seen.min(1) + offset
        x1, y1 = seen.max(1) + offset
        words.append(
            Word(
                text=word.text,
                box=place(sheet, x0, y0, x1, y1),
                confidence=round(word.confidence, 3),
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
