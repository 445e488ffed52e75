"""Stamps and marks on made pages: what must be read, and what must be doubted."""

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from models.agreement_file import load_agreement
from pipeline.reading.raster import read_raster
from pipeline.reading.types_of_reading import RasterLines
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_scans import BODY, DPI, scan, type_of

RED, BLUE, BLACK = (190, 30, 40), (40, 60, 170), (20, 20, 20)


def read(page: Image.Image) -> RasterLines:
    interest = build_vocabulary(load_agreement("kz-by")).interest
    return read_raster(page, dpi=DPI, interest=interest)


def texts(found: RasterLines) -> list[str]:
    return [line.text for line in found.lines]


def press(
    page: Image.Image,
    rows: list[str],
    *,
    ink: tuple[int, int, int],
    at: tuple[int, int] = (950, 20),
    angle: float = 8,
    frames: int = 1,
    bold: bool = True,
    faint: float = 1.0,
    line: tuple[int, int, int] | None = None,
) -> Image.Image:
    """Press a stamp onto a page; ink darkens what is there."""
    font = type_of(20, bold=bold)
    wide = round(max(font.getlength(row) for row in rows)) + 70
    mask = Image.new("L", (wide, 64 * len(rows) + 56), 0)
    pen = ImageDraw.Draw(mask)
    for at_row, row in enumerate(rows):
        pen.text((wide / 2, 28 + 64 * at_row), row, font=font, fill=230, anchor="ma")
    for step in range(frames):
        inset = 3 + 9 * step
        box = (inset, inset, wide - inset, mask.height - inset)
        pen.rectangle(box, outline=230, width=4 - 2 * step)
    turned = mask.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(ink, at, turned.point(lambda value: round(value * faint)))
    if line:
        middle = Image.new("L", mask.size, 0)
        y = 28 + 14 + 0.3 * 64 * len(rows)
        ImageDraw.Draw(middle).line((8, y, wide - 8, y + 3), 255, width=5)
        page.paste(line, at, middle.rotate(angle, expand=True))
    return page


@pytest.mark.parametrize("ink", [RED, BLACK], ids=["red", "black"])
@pytest.mark.parametrize("frames", [1, 2])
def test_framed_stamps_are_read(ink: tuple[int, int, int], frames: int) -> None:
    found = read(
        press(scan(mark=None, copy=None), ["СЕКРЕТНО"], ink=ink, frames=frames)
    )
    assert "СЕКРЕТНО" in texts(found) and found.problem is None


@pytest.mark.parametrize("ink", [BLUE, BLACK], ids=["blue", "black"])
def test_both_rows_of_a_stamp_are_read(ink: tuple[int, int, int]) -> None:
    rows = ["СОВЕРШЕННО", "СЕКРЕТНО"]
    found = read(press(scan(mark=None, copy=None), rows, ink=ink, angle=-9))
    assert [text for text in texts(found) if text in rows] == rows
    assert found.problem is None


@pytest.mark.parametrize("ink", [RED, BLACK], ids=["red", "black"])
@pytest.mark.parametrize("angle", [45, -60])
def test_a_stamp_on_a_steep_slope_is_read(
    ink: tuple[int, int, int], angle: float
) -> None:
    """On public pages a mark across an empty sheet was read as signs, and passed."""
    found = read(press(scan(mark=None, copy=None), ["СЕКРЕТНО"], ink=ink, angle=angle))
    assert "СЕКРЕТНО" in texts(found) and found.problem is None


def test_a_faint_stamp_is_read() -> None:
    page = press(scan(mark=None, copy=None), ["СЕКРЕТНО"], ink=RED, faint=0.35)
    assert "СЕКРЕТНО" in texts(read(page))


def test_a_fax_of_a_framed_stamp_is_read() -> None:
    page = press(
        scan(mark=None, copy=None), ["СЕКРЕТНО"], ink=RED, frames=2, bold=False
    )
    grey = page.convert("L").point(lambda value: 255 * (value > 150))
    assert "СЕКРЕТНО" in texts(read(grey))


def test_half_of_a_black_stamp_is_doubted() -> None:
    page = scan(mark=None, copy=None)
    page = press(page, ["Ж#&#Щ#&#Ж", "СЕКРЕТНО"], ink=BLACK, frames=0, angle=7)
    found = read(page)
    assert found.problem or "СЕКРЕТНО" not in texts(found)


@pytest.mark.parametrize("line", [BLACK, BLUE], ids=["in black", "in blue"])
def test_a_stamp_with_a_line_across_it_is_struck(line: tuple[int, int, int]) -> None:
    page = press(
        scan(mark=None, copy=None),
        ["ОСОБОЙ ВАЖНОСТИ"],
        ink=RED,
        at=(720, 20),
        line=line,
    )
    found = read(page)
    struck = [x for x in found.lines if any(word.struck for word in x.words)]
    assert struck or found.problem


@pytest.mark.parametrize("mark", ["Сокротна", "Особой сокротна"])
def test_a_struck_mark_that_stays_unread_is_a_problem(mark: str) -> None:
    page = scan(mark=mark)
    right = 1090 + type_of(14, bold=True).getlength(mark)
    ImageDraw.Draw(page).line((1070, 139, right, 147), "black", width=4)
    assert read(page).problem == "unreadable-page"


@pytest.mark.parametrize("angle", [6, -11])
def test_a_black_stamp_over_text_never_passes_unseen(angle: float) -> None:
    page = scan(mark=None, copy=None)
    page = press(page, ["ҚҰПИЯ", "(СЕКРЕТНО)"], ink=BLACK, at=(500, 560), angle=angle)
    found = read(page)
    assert found.problem or any("СЕКРЕТНО" in text for text in texts(found))


def test_two_rows_of_print_are_halves_of_one_mark() -> None:
    page = scan(mark=None, copy=None)
    pen = ImageDraw.Draw(page)
    pen.text((1200, 90), "Зусім", font=type_of(12), fill="black")
    pen.text((1200, 130), "сакрэтна", font=type_of(12), fill="black")
    found = read(page)
    assert {"Зусім", "сакрэтна"} <= set(texts(found)) or found.problem


def test_a_mark_beside_a_letterhead_is_a_line_of_its_own() -> None:
    page = scan(mark=None, copy=None)
    pen = ImageDraw.Draw(page)
    pen.text((680, 160), "ОСОБОЙ ВАЖНОСТИ", font=type_of(14), fill="black")
    assert "ОСОБОЙ ВАЖНОСТИ" in texts(read(page))


def test_a_bold_title_above_text_is_no_stamp() -> None:
    page = scan(copy=None)
    title = "Отчёт о выполнении работ за год и план на следующий год"
    pen = ImageDraw.Draw(page)
    pen.text((200, 465), title, font=type_of(13, bold=True), fill="black")
    soft = page.filter(ImageFilter.GaussianBlur(0.8))
    assert read(soft).problem is None


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_typewriting_is_read_whichever_way_it_lies(turn: int) -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen, font = ImageDraw.Draw(page), type_of(12)
    pen.text((1080, 120), "СЕКРЕТНО", font=font, fill=0)
    for row in range(30):
        for column in range(56):
            letter = (BODY * 20)[row * 56 + column]
            pen.text((200 + 22 * column, 500 + 40 * row), letter, font=font, fill=0)
    found = read(page.rotate(turn, expand=True))
    assert "СЕКРЕТНО" in texts(found)


def test_office_stamps_in_black_are_no_problem() -> None:
    page = press(scan(copy=None), ["КАНЦЕЛЯРИЯ"], ink=BLACK, at=(300, 1900), angle=14)
    found = read(page)
    assert found.problem is None and "КАНЦЕЛЯРИЯ" not in texts(found)


@pytest.mark.parametrize("ink", [(0, 0, 0), (60, 60, 60)], ids=["black", "grey"])
@pytest.mark.parametrize("empty", [True, False], ids=["an empty sheet", "a letter"])
def test_light_letters_on_a_dark_box_are_read(
    ink: tuple[int, int, int], *, empty: bool
) -> None:
    """A mark in white on a black box, drawn on a public page, was passed over."""
    page = scan(mark=None, copy=None)
    if empty:
        page.paste("white", (0, 0, *page.size))
    pen, font = ImageDraw.Draw(page), type_of(11, bold=True)
    pen.rectangle((1380, 40, 1600, 150), fill=ink)
    pen.text((1400, 52), "Секретно", font=font, fill="white")
    pen.text((1400, 98), "Экз. № 1", font=font, fill="white")

    assert "Секретно" in texts(read(page))


@pytest.mark.parametrize("mode", ["L", "1", "RGB"])
@pytest.mark.parametrize("empty", [True, False], ids=["an empty sheet", "a letter"])
def test_a_page_that_is_a_negative_is_read(mode: str, *, empty: bool) -> None:
    """Faxes and films whose black and white were swapped were passed over."""
    page = scan(copy=None).convert("L")
    if empty:
        page.paste(255, (0, 0, *page.size))
        pen, font = ImageDraw.Draw(page), type_of(11, bold=True)
        pen.text((1400, 52), "СЕКРЕТНО", font=font, fill=0)

    found = read(ImageOps.invert(page).convert(mode))

    assert "секретно" in " ".join(texts(found)).lower()


def test_what_stands_on_paper_on_a_negative_is_read() -> None:
    page = ImageOps.invert(scan(mark=None, copy=None).convert("L"))
    page.paste(255, (1350, 40, 1620, 110))
    font = type_of(11, bold=True)
    ImageDraw.Draw(page).text((1380, 52), "СЕКРЕТНО", font=font, fill=0)

    assert "СЕКРЕТНО" in texts(read(page))
