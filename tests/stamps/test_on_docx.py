"""Stamped Word documents: every header in force is proved, the rest is as it was."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from models.documents import Source
from models.errors import CorruptInput, InputError, OutputError
from models.marks import FoundMark
from stamps.code2d import check, parse, read_codes
from stamps.on_docx import prove, stamp_docx
from stamps.readback_office import Expected, verify_office
from tests.build_docx import LANDSCAPE, PAGE, build_docx, paragraph
from tests.stamps.build_word import (
    BREAK,
    CASES,
    FOOTERS,
    HEADERS,
    KEY,
    TEXT,
    last,
    plan,
    reference,
    section,
    stamped,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RUNNING = ("Құпия · 12с/2026 · стр.", "из")
WATERMARK = "Дана № 3 · Экз. № 3 · 12с/2026"


@pytest.mark.parametrize("strict", [False, True], ids=["transitional", "strict"])
@pytest.mark.parametrize("copy", [False, True], ids=["received", "copy"])
@pytest.mark.parametrize("case", CASES)
def test_every_header_in_force_is_proved(
    tmp_path: Path, case: str, copy: bool, strict: bool
) -> None:
    made = plan(watermark=WATERMARK) if copy else plan()

    target = stamped(tmp_path, case, made, strict=strict)

    expected = Expected(
        running=RUNNING,
        first=made.text.mark,
        watermark=made.text.watermark,
        code=True,
    )
    assert verify_office(target, kind="docx", expected=expected).problems == ()


SECTION_ORDER = [
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz",
    "pgMar", "paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols", "formProt",
    "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid",
    "printerSettings", "sectPrChange",
]  # fmt: skip
PARAGRAPH_ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl",
    "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens",
    "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind",
    "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection",
    "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr",
    "sectPr", "pPrChange",
]  # fmt: skip
RUN_ORDER = [
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike",
    "dstrike", "outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid",
    "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs",
    "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs",
    "em", "lang", "eastAsianLayout", "specVanish", "oMath",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_elements_stand_in_the_order_of_the_schema(tmp_path: Path, case: str) -> None:
    target = stamped(tmp_path, case, plan(watermark=WATERMARK))

    with zipfile.ZipFile(target) as archive:
        roots = [
            etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        ]
    for tag, order in (
        ("sectPr", SECTION_ORDER),
        ("pPr", PARAGRAPH_ORDER),
        ("rPr", RUN_ORDER),
    ):
        for element in (e for root in roots for e in root.iter(W + tag)):
            places = [order.index(child.tag[len(W) :]) for child in element]
            assert places == sorted(places), (tag, element)


def test_what_other_pages_show_stays(tmp_path: Path) -> None:
    target = stamped(tmp_path, "linked first pages", plan())

    with zipfile.ZipFile(target) as archive:
        headers = [
            archive.read(name).decode()
            for name in archive.namelist()
            if "header" in name and name.endswith(".xml")
        ]
    assert sum("Верхний" in text for text in headers) >= 2
    assert sum("(Секретно)" in text for text in headers) == 1


def test_the_first_page_keeps_header_and_footer(tmp_path: Path) -> None:
    body = TEXT + last(
        reference("default", "header1")
        + reference("default", "footer1", "footer")
        + PAGE
    )
    source = build_docx(tmp_path / "in.docx", body, stories=HEADERS | FOOTERS)

    stamp_docx(source, tmp_path / "out.docx", plan())

    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    kinds = {
        (element.tag[len(W) :], element.get(W + "type"))
        for element in document.find(f".//{W}sectPr")
        if element.tag.endswith("Reference")
    }
    assert kinds == {
        ("headerReference", "default"),
        ("headerReference", "first"),
        ("footerReference", "default"),
        ("footerReference", "first"),
    }


def test_members_that_do_not_change_are_copied_packed_as_they_are(
    tmp_path: Path,
) -> None:
    extra = {"word/vbaProject.bin": b"macro" * 100, "word/media/a.png": b"p" * 999}
    source = build_docx(tmp_path / "in.docm", TEXT + last(PAGE), extra=extra)

    stamp_docx(source, tmp_path / "out.docm", plan())

    before, after = source.read_bytes(), (tmp_path / "out.docm").read_bytes()
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(tmp_path / "out.docm") as new,
    ):
        for name in (*extra, "word/styles.xml", "word/settings.xml"):
            one, other = old.getinfo(name), new.getinfo(name)
            start, begin = (
                info.header_offset + 30 + len(name) for info in (one, other)
            )
            assert one.date_time == other.date_time
            assert (
                before[start : start + one.compress_size]
                == after[begin : begin + other.compress_size]
            )
        assert new.testzip() is None


def test_equal_input_and_clock_give_equal_bytes(tmp_path: Path) -> None:
    source = build_docx(tmp_path / "in.docx", TEXT + last(PAGE))

    one = stamp_docx(source, tmp_path / "one.docx", plan(watermark=WATERMARK))
    other = stamp_docx(source, tmp_path / "other.docx", plan(watermark=WATERMARK))

    assert one.sha256 == other.sha256


def test_headers_that_are_not_shown_are_numbered_in_their_order(tmp_path: Path) -> None:
    """A set's order would change from run to run, and the bytes with it."""
    names = [f"header{number}" for number in range(1, 9)]
    sections = [section(reference("first", name) + PAGE) for name in names[1:]]
    body = TEXT + "".join(sections) + last(reference("first", names[0]) + PAGE)
    stories = {name: paragraph(name) for name in names}
    source = build_docx(tmp_path / "in.docx", body, stories=stories)

    stamp_docx(source, tmp_path / "out.docx", plan())

    numbers = []
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        for name in [*names[2:], names[0]]:
            root = etree.fromstring(archive.read(f"word/{name}.xml"))
            numbers += [int(e.get("id")) for e in root.iter("{*}docPr")]
    assert len(numbers) == 7
    assert numbers == sorted(numbers)


def test_the_code_can_be_read_from_the_package(tmp_path: Path) -> None:
    from PIL import Image

    target = stamped(tmp_path, "no header", plan())

    with (
        zipfile.ZipFile(target) as archive,
        archive.open("word/media/belgi-code-1.png") as stream,
    ):
        payload = read_codes(Image.open(stream).convert("L"))[0]
    facts = parse(payload)
    assert facts is not None
    assert (facts.number, facts.copy, facts.page) == ("12с/2026", 3, 0)
    assert check(payload, KEY)


def test_the_label_is_bound_and_a_second_one_does_not_overwrite(tmp_path: Path) -> None:
    first = stamped(tmp_path, "no header", plan())

    stamp_docx(first, tmp_path / "again.docx", plan())

    with zipfile.ZipFile(tmp_path / "again.docx") as archive:
        items = [n for n in archive.namelist() if n.startswith("customXml/")]
        xml = archive.read(items[0])
    assert len(items) == 1
    assert xml.count(b"<slab:originatorConfidentialityLabel") == 1


SIGNED = {
    "_xmlsignatures/origin.sigs": b"",
    "_xmlsignatures/sig1.xml": b"<Signature/>",
}


def test_a_signed_document_stays_and_asks_for_a_sheet(tmp_path: Path) -> None:
    source = build_docx(tmp_path / "in.docx", TEXT, extra=SIGNED)

    result = stamp_docx(source, tmp_path / "out.docx", plan())

    assert result.notes == ("sheet-instead", "signed")
    assert not (tmp_path / "out.docx").exists()


def test_a_copy_carries_no_signature(tmp_path: Path) -> None:
    source = build_docx(tmp_path / "in.docx", TEXT, extra=SIGNED)

    result = stamp_docx(source, tmp_path / "out.docx", plan(watermark=WATERMARK))

    assert "signature-removed" in result.notes
    with zipfile.ZipFile(result.path) as archive:
        assert not any("xmlsignatures" in name for name in archive.namelist())


def test_found_marks_are_struck_and_stay_legible(tmp_path: Path) -> None:
    body = paragraph("Сов. секретно экз. № 1") + TEXT + last(PAGE)
    source = build_docx(tmp_path / "in.docx", body)
    found = FoundMark(
        text="Сов. секретно",
        degree=None,
        page_index=0,
        box=None,
        source=Source.TEXT,
        confidence=1.0,
    )
    made = replace(plan(strike_found=True), found=(found,))

    result = stamp_docx(source, tmp_path / "out.docx", made)

    with zipfile.ZipFile(result.path) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    runs = [
        ("".join(t.text or "" for t in run.iter(W + "t")), run.find(f".//{W}strike"))
        for run in document.iter(W + "r")
    ]
    struck = "".join(text for text, mark in runs if mark is not None)
    assert "found-mark-not-struck" not in result.notes
    assert struck.replace(" ", "") == "Сов.секретно"
    assert "".join(text for text, _ in runs) == "Сов. секретно экз. № 1Текст"


@pytest.mark.parametrize(
    "hide",
    [
        ('<w:vanish w:val="0"/>', "<w:vanish/>"),
        ('<w:color w:val="B8121C"/>', '<w:color w:val="FFFFFF"/>'),
        ("12с/2026", "13с/2026"),
    ],
    ids=["hidden", "white", "other number"],
)
def test_a_stamp_that_was_tampered_with_is_not_proved(
    tmp_path: Path, hide: tuple[str, str]
) -> None:
    target = stamped(tmp_path, "no header", plan())
    with zipfile.ZipFile(target) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            if "belgi-header" in name and name.endswith(".xml"):
                data = data.replace(hide[0].encode(), hide[1].encode())
            archive.writestr(name, data)

    with pytest.raises(OutputError):
        prove(target, "docx", plan())


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600],
    ids=["empty", "truncated", "encrypted"],
)
def test_what_cannot_be_read_leaves_no_output(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "in.docx"
    source.write_bytes(data)

    with pytest.raises(InputError):
        stamp_docx(source, tmp_path / "out.docx", plan())

    assert not (tmp_path / "out.docx").exists()


def test_a_document_without_a_body_is_refused(tmp_path: Path) -> None:
    source = build_docx(tmp_path / "in.docx", "")
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = b"<w:document xmlns:w='x'/>"
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)

    with pytest.raises(CorruptInput):
        stamp_docx(source, tmp_path / "out.docx", plan())


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is absent")
def test_libreoffice_shows_the_stamp_on_every_page(tmp_path: Path) -> None:
    import pypdfium2

    body = (
        TEXT
        + BREAK
        + TEXT
        + section(reference("default", "header1") + PAGE)
        + TEXT
        + BREAK
        + TEXT
        + last(LANDSCAPE + "<w:titlePg/>")
    )
    source = build_docx(
        tmp_path / "in.docx", body, stories=HEADERS, settings="<w:evenAndOddHeaders/>"
    )
    stamp_docx(source, tmp_path / "out.docx", plan(watermark=WATERMARK))

    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "out.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) >= 4
    assert all("12с/2026 · стр." in text for text in pages)
    assert ["(Секретно)" in text for text in pages] == [
        True,
        *[False] * (len(pages) - 1),
    ]
