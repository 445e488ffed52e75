"""Words that slides and documents show in seldom places are read or doubted."""

import io
from collections.abc import Callable
from pathlib import Path

import pptx
import pytest
from lxml import etree
from pptx.util import Emu

from models.documents import Reading
from tests.build_docx import build_docx, paragraph
from tests.hostile.bombs_office import with_parts
from tests.pipeline.reading.test_beside_text import (
    MARK,
    OFFICE,
    picture,
    read,
    relations,
    shown,
)

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V = "urn:schemas-microsoft-com:vml"
SPACES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:m="{M}" xmlns:mc="{MC}" xmlns:r="{OFFICE}"'
WORDS = f"<a:p><a:r><a:t>{MARK}</a:t></a:r></a:p>"
SHAPE = (
    f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="9" name="x"/><p:cNvSpPr/><p:nvPr/>'
    f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{{0}}</p:txBody></p:sp>"
)


def slides(change: Callable[[pptx.presentation.Presentation], None]) -> bytes:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    change(deck)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def with_paragraph(inside: str) -> bytes:
    def change(deck: pptx.presentation.Presentation) -> None:
        shape = etree.fromstring(SHAPE.replace("{0}", f"<a:p>{inside}</a:p>"))
        deck.slides[0].shapes._spTree.append(shape)

    return slides(change)


def small_in_a_large_group(deck: pptx.presentation.Presentation) -> None:
    """Children of a group count in units of its own."""
    shapes = deck.slides[0].shapes
    group = shapes.add_group_shape()
    group.shapes.add_picture(io.BytesIO(picture()), 0, 0, Emu(2000), Emu(600))
    frame = group._element.grpSpPr.get_or_add_xfrm()
    for child in list(frame):
        frame.remove(child)
    for tag, kind, values in (
        ("off", ("x", "y"), (0, 0)),
        ("ext", ("cx", "cy"), (4_000_000, 1_200_000)),
        ("chOff", ("x", "y"), (0, 0)),
        ("chExt", ("cx", "cy"), (2000, 600)),
    ):
        values = dict(zip(kind, map(str, values), strict=True))
        etree.SubElement(frame, f"{{{A}}}{tag}", values)


def on_the_notes_page(deck: pptx.presentation.Presentation) -> None:
    slide = deck.slides[0]
    image, _ = slide.part.get_or_add_image_part(io.BytesIO(picture()))
    slide.notes_slide.part.relate_to(image, f"{OFFICE}/image")


def behind_hidden_shapes(deck: pptx.presentation.Presentation) -> None:
    """The ground of a master shows also where its shapes do not."""
    master = deck.slide_master
    _, name = master.part.get_or_add_image_part(io.BytesIO(picture()))
    ground = master._element.cSld.get_or_add_bgPr()
    fill = f'<a:blipFill {SPACES}><a:blip r:embed="{name}"/></a:blipFill>'
    ground.insert(0, etree.fromstring(fill))
    deck.slides[0]._element.set("showMasterSp", "0")


def on_the_master_of_notes(deck: pptx.presentation.Presentation) -> None:
    deck.slides[0].notes_slide.notes_text_frame.text = "речь"
    master = deck.notes_master
    master.shapes._spTree.append(etree.fromstring(SHAPE.replace("{0}", WORDS)))


def in_the_theme(data: bytes) -> bytes:
    rels = "ppt/theme/_rels/theme1.xml.rels"
    rows = relations(("rId1", "image", "../media/a.png"))
    return with_parts(data, {rels: rows, "ppt/media/a.png": picture()})


ON_SLIDES: dict[str, Callable[[], bytes]] = {
    "formula": lambda: with_paragraph(
        f"<m:oMath><m:r><m:t>{MARK}</m:t></m:r></m:oMath>"
    ),
    "one of two ways": lambda: with_paragraph(
        f"<mc:AlternateContent><mc:Choice><a:r><a:t>{MARK}</a:t></a:r></mc:Choice>"
        "</mc:AlternateContent>"
    ),
    "picture in a group": lambda: slides(small_in_a_large_group),
    "picture of notes": lambda: slides(on_the_notes_page),
    "ground of the master": lambda: slides(behind_hidden_shapes),
    "master of notes": lambda: slides(on_the_master_of_notes),
    "picture of the theme": lambda: in_the_theme(slides(lambda deck: None)),
}


@pytest.mark.parametrize("case", ON_SLIDES)
def test_what_slides_show_in_seldom_places_is_read(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(ON_SLIDES[case]())

    assert MARK in shown(read(path, "pptx"))


def drawn_diagram(data: str, drawn: str) -> dict[str, bytes]:
    """A diagram, with the picture of it that a program drew last."""

    def part(words: str) -> bytes:
        return f'<x xmlns:a="{A}"><a:p><a:t>{words}</a:t></a:p></x>'.encode()

    return {
        "word/_rels/document.xml.rels": relations(
            ("rId1", "diagramData", "data.xml"), ("rId2", "diagramDrawing", "drawn.xml")
        ),
        "word/data.xml": part(data),
        "word/drawn.xml": part(drawn),
    }


def document(tmp_path: Path, inside: str, parts: dict[str, bytes]) -> Reading:
    path = build_docx(tmp_path / "a.docx", inside)
    path.write_bytes(with_parts(path.read_bytes(), parts))
    return read(path, "docx")


def field(code: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


IMAGE = {
    "word/_rels/document.xml.rels": relations(("rId7", "image", "a.png")),
    "word/a.png": picture(),
}
IN_DOCUMENTS: dict[str, tuple[str, dict[str, bytes]]] = {
    "drawing kept from a slide": (
        "<w:p><w:r><w:drawing><a:txBody><a:p><a:r><a:t>Сек</a:t></a:r>"
        "<a:r><a:t>ретно</a:t></a:r></a:p></a:txBody></w:drawing></w:r></w:p>",
        {},
    ),
    "formula of its own": (
        f'<m:oMathPara xmlns:m="{M}"><m:oMath><m:r><m:t>{MARK}</m:t></m:r></m:oMath>'
        "</m:oMathPara>",
        {},
    ),
    "word with a guide above": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>а</w:t></w:r></w:rt><w:rubyBase><w:r>"
        f"<w:t>{MARK}</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        {},
    ),
    "guide above a word": (
        f"<w:p><w:r><w:ruby><w:rt><w:r><w:t>{MARK}</w:t></w:r></w:rt><w:rubyBase><w:r>"
        "<w:t>а</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        {},
    ),
    "drawn diagram": (paragraph("x"), drawn_diagram("план", MARK)),
    "picture in a group": (
        '<w:p><w:r><w:pict><v:group style="width:200pt;height:60pt" coordsize="20,6">'
        '<v:shape style="width:20;height:6"><v:imagedata r:id="rId7"/></v:shape>'
        "</v:group></w:pict></w:r></w:p>",
        IMAGE,
    ),
}


@pytest.mark.parametrize("case", IN_DOCUMENTS)
def test_what_documents_show_in_seldom_places_is_read(
    tmp_path: Path, case: str
) -> None:
    assert shown(document(tmp_path, *IN_DOCUMENTS[case])) == [MARK]


@pytest.mark.parametrize(
    "inside",
    [
        field(f" MACROBUTTON NoMacro {MARK}"),
        field(rf" EQ \x({MARK})"),
        field(f' QUOTE "{MARK}"'),
        '<w:p><mc:AlternateContent><mc:Choice Requires="w99"><w:r><w:t>план</w:t></w:r>'
        f"</mc:Choice><mc:Fallback><w:r><w:t>{MARK}</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>",
    ],
    ids=["button", "boxed", "quoted", "other way"],
)
def test_what_word_may_show_instead_is_a_doubt(tmp_path: Path, inside: str) -> None:
    assert "concealed-mark" in document(tmp_path, inside, {}).problems


def test_fields_that_only_name_a_mark_are_no_doubt(tmp_path: Path) -> None:
    inside = field(f' HYPERLINK "{MARK}.docx"')

    assert document(tmp_path, inside, {}).problems == ()
