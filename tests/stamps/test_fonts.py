"""The letters of a stamp: all of them there, measured, and small to embed."""

import io
import zlib

import pytest
from fontTools.ttLib import TTFont

from models.errors import LayoutError
from stamps.artwork import break_line, draw_stamp, draw_wide_stamp
from stamps.fonts import STYLES, font_path, load_face, subset_file
from tests.build_pdf import make_plan

LETTERS = (
    "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
    "ЎўҐґ№«»“”„–—·…/()0123456789ŞşĞğİıÑñÖöÜüÄäŪūÇçČčŘřŠšŽžŇňĎďŤťĽľĹĺŔŕÔôĚěŮů"
)


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
@pytest.mark.parametrize("style", STYLES)
def test_every_letter_is_drawn_and_measured(style: str, bold: bool) -> None:
    face = load_face(style, bold=bold)
    font = TTFont(font_path(style, bold=bold))
    names, cmap = font.getGlyphOrder(), font.getBestCmap()

    for letter in LETTERS:
        (glyph,) = face.glyphs(letter)
        assert names[glyph] == cmap[ord(letter)]
        assert face.width(letter, 1000) == font["hmtx"][names[glyph]][0]


def test_a_subset_draws_the_same_and_is_small() -> None:
    face = load_face("sans")
    glyphs = frozenset(face.glyphs("Құпия (Секретно) 0123456789"))

    data = subset_file(face, glyphs)

    whole, part = TTFont(font_path("sans")), TTFont(io.BytesIO(data))
    assert len(zlib.compress(data)) < 5000
    for glyph in glyphs:
        name = whole.getGlyphOrder()[glyph]
        old = whole["glyf"][name]
        new = part["glyf"][part.getGlyphOrder()[glyph]]
        assert old.getCoordinates(whole["glyf"]) == new.getCoordinates(part["glyf"])


def test_a_letter_that_is_not_there_is_refused() -> None:
    with pytest.raises(LayoutError, match=r"U\+4E2D"):
        load_face("sans").glyphs("中")


@pytest.mark.parametrize("room", [10.0, 40.0, 170.0])
def test_broken_lines_fit_and_lose_nothing(room: float) -> None:
    face = load_face("sans")
    line = "Для: Министерство иностранных дел Республики Беларусь"

    parts = break_line(line, face, 7.5, room)

    assert "".join(parts).replace(" ", "") == line.replace(" ", "")
    assert all(face.width(part, 7.5) <= room or len(part) == 1 for part in parts)


@pytest.mark.parametrize("width", [120.0, 300.0, 560.0])
def test_the_drawing_holds_all_its_words(width: float) -> None:
    plan = make_plan(words={"notice": ("Құжатта басқа Тараптың құпия ақпараты бар.",)})
    face, bold = load_face("sans"), load_face("sans", bold=True)

    for art in (
        draw_stamp(plan.text, plan.style),
        draw_wide_stamp(plan.text, plan.style, width_pt=width),
    ):
        drawn = " ".join(run.text for run in art.runs)
        assert "Құпия" in drawn
        assert "22.11.2026" in drawn
        assert drawn.endswith("бар.")
        for run in art.runs:
            end = run.x + (bold if run.bold else face).width(run.text, run.size_pt)
            assert 0 <= run.x <= end <= art.width
            assert 0 <= run.y <= art.height
