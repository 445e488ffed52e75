"""What is read from page pictures, however they were scanned."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from models.documents import Source
from pipeline.reading.raster import read_raster
from stamps.fonts import font_path
from tests.build_scans import DPI, diagram, interest, scan, stamped, type_of

FONT = ImageFont.truetype(str(font_path("sans")), 28)


def texts(page: Image.Image, dpi: float = DPI) -> list[str]:
    return [line.text for line in read_raster(page, dpi=dpi, interest=interest).lines]


def noisy(page: Image.Image) -> Image.Image:
    grain = np.random.default_rng(1).normal(0, 20, (page.height, page.width, 1))
    data = np.clip(np.asarray(page, np.float32) + grain, 0, 255)
    return Image.fromarray(data.astype(np.uint8))


def uneven(page: Image.Image) -> Image.Image:
    light = np.linspace(1, 0.55, page.width)[None, :, None]
    return Image.fromarray((np.asarray(page, np.float32) * light).astype(np.uint8))


def jpeg(page: Image.Image) -> Image.Image:
    store = io.BytesIO()
    page.save(store, "JPEG", quality=30)
    return Image.open(store).convert("RGB")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda page: page, id="clean"),
        pytest.param(lambda page: page.rotate(2.5, fillcolor="white"), id="skew"),
        pytest.param(lambda page: page.rotate(180), id="upside down"),
        pytest.param(lambda page: page.rotate(90, expand=True), id="on its left"),
        pytest.param(lambda page: page.rotate(270, expand=True), id="on its right"),
        pytest.param(noisy, id="noise"),
        pytest.param(uneven, id="uneven light"),
        pytest.param(jpeg, id="jpeg 30"),
        pytest.param(lambda page: page.convert("L"), id="grey"),
        pytest.param(lambda page: page.convert("1"), id="one bit"),
        pytest.param(lambda page: page.filter(ImageFilter.GaussianBlur(1)), id="blur"),
    ],
)
def test_mark_and_copy_number_are_read(spoil) -> None:
    found = texts(spoil(scan()))
    assert "СЕКРЕТНО" in found
    assert any(text.replace(" ", "") == "Экз.№3" for text in found)


def test_running_text_is_counted_and_not_read() -> None:
    found = read_raster(scan(), dpi=DPI, interest=interest)
    assert found.line_count > len(found.lines) + 5
    assert not any("комиссия" in line.text for line in found.lines)
    assert found.problem is None


@pytest.mark.parametrize("ink", [(200, 25, 35), (35, 55, 170), (110, 40, 150)])
@pytest.mark.parametrize("angle", [-15, 12])
def test_coloured_stamps_over_text_are_read(ink: tuple[int, ...], angle: float) -> None:
    page = stamped(scan(mark=None), "СЕКРЕТНО", at=(700, 480), angle=angle, ink=ink)
    found = read_raster(page, dpi=DPI, interest=interest)
    stamp = [line for line in found.lines if line.text == "СЕКРЕТНО"]
    assert len(stamp) == 1
    assert stamp[0].ink in ("red", "blue", "violet")
    assert stamp[0].angle_deg == pytest.approx(-angle, abs=2)


def test_a_turned_black_stamp_is_read_or_the_page_is_a_problem() -> None:
    page = stamped(scan(mark=None), "СЕКРЕТНО", at=(900, 20), angle=10, ink=(0, 0, 0))
    found = read_raster(page, dpi=DPI, interest=interest)
    assert any("СЕКРЕТНО" in line.text for line in found.lines) or found.problem


@pytest.mark.parametrize("colour", ["black", "red", "blue"])
@pytest.mark.parametrize("lean", [0, 12])
def test_a_line_across_the_mark_strikes_it(colour: str, lean: int) -> None:
    page = scan()
    ImageDraw.Draw(page).line((1065, 142 + lean, 1320, 142 - lean), colour, width=5)
    found = read_raster(page, dpi=DPI, interest=interest)
    struck = [line for line in found.lines if any(word.struck for word in line.words)]
    assert struck or found.problem


def test_boxes_are_where_things_stand_on_the_picture() -> None:
    page = scan().rotate(180)
    found = read_raster(page, dpi=DPI, interest=interest)
    line = next(line for line in found.lines if line.text == "СЕКРЕТНО")
    assert line.source == Source.OCR and line.box is not None
    width, height = page.width * 72 / DPI, page.height * 72 / DPI
    assert line.box.x1 == pytest.approx(width - 1080 * 72 / DPI, abs=4)
    assert line.box.y0 > height * 0.9
    assert abs(line.angle_deg) == pytest.approx(180, abs=1)


def test_a_blank_page_is_no_problem() -> None:
    found = read_raster(Image.new("L", (1654, 2339), 255), dpi=DPI, interest=interest)
    assert found.lines == () and found.problem is None


def test_a_page_that_takes_longer_than_its_time_is_unread() -> None:
    """No reading of letters begins once the time is over."""
    found = read_raster(scan(), dpi=DPI, interest=interest, most_s=0.0)

    assert found.problem == "unreadable-page"
    assert not found.lines


def test_a_blank_page_needs_no_time() -> None:
    blank = Image.new("RGB", (800, 1100), "white")

    assert read_raster(blank, dpi=100, interest=interest, most_s=0.0).problem is None


def test_time_given_to_one_page_is_not_counted_on_the_next() -> None:
    read_raster(scan(), dpi=DPI, interest=interest, most_s=0.0)

    assert any("СЕКРЕТНО" in text for text in texts(scan()))


@pytest.mark.parametrize("size", [(1654, 2339), (480, 140)], ids=["page", "picture"])
def test_a_mark_with_nothing_else_is_no_running_text(size: tuple[int, int]) -> None:
    """Two lines under one another were taken for a paragraph, which is not read."""
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    pen.text((size[0] - 330, 30), "Секретно", font=type_of(14, bold=True), fill="black")
    pen.text((size[0] - 330, 85), "Экз. № 1", font=type_of(12), fill="black")

    assert [text.replace(" ", "") for text in texts(page)] == ["Секретно", "Экз.№1"]


def test_the_last_of_many_lines_is_read() -> None:
    """This test ensures that a page with a table is read to its end."""
    page = Image.new("L", (1240, 1240), "white")
    draw = ImageDraw.Draw(page)
    for number in range(100):
        row, column = divmod(number, 5)
        draw.text(
            (40 + 245 * column, 20 + 55 * row),
            f"деталь {number}",
            font=FONT,
            fill="black",
        )
    draw.text((900, 1180), "СЕКРЕТНО", font=FONT, fill="black")

    found = read_raster(page, dpi=150, interest=interest)

    assert "СЕКРЕТНО" in [line.text for line in found.lines]
    assert found.line_count > 90


def test_noise_is_given_up() -> None:
    """This test ensures that noise is a problem, found after so many lines."""
    grain = np.random.default_rng(5).integers(0, 2, (420, 420)).astype(bool)

    found = read_raster(Image.fromarray(grain), dpi=72, interest=interest)

    assert found.problem == "unreadable-page"
    assert len(found.lines) <= 70 < found.line_count


@pytest.mark.parametrize(
    "text", ["Ж7дэ ГЭУ№ цюяф", "Схема участка местности"], ids=["scrap", "caption"]
)
def test_one_line_upside_down_turns_no_page_over(text: str) -> None:
    """It is the longest, and reads better the other way up than as it stands."""
    page = Image.new("L", (round(8.27 * DPI), 5 * DPI), 255)
    at = (1080, 120)
    ImageDraw.Draw(page).text(at, "СЕКРЕТНО", font=type_of(14, bold=True), fill=0)
    other = Image.new("L", (700, 60), 255)
    ImageDraw.Draw(other).text((10, 8), text, font=type_of(12), fill=0)
    page.paste(other.rotate(180).filter(ImageFilter.GaussianBlur(2.5)), (150, 600))

    lines = read_raster(page, dpi=DPI, interest=interest).lines

    assert "СЕКРЕТНО" in [line.text for line in lines]


def test_a_mark_across_poor_lines_on_their_side_is_no_blank() -> None:
    page = Image.new("L", (1300, 1300), 255)
    at = (700, 60)
    ImageDraw.Draw(page).text(at, "СЕКРЕТНО", font=type_of(20, bold=True), fill=0)
    poor = Image.new("L", (800, 60), 255)
    ImageDraw.Draw(poor).text((10, 8), "хосохо нохо схо", font=type_of(12), fill=0)
    poor = poor.filter(ImageFilter.GaussianBlur(2.2)).rotate(90, expand=True)
    for across in (150, 220):
        page.paste(poor, (across, 300))

    found = read_raster(page, dpi=DPI, interest=interest)

    assert found.problem or "СЕКРЕТНО" in [line.text for line in found.lines]


@pytest.mark.parametrize("turn", [0, 180])
def test_strokes_in_rows_are_no_words_that_tell_how_a_picture_lies(turn: int) -> None:
    lines = texts(diagram().rotate(turn), dpi=DPI)

    assert any("СЕКРЕТНО" in line for line in lines)
