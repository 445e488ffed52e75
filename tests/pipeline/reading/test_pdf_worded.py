"""Words drawn in pieces, through clips and masks, or in fonts that tell blanks."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from models.documents import Reading
from models.geometry import Box
from pipeline.reading.pdf_pieces import Piece, heaps
from tests.pipeline.reading.test_pdf_drawn import (
    PLACE,
    add,
    annotation,
    drawn,
    looked_at,
    nothing_read,
    pattern,
    reading_of,
)

pytestmark = pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")

Change = Callable[[pikepdf.Pdf, Any], None]
LETTER = "0 0 m 0 {0} l {1} {0} l {1} {2} l {2} {2} l {2} {3} l {1} {3} l {1} 0 l h"
"""A letter of many corners, as high as it is told."""


def letter(x: float, y: float, size: float, paint: str) -> str:
    corners = LETTER.format(size, size * 0.6, size * 0.7, size * 0.3)
    return f"q 1 0 0 1 {x} {y} cm {corners} {paint} Q"


def letters(size: float, degrees: float, x: float, y: float) -> bytes:
    """Return eight letters as shapes, one behind the other, on a slope."""
    a = math.radians(degrees)
    turn = f"{math.cos(a):.4f} {math.sin(a):.4f} {-math.sin(a):.4f} {math.cos(a):.4f}"
    row = " ".join(letter(size * 0.75 * at, 0, size, "f") for at in range(8))
    return f"q {turn} {x} {y} cm {row} Q".encode()


def large_letters(file: pikepdf.Pdf, page: Any) -> None:
    add(file, page, letters(90, 0, 20, 750))


def letters_on_a_slope(file: pikepdf.Pdf, page: Any) -> None:
    add(file, page, letters(24, 55, 430, 720))


def letters_on_their_side(file: pikepdf.Pdf, page: Any) -> None:
    add(file, page, letters(14, 90, 560, 720))


def strokes_of_letters(file: pikepdf.Pdf, page: Any) -> None:
    """As programs draw that know no fonts: each line of a letter by itself."""
    lines = [(0, 0, 0, 10), (0, 10, 6, 10), (0, 5, 5, 5), (0, 0, 6, 0)]
    made = [
        f"{410 + 9 * at + a} {800 + b} m {410 + 9 * at + c} {800 + d} l S"
        for at in range(8)
        for a, b, c, d in lines
    ]
    add(file, page, " ".join(made).encode())


def hatched(file: pikepdf.Pdf, page: Any) -> None:
    made = [
        f"{410 + 9 * at} {800 + 0.5 * row} 7 0.4 re f"
        for at in range(8)
        for row in range(20)
    ]
    add(file, page, " ".join(made).encode())


def pictures(file: pikepdf.Pdf, page: Any, across: int, down: int) -> None:
    """Cut one picture of a word into many small ones."""
    whole = Image.new("L", (340, 80), 255)
    ImageDraw.Draw(whole).text((40, 5), "word", fill=0, font_size=56)
    wide, high = whole.width / across, whole.height / down
    named, shown = Dictionary(), []
    for at in range(across * down):
        x, y = at % across * wide, at // across * high
        part = whole.crop((round(x), round(y), round(x + wide), round(y + high)))
        image = file.make_stream(part.tobytes(), Subtype=Name.Image)
        image.Width, image.Height = part.size
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        named[f"/P{at}"] = image
        place = f"{400 + x / 2} {830 - (y + high) / 2}"
        shown.append(f"q {wide / 2} 0 0 {high / 2} {place} cm /P{at} Do Q")
    add(file, page, " ".join(shown).encode(), XObject=named)


def strips(file: pikepdf.Pdf, page: Any) -> None:
    pictures(file, page, 1, 40)


def tiles(file: pikepdf.Pdf, page: Any) -> None:
    pictures(file, page, 17, 8)


def clip(painted: bytes) -> bytes:
    """Return what paints through eight letters that are one clip."""
    shapes = [
        f"{x} 800 m {x} 814 l {x + 8} 814 l {x + 8} 810 l {x + 4} 810 l"
        f" {x + 4} 804 l {x + 8} 804 l {x + 8} 800 l h"
        for x in range(410, 506, 12)
    ]
    return " ".join(shapes).encode() + b" W n " + painted


def filled_through_a_clip(file: pikepdf.Pdf, page: Any) -> None:
    add(file, page, clip(b"0 g 400 790 170 40 re f"))


def shaded_through_a_clip(file: pikepdf.Pdf, page: Any) -> None:
    colours = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1)
    colours.C0, colours.C1 = Array([0]), Array([0.3])
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Function=colours)
    shading.Coords, shading.Extend = Array([400, 0, 570, 0]), Array([True, True])
    add(file, page, clip(b"/S sh"), Shading=Dictionary(S=shading))


def through_a_mask(file: pikepdf.Pdf, page: Any) -> None:
    group = file.make_stream(b"BT /F1 20 Tf 410 800 Td (word) Tj ET")
    group.Type, group.Subtype = Name.XObject, Name.Form
    group.BBox, group.Group = Array(PLACE), Dictionary(S=Name.Transparency)
    group.Resources = Dictionary(Font=page.Resources.Font)
    mask = Dictionary(Type=Name.Mask, S=Name.Alpha, G=group)
    state = Dictionary(Type=Name.ExtGState, SMask=mask)
    fill = b"/G gs 0 g 400 790 170 40 re f"
    add(file, page, fill, ExtGState=Dictionary(G=state))


def pattern_in_an_appearance(file: pikepdf.Pdf, page: Any) -> None:
    pattern(file, page)
    made = page.Resources.Pattern.P
    del page.Resources["/Pattern"]
    made.Matrix = Array([1, 0, 0, 1, 0, 0])
    form = file.make_stream(b"/Pattern cs /P scn 0 0 170 40 re f")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, 170, 40])
    form.Resources = Dictionary(Pattern=Dictionary(P=made))
    annotation(file, page, "Highlight", form)


def button(file: pikepdf.Pdf, page: Any) -> None:
    """A box that is ticked shows what it likes."""
    form = file.make_stream(b"BT /F1 20 Tf 10 10 Td (word) Tj ET")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox, form.Resources = Array([0, 0, 170, 40]), Dictionary()
    form.Resources.Font = page.Resources.Font
    states = Dictionary(Yes=file.make_indirect(form))
    annotation(file, page, "Widget", states, FT=Name.Btn, T="a", V=Name.Yes)
    page.Annots[0].AS = Name.Yes
    file.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))


def told_as(code: int) -> Change:
    """Letters that are seen, and of each of which the font tells one character."""

    def put(file: pikepdf.Pdf, page: Any) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        lines = [f"<{at:02x}> <{code:04x}>" for at in range(0x41, 0x7B)]
        font.ToUnicode = file.make_stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
            b" /CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange"
            b" %d beginbfchar "
            % len(lines)
            + " ".join(lines).encode()
            + b" endbfchar endcmap end end"
        )
        page.Resources.Font["/Q"] = font
        add(file, page, b"BT /Q 14 Tf 420 800 Td (MARKING) Tj ET")

    return put


def table(file: pikepdf.Pdf, page: Any) -> None:
    """Rules of a table, drawn cell by cell."""
    cells = [(60 + 80 * at, 700 + 14 * row) for at in range(5) for row in range(8)]
    made = [
        f"{x} {y} 80 0.5 re f {x} {y} 0.5 14 re f {x} {y} 0.5 0.5 re f"
        for x, y in cells
    ]
    add(file, page, " ".join(made).encode())


def dashes(file: pikepdf.Pdf, page: Any) -> None:
    made = [f"{60 + 8 * at} 830 m {65 + 8 * at} 830 l S" for at in range(60)]
    add(file, page, " ".join(made).encode())


def bullets(file: pikepdf.Pdf, page: Any) -> None:
    image = drawn(file).Resources.XObject.X
    made = [f"q 6 0 0 6 50 {780 - 24 * at} cm /B Do Q" for at in range(10)]
    add(file, page, " ".join(made).encode(), XObject=Dictionary(B=image))


def faint(file: pikepdf.Pdf, page: Any) -> None:
    """A box that shows through, on a page with masks of shadings alone."""
    group = file.make_stream(b"/S sh", Subtype=Name.Form, Type=Name.XObject)
    group.BBox, group.Group = Array(PLACE), Dictionary(S=Name.Transparency)
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=group)
    states = Dictionary(G=Dictionary(SMask=mask), A=Dictionary(ca=0.5))
    add(file, page, b"/A gs 1 0 0 rg 400 790 170 40 re f", ExtGState=states)


@pytest.mark.parametrize(
    "change",
    [
        large_letters,
        letters_on_a_slope,
        letters_on_their_side,
        strokes_of_letters,
        hatched,
        strips,
        tiles,
        filled_through_a_clip,
        shaded_through_a_clip,
        through_a_mask,
        pattern_in_an_appearance,
        button,
        *(
            pytest.param(told_as(code), id=f"told as {code:04x}")
            for code in (0x0, 0x20, 0xA0, 0xAD, 0x200B, 0x2E)
        ),
    ],
)
def test_words_drawn_in_pieces_are_looked_at(tmp_path: Path, change: Change) -> None:
    """Each of these had hidden a mark on a page that bears other text."""
    assert any(looked_at(tmp_path / "a.pdf", change))


@pytest.mark.parametrize("change", [table, dashes, bullets, faint])
def test_rules_and_bullets_are_not_looked_at(tmp_path: Path, change: Change) -> None:
    assert looked_at(tmp_path / "a.pdf", change) == []


def words(reading: Reading) -> Iterator[str]:
    return (word.text for line in reading.pages[0].lines for word in line.words)


def choice(file: pikepdf.Pdf, page: Any) -> None:
    annotation(file, page, "Widget", None, FT=Name.Ch, T="a", V="2", Ff=131072)
    field = page.Annots[0]
    named = (("1", "Нет"), ("2", "Секретно"))
    field.Opt = Array([Array([String(one) for one in pair]) for pair in named])
    file.Root.AcroForm = Dictionary(Fields=Array([field]))


def formatted(file: pikepdf.Pdf, page: Any) -> None:
    text = String("<body><p>Экз.</p><p>Секретно</p></body>")
    annotation(file, page, "FreeText", None, RC=text)


def captioned(file: pikepdf.Pdf, page: Any) -> None:
    ends = Array([400, 810, 570, 810])
    annotation(file, page, "Line", None, L=ends, Cap=True, Contents=String("Секретно"))


@pytest.mark.parametrize("change", [choice, formatted, captioned])
def test_words_that_readers_show_are_read(tmp_path: Path, change: Change) -> None:
    """A choice's label, formatted words without plain ones, the caption of a line."""
    reading = reading_of(tmp_path / "a.pdf", change, nothing_read)

    assert "Секретно" in words(reading)
    assert not any(w.struck for line in reading.pages[0].lines for w in line.words)


def test_a_stamp_that_each_reader_draws_otherwise_is_doubted(tmp_path: Path) -> None:
    def named(file: pikepdf.Pdf, page: Any) -> None:
        annotation(file, page, "Stamp", None, Name=Name.TopSecret)

    reading = reading_of(tmp_path / "a.pdf", named, nothing_read)

    assert reading.pages[0].problem == "unreadable-page"


def test_thousands_of_pieces_are_joined_without_comparing_each() -> None:
    boxes = [Box(x / 4, y / 4, x / 4 + 2, y / 4 + 1) for x in range(60) for y in (1, 9)]

    assert heaps([(box, Piece.LEVEL) for box in boxes]) == []
    assert heaps([(b, Piece.BLOCK) for b in [*boxes, Box(0, 8, 40, 9)]]) != []
