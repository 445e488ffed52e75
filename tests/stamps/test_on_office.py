import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from models.documents import Source as Where
from models.errors import CorruptInput, EncryptedInput, UnsupportedInput
from models.geometry import Box
from models.marks import FoundMark
from stamps.code2d import parse, read_codes
from stamps.on_office import stamp_office
from stamps.plan import Stamped, StampPlan
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


def marks(*words: str) -> tuple[FoundMark, ...]:
    return tuple(
        FoundMark(
            text=word,
            degree=None,
            page_index=0,
            box=None,
            source=Where.TEXT,
            confidence=1.0,
        )
        for word in words
    )


def changed_plan(*old: str) -> StampPlan:
    """Make the plan of a change of degree."""
    plan = make_plan(strike_found=True, found=marks(*old))
    return replace(plan, text=replace(plan.text, mark=("Өте құпия",)))


def struck_in(path: Path, kind: str) -> tuple[str, list[str]]:
    """Return what is struck, and the parts that were looked at."""
    names = {"odt": ("content.xml", "styles.xml"), "pptx": ("ppt/slides/slide1.xml",)}
    words, parts = "", []
    with zipfile.ZipFile(path) as archive:
        for name in names[kind]:
            root = etree.fromstring(archive.read(name))
            parts.append("".join(root.itertext()))
            for element in root.iter():
                if kind == "odt":
                    is_struck = "BelgiStruck" in element.attrib.values()
                    is_struck &= str(element.tag).endswith("}span")
                else:
                    is_struck = element.find("{*}rPr[@strike='sngStrike']") is not None
                words += "".join(element.itertext()) if is_struck else ""
    return words, parts


@pytest.mark.parametrize("kind", ["odt", "pptx"])
def test_a_change_of_degree_strikes_the_old_mark(tmp_path: Path, kind: str) -> None:
    first = stamped(tmp_path, kind)

    result = stamp_office(
        first.path,
        tmp_path / f"again.{kind}",
        changed_plan("Құпия", "(Секретно)"),
        kind=kind,
    )

    words, parts = struck_in(result.path, kind)
    assert "sheet-instead" not in result.notes
    assert "Құпия(Секретно)" in words and "Өте" not in words
    assert any("Өте құпия" in part for part in parts)
    assert all("(Секретно)" in part for part in parts[-1:])


def test_a_mark_in_the_text_is_struck_and_its_letters_stay(tmp_path: Path) -> None:
    source = build_odt(tmp_path / "in.odt")
    marked = tmp_path / "marked.odt"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(marked, "w") as new:
        for name in old.namelist():
            body = "<text:p>Гриф: <text:span>Сек</text:span>ретно, экз. 1</text:p>"
            data = old.read(name)
            new.writestr(name, data.replace(b"<text:p>x</text:p>", body.encode()))

    result = stamp_office(
        marked, tmp_path / "out.odt", changed_plan("СЕКРЕТНО"), kind="odt"
    )

    words, parts = struck_in(result.path, "odt")
    assert words == "Секретно"
    assert "Гриф: Секретно, экз. 1" in parts[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_that_cannot_be_struck_asks_for_a_sheet(
    tmp_path: Path, kind: str
) -> None:
    source = BUILD[kind](tmp_path / f"in.{kind}")

    result = stamp_office(
        source, tmp_path / f"out.{kind}", changed_plan("Особой важности"), kind=kind
    )

    assert result.notes == ("sheet-instead", "found-mark-not-struck")
    assert not (tmp_path / f"out.{kind}").exists()


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


def test_a_mark_on_a_layout_asks_for_a_sheet(tmp_path: Path) -> None:
    """What stands on a layout stays alive on the slides."""
    import pptx

    source = build_pptx(tmp_path / "in.pptx")
    deck = pptx.Presentation(str(source))
    deck.slides[0].shapes.title.text = "Секретно"
    box = deck.slide_layouts[0].placeholders[1]
    box.text_frame.text = "Секретно"
    deck.save(str(source))

    result = stamp_office(
        source, tmp_path / "out.pptx", changed_plan("Секретно"), kind="pptx"
    )

    assert result.notes == ("sheet-instead", "found-mark-not-struck")


def test_a_new_stamp_never_covers_the_struck_one(tmp_path: Path) -> None:
    """A ground of its own would hide the mark that must stay legible."""
    import pptx

    once = stamped(tmp_path, "pptx")

    result = stamp_office(
        once.path, tmp_path / "again.pptx", changed_plan("Құпия"), kind="pptx"
    )

    for slide in pptx.Presentation(str(result.path)).slides:
        first, *_, last = [s for s in slide.shapes if s.name == "belgi stamp"]
        boxes = [
            Box(s.left, s.top, s.left + s.width, s.top + s.height)
            for s in (first, last)
        ]
        assert not boxes[0].overlaps(boxes[1])
