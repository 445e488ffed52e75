"""PDFs that cannot be stamped are refused, and say why; locks without a key open."""

from pathlib import Path

import pikepdf
import pytest

from models.errors import CorruptInput, EmptyInput, EncryptedInput
from stamps.on_pdf import stamp_pdf
from tests.build_pdf import add_page, make_plan, save


def test_an_empty_password_is_opened_and_noted(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, b"")
    lock = pikepdf.Encryption(owner="owner", user="")
    source = save(pdf, tmp_path / "in.pdf", encryption=lock)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert stamped.notes == ("empty-password",)
    with pikepdf.open(stamped.path) as output:
        assert not output.is_encrypted


def test_an_unknown_password_is_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, b"")
    lock = pikepdf.Encryption(owner="owner", user="user")
    source = save(pdf, tmp_path / "in.pdf", encryption=lock)

    with pytest.raises(EncryptedInput, match="password"):
        stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


def test_a_file_without_pages_is_refused(tmp_path: Path) -> None:
    source = save(pikepdf.new(), tmp_path / "in.pdf")

    with pytest.raises(EmptyInput, match="no pages"):
        stamp_pdf(source, tmp_path / "out.pdf", make_plan())


@pytest.mark.parametrize(
    "data", [b"not a pdf", b"%PDF-1.4\n%%EOF"], ids=["junk", "stub"]
)
def test_junk_is_refused(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(data)

    with pytest.raises(CorruptInput, match=r"in\.pdf"):
        stamp_pdf(source, tmp_path / "out.pdf", make_plan())
