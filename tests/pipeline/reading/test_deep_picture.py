"""Grey of more than 8 bits is shown by the range that it uses, or doubted."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.settings import Limits
from pipeline.reading.clear_picture import on_white
from pipeline.reading.deep_picture import eight_bits
from pipeline.reading.read_image import read_image
from tests.build_scans import DPI, interest, scan

INK, PAPER = 0.04, 0.94
Change = Callable[[np.ndarray], np.ndarray]


def page() -> np.ndarray:
    """Make a page of paper with some ink, from 0 to 1."""
    made = np.full((400, 500), PAPER, np.float32)
    made[40:60, 300:480] = INK
    return made


def strayed(values: np.ndarray, stray: float) -> np.ndarray:
    changed = values.copy()
    changed[399, 499] = stray
    return changed


KNOWN: dict[str, Change] = {
    "real-1": lambda p: p,
    "real-255": lambda p: p * 255,
    "real-65535": lambda p: p * 65535,
    "real-small": lambda p: p / 1000,
    "real-below-0": lambda p: p * 2 - 1,
    "real-stray": lambda p: strayed(p, 1e30),
    "real-255-stray": lambda p: strayed(p * 255, 1e6),
    "real-low-stray": lambda p: strayed(p, -1e6),
    "real-nan": lambda p: strayed(p, np.nan),
    "real-infinite": lambda p: strayed(p, np.inf),
    "16-bits": lambda p: (p * 65535).astype(np.uint16),
    "12-of-16": lambda p: (p * 4095).astype(np.uint16),
    "10-of-16": lambda p: (p * 1023).astype(np.uint16),
    "8-of-16": lambda p: (p * 255).astype(np.uint16),
    "32-bits": lambda p: (p * (2**31 - 1)).astype(np.int32),
    "10-of-32": lambda p: (p * 1023).astype(np.int32),
    "16-bits-pale": lambda p: (60000 + p * 5535).astype(np.uint16),
    "32-below-0": lambda p: (p * 1000 - 1000).astype(np.int32),
}


@pytest.mark.parametrize("change", KNOWN.values(), ids=KNOWN)
def test_ink_stays_apart_from_paper(change: Change) -> None:
    shown, sure = eight_bits(Image.fromarray(change(page())))

    grey = np.asarray(shown, np.int16)
    assert sure
    assert grey[300, 100] - grey[50, 400] > 100


@pytest.mark.parametrize(
    "change",
    [
        lambda p: np.where(np.arange(500) == 3, 65535, p * 1023).astype(np.uint16),
        lambda p: np.where(np.arange(500) == 3, -1e6, p).astype(np.float32),
        lambda p: np.where(np.arange(500) < 30, np.nan, p).astype(np.float32),
        lambda p: np.full_like(p, np.nan),
    ],
    ids=("a-bright-line", "a-dark-line", "unknown", "all-unknown"),
)
def test_what_cannot_be_told_apart_is_doubted(change: Change) -> None:
    rng = np.random.default_rng(1)
    noisy = page() + rng.normal(0, 0.01, (400, 500)).astype(np.float32)

    assert not eight_bits(Image.fromarray(change(noisy)))[1]


@pytest.mark.parametrize("grey", [0, 7, 255, 4095, 65535])
def test_one_grey_is_no_doubt(grey: int) -> None:
    assert eight_bits(Image.fromarray(np.full((9, 9), grey, np.uint16)))[1]


def test_the_range_of_sixteen_bits_is_kept() -> None:
    shown, _ = eight_bits(Image.fromarray(np.full((9, 9), 32768, np.uint16)))
    assert shown.getpixel((0, 0)) == 127


@pytest.mark.parametrize(
    ("name", "deepen"),
    [
        ("real.tif", lambda grey: grey.astype(np.float32) / 255),
        ("dark.png", lambda grey: grey.astype(np.uint16) * 4),
        ("pale.png", lambda grey: 60000 + grey.astype(np.uint16) * 21),
    ],
)
def test_marks_in_deep_pictures_are_read(
    tmp_path: Path, name: str, deepen: Change
) -> None:
    deep = Image.fromarray(deepen(np.asarray(scan().convert("L"))))
    deep.save(tmp_path / name, dpi=(DPI, DPI))

    reading = read_image(tmp_path / name, limits=Limits(), interest=interest)

    assert "СЕКРЕТНО" in [line.text for line in reading.pages[0].lines]
    assert reading.pages[0].problem is None


def test_a_deep_picture_inside_a_document_is_no_blank() -> None:
    stream = io.BytesIO()
    Image.fromarray(KNOWN["16-bits"](page())).save(stream, "PNG")

    shown, sure = on_white(Image.open(stream), "PNG")

    assert sure
    assert shown.convert("L").getextrema() == (10, 239)
