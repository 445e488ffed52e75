import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from models.errors import CorruptInput, EncryptedInput, UnsupportedInput
from stamps.on_office import stamp_office
from stamps.plan import Stamped
from stamps.readback_office import Expected, verify_office
from tests.build_stamp_plan import WATERMARK, make_plan

KINDS = ("odt", "xlsx", "pptx")
RUNNING = ("Құпия · 12с/2026 ·",)
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'


def build_odt(path: Path, *, manifest: str = "") -> Path:
    header = "<style:header><text:p>Верхний</text:p></style:header>"
    footer = "<style:footer><text:p>Нижний</text:p></style:footer>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {ODF}><office:body><office:text><text:p>x"
            "</text:p></office:text></office:body></office:document-content>"
        ),
        "styles.xml": (
            f"<office:document-styles {ODF}><office:automatic-styles>"
            '<style:page-layout style:name="pm1"><style:page-layout-properties '
            'fo:margin-left="20mm"/></style:page-layout></office:automatic-styles>'
            '<office:master-styles><style:master-page style:name="Standard" '
            f'style:page-layout-name="pm1">{header}{footer}</style:master-page>'
            '<style:master-page style:name="Other" style:page-layout-name="pm1"/>'
            "</office:master-styles></office:document-styles>"
        ),
        "META-INF/manifest.xml": (
            f"<manifest:manifest {MANIFEST}>{manifest}</manifest:manifest>"
        ),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def build_xlsx(path: Path) -> Path:
    import openpyxl
    from openpyxl.chart import BarChart, Reference

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([1, 2])
    sheet.oddHeader.center.text = "Верхний"
    sheet.oddFooter.center.text = "Нижний"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=1))
    book.create_chartsheet("chart").add_chart(chart)
    book.create_sheet("hidden").sheet_state = "hidden"
    both = book.create_sheet("both")
    both.HeaderFooter.differentOddEven = True
    both.HeaderFooter.differentFirst = True
    book.save(path)
    return path


def build_pptx(path: Path) -> Path:
    import pptx

    deck = pptx.Presentation()
    for layout in (0, 1, 6):
        deck.slides.add_slide(deck.slide_layouts[layout])
    full = deck.slides[2].shapes
    full.add_textbox(0, 0, deck.slide_width, deck.slide_height)
    deck.save(str(path))
    return path


BUILD = {"odt": build_odt, "xlsx": build_xlsx, "pptx": build_pptx}


def stamped(tmp_path: Path, kind: str, **changes: object) -> Stamped:
    source = BUILD[kind](tmp_path / f"in.{kind}")
    before = source.read_bytes()
    target = tmp_path / f"out.{kind}"
    result = stamp_office(source, target, make_plan(**changes), kind=kind)
    assert source.read_bytes() == before
    return result


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
