"""Where on a Word page the stamp stands, and what it does where there is no room."""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from stamps.on_docx import stamp_docx
from tests.build_docx import PAGE, build_docx, paragraph
from tests.stamps.build_word import TEXT, last, plan, section

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_page_without_room_asks_for_a_sheet(tmp_path: Path) -> None:
    tiny = PAGE.replace('w:h="16838"', 'w:h="1000"')
    source = build_docx(tmp_path / "in.docx", TEXT + last(tiny))

    result = stamp_docx(source, tmp_path / "out.docx", plan())

    assert result.notes == ("sheet-instead", "no-place")


def floating(x: int, y: int, width: int, height: int) -> str:
    """Make a body picture that stands before the text, in points from the corner."""
    emu = 12_700
    return (
        '<w:p><w:r><w:drawing><wp:anchor behindDoc="0">'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x * emu}</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="page">'
        f"<wp:posOffset>{y * emu}</wp:posOffset></wp:positionV>"
        f'<wp:extent cx="{width * emu}" cy="{height * emu}"/><wp:wrapNone/>'
        '<wp:docPr id="1" name="x"/></wp:anchor></w:drawing></w:r></w:p>'
    )


def first_header(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        texts = [
            archive.read(name)
            for name in archive.namelist()
            if "belgi-header" in name and name.endswith(".xml")
        ]
    return etree.fromstring(next(t for t in texts if "(Секретно)".encode() in t))


@pytest.mark.parametrize(
    ("box", "align", "lowered"),
    [
        ((20, 300, 500, 400), "right", False),
        ((420, 30, 120, 60), "right", True),
        ((300, 20, 280, 700), "left", False),
    ],
    ids=["below", "box in the corner", "column on the right"],
)
def test_the_stamp_keeps_out_of_the_way_of_what_floats(
    tmp_path: Path, box: tuple[int, int, int, int], align: str, lowered: bool
) -> None:
    source = build_docx(tmp_path / "in.docx", floating(*box) + TEXT + last(PAGE))

    result = stamp_docx(source, tmp_path / "out.docx", plan())

    properties = first_header(result.path)[0][0]
    assert properties.find(f"{W}jc").get(f"{W}val") == align
    assert (properties.find(f"{W}spacing").get(f"{W}before") != "0") == lowered


def test_a_covered_page_asks_for_a_sheet(tmp_path: Path) -> None:
    body = floating(0, 0, 595, 842) + TEXT + last(PAGE)

    result = stamp_docx(
        build_docx(tmp_path / "in.docx", body), tmp_path / "out.docx", plan()
    )

    assert result.notes == ("sheet-instead", "no-place")


def test_a_coloured_page_gets_paper_under_the_stamp(tmp_path: Path) -> None:
    """Red on dark blue would not be read."""
    source = build_docx(tmp_path / "a.docx", paragraph("x") + section(PAGE))
    dark = tmp_path / "dark.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(dark, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(
                b"<w:body>", b'<w:background w:color="203040"/><w:body>'
            )
            new.writestr(name, data)

    fills = []
    for path in (source, dark):
        stamped = stamp_docx(path, tmp_path / f"out-{path.name}", plan())
        with zipfile.ZipFile(stamped.path) as archive:
            header = archive.read("word/belgi-header1.xml")
        fills.append(header.count(b'w:fill="FFFFFF"'))

    assert fills[0] == 0 < fills[1]


def test_the_code_keeps_off_the_lines_round_a_page(tmp_path: Path) -> None:
    borders = '<w:pgBorders w:offsetFrom="page"><w:top w:val="single"/></w:pgBorders>'
    source = build_docx(tmp_path / "a.docx", paragraph("x") + section(PAGE + borders))

    stamped = stamp_docx(source, tmp_path / "out.docx", plan())

    with zipfile.ZipFile(stamped.path) as archive:
        header = archive.read("word/belgi-header1.xml")
    assert b"<wp:inline" in header
    assert b"<wp:anchor" not in header


@pytest.mark.parametrize(("top", "notes"), [(2800, ()), (300, ("body-lowered",))])
def test_a_header_that_needs_more_than_its_margin_is_said(
    tmp_path: Path, top: int, notes: tuple[str, ...]
) -> None:
    page = PAGE.replace('w:top="1134"', f'w:top="{top}"')
    source = build_docx(tmp_path / "a.docx", paragraph("x") + section(page))

    assert stamp_docx(source, tmp_path / "out.docx", plan()).notes == notes


CELL = (
    "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tblPrEx/><w:trPr/><w:tc><w:tcPr/>{}<w:p/>"
    "</w:tc></w:tr></w:tbl>"
)


@pytest.mark.parametrize(
    ("body", "marks"),
    [(CELL.format(CELL.format("")), 2), (CELL.format(paragraph("x")), 1)],
    ids=["nested", "simple"],
)
def test_a_table_within_a_table_at_the_start_gets_the_mark_everywhere(
    tmp_path: Path, body: str, marks: int
) -> None:
    """LibreOffice shows no first-page header there."""
    source = build_docx(
        tmp_path / "a.docx", body + paragraph("x") + section(PAGE), stories={}
    )

    stamped = stamp_docx(source, tmp_path / "out.docx", plan())

    shown = 0
    with zipfile.ZipFile(stamped.path) as archive:
        document = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
        targets = dict(
            re.findall(r'Id="(\w+)"[^>]*Target="(belgi-header\d\.xml)"', relations)
        )
        for identity in re.findall(r'headerReference[^>]*r:id="(\w+)"', document):
            shown += "(Секретно)" in archive.read(f"word/{targets[identity]}").decode()
    assert shown == marks
