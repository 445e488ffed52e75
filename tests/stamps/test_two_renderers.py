"""Stamps are seen whatever draws the page: by pdfium, and by poppler where it is."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from models.geometry import Box
from stamps.code2d import read_codes
from stamps.on_pdf import stamp_pdf
from stamps.pdf_soundness import isolations, read_syntax
from stamps.plan import Stamped
from tests.build_pdf import A4, add_page, make_plan, save, text_content

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler is not installed"
)
TEXT = text_content(*A4, margin=120)
SCALE = 2.0


def drawn_by_poppler(path: Path) -> Any:
    """Render the first page in grey, two pixels a point."""
    target = path.with_suffix("")
    dpi = str(round(72 * SCALE))
    command = ["pdftoppm", "-cropbox", "-gray", "-singlefile", "-r", dpi, path, target]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(target.with_suffix(".pgm")) as image:
        return np.asarray(image)


def is_inked(picture: Any, box: Box | None) -> bool:
    """Tell whether something dark stands in a box, in points from the top left."""
    assert box is not None
    x0, y0, x1, y1 = (round(SCALE * side) for side in (box.x0, box.y0, box.x1, box.y1))
    return int(picture[y0:y1, x0:x1].min()) < 150


def assert_seen(stamped: Stamped) -> None:
    picture = drawn_by_poppler(stamped.path)
    (place,) = stamped.placements
    assert is_inked(picture, place.box)
    assert is_inked(picture, place.running_box)
    assert len(read_codes(Image.fromarray(picture))) == 1


UNSOUND = {
    "too-few-operands": b"q 1 rg 0 cm Q",
    "dictionary-left-open": b"/Artifact <</Type /Pag",
    "string-left-open": b"(words",
    "array-left-open": b"[1 2 3",
    "mark-without-name": b"/Span BDC",
    "restored-too-often": b"Q " * 300,
    "picture-left-open": b"BI /W 1 /H 1 /BPC 8 /CS /G ID a",
}
SOUND = {
    "text": TEXT,
    "marks": b"/P <</MCID 0/Alt (a \\) (b))>> BDC (x \\) Q Q) Tj EMC",
    "close-together": b"/F1 12 Tf[(a)-3(b)]TJ/Gs gs<</A<</B<41>>>>> /P DP",
    "picture": b"q BI /W 1 /H 1 /BPC 8 /CS /G ID a\nEI Q",
    "comment": b"1 0 0 rg % 1 rg (\n1 w",
    "colours": b"/Pattern cs /P1 scn 0.5 sc",
}


@pytest.mark.parametrize("content", UNSOUND.values(), ids=UNSOUND)
def test_unsound_content_is_told(content: bytes) -> None:
    assert not read_syntax(content).is_sound


@pytest.mark.parametrize("content", SOUND.values(), ids=SOUND)
def test_sound_content_is_told(content: bytes) -> None:
    syntax = read_syntax(content)
    assert syntax.is_sound
    assert syntax.open_marks == 0


@pytest.mark.parametrize(
    "piece", [b"(", b"<<", b"[ ", b"<< [ (", b" BI ", b" BI x ID "]
)
def test_brackets_without_end_are_read_quickly(piece: bytes) -> None:
    started = time.process_time()

    assert not read_syntax(piece * 50_000).is_sound

    assert time.process_time() - started < 2


def test_one_unsound_page_of_many_has_all_read() -> None:
    with pikepdf.new() as pdf:
        for index in range(300):
            content = b"1 rg" if index in (162, 200) else b"0 g"
            add_page(pdf, content)

        found = isolations([page.obj for page in pdf.pages])

    assert set(found) == {162, 200}


@needs_poppler
@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("case", UNSOUND, ids=str)
def test_content_that_a_renderer_gives_up_on_hides_no_stamp(
    tmp_path: Path, case: str, place: str
) -> None:
    parts = [UNSOUND[case], TEXT] if place == "before" else [TEXT, UNSOUND[case]]
    with pikepdf.new() as pdf:
        add_page(pdf, parts)
        source = save(pdf, tmp_path / "in.pdf")

    assert_seen(stamp_pdf(source, tmp_path / "out.pdf", make_plan()))


@needs_poppler
def test_tagged_content_that_a_renderer_gives_up_on_hides_no_stamp(
    tmp_path: Path,
) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, b"/P <</MCID 0>> BDC 1 rg " + TEXT + b"EMC", StructParents=0)
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert_seen(stamped)
    with pikepdf.open(stamped.path) as output:
        data = b"".join(s.read_bytes() for s in output.pages[0].Contents)
        assert b"/MCID 0" in data


@needs_poppler
@pytest.mark.parametrize("is_tagged", [False, True], ids=["plain", "tagged"])
def test_a_layer_that_is_off_and_never_ended_hides_no_stamp(
    tmp_path: Path, *, is_tagged: bool
) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, TEXT + b"/OC /MC0 BDC 0 0 100 100 re f")
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
        page.Resources.Properties = Dictionary(MC0=layer)
        if is_tagged:
            page.StructParents = 0
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )
        source = save(pdf, tmp_path / "in.pdf")

    assert_seen(stamp_pdf(source, tmp_path / "out.pdf", make_plan()))


@needs_poppler
@pytest.mark.parametrize("rotate", [0, 90, 180, -90])
def test_a_crop_box_half_outside_is_seen_alike(tmp_path: Path, rotate: int) -> None:
    with pikepdf.new() as pdf:
        add_page(
            pdf,
            text_content(*A4, margin=150),
            CropBox=Array([300, 400, 900, 1300]),
            Rotate=rotate,
        )
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert_seen(stamped)
    with pikepdf.open(stamped.path) as output:
        box = [float(side) for side in output.pages[0].CropBox]
        assert box == pytest.approx([300, 400, *A4])


def _appearance(pdf: pikepdf.Pdf) -> Any:
    form = pdf.make_stream(b"1 g 0 0 595 842 re f")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, 595, 842])
    return Dictionary(N=form)


@pytest.mark.parametrize(
    ("entries", "is_free"),
    [
        ({}, False),
        ({"Border": Array([0, 0, 0])}, True),
        ({"Border": Array([0, 0, 1])}, False),
        ({"BS": Dictionary(W=0)}, True),
    ],
    ids=["default", "none", "framed", "no-style"],
)
def test_the_stamp_keeps_clear_of_framed_links(
    tmp_path: Path, entries: dict[str, Any], *, is_free: bool
) -> None:
    """Some viewers draw a link's frame, ours does not."""
    with pikepdf.new() as pdf:
        page = add_page(pdf, TEXT)
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 60, 60]), **entries
        )
        page.Annots = Array([link])
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    code = stamped.placements[0].code_box
    assert code is not None
    assert code.overlaps(Box(10, A4[1] - 60, 60, A4[1] - 10)) == is_free


@needs_poppler
@pytest.mark.parametrize("kind", ["Widget", "Stamp"])
def test_what_lies_over_the_whole_page_gets_a_margin_beside_it(
    tmp_path: Path, kind: str
) -> None:
    """A form field is drawn last of all; a stamp without appearance as one likes."""
    with pikepdf.new() as pdf:
        page = add_page(pdf, TEXT)
        over = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 595, 842]), F=4
        )
        if kind == "Widget":
            over.AP, over.FT, over.T = _appearance(pdf), Name.Tx, String("field")
        over = pdf.make_indirect(over)
        page.Annots = Array([over])
        if kind == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=Array([over]))
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert "page-scaled" in stamped.notes
    assert_seen(stamped)


def test_the_colours_of_a_pdfa_without_intent_are_its_own(tmp_path: Path) -> None:
    packet = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' rdf:about=''>"
        b"<pdfaid:part>2</pdfaid:part></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    with pikepdf.new() as pdf:
        add_page(pdf, b"0.2 0.5 0.8 rg 100 100 200 200 re f")
        pdf.Root.Metadata = pdf.make_stream(packet)
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    with pikepdf.open(stamped.path) as output:
        assert set(output.pages[0].Resources.ColorSpace) == {"/BelgiRGB"}


@given(
    st.lists(
        st.sampled_from((b"a", b"\\(", b"\\)", b"\\\\", b"\\001", b"(b\\))", b" Q "))
    )
)
def test_what_stands_in_a_string_is_no_operator(parts: list[bytes]) -> None:
    string = b"(" + b"".join(parts) + b")"

    assert read_syntax(b"BT " + string + b" Tj ET").is_sound
    assert not read_syntax(b"BT " + string[:-1] + b"\\) Tj ET").is_sound


@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    b"(",
                    b")",
                    b"(a)",
                    b"\\",
                    b"\\(",
                    b"\\\\",
                    b"[",
                    b"]",
                    b"<<",
                    b">>",
                    b"<4",
                ),
                *(
                    b" ",
                    b"\n",
                    b"/A",
                    b"2 ",
                    b"-.5 ",
                    b" d0 ",
                    b" d1 ",
                    b" d2 ",
                    b" m ",
                ),
                *(b" q ", b"\nQ\n", b" BMC ", b" EMC\n", b" BI ", b" Tj", b"%", b"\0"),
            )
        )
    )
)
def test_content_is_read_alike_whether_its_strings_are_plain_or_not(
    parts: list[bytes],
) -> None:
    content = b"".join(parts)

    read = read_syntax(content)
    closely = read_syntax(content + b"\n((x)) Tj")  # brackets in brackets

    assert read.is_sound == closely.is_sound
    assert not read.is_sound or read == closely
