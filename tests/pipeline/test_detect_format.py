"""The kind of a file by its bytes, whatever its name."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.errors import BelgiError, CorruptInput
from pipeline.formats import FORMATS
from pipeline.reading.detect_format import detect_format


def packed(*members: tuple[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, content in members:
            container.writestr(name, content)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(buffer, kind)
    return buffer.getvalue()


TYPES = ("[Content_Types].xml", "<Types/>")
ODF = "application/vnd.oasis.opendocument."
MAIL = "From: a@example.org\r\nSubject: x\r\nDate: now\r\n\r\ntext"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"%PDF-1.7\n", "pdf", id="pdf"),
        pytest.param(b"junk\n" * 20 + b"%PDF-1.4\n", "pdf", id="pdf-behind-junk"),
        pytest.param(packed(TYPES, ("word/document.xml", "")), "docx", id="docx"),
        pytest.param(
            packed(TYPES, ("word/document.xml", ""), ("word/vbaProject.bin", "")),
            "docm",
            id="docm",
        ),
        pytest.param(packed(TYPES, ("xl/workbook.xml", "")), "xlsx", id="xlsx"),
        pytest.param(packed(TYPES, ("ppt/presentation.xml", "")), "pptx", id="pptx"),
        pytest.param(packed(("mimetype", ODF + "text")), "odt", id="odt"),
        pytest.param(packed(("mimetype", ODF + "spreadsheet")), "ods", id="ods"),
        pytest.param(packed(("mimetype", ODF + "presentation")), "odp", id="odp"),
        pytest.param(packed(("a.pdf", "%PDF")), "zip", id="zip"),
        pytest.param(b"{\\rtf1 text}", "rtf", id="rtf"),
        pytest.param(picture("PNG"), "png", id="png"),
        pytest.param(picture("JPEG"), "jpeg", id="jpeg"),
        pytest.param(picture("TIFF"), "tiff", id="tiff"),
        pytest.param(picture("BMP"), "bmp", id="bmp"),
        pytest.param(picture("GIF"), "gif", id="gif"),
        pytest.param(picture("WEBP"), "webp", id="webp"),
        pytest.param(MAIL.encode(), "eml", id="eml"),
        pytest.param("просто текст".encode(), "txt", id="utf-8"),
        pytest.param("просто текст".encode("cp1251"), "txt", id="cp1251"),
        pytest.param("текст".encode("utf-16"), "txt", id="utf-16"),
        pytest.param(b"\x00\x01\x02\x03" * 50, "other", id="bytes"),
        pytest.param(b"x < y and <b>y</b> > z", "txt", id="a tag in passing"),
        pytest.param(b"<<Word>> of mine", "txt", id="brackets"),
    ],
)
def test_bytes_tell_the_kind(tmp_path, content, kind):
    path = tmp_path / "name.of-no-meaning"
    path.write_bytes(content)

    assert detect_format(path) == kind


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!DOCTYPE html>\n<title>x</title>", id="web page"),
        pytest.param(b"words\n<p align='right'>x</p><br/>", id="piece of a page"),
        pytest.param(b"<?xml version='1.0'?><w:document/>", id="xml"),
        pytest.param("\ufeff\n <svg width='1'/>".encode(), id="drawing"),
        pytest.param("<html>x</html>".encode("utf-16"), id="wide page"),
        pytest.param(b"%!PS-Adobe-3.0\n(x) show", id="postscript"),
        pytest.param(b"\x04%!PS\n(x) show" + b" x" * 90, id="for a printer"),
        pytest.param(b"P1\n# made\n2 2\n0 1 1 0\n", id="bits as text"),
        pytest.param(b"/* XPM */\nstatic char *x[] = {};", id="pixels as text"),
        pytest.param(b"#define a_width 8\n#define a_height 1\n", id="bitmap"),
        pytest.param(b"% x\n\\documentclass{letter}\n", id="tex"),
        pytest.param(b'ID;PWXL;N;E\nC;Y1;X1;K"x"\nE\n', id="sylk"),
        pytest.param(b'TABLE\r\n0,1\r\n"x"\r\n', id="dif"),
        pytest.param(b"begin 644 a.pdf\n#0V%T\n`\nend\n", id="uuencode"),
        pytest.param(b"BEGIN:VCALENDAR\r\nX:=D0=A1\r\n", id="calendar"),
        pytest.param(b"From a@b.org Mon Jan  1 00:00:00 2026\n", id="mailbox"),
    ],
)
def test_text_that_is_shown_otherwise_is_no_text(tmp_path, content):
    path = tmp_path / "a.txt"
    path.write_bytes(content)

    assert detect_format(path) == "other"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "TIFF", "JPEG"])
def test_a_picture_that_is_a_pdf_too_is_refused(tmp_path, kind):
    path = tmp_path / "both"
    path.write_bytes(picture(kind)[:200] + b"\n%PDF-1.7\n")

    with pytest.raises(CorruptInput) as caught:
        detect_format(path)
    assert caught.value.slug == "two-kinds"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(packed(TYPES)[:40], id="cut-zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), id="ole"),
        pytest.param(b"%PDF1.7\ntext", id="pdf-head"),
        pytest.param(b"%PDX-1.7\n1 0 obj\n<< /A 1 >>\nendobj\n", id="pdf-object"),
    ],
)
def test_a_damaged_container_is_an_error_of_ours(tmp_path, content):
    path = tmp_path / "damaged"
    path.write_bytes(content)

    with pytest.raises(CorruptInput):
        detect_format(path)


HEADS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"BM"]


@given(st.sampled_from(HEADS), st.binary(max_size=2000))
def test_any_bytes_have_a_kind_or_an_error_of_ours(
    tmp_path_factory, head: bytes, rest: bytes
):
    path: Path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + rest)

    try:
        assert detect_format(path) in {row.kind for row in FORMATS}
    except BelgiError as error:
        assert error.slug in {"damaged", "two-kinds"}
