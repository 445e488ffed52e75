"""Frames of stamps are cut away, single or double, and letters never are."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading.ink import without_frame
from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.unread_ink import leaves_letters
from tests.build_scans import type_of

PAD = 34


def stamp(rows: list[str], frames: int) -> tuple[np.ndarray, np.ndarray, list[OcrLine]]:
    """Return a framed stamp, the same without frame, and its rows as read."""
    font = type_of(20, bold=True)
    wide = round(max(font.getlength(row) for row in rows)) + 2 * PAD
    high = 70 * len(rows) + 2 * PAD
    plain = Image.new("L", (wide, high), 255)
    lines = []
    for at, row in enumerate(rows):
        spot = (PAD, PAD + 70 * at)
        ImageDraw.Draw(plain).text(spot, row, font=font, fill=0)
        x0, y0, x1, y1 = ImageDraw.Draw(plain).textbbox(spot, row, font=font)
        box = (round(x0), round(y0), round(x1), round(y1))
        lines.append(OcrLine((OcrWord(row, *box, 0.9),)))
    framed = plain.copy()
    for step in range(frames):
        inset = 3 + 9 * step
        box = (inset, inset, wide - inset, high - inset)
        ImageDraw.Draw(framed).rectangle(box, outline=0, width=4 - 2 * step)
    return np.asarray(framed), np.asarray(plain), lines


@pytest.mark.parametrize("frames", [0, 1, 2])
@pytest.mark.parametrize(
    "rows", [["СЕКРЕТНО"], ["ТЕПЛО"], ["ОСОБОЙ", "ВАЖНОСТИ"], ["ӨТЕ", "ҚҰПИЯ"]]
)
def test_frames_go_and_letters_stay(rows: list[str], frames: int) -> None:
    framed, plain, _ = stamp(rows, frames)
    bare = without_frame(framed)
    letters = plain < 150
    assert np.array_equal(bare[letters] < 150, np.ones(letters.sum(), bool))
    assert np.count_nonzero(bare < 150) <= 1.02 * letters.sum()


def test_a_row_that_was_passed_over_leaves_letters() -> None:
    _, plain, lines = stamp(["СОВЕРШЕННО", "СЕКРЕТНО"], 0)
    assert not leaves_letters(plain, lines)
    assert leaves_letters(plain, lines[1:])
    assert leaves_letters(plain, lines[:1])


def test_specks_and_strokes_are_no_letters() -> None:
    _, plain, lines = stamp(["СЕКРЕТНО"], 0)
    dirty = Image.fromarray(plain)
    pen = ImageDraw.Draw(dirty)
    for x in range(10, 200, 40):
        pen.ellipse((x, 4, x + 5, 9), fill=0)
    pen.line((5, 20, 300, 20), fill=0, width=3)
    assert not leaves_letters(np.asarray(dirty), lines)


def test_what_was_not_read_at_all_is_no_rest() -> None:
    _, plain, _ = stamp(["СЕКРЕТНО"], 0)
    assert not leaves_letters(plain, [])
