"""What stands on running text and was not read is never passed over."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.agreement_file import load_agreement
from pipeline.reading.overprint import cuts_text, overprinted
from pipeline.reading.page_picture import WORK_DPI, prepare_page
from pipeline.reading.raster import read_raster
from pipeline.reading.text_lines import Layout, TextLine, find_lines
from pipeline.reading.upright import set_upright, small_ink
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_scans import type_of

TEXT = "рассмотрены предложения подразделений о закупке измерительных приборов"
INTEREST = build_vocabulary(load_agreement("kz-by")).interest


def page(
    *, angle: float | None = None, at: tuple[int, int] = (600, 640)
) -> Image.Image:
    """Return a page of text, with a thin grey stamp over it where an angle is given."""
    picture = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(picture)
    for row in range(18):
        pen.text((200, 560 + 46 * row), TEXT, font=type_of(11), fill=15)
    if angle is not None:
        mask = Image.new("L", (470, 110), 0)
        drawn = ImageDraw.Draw(mask)
        drawn.text((235, 55), "САКРЭТНА", font=type_of(17), fill=220, anchor="mm")
        drawn.rectangle((2, 2, 467, 107), outline=220, width=3)
        mask = mask.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
        picture.paste(60, at, mask)
    return picture.convert("RGB")


def suspect(picture: Image.Image) -> bool:
    sheet = set_upright(prepare_page(picture, dpi=WORK_DPI))
    ink = small_ink(sheet.gray, sheet.noise)
    layout = find_lines(ink)
    return bool(overprinted(sheet.gray, ink, layout)) or cuts_text(layout)


@pytest.mark.parametrize(
    ("angle", "at"),
    [
        (3, (500, 700)),
        (3, (700, 610)),
        (2, (600, 640)),
        (-6, (700, 610)),
        (2, (700, 610)),
    ],
    ids=["between-lines", "right", "framed-over-margin", "cut-in-two", "cut-low"],
)
def test_a_thin_stamp_over_text_is_read_or_doubted(
    angle: float, at: tuple[int, int]
) -> None:
    found = read_raster(page(angle=angle, at=at), dpi=WORK_DPI, interest=INTEREST)

    assert found.problem or any("САКРЭТНА" in line.text for line in found.lines)


def looked_at(third: tuple[int, int], *more: tuple[int, int, int, int]) -> bool:
    """Tell whether the third of five lines is looked at, with more ink beside it.

    Args:
        third: how far it goes up and down.
        more: x0, y0, x1, y1 of ink that is no letter of a line.
    """
    heights = [(0, 15), (0, 15), third, (0, 15), (0, 15)]
    lines = tuple(
        TextLine(100, 40 * row + up, 600, 40 * row + down, 12.0, body=True)
        for row, (up, down) in enumerate(heights, 1)
    )
    ink = np.zeros((300, 827), np.uint8)
    for row, line in enumerate(lines, 1):
        foot = min(line.y1, 40 * row + 15)
        for x in range(line.x0, line.x1, 12):
            ink[foot - 10 : foot, x : x + 8] = 255
    for x0, y0, x1, y1 in more:
        ink[y0:y1, x0:x1] = 255
    blank = np.full((600, 1654), 255, np.uint8)
    return lines[2] in overprinted(blank, ink, Layout(lines, 12.0, ()))


@pytest.mark.parametrize(
    ("line", "more", "expected"),
    [
        ((-7, 15), [(200, 113, 203, 130)], True),
        ((-7, 15), [(200, 113, 230, 116)], True),
        ((-1, 15), [(200, 119, 207, 123), (304, 119, 311, 123)], False),
        ((0, 18), [(200, 120, 207, 124), (304, 120, 311, 124)], False),
        ((0, 19), [(196, 120, 204, 130), (304, 130, 308, 139)], False),
        ((-4, 15), [(200, 116, 208, 128)], True),
        ((0, 21), [(196, 126, 204, 141), (208, 126, 216, 141)], True),
        ((4, 15), [], False),
        ((4, 15), [(200, 117, 207, 120)], False),
        ((4, 15), [(200, 108, 203, 130)], True),
        ((0, 11), [(200, 128, 230, 135)], True),
    ],
    ids=[
        "stroke-through-it",
        "bar-above-it",
        "as-high-as-others",
        "accents-above-letters",
        "letters-up-and-down",
        "letter-between-lines",
        "small-stamp-on-its-foot",
        "low-letters",
        "low-letters-with-an-accent",
        "cut-low-from-above",
        "cut-low-from-below",
    ],
)
def test_lines_of_another_height_are_looked_at_where_something_made_them_so(
    line: tuple[int, int], more: list[tuple[int, int, int, int]], expected: bool
) -> None:
    assert looked_at(line, *more) is expected


def test_text_alone_is_not_doubted() -> None:
    picture = page()

    assert not suspect(picture)
    assert read_raster(picture, dpi=WORK_DPI, interest=INTEREST).problem is None


def test_a_signature_below_the_text_is_no_stamp_over_it() -> None:
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.text((200, 1560), "Директор", font=type_of(11), fill=15)
    pen.text((900, 1560), "Н. П. Орлов", font=type_of(11), fill=15)
    pen.line([(480, 1600), (560, 1530), (600, 1610), (680, 1540), (760, 1590)], 0, 4)

    assert not suspect(picture)


def test_a_framed_table_below_text_is_no_stamp_over_it() -> None:
    picture = page()
    pen = ImageDraw.Draw(picture)
    for row in range(3):
        for column in range(3):
            x, y = 200 + 300 * column, 1480 + 60 * row
            pen.rectangle((x, y, x + 300, y + 60), outline=0, width=3)
            pen.text((x + 20, y + 12), "измерительных", font=type_of(11), fill=15)

    assert not suspect(picture)
