"""Word documents from outside: what acts is reported, what is broken is refused."""

import zipfile
from pathlib import Path

import pytest

from models.errors import (
    CorruptInput,
    EmptyInput,
    EncryptedInput,
    InputError,
    LimitExceeded,
)
from models.settings import Limits
from pipeline.reading.read_docx import read_docx
from tests.build_docx import build_docx, paragraph
from tests.pipeline.reading.read_made import interest, read

ACTIVE = {
    "macro": ("word/vbaProject.bin", "macro"),
    "embedded": ("word/embeddings/sheet.xlsx", "embedded-file"),
    "activex": ("word/activeX/activeX1.bin", "activex"),
}


@pytest.mark.parametrize("case", ACTIVE)
def test_active_parts_are_reported(tmp_path: Path, case: str) -> None:
    name, slug = ACTIVE[case]

    reading = read(build_docx(tmp_path / "a.docx", paragraph("x"), extra={name: b"1"}))

    assert slug in reading.active_content


@pytest.mark.parametrize(
    ("target", "reported"),
    [("https://example.org/a.dotm", True), ("file:///C:\\Normal.dotm", False)],
    ids=["remote", "local"],
)
def test_remote_templates_are_reported(
    tmp_path: Path, target: str, reported: bool
) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="a" Type="http://x/attachedTemplate" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    extra = {"word/_rels/settings.xml.rels": rels.encode()}

    reading = read(build_docx(tmp_path / "a.docx", paragraph("x"), extra=extra))

    assert ("remote-template" in reading.active_content) == reported


def test_dde_is_reported(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:instrText> DDEAUTO cmd </w:instrText></w:r></w:p>"

    assert "dde" in read(build_docx(tmp_path / "a.docx", body)).active_content


def test_foreign_labels_are_reported(tmp_path: Path) -> None:
    guid = "03ef5274-90b8-4b3f-8a76-b4c36a43e904"
    custom = (
        f'<Properties xmlns="x"><property name="MSIP_Label_{guid}_Name"/>'
        '<property name="urn:bails:NationalSecurity:Policy:Name"/></Properties>'
    )
    extra = {"docProps/custom.xml": custom.encode()}

    reading = read(build_docx(tmp_path / "a.docx", paragraph("x"), extra=extra))

    assert [(label.scheme, label.name) for label in reading.labels] == [
        ("msip", guid),
        ("bails", "NationalSecurity"),
    ]


def test_an_embedded_document_forbids_unmarked(tmp_path: Path) -> None:
    body = '<w:altChunk r:id="x"/>'

    assert read(build_docx(tmp_path / "a.docx", body)).problems == (
        "embedded-document",
    )


def replaced(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="x">&b;</w:document>'
BROKEN = {
    "entities": (ENTITY, LimitExceeded),
    "not XML": (b"<w:document", CorruptInput),
    "zip bomb": (b"0" * 30_000_000, LimitExceeded),
    "too deep": (b"<a>" * 5000 + b"</a>" * 5000, LimitExceeded),
}


@pytest.mark.parametrize("case", BROKEN)
def test_hostile_parts_are_refused(tmp_path: Path, case: str) -> None:
    data, error = BROKEN[case]
    path = build_docx(tmp_path / "a.docx", paragraph("x"))
    replaced(path, "word/document.xml", data)

    with pytest.raises(error):
        read(path)


def test_more_parts_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = build_docx(tmp_path / "a.docx", paragraph("x"))

    with pytest.raises(LimitExceeded):
        read_docx(path, limits=Limits(zip_members=3), interest=interest)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyInput),
        (b"PK\x03\x04 and no more", CorruptInput),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, InputError),
    ],
    ids=["empty", "truncated", "old office"],
)
def test_what_is_no_package_is_refused(
    tmp_path: Path, data: bytes, error: type[InputError]
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)

    with pytest.raises(error):
        read(path)


def test_an_encrypted_member_is_named_as_such(tmp_path: Path) -> None:
    path = build_docx(tmp_path / "a.docx", paragraph("x"))
    data = bytearray(path.read_bytes())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(bytes(data))

    with pytest.raises(EncryptedInput):
        read(path)


def test_messages_hold_no_text_of_the_document(tmp_path: Path) -> None:
    path = build_docx(tmp_path / "a.docx", paragraph("x"))
    replaced(path, "word/document.xml", "<w:p>КАНАРЕЙКА</w:q>".encode())

    with pytest.raises(CorruptInput) as caught:
        read(path)

    assert "КАНАРЕЙКА" not in str(caught.value)
    assert caught.value.__cause__ is None
