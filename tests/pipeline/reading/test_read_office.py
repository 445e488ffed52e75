import base64
import binascii
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.documents import Align, Reading, Source
from models.errors import CorruptInput, EmptyInput, EncryptedInput, UnsupportedInput
from models.settings import Limits
from pipeline.reading.read_office import READERS, read_office
from tests.hostile.bombs_office import with_parts

MARK = "Секретно"


def interest(text: str) -> tuple[tuple[int, int], ...]:
    start = text.casefold().find("секретно")
    return () if start < 0 else ((start, start + 8),)


def read(path: Path, kind: str) -> Reading:
    return read_office(path, kind=kind, limits=Limits(), interest=interest)


def marks(reading: Reading) -> list[tuple[int, Source]]:
    return [
        (page.index, line.source)
        for page in reading.pages
        for line in page.lines
        if MARK.casefold() in line.text.casefold()
    ]


def rtf(body: str) -> bytes:
    escaped = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in body)
    return ("{\\rtf1\\ansi\\ansicpg1251 " + escaped + "}").encode()


RTF = {
    "text": (MARK, Source.TEXT),
    "header": ("{\\header " + MARK + "\\par}text", Source.HEADER),
    "footnote": ("a{\\footnote " + MARK + "}", Source.TEXT),
    "text box": ("{\\shp{\\*\\shpinst{\\shptxt " + MARK + "\\par}}}", Source.TEXTBOX),
    "split": ("Секр{\\b етно}", Source.TEXT),
    "style in passing": ("{\\f0\\*\\cs7 " + MARK + "}", Source.TEXT),
    "style": ("{\\*\\cs7 " + MARK + "}", Source.TEXT),
    "shaped words": (
        "{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv " + MARK + "}}}}",
        Source.WATERMARK,
    ),
}


@pytest.mark.parametrize("case", RTF)
def test_rich_text_is_read_where_it_stands(tmp_path: Path, case: str) -> None:
    body, source = RTF[case]
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf(body))

    assert marks(read(path, "rtf")) == [(0, source)]


def test_rich_text_in_a_code_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    escaped = "".join(f"\\'{byte:02x}" for byte in MARK.encode("cp1251"))
    path.write_bytes(b"{\\rtf1\\ansi\\ansicpg1251\\qr\\b " + escaped.encode() + b"}")

    line = read(path, "rtf").pages[0].lines[0]

    assert (line.text, line.align, line.bold) == (MARK, Align.RIGHT, True)


@pytest.mark.parametrize("word", ["v", "deleted"])
def test_hidden_rich_text_does_not_count(tmp_path: Path, word: str) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\" + word + " " + MARK + "}"))

    assert marks(read(path, "rtf")) == []


@pytest.mark.parametrize("group", ["\\listtext", "\\v"])
def test_labels_and_hidden_words_of_rich_text_are_doubt(
    tmp_path: Path, group: str
) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{" + group + " " + MARK + "}text"))

    assert read(path, "rtf").problems == ("concealed-mark",)


def test_other_properties_of_shapes_are_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\sp{\\sn wzName}{\\sv " + MARK + "}}{\\*\\x " + MARK + "}"))

    assert marks(read(path, "rtf")) == []


def test_struck_rich_text_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\strike " + MARK + "}"))

    assert read(path, "rtf").pages[0].lines[0].words[0].struck


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"]
)
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = f"{' ' * 50}{MARK}\r\n\r\nОбычный текст письма о погоде и делах.\r\n"
    path.write_bytes(text.encode(encoding))

    reading = read(path, "txt")

    assert marks(reading) == [(0, Source.TEXT)]
    assert reading.pages[0].lines[0].align is Align.RIGHT


CODED = {
    "markup": "".join(f"&#{ord(letter)};" for letter in MARK),
    "escapes": MARK.encode("unicode-escape").decode(),
    "bytes": "".join(f"\\x{byte:02x}" for byte in MARK.encode()),
    "quoted": "".join(f"={byte:02X}" for byte in MARK.encode("koi8-r")),
    "address": "".join(f"%{byte:02X}" for byte in MARK.encode("cp1251")),
    "utf-7": MARK.encode("utf-7").decode(),
}


@pytest.mark.parametrize("case", CODED)
def test_a_mark_written_as_code_is_a_doubt(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"A letter.\n\n{CODED[case]}\n")

    assert read(path, "txt").problems == ("unknown-encoding",)


def test_text_with_signs_of_code_alone_is_no_doubt(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("R&D; 5 % of 10 + 2 - 1 = 11, c:\\user\\x, \\u0041, &amp;\n")

    assert read(path, "txt").problems == ()


@pytest.mark.parametrize(
    "packed",
    [
        base64.encodebytes(bytes(200)).decode(),
        "begin 644 a.pdf\n" + binascii.b2a_uu(b"text").decode() + "`\nend\n",
    ],
)
def test_files_packed_into_text_are_a_doubt(tmp_path: Path, packed: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"A letter.\n\n{packed}\n")

    reading = read(path, "txt")

    assert reading.problems == ("attachments",)
    assert reading.active_content == ("embedded-file",)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(256)) * 40)

    with pytest.raises(CorruptInput):
        read(path, "txt")


def message(*, attached: bool = False, html: str | None = None) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "О погоде"
    mail["From"] = "a@example.org"
    mail.set_content(f"{MARK}\nЭкз. № 1\n")
    if html is not None:
        mail.add_alternative(html, subtype="html")
    if attached:
        mail.add_attachment(b"1", maintype="application", subtype="pdf", filename="a")
    return bytes(mail)


@pytest.mark.parametrize("attached", [False, True])
def test_mail_is_read_and_attachments_are_doubt(tmp_path: Path, attached: bool) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message(attached=attached))

    reading = read(path, "eml")

    assert marks(reading) == [(0, Source.TEXT)]
    assert reading.problems == (("attachments",) if attached else ())
    assert reading.active_content == (("embedded-file",) if attached else ())


def test_remote_pictures_of_mail_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message(html='<p>x</p><img src="https://example.org/a.png">'))

    assert "remote-image" in read(path, "eml").active_content


ODF_HEAD = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
)
STRUCK = (
    '<style:style style:name="T1" style:family="text"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties '
    'text:display="none"/></style:style>'
)


def build_odt(path: Path, body: str, master: str = "", manifest: str = "") -> Path:
    spaces = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {ODF_HEAD}><office:automatic-styles>{STRUCK}"
            f"</office:automatic-styles><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>"
        ),
        "styles.xml": (
            f"<office:document-styles {ODF_HEAD}><office:automatic-styles>"
            '<style:page-layout style:name="pm1"/></office:automatic-styles>'
            '<office:master-styles><style:master-page style:name="Standard" '
            f'style:page-layout-name="pm1">{master}</style:master-page>'
            "</office:master-styles></office:document-styles>"
        ),
        "META-INF/manifest.xml": (
            f"<manifest:manifest {spaces}><manifest:file-entry>{manifest}"
            "</manifest:file-entry></manifest:manifest>"
        ),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


ODT = {
    "text": (f"<text:p>{MARK}</text:p>", "", [(0, Source.TEXT)]),
    "split": (
        "<text:p>Секр<text:span>ет</text:span>но</text:p>",
        "",
        [(0, Source.TEXT)],
    ),
    "table": (
        f"<table:table><table:table-row><table:table-cell><text:p>{MARK}</text:p>"
        "</table:table-cell></table:table-row></table:table>",
        "",
        [(0, Source.TABLE)],
    ),
    "text box": (
        f"<text:p><draw:frame><draw:text-box><text:p>{MARK}</text:p></draw:text-box>"
        "</draw:frame></text:p>",
        "",
        [(0, Source.TEXTBOX)],
    ),
    "header": (
        "<text:p>x</text:p>",
        f"<style:header><text:p>{MARK}</text:p></style:header>",
        [(0, Source.HEADER)],
    ),
    "deleted": (
        f"<text:tracked-changes><text:p>{MARK}</text:p></text:tracked-changes>",
        "",
        [],
    ),
    "hidden": (
        f'<text:p><text:span text:style-name="T2">{MARK}</text:span></text:p>',
        "",
        [],
    ),
}


@pytest.mark.parametrize("case", ODT)
def test_open_document_text_is_read_where_it_stands(tmp_path: Path, case: str) -> None:
    body, master, expected = ODT[case]

    reading = read(build_odt(tmp_path / "a.odt", body, master), "odt")

    assert marks(reading) == expected
    assert reading.problems == ()


def test_a_header_that_is_switched_off_is_doubt(tmp_path: Path) -> None:
    master = (
        f'<style:header style:display="false"><text:p>{MARK}</text:p></style:header>'
    )

    reading = read(build_odt(tmp_path / "a.odt", "<text:p>x</text:p>", master), "odt")

    assert reading.problems == ("mark-not-in-force",)


def test_struck_open_document_text_is_known(tmp_path: Path) -> None:
    body = f'<text:p><text:span text:style-name="T1">{MARK}</text:span></text:p>'

    reading = read(build_odt(tmp_path / "a.odt", body), "odt")

    assert reading.pages[0].lines[0].words[0].struck


def test_an_encrypted_open_document_is_named_as_such(tmp_path: Path) -> None:
    path = build_odt(tmp_path / "a.odt", "", manifest="<manifest:encryption-data/>")

    with pytest.raises(EncryptedInput):
        read(path, "odt")


def workbook(path: Path) -> Path:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = MARK
    sheet["A1"].font = Font(strike=True, bold=True)
    for number in range(500):
        sheet.append([number, "строка"])
    sheet.oddHeader.right.text = "СЕКРЕТНО"
    hidden = book.create_sheet("hidden")
    hidden["A1"] = MARK
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_workbook_is_read_near_what_is_of_interest(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path / "a.xlsx"), "xlsx")

    assert marks(reading) == [(0, Source.HEADER), (0, Source.TEXT)]
    assert reading.pages[0].lines[0].align is Align.RIGHT
    assert reading.pages[0].lines[1].words[0].struck
    assert len(reading.pages[0].lines) < 20
    assert reading.problems == ("concealed-mark",)


def test_a_cell_without_its_text_is_damage(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cell}</sheetData></worksheet>'
    part = {"xl/worksheets/sheet1.xml": sheet.encode()}
    path.write_bytes(with_parts(path.read_bytes(), part))

    with pytest.raises(CorruptInput):
        read(path, "xlsx")


def test_a_presentation_is_read_slide_by_slide(tmp_path: Path) -> None:
    import pptx

    deck = pptx.Presentation()
    for text in ("Погода", MARK):
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        slide.shapes.title.text = text
    deck.save(str(tmp_path / "a.pptx"))

    reading = read(tmp_path / "a.pptx", "pptx")

    assert marks(reading) == [(1, Source.TEXTBOX)]
    assert reading.page_count == 2


@pytest.mark.parametrize("kind", READERS)
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.touch()

    with pytest.raises(EmptyInput):
        read(path, kind)


NOT_TEXT = [kind for kind in READERS if kind not in ("txt", "eml")]


@pytest.mark.parametrize("kind", NOT_TEXT)
@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 cut", bytes(range(256)), b"{\\rtg"],
    ids=["truncated", "noise", "other"],
)
def test_what_is_not_of_the_kind_is_refused(
    tmp_path: Path, kind: str, data: bytes
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)

    with pytest.raises(CorruptInput):
        read(path, kind)


def test_an_unknown_kind_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")

    with pytest.raises(UnsupportedInput):
        read(path, "wpd")


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    path = tmp_path / "a.odt"
    path.write_bytes(stream.getvalue())

    with pytest.raises(Exception) as caught:
        read(path, "odt")

    assert getattr(caught.value, "slug", "") == "too-large"


@pytest.mark.parametrize(
    ("cell", "below", "source", "align"),
    [
        ("H1", 2, Source.TEXT, Align.RIGHT),
        ("A2", 2, Source.TEXT, Align.LEFT),
        ("H12", 2, Source.TABLE, Align.LEFT),
        ("H1", 1, Source.TABLE, Align.LEFT),
    ],
    ids=["far to the right", "at the left", "within the table", "in a column"],
)
def test_a_lone_cell_above_a_table_is_no_cell_of_it(
    tmp_path: Path, cell: str, below: int, source: Source, align: Align
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet[cell] = MARK
    for row in range(4, 16):
        for column in range(1, below + 1):
            sheet.cell(row, column, "кабель")
    book.save(tmp_path / "a.xlsx")

    page = read(tmp_path / "a.xlsx", "xlsx").pages[0]

    found = [line for line in page.lines if MARK in line.text]
    assert [(line.source, line.align) for line in found] == [(source, align)]
