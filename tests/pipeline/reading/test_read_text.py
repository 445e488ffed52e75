"""Plain text and mail: read in any encoding; code and attachments are doubt."""

import base64
import binascii
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.documents import Align, Source
from models.errors import CorruptInput
from tests.pipeline.reading.read_made import MARK, marks, read_kind


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"]
)
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = f"{' ' * 50}{MARK}\r\n\r\nОбычный текст письма о погоде и делах.\r\n"
    path.write_bytes(text.encode(encoding))

    reading = read_kind(path, "txt")

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

    assert read_kind(path, "txt").problems == ("unknown-encoding",)


def test_text_with_signs_of_code_alone_is_no_doubt(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("R&D; 5 % of 10 + 2 - 1 = 11, c:\\user\\x, \\u0041, &amp;\n")

    assert read_kind(path, "txt").problems == ()


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

    reading = read_kind(path, "txt")

    assert reading.problems == ("attachments",)
    assert reading.active_content == ("embedded-file",)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(256)) * 40)

    with pytest.raises(CorruptInput):
        read_kind(path, "txt")


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

    reading = read_kind(path, "eml")

    assert marks(reading) == [(0, Source.TEXT)]
    assert reading.problems == (("attachments",) if attached else ())
    assert reading.active_content == (("embedded-file",) if attached else ())


def test_remote_pictures_of_mail_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message(html='<p>x</p><img src="https://example.org/a.png">'))

    assert "remote-image" in read_kind(path, "eml").active_content
