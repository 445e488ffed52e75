"""Picture files of every kind and mode are opened, counted first, and read."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.errors import CorruptInput, EmptyInput, LimitExceeded, UnsupportedInput
from models.picture_size import guess_dpi
from models.settings import Limits
from pipeline.reading.read_image import read_image
from tests.build_bmp import bmp_of_runs
from tests.build_scans import DPI, interest, scan


def read(path: Path, limits: Limits | None = None):
    return read_image(path, limits=limits or Limits(), interest=interest)


def deep(page: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(page.convert("L"), np.uint16) * 257)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a.png", lambda page: page),
        ("a.jpg", lambda page: page),
        ("a.bmp", lambda page: page),
        ("a.gif", lambda page: page.convert("P")),
        ("a.webp", lambda page: page),
        ("bit.tiff", lambda page: page.convert("1")),
        ("cmyk.tiff", lambda page: page.convert("CMYK")),
        ("deep.png", deep),
        ("alpha.png", lambda page: page.convert("RGBA")),
    ],
)
def test_every_kind_and_mode_is_read(tmp_path: Path, name: str, change) -> None:
    path = tmp_path / name
    change(scan()).save(path, dpi=(DPI, DPI))
    reading = read(path)
    assert reading.page_count == 1
    assert "СЕКРЕТНО" in [line.text for line in reading.pages[0].lines]
    assert reading.pages[0].width_pt == pytest.approx(595, abs=12)


def test_exif_turn_is_undone(tmp_path: Path) -> None:
    path, exif = tmp_path / "a.jpg", Image.Exif()
    exif[0x0112] = 6
    scan().rotate(90, expand=True).save(path, dpi=(DPI, DPI), exif=exif)
    page = read(path).pages[0]
    assert page.height_pt > page.width_pt
    mark = next(line for line in page.lines if line.text == "СЕКРЕТНО")
    assert mark.angle_deg == pytest.approx(0, abs=1)


def test_pages_of_a_tiff_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    pages = [scan(mark=None), scan()]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(DPI, DPI))
    marked = [
        any(line.text == "СЕКРЕТНО" for line in page.lines) for page in read(path).pages
    ]
    assert marked == [False, True]


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    empty, junk, cut = (tmp_path / name for name in ("e.png", "j.png", "c.png"))
    empty.touch()
    junk.write_bytes(b"no picture at all")
    scan().save(cut)
    cut.write_bytes(cut.read_bytes()[:4000])
    for path, error in (
        (empty, EmptyInput),
        (junk, UnsupportedInput),
        (cut, CorruptInput),
    ):
        with pytest.raises(error):
            read(path)


def test_pixels_are_counted_before_they_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (5000, 5000)).save(path)
    with pytest.raises(LimitExceeded):
        read(path, Limits(page_pixels=1_000_000))


@pytest.mark.parametrize(
    ("size", "dpi"), [((2480, 3508), 300), ((3508, 2480), 300), ((1240, 1754), 150)]
)
def test_unknown_dpi_is_guessed_from_a4(size: tuple[int, int], dpi: int) -> None:
    assert guess_dpi(*size) == pytest.approx(dpi, rel=0.01)


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_turned_plain_grey_tiff_is_read(tmp_path: Path, turn: int) -> None:
    back = {3: 180, 6: 90, 8: 270}[turn]
    path, exif = tmp_path / "a.tif", Image.Exif()
    exif[0x0112] = turn
    stored = scan().convert("L").rotate(back, expand=True)
    stored.save(path, dpi=(DPI, DPI), exif=exif, compression=None)
    page = read(path).pages[0]
    mark = next(line for line in page.lines if line.text == "СЕКРЕТНО")
    assert mark.angle_deg == pytest.approx(0, abs=1)


def test_a_png_that_moves_is_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    first, second = (Image.new("L", (60, 40), shade) for shade in (255, 0))
    first.save(path, save_all=True, append_images=[second])

    reading = read_image(path, limits=Limits(), interest=lambda text: ())

    assert (reading.page_count, reading.problems) == (1, ("moving-picture",))


def lost(data: bytes, *, at: float) -> bytes:
    """Change a stretch of a picture's pixels, so that its decoder goes on."""
    start = round(len(data) * at)
    return (
        data[:start]
        + bytes(byte ^ 0xA5 for byte in data[start:][:40])
        + data[start + 40 :]
    )


def packed(page: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, form, dpi=(DPI, DPI), **options)
    return buffer.getvalue()


def another_checksum(png: bytes) -> bytes:
    at = png.rindex(b"IEND") - 8
    return png[:at] + bytes(4) + png[at + 4 :]


TORN: dict[str, Callable[[], tuple[bytes, bytes]]] = {
    "fax": lambda: (
        whole := packed(scan().convert("1"), "TIFF", compression="group4"),
        lost(whole, at=0.3),
    ),
    "jpeg": lambda: (
        whole := packed(scan(), "JPEG"),
        whole[: len(whole) // 2] + b"\xff\xd9",
    ),
    "png": lambda: (whole := packed(scan(), "PNG"), another_checksum(whole)),
    "bmp": lambda: (bmp_of_runs(scan()), bmp_of_runs(scan(), longer=9)),
}


@pytest.mark.parametrize("case", TORN)
def test_pixels_lost_without_a_word_are_a_doubt(tmp_path: Path, case: str) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    for path, data in zip((whole, torn), TORN[case](), strict=True):
        path.write_bytes(data)

    sound, unsound = (
        {reading.pages[0].problem, *reading.problems} - {None}
        for reading in map(read, (whole, torn))
    )

    assert (sound, unsound) == (set(), {"unreadable-page"})
