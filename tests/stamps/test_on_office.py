"""Stamped office files: every place is proved, and what bears no stamp is refused."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from models.errors import CorruptInput, EncryptedInput, UnsupportedInput
from stamps.code2d import parse, read_codes
from stamps.on_office import stamp_office
from stamps.readback_office import Expected, verify_office
from tests.build_stamp_plan import WATERMARK, make_plan
from tests.stamps.build_office_files import (
    BUILD,
    KINDS,
    RUNNING,
    build_odt,
    build_xlsx,
    stamped,
)


def test_the_page_style_of_ordinary_pages_keeps_no_other_name(tmp_path: Path) -> None:
    """LibreOffice takes it for another style, and shows pages without our header."""
    source = build_odt(tmp_path / "in.odt", standard='style:display-name="Default"')

    result = stamp_office(source, tmp_path / "out.odt", make_plan(), kind="odt")

    with zipfile.ZipFile(result.path) as archive:
        assert b"display-name" not in archive.read("styles.xml")


@pytest.mark.parametrize("watermark", [None, WATERMARK], ids=["received", "copy"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_place_is_proved(
    tmp_path: Path, kind: str, watermark: str | None
) -> None:
    result = stamped(tmp_path, kind, watermark=watermark)

    expected = Expected(
        running=RUNNING,
        first=("Құпия", "(Секретно)"),
        watermark=watermark,
        code=True,
    )
    proof = verify_office(result.path, kind=kind, expected=expected)
    assert proof.problems == ()
    assert proof.places >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_another_number_is_not_proved(tmp_path: Path, kind: str) -> None:
    result = stamped(tmp_path, kind)

    expected = Expected(running=("13с/2026",))
    assert verify_office(result.path, kind=kind, expected=expected).problems


@pytest.mark.parametrize("kind", KINDS)
def test_equal_input_and_clock_give_equal_bytes(tmp_path: Path, kind: str) -> None:
    source = BUILD[kind](tmp_path / f"in.{kind}")
    sums = {
        stamp_office(source, tmp_path / name, make_plan(), kind=kind).sha256
        for name in ("one", "other")
    }

    assert len(sums) == 1


def test_the_programs_of_others_open_the_results(tmp_path: Path) -> None:
    import openpyxl
    import pptx

    book = openpyxl.load_workbook(stamped(tmp_path, "xlsx").path)
    deck = pptx.Presentation(str(stamped(tmp_path, "pptx").path))

    assert "Верхний" in book.worksheets[0].oddHeader.center.text
    assert [shape.name for shape in deck.slides[1].shapes][-2:] == [
        "belgi stamp",
        "belgi code",
    ]


def test_ampersands_are_escaped_in_sheets(tmp_path: Path) -> None:
    plan = make_plan()
    plan = replace(plan, text=replace(plan.text, running="A & B {page}"))
    source = build_xlsx(tmp_path / "in.xlsx")

    result = stamp_office(source, tmp_path / "out.xlsx", plan, kind="xlsx")

    with zipfile.ZipFile(result.path) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    texts = [e.text or "" for e in sheet.iter() if str(e.tag).endswith("oddHeader")]
    assert texts[0].endswith("A && B &P")


def test_a_sheet_without_room_asks_for_a_sheet_of_paper(tmp_path: Path) -> None:
    plan = make_plan()
    plan = replace(plan, text=replace(plan.text, details=("x" * 250,)))
    source = build_xlsx(tmp_path / "in.xlsx")

    result = stamp_office(source, tmp_path / "out.xlsx", plan, kind="xlsx")

    assert result.notes == ("sheet-instead", "no-place")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_full_slide_gets_a_ground_of_its_own(tmp_path: Path) -> None:
    assert stamped(tmp_path, "pptx").notes == ("own-ground",)


@pytest.mark.parametrize(
    ("title", "align", "side"),
    [
        ("Отчет о поставках за год", "RIGHT", "left"),
        ("Отчет о поставках за год", "LEFT", "right"),
        ("Отчет", "CENTER", "right"),
        ("中文標題", "RIGHT", "left"),
    ],
)
def test_a_ground_of_its_own_hides_no_title(
    tmp_path: Path, title: str, align: str, side: str
) -> None:
    """A title's box is as wide as the slide, its words are not."""
    import pptx
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = 0, 0, deck.slide_width, Pt(80)
    box.text_frame.text = title
    paragraph = box.text_frame.paragraphs[0]
    paragraph.alignment = getattr(PP_ALIGN, align)
    paragraph.runs[0].font.size = Pt(28)
    low = slide.shapes.add_table(2, 2, 0, Pt(80), deck.slide_width, Pt(460))
    low.table.cell(1, 1).text = "1"
    deck.save(str(tmp_path / "in.pptx"))

    result = stamp_office(
        tmp_path / "in.pptx", tmp_path / "out.pptx", make_plan(), kind="pptx"
    )

    assert result.notes == ("own-ground",)
    shapes = pptx.Presentation(str(result.path)).slides[0].shapes
    ground = next(shape for shape in shapes if shape.name == "belgi ground")
    assert ground.top < Pt(80)
    assert (ground.left < deck.slide_width / 2) == (side == "left")


def test_the_first_page_of_a_text_keeps_header_and_footer(tmp_path: Path) -> None:
    with zipfile.ZipFile(stamped(tmp_path, "odt").path) as archive:
        styles = etree.fromstring(archive.read("styles.xml"))

    first = {
        str(element.tag).rsplit("}", 1)[-1]: "".join(element.itertext())
        for element in styles.iter()
        if str(element.tag).endswith("-first")
    }
    assert "Верхний" in first["header-first"]
    assert "(Секретно)" in first["header-first"]
    assert first["footer-first"] == "Нижний"


def test_an_encrypted_text_is_refused(tmp_path: Path) -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    source = build_odt(tmp_path / "in.odt", manifest=entry)

    with pytest.raises(EncryptedInput):
        stamp_office(source, tmp_path / "out.odt", make_plan(), kind="odt")


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_leave_no_output(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "in"
    source.write_bytes(BUILD[kind](tmp_path / "whole").read_bytes()[:-60])

    with pytest.raises(CorruptInput):
        stamp_office(source, tmp_path / "out", make_plan(), kind=kind)

    assert not (tmp_path / "out").exists()


def test_other_kinds_bear_no_stamp(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedInput):
        stamp_office(tmp_path / "a", tmp_path / "b", make_plan(), kind="rtf")


def test_a_second_stamp_has_names_of_its_own(tmp_path: Path) -> None:
    for kind in ("odt", "pptx"):
        first = stamped(tmp_path, kind)
        second = stamp_office(
            first.path, tmp_path / f"again.{kind}", make_plan(), kind=kind
        )
        with zipfile.ZipFile(second.path) as archive:
            slide = "styles.xml" if kind == "odt" else "ppt/slides/slide1.xml"
            root = etree.fromstring(archive.read(slide))
        names = [
            value
            for element in root.iter()
            for key, value in element.attrib.items()
            if (kind == "odt" and key.endswith("}name") and "elgi" in value)
            or (kind == "pptx" and key == "id" and str(element.tag).endswith("cNvPr"))
        ]
        own = [name for name in names if kind == "pptx" or name.startswith("Belgi")]
        assert len(own) == len(set(own)) > 3


def test_each_slide_has_a_code_of_its_own(tmp_path: Path) -> None:
    found = set()
    with zipfile.ZipFile(stamped(tmp_path, "pptx").path) as archive:
        for name in archive.namelist():
            if "belgi-code" in name:
                picture = Image.open(io.BytesIO(archive.read(name))).convert("L")
                (text,) = read_codes(picture)
                facts = parse(text)
                assert facts is not None
                found.add((facts.page, facts.pages))

    assert found == {(1, 3), (2, 3), (3, 3)}


def test_a_text_says_that_it_holds_no_label(tmp_path: Path) -> None:
    assert "label-left-out" in stamped(tmp_path, "odt").notes
    assert "label-left-out" not in stamped(tmp_path, "odt", label=None).notes
