"""Pages that are alike are looked at once, and nothing is mixed up between them."""

import random
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from models.geometry import Box
from stamps.on_pdf import stamp_pdf
from stamps.pdf_alike import take_stock
from stamps.pdf_ink import judge_of, map_ink
from stamps.pdf_render import open_pdf
from tests.build_pdf import add_page, make_plan, save, text_content, text_pdf


def make_pages(count: int) -> tuple[pikepdf.Pdf, list[Any]]:
    """Make pages that differ by what they draw only."""
    pdf = pikepdf.new()
    pages = [add_page(pdf, text_content(595, 842 + index)) for index in range(count)]
    return pdf, pages


CHANGES: dict[str, Any] = {
    "media-box": ("MediaBox", Array([0, 0, 300, 400])),
    "crop-box": ("CropBox", Array([9, 9, 300, 400])),
    "turn": ("Rotate", 90),
    "unit": ("UserUnit", 2),
}


def test_pages_that_only_draw_something_else_are_of_one_kind() -> None:
    pdf, pages = make_pages(3)
    for index, page in enumerate(pages):
        page.StructParents = index

    with pdf:
        kinds = take_stock(pages).kinds

    assert kinds[0] is kinds[1] is kinds[2]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_page_with_other_boxes_is_of_another_kind(change: tuple[str, Any]) -> None:
    pdf, pages = make_pages(2)
    pages[1][f"/{change[0]}"] = change[1]

    with pdf:
        kinds = take_stock(pages).kinds

    assert kinds[0].frame != kinds[1].frame


def test_a_page_with_an_annotation_is_of_another_kind() -> None:
    pdf, pages = make_pages(2)
    note = Dictionary(Subtype=Name.Stamp, Rect=Array([10, 10, 99, 99]))
    pages[1].Annots = Array([pdf.make_indirect(note)])

    with pdf:
        stock = take_stock(pages)

    assert [len(kind.taken) for kind in stock.kinds] == [0, 1]


def test_every_page_with_boxes_to_mend_is_mended() -> None:
    pdf, pages = make_pages(2)
    for page in pages:
        page.CropBox = Array([1000, 1000, 1100, 1100])

    with pdf:
        stock = take_stock(pages)
        boxes = {tuple(map(float, page.CropBox)) for page in pages}

    assert stock.was_mended
    assert boxes == {tuple(map(float, pages[0].MediaBox))}


def test_resources_are_shared_by_pages_that_held_the_same(tmp_path: Path) -> None:
    pdf, pages = make_pages(6)
    fonts = [
        pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name))
        )
        for name in ("/Helvetica", "/Courier")
    ]
    for index, page in enumerate(pages):
        page.Resources = Dictionary(Font=Dictionary(F1=fonts[index % 2]))
    source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    with pikepdf.open(stamped.path) as output:
        held = [page.obj.Resources for page in output.pages]
        names = [str(one.Font.F1.BaseFont) for one in held]
        ours = [[name for name in one.Font if name.startswith("/Bg")] for one in held]
        places = [one.objgen for one in held]
    assert names == ["/Helvetica", "/Courier"] * 3
    assert all(ours)
    assert places[2] == places[4]
    assert places[3] == places[5]
    assert len({places[0], places[2], places[3]}) == 3


def identity_of(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [bytes(part) for part in pdf.trailer.ID]


@pytest.mark.parametrize("mode", ["disable", "generate"])
def test_an_output_is_named_after_its_input_and_plan(tmp_path: Path, mode: str) -> None:
    objects = pikepdf.ObjectStreamMode[mode]
    one, other = (
        save(
            pikepdf.open(text_pdf(tmp_path / f"{pages}.pdf", pages=pages)),
            tmp_path / f"in{pages}.pdf",
            object_stream_mode=objects,
            deterministic_id=True,
        )
        for pages in (1, 2)
    )
    plan = make_plan()
    later = make_plan(clock=plan.clock.replace(year=2031))

    names = [
        identity_of(stamp_pdf(source, tmp_path / "out.pdf", wanted).path)
        for source, wanted in ((one, plan), (one, plan), (one, later), (other, plan))
    ]

    assert names[0] == names[1]
    assert len({name[1] for name in names}) == 3
    assert names[0][0] == identity_of(one)[0]
    assert all(not name[1].startswith(b"1AY&SX") for name in names)


def test_rectangles_are_judged_alone_as_in_the_whole_map(tmp_path: Path) -> None:
    document = open_pdf(text_pdf(tmp_path / "in.pdf", pages=1))
    page, chance = document[0], random.Random(1)
    ink = map_ink(page)

    for _ in range(20):
        judge = judge_of(page)
        for _ in range(20):
            x, y = chance.uniform(0, 590), chance.uniform(0, 840)
            box = Box(x, y, x + chance.uniform(1, 90), y + chance.uniform(1, 30))

            assert judge.is_clear(box) == ink.is_clear(box)
    document.close()


def test_a_page_asked_much_about_one_half_is_drawn_by_half(tmp_path: Path) -> None:
    document = open_pdf(text_pdf(tmp_path / "in.pdf", pages=1))
    ink, judge = map_ink(document[0]), judge_of(document[0])
    middle, spots = len(ink.picture) // 2, [(70.0, float(y)) for y in range(20, 600, 9)]

    assert judge.unmixed(spots, (90.0, 30.0)) == spots
    for x, y in spots[:20]:
        judge.is_clear(Box(x, y, x + 90, y + 30))
    assert judge.drawn == {0}
    assert (judge.ink.picture[:middle] == ink.picture[:middle]).all()
    assert (judge.ink.picture[middle:] == 255).all()

    assert judge.unmixed(spots, (90.0, 30.0)) == ink.unmixed(spots, (90.0, 30.0))
    assert (judge.ink.picture == ink.picture).all()
    document.close()
