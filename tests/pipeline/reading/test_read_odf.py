"""OpenDocument: what is shown is read where it stands, the rest is doubt."""

import zipfile
from pathlib import Path

import pytest

from models.documents import Source
from models.errors import EncryptedInput
from tests.pipeline.reading.read_made import MARK, marks, read_kind

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

    reading = read_kind(build_odt(tmp_path / "a.odt", body, master), "odt")

    assert marks(reading) == expected
    assert reading.problems == ()


def test_a_header_that_is_switched_off_is_doubt(tmp_path: Path) -> None:
    master = (
        f'<style:header style:display="false"><text:p>{MARK}</text:p></style:header>'
    )

    reading = read_kind(
        build_odt(tmp_path / "a.odt", "<text:p>x</text:p>", master), "odt"
    )

    assert reading.problems == ("mark-not-in-force",)


def test_struck_open_document_text_is_known(tmp_path: Path) -> None:
    body = f'<text:p><text:span text:style-name="T1">{MARK}</text:span></text:p>'

    reading = read_kind(build_odt(tmp_path / "a.odt", body), "odt")

    assert reading.pages[0].lines[0].words[0].struck


def test_an_encrypted_open_document_is_named_as_such(tmp_path: Path) -> None:
    path = build_odt(tmp_path / "a.odt", "", manifest="<manifest:encryption-data/>")

    with pytest.raises(EncryptedInput):
        read_kind(path, "odt")
