"""Words that a page shows by unusual means are looked at, and ordinary means are not.

What is drawn has no text that could be read, so that only pixels tell it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from models.documents import Reading
from models.settings import Limits
from pipeline.reading.read_pdf import read_pdf
from pipeline.reading.types_of_reading import Interest, RasterLines, RasterReader
from tests.build_pdf import text_content

pytestmark = pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")

WIDE, HIGH = 595, 842
PLACE = (400, 790, 570, 830)
"""Where something is drawn, in user space."""


def drawn(file: pikepdf.Pdf, *, kind: str = "Form") -> Any:
    """Return a form or a pattern that draws a picture of a word, 170 by 40 points."""
    picture = Image.new("L", (340, 80), 255)
    ImageDraw.Draw(picture).text((40, 5), "word", fill=0, font_size=56)
    image = file.make_stream(picture.tobytes(), Subtype=Name.Image)
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    stream = file.make_stream(b"q 170 0 0 40 0 0 cm /X Do Q")
    stream.Type, stream.Subtype = Name.XObject, Name("/" + kind)
    stream.BBox = Array([0, 0, 170, 40])
    stream.Resources = Dictionary(XObject=Dictionary(X=image))
    return file.make_indirect(stream)


def annotation(
    file: pikepdf.Pdf, page: Any, subtype: str, appearance: Any, **more: Any
) -> None:
    made = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array(PLACE), F=4, **more
    )
    if appearance is not None:
        made.AP = Dictionary(N=appearance)
    page.Annots = Array([file.make_indirect(made)])


def add(file: pikepdf.Pdf, page: Any, content: bytes, **resources: Any) -> None:
    old = page.Contents.read_bytes()
    page.Contents = file.make_stream(b"q " + old + b" Q " + content)
    for kind, named in resources.items():
        page.Resources[f"/{kind}"] = named


def words_of_codes(file: pikepdf.Pdf, page: Any, text: bytes) -> None:
    """Draw letters of a Type 3 font whose names say nothing."""
    codes = sorted(set(text) - {32})
    shape = b"600 0 0 0 600 700 d1 0 0 m 300 700 l 600 0 l 450 0 l 300 350 l 150 0 l f"
    glyphs = {f"/q{code}": file.make_stream(shape) for code in codes}
    first, last = codes[0], codes[-1]
    names = [Name(f"/q{code}" if code in codes else "/x") for code in range(256)]
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 600, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(glyphs),
        Encoding=Dictionary(Differences=Array([first, *names[first : last + 1]])),
        FirstChar=first,
        LastChar=last,
        Widths=Array([700] * (last - first + 1)),
    )
    page.Resources.Font["/Q"] = file.make_indirect(font)
    add(file, page, b"BT /Q 14 Tf 420 800 Td (" + text + b") Tj ET")


def plain(file: pikepdf.Pdf, page: Any) -> None:
    pass


def deep_forms(file: pikepdf.Pdf, page: Any) -> None:
    inner = drawn(file)
    for _ in range(12):
        outer = file.make_stream(b"/X Do")
        outer.Type, outer.Subtype = Name.XObject, Name.Form
        outer.BBox = Array([0, 0, 170, 40])
        outer.Resources = Dictionary(XObject=Dictionary(X=inner))
        inner = outer
    add(file, page, b"q 1 0 0 1 400 790 cm /D Do Q", XObject=Dictionary(D=inner))


def pattern(file: pikepdf.Pdf, page: Any, *, inside: bool = False) -> None:
    made = drawn(file, kind="Pattern")
    del made.Subtype
    made.Type, made.PatternType, made.PaintType = Name.Pattern, 1, 1
    made.TilingType, made.XStep, made.YStep = 1, 170, 40
    made.Matrix = Array([1, 0, 0, 1, 400, 790])
    fill, named = b"/Pattern cs /P scn 400 790 170 40 re f", Dictionary(P=made)
    if not inside:
        return add(file, page, fill, Pattern=named)
    form = file.make_stream(fill)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox, form.Resources = Array([0, 0, WIDE, HIGH]), Dictionary(Pattern=named)
    add(file, page, b"/D Do", XObject=Dictionary(D=form))


def pattern_in_a_form(file: pikepdf.Pdf, page: Any) -> None:
    pattern(file, page, inside=True)


def letters_without_names(file: pikepdf.Pdf, page: Any) -> None:
    words_of_codes(file, page, b"ABCDEFGB")


def shown_by(subtype: str, **more: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    def put(file: pikepdf.Pdf, page: Any) -> None:
        annotation(file, page, subtype, drawn(file), **more)

    return put


def field_without_a_form(file: pikepdf.Pdf, page: Any) -> None:
    annotation(file, page, "Widget", drawn(file), FT=Name.Tx, T="a", V="typed", P=page)


def with_a_broken_picture(file: pikepdf.Pdf, page: Any) -> None:
    form = drawn(file)
    form.Resources.XObject.X.write(b"no picture", filter=Name.JPXDecode)
    annotation(file, page, "Stamp", form)


def in_a_spoiled_form(file: pikepdf.Pdf, page: Any, *, note: bool = False) -> None:
    spoiled = drawn(file)
    spoiled.write(b"not packed", filter=Name.FlateDecode)
    if note:
        return annotation(file, page, "Stamp", spoiled)
    outer = file.make_stream(b"/X Do")
    outer.Type, outer.Subtype = Name.XObject, Name.Form
    outer.BBox = Array([0, 0, 170, 40])
    outer.Resources = Dictionary(XObject=Dictionary(X=spoiled))
    add(file, page, b"/D Do", XObject=Dictionary(D=outer))


def in_a_spoiled_appearance(file: pikepdf.Pdf, page: Any) -> None:
    in_a_spoiled_form(file, page, note=True)


def made_when_opened(file: pikepdf.Pdf, page: Any) -> None:
    """The pages of a dynamic XFA form only ask for another reader."""
    template = file.make_stream(b"<template/>")
    file.Root.AcroForm = Dictionary(Fields=Array([]), XFA=template)
    file.Root.NeedsRendering = True


def portfolio(file: pikepdf.Pdf, page: Any) -> None:
    file.Root.Collection = Dictionary(View=Name.D)


def bullet(file: pikepdf.Pdf, page: Any) -> None:
    words_of_codes(file, page, b"A")


def highlight(file: pikepdf.Pdf, page: Any) -> None:
    form = file.make_stream(b"1 1 0 rg 0 0 170 12 re f 0 20 170 12 re f")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, 170, 40])
    annotation(file, page, "Highlight", form)


def typed_field(file: pikepdf.Pdf, page: Any) -> None:
    form = file.make_stream(b"BT /F1 12 Tf 2 10 Td (typed) Tj ET")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, 170, 40])
    form.Resources = Dictionary(Font=Dictionary(F1=page.Resources.Font.F1))
    annotation(file, page, "Widget", form, FT=Name.Tx, T="a", V="typed")
    file.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))


def checkbox(file: pikepdf.Pdf, page: Any) -> None:
    """A field with a look for each of its states, and a shading as a pattern."""
    on = file.make_stream(b"BT /F1 12 Tf 2 2 Td (x) Tj ET")
    on.Type, on.Subtype, on.BBox = Name.XObject, Name.Form, Array([0, 0, 12, 12])
    states = Dictionary(Yes=file.make_indirect(on), Off=on)
    annotation(file, page, "Widget", states, FT=Name.Btn, T="a", V=Name.Yes)
    page.Annots[0].Rect, page.Annots[0].AS = Array([400, 790, 412, 802]), Name.Yes
    file.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray)
    page.Resources.Pattern = Dictionary(S=Dictionary(PatternType=2, Shading=shading))


def link(file: pikepdf.Pdf, page: Any) -> None:
    annotation(file, page, "Link", None)


def grey_table_head(file: pikepdf.Pdf, page: Any) -> None:
    add(file, page, b"0.749 g 400 790 170 40 re f")


def reading_of(
    path: Path,
    change: Callable[[pikepdf.Pdf, Any], None],
    raster: RasterReader,
) -> Reading:
    file = pikepdf.new()
    file.add_blank_page(page_size=(WIDE, HIGH))
    page = file.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    page.Contents = file.make_stream(text_content(WIDE, HIGH))
    change(file, page)
    level = pikepdf.StreamDecodeLevel.none
    file.save(path, compress_streams=False, stream_decode_level=level)
    return read_pdf(path, limits=Limits(), interest=lambda text: (), raster=raster)


def looked_at(path: Path, change: Callable[[pikepdf.Pdf, Any], None]) -> list[bool]:
    """Return for each picture that was asked about whether it shows what was drawn."""
    seen: list[bool] = []

    def raster(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
        x0, y0, x1, y1 = PLACE
        edges = (x0, HIGH - y1, x1, HIGH - y0)
        left, top, right, bottom = (round(value * dpi / 72) for value in edges)
        crop = image.convert("L").crop((left, top, right, bottom))
        seen.append(min(crop.tobytes()) < 100)
        return RasterLines(lines=())

    reading_of(path, change, raster)
    return seen


def nothing_read(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
    return RasterLines(lines=())


@pytest.mark.parametrize(
    "change",
    [
        deep_forms,
        pattern,
        pattern_in_a_form,
        letters_without_names,
        field_without_a_form,
        *(
            pytest.param(shown_by(kind), id=kind)
            for kind in ("Stamp", "Watermark", "Square", "Link", "FileAttachment")
        ),
    ],
)
def test_what_is_drawn_is_looked_at(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, Any], None]
) -> None:
    """Public pages with a mark planted in these ways were called unmarked."""
    assert any(looked_at(tmp_path / "a.pdf", change))


@pytest.mark.parametrize(
    "change", [plain, bullet, highlight, typed_field, link, grey_table_head]
)
def test_ordinary_pages_are_not_looked_at(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, Any], None]
) -> None:
    assert looked_at(tmp_path / "a.pdf", change) == []


@pytest.mark.parametrize(
    "change", [with_a_broken_picture, in_a_spoiled_form, in_a_spoiled_appearance]
)
def test_a_page_with_what_cannot_be_drawn_is_unreadable(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, Any], None]
) -> None:
    reading = reading_of(tmp_path / "a.pdf", change, nothing_read)

    assert reading.pages[0].problem == "unreadable-page"


@pytest.mark.parametrize("change", [made_when_opened, portfolio])
def test_a_file_whose_pages_are_only_a_cover_is_not_read(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, Any], None]
) -> None:
    """A public form: «Please wait...» was all that was read, and had no mark."""
    reading = reading_of(tmp_path / "a.pdf", change, nothing_read)

    assert reading.problems == ("unsupported",)


def test_a_checkbox_and_a_shading_are_no_damage(tmp_path: Path) -> None:
    reading = reading_of(tmp_path / "a.pdf", checkbox, nothing_read)

    assert (reading.problems, reading.pages[0].problem) == ((), None)
