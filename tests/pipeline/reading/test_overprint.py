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
    layout = find_lines(small_ink(sheet.gray, sheet.noise))
    return bool(overprinted(sheet.gray, layout)) or cuts_text(layout)


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


def test_a_line_higher_than_its_neighbours_is_looked_at() -> None:
    lines = tuple(
        TextLine(100, 20 * row, 600, 20 * row + height, 12.0, body=True)
        for row, height in enumerate((15, 14, 22, 15, 15), 1)
    )
    blank = np.full((2339, 1654), 255, np.uint8)

    assert overprinted(blank, Layout(lines, 12.0, ())) == [lines[2]]


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
