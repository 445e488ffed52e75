"""Containers, XML, mail and text that ask for too much; each is built here.

Where there is text it bears a mark, so that ``unmarked`` is never right.
"""

import base64
import io
import struct
import zipfile
from collections.abc import Callable

from docx import Document
from docx.shared import Mm
from openpyxl import Workbook

from tests.hostile.bombs_image import png_pixels
from tests.hostile.bombs_pdf import MB

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARKED = f'<w:p xmlns:w="{W}"><w:r><w:t>Секретно</w:t></w:r></w:p>'


def docx() -> bytes:
    document = Document()
    document.add_paragraph("Секретно")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """Replace and add members of a container."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def body(inside: str, prolog: str = "") -> bytes:
    text = f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{W}"><w:body>'
    return f"{text}{inside}</w:body></w:document>".encode()


def document_with(inside: str, prolog: str = "") -> bytes:
    return with_parts(docx(), {"word/document.xml": body(inside, prolog)})


def zip_ratio() -> bytes:
    return document_with(MARKED + " " * (64 * MB))


def zip_many_parts() -> bytes:
    parts = {f"word/x{n}.xml": b"<a/>" for n in range(60_000)}
    return with_parts(docx(), parts)


def zip_overlap() -> bytes:
    """Ten thousand names for the same packed megabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", bytes(50 * MB))
    data = buffer.getvalue()
    start = data.index(b"PK\x01\x02")
    central = data[start : data.index(b"PK\x05\x06")]
    second = central[central.index(b"PK\x01\x02", 4) :]
    many = central
    for number in range(10_000):
        name = b"word/%08d.xml" % number
        many += second[:28] + struct.pack("<H", len(name)) + second[30:46] + name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 10_002, 10_002, len(many), start, 0)
    return data[:start] + many + end


def zip_lie() -> bytes:
    """The directory says that a part of 64 MB has ten bytes."""
    data = bytearray(zip_ratio())
    place = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


def laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
    )
    return document_with("<w:p><w:r><w:t>&k;</w:t></w:r></w:p>" + MARKED, dtd(entities))


def quadratic() -> bytes:
    entities = f'<!ENTITY a "{"a" * 100_000}">'
    text = "&a;" * 100_000
    return document_with(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>", dtd(entities))


def external_entity() -> bytes:
    entities = '<!ENTITY a SYSTEM "file:///etc/passwd">'
    return document_with(f"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>{MARKED}", dtd(entities))


def dtd(entities: str) -> str:
    return f"<!DOCTYPE d [{entities}]>"


def deep_xml() -> bytes:
    deep = 300_000
    return document_with("<w:p>" * deep + MARKED + "</w:p>" * deep)


def deep_tables() -> bytes:
    deep = 3_000
    opened = "<w:tbl><w:tr><w:tc>" * deep
    return document_with(opened + MARKED + "<w:p/></w:tc></w:tr></w:tbl>" * deep)


def many_paragraphs() -> bytes:
    return document_with(MARKED + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000)


def many_attributes() -> bytes:
    attributes = " ".join(f'a{n}="x"' for n in range(500_000))
    return document_with(f"<w:p {attributes}/>" + MARKED)


def style_cycle() -> bytes:
    styles = f'<w:styles xmlns:w="{W}">' + "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}">'
        f'<w:basedOn w:val="s{(n + 1) % 3}"/></w:style>'
        for n in range(3)
    )
    text = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>Секретно</w:t></w:r>'
    parts = {
        "word/styles.xml": f"{styles}</w:styles>".encode(),
        "word/document.xml": body(text + "</w:p>"),
    }
    return with_parts(docx(), parts)


def picture_inside() -> bytes:
    document = Document()
    document.add_picture(io.BytesIO(small_png()), width=Mm(150))
    buffer = io.BytesIO()
    document.save(buffer)
    return with_parts(buffer.getvalue(), {"word/media/image1.png": png_pixels()})


def small_png() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (4, 4), 255).save(buffer, "PNG")
    return buffer.getvalue()


def sheet_extent() -> bytes:
    """A sheet that claims every cell there can be."""
    book = Workbook()
    book.active["A1"] = "Секретно"
    buffer = io.BytesIO()
    book.save(buffer)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        f'<row r="{n}"><c r="XFD{n}" t="inlineStr"><is><t>Секретно</t></is></c></row>'
        for n in (1, 2, 1_048_576)
    )
    sheet = (
        f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return with_parts(buffer.getvalue(), {"xl/worksheets/sheet1.xml": sheet.encode()})


def shared_string() -> bytes:
    """A sheet of 12,000 cells that all show one string of 100 KB: 1.2 GB of text."""
    buffer = io.BytesIO()
    Workbook().save(buffer)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{kinds}/{kind}" Target="{target}"/>'
        for n, kind, target in (
            (1, "worksheet", "worksheets/sheet1.xml"),
            (2, "sharedStrings", "sharedStrings.xml"),
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = '<row><c t="s"><v>0</v></c></row>'
    return with_parts(
        buffer.getvalue(),
        {
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}">{rows}</Relationships>'
            ).encode(),
            "xl/sharedStrings.xml": (
                f'<sst xmlns="{main}"><si><t>{"Слово " * 17_000}</t></si></sst>'
            ).encode(),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{main}"><sheetData>{row * 12_000}</sheetData>'
                "</worksheet>"
            ).encode(),
        },
    )


def cell_repeats() -> bytes:
    """An OpenDocument table whose cell repeats 17 thousand million times."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<o:document-content xmlns:o="{office}office:1.0" xmlns:t="{office}table:1.0" '
        f'xmlns:x="{office}text:1.0"><o:body><o:spreadsheet><t:table>'
        '<t:table-row t:number-rows-repeated="1048576">'
        '<t:table-cell t:number-columns-repeated="16384"><x:p>Секретно'
        '<x:s x:c="2000000000"/></x:p></t:table-cell>'
        "</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
    return buffer.getvalue()


def rtf_groups() -> bytes:
    return rb"{\rtf1 \ansicpg1251 " + b"{" * 2_000_000 + "Секретно".encode("cp1251")


def rtf_binary() -> bytes:
    return rb"{\rtf1 \bin2147483647 " + b"Secret" * 1000 + b"}"


def mail_nested() -> bytes:
    letter = "Subject: Секретно\nFrom: a@example.org\nContent-Type: text/plain\n\nx"
    head = "From: a@example.org\nSubject: x\nContent-Type: message/rfc822\n\n"
    return (head * 3_000 + letter).encode()


def mail_parts() -> bytes:
    head = "From: a@example.org\nSubject: Секретно\nDate: now\n"
    head += 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return (head + "--b\nContent-Type: text/plain\n\nx\n" * 300_000).encode()


def mail_headers() -> bytes:
    head = "From: a@example.org\nSubject: x\n"
    return (head + "X-A: " + "=?utf-8?b?0KE=?= " * 300_000 + "\n\nСекретно").encode()


def mail_attachment() -> bytes:
    """A letter with a container of zeros in it."""
    head = "From: a@example.org\nSubject: Секретно\nMIME-Version: 1.0\n"
    head += "Content-Type: application/zip; name=a.docx\n"
    head += "Content-Disposition: attachment; filename=a.docx\n"
    head += "Content-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(zip_ratio())


def text_line() -> bytes:
    return "Секретно ".encode() * 65_536


def text_before_pdf() -> bytes:
    from tests.hostile.bombs_pdf import MARK, one_page, stream

    return b"plain words\n" * 500 + one_page(stream(MARK))


def ole_loop() -> bytes:
    """A compound file whose allocation table leads back to its start."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 0, 0, 4096, 0, 1, 0, 1)
    struct.pack_into("<109I", head, 76, 0, *([0xFFFFFFFF] * 108))
    fat = struct.pack("<128I", *([1, 0] * 64))
    return bytes(head) + fat + bytes(512 * 6)


OFFICE_BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    make.__name__.replace("_", "-"): (suffix, make)
    for suffix, makers in {
        "docx": (
            *(zip_ratio, zip_many_parts, zip_overlap, zip_lie, laughs, quadratic),
            *(external_entity, deep_xml, deep_tables, many_paragraphs),
            *(many_attributes, style_cycle, picture_inside),
        ),
        "xlsx": (sheet_extent, shared_string),
        "ods": (cell_repeats,),
        "rtf": (rtf_groups, rtf_binary),
        "eml": (mail_nested, mail_parts, mail_headers, mail_attachment),
        "txt": (text_line, text_before_pdf),
        "msg": (ole_loop,),
    }.items()
    for make in makers
}
