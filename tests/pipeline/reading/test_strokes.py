"""Lines drawn across words are found, and blurred letters are not taken for one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from pipeline.reading.strokes import find_stroke, without_stroke
from tests.build_scans import type_of


def words(text: str, points: float = 24) -> Image.Image:
    font = type_of(points, bold=True)
    x0, y0, x1, y1 = font.getbbox(text)
    picture = Image.new("L", (round(x1 - x0), round(y1 - y0)), 255)
    ImageDraw.Draw(picture).text((-x0, -y0), text, font=font, fill=20)
    return picture


@pytest.mark.parametrize("lean", [-0.31, -0.2, -0.1, -0.03, 0.0, 0.05, 0.15, 0.27])
@pytest.mark.parametrize("text", ["СЕКРЕТНО", "ОСОБОЙ ВАЖНОСТИ"])
def test_a_line_across_words_is_found_at_any_slope(text: str, lean: float) -> None:
    picture = words(text)
    width, height = picture.size
    ends = (0, height / 2 - lean * height, width, height / 2 + lean * height)
    ImageDraw.Draw(picture).line(ends, 20, width=4)
    crop = np.asarray(picture)
    stroke = find_stroke(crop)
    assert stroke is not None
    assert np.count_nonzero(without_stroke(crop, stroke) < 150) < np.count_nonzero(
        crop < 150
    )


@pytest.mark.parametrize("blur", [0, 1, 2.5, 4])
@pytest.mark.parametrize(
    "text", ["СЕКРЕТНО", "ОСОБОЙ ВАЖНОСТИ", "МАҢЫЗДЫ", "ӨТЕ", "НАЧАЛЬНИК"]
)
def test_letters_alone_are_no_line(text: str, blur: float) -> None:
    picture = words(text, 12).filter(ImageFilter.GaussianBlur(blur))
    assert find_stroke(np.asarray(picture)) is None


def test_an_underline_is_no_stroke() -> None:
    picture = words("СЕКРЕТНО")
    width, height = picture.size
    ImageDraw.Draw(picture).line((0, height - 3, width, height - 3), 20, width=4)
    assert find_stroke(np.asarray(picture)) is None
