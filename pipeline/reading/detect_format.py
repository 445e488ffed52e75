"""What kind of file is it? By its bytes; the name it came under says nothing.

Opens the file and looks at its first bytes, and for containers at the names of their
members; it reads no content.
"""

import re
import zipfile
import zlib
from pathlib import Path

from models.errors import CorruptInput
from pipeline.reading.shown_text import shows_otherwise

HEAD_BYTES = 4096
PDF_HEAD_BYTES = 1024
"""Readers look for ``%PDF-`` this far into a file (ISO 32000-1, Annex H, note 13)."""

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"{\\rtf", "rtf"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MSG_STREAM = "__properties_version1.0"
ENCRYPTED_STREAM = "EncryptedPackage"
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
PDF_OBJECT = re.compile(rb"(?:^|[\r\n])\d{1,10} \d{1,5} obj\b[^\0]{0,4096}?endobj\b")
"""An object of a PDF, which no letter has: its text is not what a page would show."""
MAIL_FIELDS = (
    *("received:", "from:", "return-path:", "message-id:", "mime-version:"),
    *("delivered-to:", "subject:", "date:", "to:", "x-mozilla-status:"),
)


def detect_format(path: Path) -> str:
    """Return the kind of a file, a row of the format table; ``other`` if unknown.

    Raises:
        CorruptInput: It is a container that cannot be opened, or two kinds at once, so
            that what we read is not what somebody else sees.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = _kind_of_head(head)
    if kind is not None:
        if b"%PDF-" in head[:PDF_HEAD_BYTES]:
            raise CorruptInput(
                "the file is a picture to some programs and a PDF to others",
                slug="two-kinds",
            )
        return kind
    if head.startswith(OLE):
        return _kind_of_ole(path)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _kind_of_zip(path)
    if b"%PDF-" in head[:PDF_HEAD_BYTES]:
        return "pdf"
    if head.lstrip().startswith(b"%PDF") or PDF_OBJECT.search(head):
        raise CorruptInput("the file is a PDF whose head is damaged")
    return _kind_of_text(head)


def _kind_of_head(head: bytes) -> str | None:
    """Return the kind that the first bytes alone tell, or None."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"BM") and len(head) > 14:
        return "bmp"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return None


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as container:
            names = set(container.namelist())
            if "mimetype" in names:
                with container.open("mimetype") as member:
                    mime = member.read(100).decode("ascii", "replace").strip()
                if mime in OPEN_DOCUMENT:
                    return OPEN_DOCUMENT[mime]
            return _kind_of_package(container, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise CorruptInput("the container is damaged") from error
    except (ValueError, EOFError, zlib.error) as error:
        raise CorruptInput("the container is damaged") from error


def _kind_of_package(container: zipfile.ZipFile, names: set[str]) -> str:
    lower = {name.lower().lstrip("/") for name in names}
    if "[content_types].xml" not in lower:
        return "zip"
    if any(name.startswith("word/") for name in lower):
        return "docm" if "word/vbaproject.bin" in lower else "docx"
    if any(name.startswith("xl/") for name in lower):
        return "xlsx"
    if any(name.startswith("ppt/") for name in lower):
        return "pptx"
    return "docx" if "_rels/.rels" in lower and "word.xml" in lower else "zip"


def _kind_of_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            if container.exists(MSG_STREAM):
                return "msg"
            if container.exists(ENCRYPTED_STREAM):
                return "docx"
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise CorruptInput("the container is damaged") from error
    return "ole"


def _kind_of_text(head: bytes) -> str:
    text = _decode(head)
    if text is None:
        return "other"
    first = text.lstrip("\ufeff").split("\n", 1)[0].lower()
    fields = sum(
        line.lower().startswith(MAIL_FIELDS) for line in text.splitlines()[:40]
    )
    if first.startswith(MAIL_FIELDS) and fields >= 2:
        return "eml"
    return "other" if shows_otherwise(text) else "txt"


def _decode(head: bytes) -> str | None:
    """Return the head as text, None where it is not text."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    if b"\x00" in head:
        return None
    for encoding in ("utf-8", "cp1251"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and error.start >= len(head) - 4:
                return head[: error.start].decode()
            continue
        controls = sum(ord(c) < 32 and c not in "\t\r\n\f\x1b" for c in text)
        return text if controls <= len(text) // 100 else None
    return None
