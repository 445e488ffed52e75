"""Stamps on PDFs: any page, upright, in its place, proved; and nothing else changed."""

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from models.geometry import Box
from stamps.code2d import check, parse, read_codes
from stamps.on_pdf import stamp_pdf
from stamps.pdf_render import open_pdf, render_part
from tests.build_pdf import (
    A4,
    KEY,
    add_page,
    found,
    image_page,
    make_plan,
    save,
    text_content,
    text_pdf,
)


def pages_of(path: Path, scale: float = 150 / 72) -> list[Any]:
    """Render every page in grey."""
    document = open_pdf(path)
    try:
        return [
            render_part(page, Box(0, 0, *page.get_size()), scale) for page in document
        ]
    finally:
        document.close()


def codes_of(path: Path) -> list[tuple[int, int]]:
    """Read the codes of every page as page and pages, believed only if ours."""
    facts = []
    for picture in pages_of(path):
        texts = read_codes(Image.fromarray(picture))
        assert len(texts) == 1
        assert check(texts[0], KEY)
        said = parse(texts[0])
        assert said is not None
        facts.append((said.page, said.pages))
    return facts


BOXES = {
    "plain": {},
    "crop": {"CropBox": (50, 60, 500, 700)},
    "swapped": {"MediaBox": (595, 842, 0, 0)},
    "offset": {"MediaBox": (-300, 1000, 295, 1842)},
    "crop-beyond": {"CropBox": (-100, -100, 2000, 2000)},
    "crop-empty": {"CropBox": (10, 10, 10, 10)},
    "crop-apart": {"CropBox": (5000, 5000, 6000, 6000)},
    "unit": {"UserUnit": (2,)},
}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450, -630])
@pytest.mark.parametrize("box", BOXES, ids=str)
def test_every_box_and_turn_bears_a_stamp(
    tmp_path: Path, box: str, rotate: int
) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf, text_content(*A4, margin=150), Rotate=rotate)
    for key, values in BOXES[box].items():
        page[f"/{key}"] = values[0] if key == "UserUnit" else Array(values)
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 1)]
    assert stamped.placements[0].box is not None


SIZES = [(28, 28), (100, 60), (200, 300), (420, 298), A4, (842, 595), (2384, 3370)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_size_bears_a_readable_stamp(
    tmp_path: Path, size: tuple[float, float]
) -> None:
    pdf = pikepdf.new()
    for _ in range(2):
        add_page(pdf, b"0.9 g 0 0 5 5 re f", size)
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 2), (2, 2)]
    small = min(size) < 150
    assert ("page-enlarged" in stamped.notes) == small


AWKWARD = {
    "leftover-transform": [b"3 0 0 -2 400 300 cm 0 0 9 9 re f"],
    "open-states": [b"q q 0.1 0 0 0.1 0 0 cm 0 0 9 9 re f"],
    "too-many-restores": [b"Q Q Q 2 0 0 2 90 90 cm 0 0 9 9 re f"],
    "leftover-clip": [b"300 300 5 5 re W n"],
    "open-clip-state": [b"q 300 300 5 5 re W n"],
    "split-token": [b"0.5 g 100 100 50 5", b"0 re f 1 0 0 1 7 7 c", b"m 0 0 9 9 re f"],
    "open-text": [b"BT /F1 12 Tf 300 300 Td (open"],
    "open-layer": [b"/OC /Off BDC 0 0 9 9 re f"],
    "open-dictionary": [b"/Span << /ActualText (x"],
    "nothing": [],
    "white-cover": [b"0 0 0 rg 1 1 1 rg 0 0 2000 2000 re f"],
    "black-page": [b"0 g 0 0 2000 2000 re f"],
}


@pytest.mark.parametrize("content", AWKWARD, ids=str)
def test_what_a_page_leaves_behind_does_not_hide_the_stamp(
    tmp_path: Path, content: str
) -> None:
    pdf = pikepdf.new()
    add_page(pdf, AWKWARD[content])
    add_page(pdf, AWKWARD[content])
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 2), (2, 2)]
    assert ("own-ground" in stamped.notes) == (content == "black-page")


@pytest.mark.parametrize("box", ["plain", "crop-apart"])
def test_content_and_metadata_that_do_not_unpack_are_left_as_they_are(
    tmp_path: Path, box: str
) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf, b"", **{k: Array(v) for k, v in BOXES[box].items()})
    page.Contents.append(pdf.make_stream(b""))
    pdf.Root.Metadata = pdf.make_stream(b"")
    for stream in (page.Contents[0], pdf.Root.Metadata):
        stream.write(b"71\xa9\xa971>", filter=Name.ASCIIHexDecode)
    level = pikepdf.StreamDecodeLevel.none
    source = tmp_path / "in.pdf"
    pdf.save(source, stream_decode_level=level, fix_metadata_version=False)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 1)]


HATCHED = b"".join(b"0 %d m 595 %d l S\n" % (y, y) for y in range(0, 842, 5))


def test_a_full_page_is_made_smaller_and_nothing_is_covered(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(2):
        add_page(pdf, HATCHED)
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert "page-scaled" in stamped.notes
    assert all(0.6 < placement.scaled < 1 for placement in stamped.placements)
    with pikepdf.open(stamped.path) as output:
        assert [float(v) for v in output.pages[0].mediabox[2:]] == pytest.approx(A4)


def test_the_stamp_keeps_clear_of_ink(tmp_path: Path) -> None:
    source = text_pdf(tmp_path / "in.pdf", pages=2)
    before = pages_of(source, 1.0)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    for picture, placement in zip(before, stamped.placements, strict=True):
        for box in (placement.box, placement.running_box, placement.code_box):
            if box is not None:
                part = picture[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
                assert part.size
                assert np.min(part) > 200


def test_the_stamp_stands_under_the_found_mark(tmp_path: Path) -> None:
    mark = Box(430, 40, 500, 54)
    source = text_pdf(tmp_path / "in.pdf", pages=1)
    plan = make_plan(found=(found(mark),))
    pdf = pikepdf.new()
    add_page(pdf, text_content(*A4, margin=150))
    source = save(pdf, tmp_path / "in.pdf")

    box = stamp_pdf(source, tmp_path / "out.pdf", plan).placements[0].box

    assert box is not None
    assert 0 < box.y0 - mark.y1 < 10
    assert box.x1 == pytest.approx(mark.x1)


def test_widgets_above_the_page_do_not_hide_the_stamp(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf, b"")
    look = pikepdf.Stream(pdf, b"1 g 0 0 595 842 re f")
    look.Type, look.Subtype, look.BBox = (
        Name.XObject,
        Name.Form,
        Array([0, 0, 595, 842]),
    )
    page.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Square,
                Rect=Array([0, 0, 595, 842]),
                F=4,
                AP=Dictionary(N=pdf.make_indirect(look)),
            )
        ]
    )
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 1)]


def test_a_page_that_hangs_twice_in_the_tree_gets_two_numbers(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.make_indirect(add_page(pdf, b"0 0 9 9 re f"))
    pdf.Root.Pages.Kids = Array([page, page])
    pdf.Root.Pages.Count = 2
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 2), (2, 2)]


def test_shared_resources_take_our_names_once(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    first = add_page(pdf, text_content(*A4))
    first.Resources = shared = pdf.make_indirect(first.Resources)
    for _ in range(2):
        add_page(pdf, text_content(*A4)).Resources = shared
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    with pikepdf.open(stamped.path) as output:
        held = [page.obj.Resources for page in output.pages]
        assert len({resources.objgen for resources in held}) == 1
        assert {"/F1", "/BgR"} <= set(held[0].Font.keys())


def test_a_stamped_file_can_be_stamped_again(tmp_path: Path) -> None:
    source = text_pdf(tmp_path / "in.pdf")
    first = stamp_pdf(source, tmp_path / "one.pdf", make_plan(code=None))

    second = stamp_pdf(first.path, tmp_path / "two.pdf", make_plan())

    assert codes_of(second.path) == [(1, 3), (2, 3), (3, 3)]


def test_a_dark_scan_gets_a_ground_of_its_own(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    image_page(pdf, 60)
    image_page(pdf, 250)
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert codes_of(stamped.path) == [(1, 2), (2, 2)]
    assert stamped.notes == ("own-ground",)


@pytest.mark.parametrize("grey", [255, 225])
def test_a_watermark_shows_on_scans_and_hides_no_text(
    tmp_path: Path, grey: int
) -> None:
    pdf = pikepdf.new()
    image_page(pdf, grey)
    add_page(pdf, text_content(*A4))
    source = save(pdf, tmp_path / "in.pdf")
    words = {"watermark": "Дана № 3 · Экз. № 3 · 12с/2026"}
    before = pages_of(source, 1.0)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan(words=words))

    after = pages_of(stamped.path, 1.0)
    middle = after[0][250:600, 100:500]
    assert (middle < grey - 25).mean() > 0.005
    dark = before[1] < 100
    # Rendered with transparency, letters may be half a pixel off.
    padded = np.pad(after[1], 1, mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).min(axis=(2, 3))
    assert (near[dark] < 150).mean() > 0.99


def test_found_marks_are_struck_through_and_stay_legible(tmp_path: Path) -> None:
    source = text_pdf(tmp_path / "in.pdf", pages=1)
    mark = Box(300, 20, 380, 34)
    plan = make_plan(found=(found(mark),), words={"strike_found": True})

    stamped = stamp_pdf(source, tmp_path / "out.pdf", plan)

    picture = pages_of(stamped.path, 2.0)[0]
    middle = picture[int(mark.y0 + mark.y1) - 2 : int(mark.y0 + mark.y1) + 2]
    assert (middle[:, 620:740].min(axis=0) < 150).all()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    source = text_pdf(tmp_path / "in.pdf")

    first = stamp_pdf(source, tmp_path / "one.pdf", make_plan())
    second = stamp_pdf(source, tmp_path / "two.pdf", make_plan())

    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256


def test_a_file_grows_by_little(tmp_path: Path) -> None:
    source = text_pdf(tmp_path / "in.pdf", pages=200)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    grown = stamped.path.stat().st_size - source.stat().st_size
    assert grown <= 40 * 1024 + 200 * 512


def test_outline_attachment_and_tags_are_kept(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf, b"/P <</MCID 0>> BDC EMC")
    page.StructParents = 0
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.attachments["a.txt"] = b"attached"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("one", 0))
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    with pikepdf.open(stamped.path) as output:
        assert output.attachments["a.txt"].get_file().read_bytes() == b"attached"
        assert len(output.open_outline().root) == 1
        parsed = list(pikepdf.parse_content_stream(output.pages[0]))
        operators = [str(instruction.operator) for instruction in parsed]
        artifact = next(i for i in parsed if Name.Artifact in i.operands)
    assert artifact.operands[1].Type == Name.Pagination
    assert operators.count("BDC") == operators.count("EMC")
    assert operators.count("q") == operators.count("Q")


def test_pdfa_1_stays_free_of_transparency(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, b"")
    packet = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' rdf:about=''>"
        b"<pdfaid:part>1</pdfaid:part></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, packet))
    source = save(pdf, tmp_path / "in.pdf")
    plan = make_plan(words={"watermark": "Дана № 3"})

    stamped = stamp_pdf(source, tmp_path / "out.pdf", plan)

    data = stamped.path.read_bytes()
    assert b"/Multiply" not in data
    assert b"/BelgiRGB" in data
