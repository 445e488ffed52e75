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
    ],
)
def test_bytes_tell_the_kind(tmp_path, content, kind):
    path = tmp_path / "name.of-no-meaning"
    path.write_bytes(content)

    assert detect_format(path) == kind


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
