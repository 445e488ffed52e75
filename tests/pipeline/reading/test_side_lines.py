"""Marks on their side beside upright print: read, or at least doubted."""

import pytest
from PIL import Image, ImageDraw

from models.agreement_file import load_agreement
from pipeline.reading.raster import read_raster
from pipeline.reading.read_lines import glance
from pipeline.reading.types_of_reading import RasterLines
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_scans import DPI, scan, type_of

INTEREST = build_vocabulary(load_agreement("kz-by")).interest
MARGINS = [
    pytest.param(90, (60, 700), id="left margin"),
    pytest.param(270, (1540, 800), id="right margin"),
    pytest.param(90, (1480, 300), id="beside nothing"),
    pytest.param(270, (700, 20), id="above the text"),
]


def on_side(rows: list[str], *, turn: int, at: tuple[int, int]) -> Image.Image:
    """Draw a page of print with words on their side, turned anticlockwise."""
    font = type_of(11)
    wide = round(max(map(font.getlength, rows))) + 8
    mask = Image.new("L", (wide, 40 * len(rows) + 4), 0)
    pen = ImageDraw.Draw(mask)
    for number, row in enumerate(rows):
        pen.text((4, 40 * number), row, font=font, fill=235)
    page = scan(mark=None, copy=None)
    page.paste((20, 20, 20), at, mask.rotate(turn, expand=True))
    return page


def read(page: Image.Image) -> RasterLines:
    return read_raster(page, dpi=DPI, interest=INTEREST)


@pytest.mark.parametrize(("turn", "at"), MARGINS)
@pytest.mark.parametrize(
    "rows",
    [
        ["Секретно"],
        ["ҚҰПИЯ"],
        ["Сакрэтна"],
        ["Совершенно", "секретно"],
        ["СЕКРЕТНО", "Экз. № 2"],
    ],
    ids=" ".join,
)
def test_words_on_their_side_are_read(
    rows: list[str], turn: int, at: tuple[int, int]
) -> None:
    found = read(on_side(rows, turn=turn, at=at))
    lines = [line for line in found.lines if abs(line.angle_deg) > 45]
    said = {line.text.replace(" ", "") for line in lines}
    assert said == {row.replace(" ", "") for row in rows}
    assert found.problem is None
    for line in lines:
        assert line.angle_deg % 360 == pytest.approx(-turn % 360, abs=1)
        assert line.box is not None and line.box.height > 2 * line.box.width
        assert line.box.x0 > at[0] * 72 / DPI - 4
        assert line.box.y0 > at[1] * 72 / DPI - 4


@pytest.mark.parametrize("turn", [90, 270])
@pytest.mark.parametrize("x", [106, 114])
def test_words_near_running_text_are_no_part_of_its_lines(turn: int, x: int) -> None:
    found = read(on_side(["Секретно"], turn=turn, at=(x, 700)))
    assert [line.text for line in found.lines if abs(line.angle_deg) > 45] == [
        "Секретно"
    ]


def test_a_mark_that_may_go_on_in_print_beside_it_is_doubted() -> None:
    page = on_side(["ҚҰПИЯ"], turn=90, at=(1300, 200))
    assert read(page).problem is None
    pen = ImageDraw.Draw(page)
    pen.text((1200, 302), "Приложение", font=type_of(12), fill="black")
    assert read(page).problem == "unreadable-page"


@pytest.mark.parametrize("turn", [90, 270])
def test_half_a_mark_that_print_touches_is_doubted(turn: int) -> None:
    found = read(on_side(["ӨТЕ ҚҰПИЯ"], turn=turn, at=(138, 700)))
    assert found.problem == "unreadable-page"


def test_only_what_stands_on_its_side_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def counted(gray, line):
        asked.append(line)
        return glance(gray, line)

    monkeypatch.setattr("pipeline.reading.side_lines.glance", counted)
    read(scan())
    assert asked == []
    read(on_side(["Секретно"], turn=90, at=(60, 700)))
    assert len(asked) == 2  # one line, either way up
