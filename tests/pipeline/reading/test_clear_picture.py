"""Pictures with clear places are read as people see them, or doubted."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.settings import Limits
from pipeline.reading.clear_picture import on_white
from pipeline.reading.read_image import read_image
from tests.build_bmp import bmp_with_alpha
from tests.build_scans import DPI, interest, scan

SIZE = (60, 40)


def clear(alpha: int, *, hidden: str = "black", shown: int = 200) -> Image.Image:
    """Make a picture with a dark bar on white, clear from the column ``shown`` on."""
    made = Image.new("RGBA", SIZE, (255, 255, 255, 255))
    made.paste((0, 0, 0, 255), (10, 10, 30, 20))
    over = np.array(made)
    if hidden == "bar":
        over[10:20, 40:55, :3] = 0
    over[:, shown:, 3] = alpha
    return Image.fromarray(over)


@pytest.mark.parametrize("form", ["BMP", "TIFF"])
@pytest.mark.parametrize("alpha", [0, 90, 255])
def test_one_alpha_for_all_pixels_hides_nothing(form: str, alpha: int) -> None:
    shown, sure = on_white(clear(alpha, shown=0), form)

    assert sure
    assert shown.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize(
    ("form", "hidden", "sure"),
    [
        ("BMP", "bar", False),
        ("TIFF", "bar", False),
        ("BMP", "nothing", True),
        ("PNG", "bar", True),
    ],
)
def test_what_some_programs_show_and_others_do_not_is_doubted(
    form: str, hidden: str, sure: bool
) -> None:
    assert on_white(clear(0, hidden=hidden, shown=35), form)[1] is sure


def test_a_grey_that_stands_for_clear_is_paper() -> None:
    grey = Image.new("L", SIZE, 7)
    grey.paste(8, (10, 10, 30, 20))
    stream = io.BytesIO()
    grey.save(stream, "PNG", transparency=7)

    shown, _ = on_white(Image.open(stream), "PNG")

    assert shown.convert("L").getextrema() == (8, 255)


def test_a_mark_on_a_page_whose_alpha_was_left_empty_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    pixels = np.array(scan().convert("RGBA"))
    pixels[..., 3] = 0
    path.write_bytes(bmp_with_alpha(pixels, DPI))

    reading = read_image(path, limits=Limits(), interest=interest)

    assert "СЕКРЕТНО" in [line.text for line in reading.pages[0].lines]
