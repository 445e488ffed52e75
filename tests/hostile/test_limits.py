"""Every limit that an office can set is what ends a file that asks for more."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from email.message import EmailMessage
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import examine
from tests.build_docx import build_docx, paragraph
from tests.build_letters import letter_bytes

BY_CLOCK = {"page_time_s", "document_time_s", "memory_bytes"}
"""Kept by the pool, and tried in ``tests/pipeline/work``."""
OF_LISTINGS = {"listed_entries", "listing_bytes", "listing_time_s"}
"""Of places elsewhere, and tried in ``tests/end_to_end/test_remote_dossier.py``."""


def _letter(path: Path) -> None:
    path.write_bytes(letter_bytes())


def _two_pages(path: Path) -> None:
    with pikepdf.open(BytesIO(letter_bytes())) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(path)


def _pieces(path: Path) -> None:
    """A page whose content comes in three streams."""
    with pikepdf.open(BytesIO(letter_bytes())) as pdf:
        page = pdf.pages[0].obj
        more = [pdf.make_indirect(pikepdf.Stream(pdf, b"q Q")) for _ in range(2)]
        page.Contents = Array([page.Contents, *more])
        pdf.save(path)


def _annotated(path: Path) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=Array([9, 9, 20, 20]),
        Contents=pikepdf.String("x"),
    )
    with pikepdf.open(BytesIO(letter_bytes())) as pdf:
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note) for _ in range(3)])
        pdf.save(path)


def _picture(path: Path) -> None:
    Image.new("L", (30, 20), 255).save(path)


def _document(path: Path) -> None:
    media = {"word/media/picture.bin": bytes(2 << 20)}
    build_docx(path, paragraph("Секретно"), extra=media)


def _mail(path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("ничего")
    message.add_alternative("<p>ничего</p>", subtype="html")
    path.write_bytes(message.as_bytes())


def _members(path: Path) -> int:
    return len(zipfile.ZipFile(path).infolist())


def _unpacked(path: Path) -> int:
    return sum(member.file_size for member in zipfile.ZipFile(path).infolist())


def _ratio(path: Path) -> int:
    members = zipfile.ZipFile(path).infolist()
    return max(-(-one.file_size // one.compress_size) for one in members)


def _size(path: Path) -> int:
    return path.stat().st_size


def _objects(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.get_xref_table())


def _exactly(count: int, _: Path) -> int:
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, and what it asks of one limit."""

    name: str
    make: Callable[[Path], None]
    asks: Callable[[Path], int]
    suffix: str


CASES = (
    Case(name="file_bytes", make=_letter, asks=_size, suffix=".pdf"),
    Case(name="pages", make=_two_pages, asks=partial(_exactly, 2), suffix=".pdf"),
    Case(name="page_pixels", make=_picture, asks=partial(_exactly, 600), suffix=".png"),
    Case(name="unpacked_bytes", make=_document, asks=_unpacked, suffix=".docx"),
    Case(name="unpack_ratio", make=_document, asks=_ratio, suffix=".docx"),
    Case(name="zip_members", make=_document, asks=_members, suffix=".docx"),
    Case(name="xml_depth", make=_document, asks=partial(_exactly, 5), suffix=".docx"),
    Case(name="pdf_objects", make=_letter, asks=_objects, suffix=".pdf"),
    Case(name="page_streams", make=_pieces, asks=partial(_exactly, 3), suffix=".pdf"),
    Case(
        name="page_annotations",
        make=_annotated,
        asks=partial(_exactly, 3),
        suffix=".pdf",
    ),
    # Before a mail is parsed, its lines that begin parts and name kinds are counted.
    Case(name="mail_parts", make=_mail, asks=partial(_exactly, 6), suffix=".eml"),
)


def _reasons(path: Path, limits: Limits) -> tuple[Outcome, tuple[str, ...]]:
    examined = examine(path, agreement="kz-by", sender=None, limits=limits)
    return examined.verdict.outcome, examined.verdict.reasons


def test_every_limit_is_tried() -> None:
    """A limit that nothing counts would be a promise nobody keeps."""
    names = {field.name for field in fields(Limits)}

    assert names == {case.name for case in CASES} | BY_CLOCK | OF_LISTINGS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_that_asks_for_more_is_not_read(case: Case, tmp_path: Path) -> None:
    """At the limit a file is read as it is without one; above it, it never passes."""
    path = tmp_path / f"file{case.suffix}"
    case.make(path)
    asked = case.asks(path)
    usual = _reasons(path, replace(Limits(), unpack_ratio=10**6))

    wide = replace(Limits(), unpack_ratio=10**6)
    at_limit = _reasons(path, replace(wide, **{case.name: asked}))
    outcome, reasons = _reasons(path, replace(wide, **{case.name: asked - 1}))

    assert at_limit == usual
    assert outcome in (Outcome.REVIEW, Outcome.UNREADABLE)
    assert {"too-large", "unreadable-page"} & set(reasons)
