"""The accompanying sheet: it names its carrier and bears the mark."""

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import LayoutError
from models.profile_file import load_profile
from stamps.code2d import parse, read_codes
from stamps.plan import Stamped
from stamps.sheet import make_sheet, printable
from stamps.wording import sheet_words
from tests.build_stamp_plan import make_plan

SHA256 = "0123456789abcdef" * 4


def made(target: Path, name: str = "письмо.msg", **words: str) -> Stamped:
    return make_sheet(
        target,
        make_plan(sheet_words=sheet_words(load_profile("BY")) | words),
        file_name=name,
        sha256=SHA256,
        size_bytes=12_345,
        pages=7,
    )


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == 1
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def test_sheet_names_file_hash_size_pages_mark_and_number(tmp_path: Path) -> None:
    stamped = made(tmp_path / "a.pdf", title="Сопроводительный лист")

    text = text_of(stamped.path)
    assert "sheet" in stamped.notes
    for word in ("Сопроводительный лист", "письмо.msg", "12345", "7", "Секретно"):
        assert word in text
    assert SHA256 in "".join(text.split())
    assert "Құпия · 12с/2026 · 1/1" in text


def test_sheet_bears_the_code(tmp_path: Path) -> None:
    stamped = made(tmp_path / "a.pdf")

    document = pypdfium2.PdfDocument(stamped.path)
    picture = document[0].render(scale=2).to_pil()
    document.close()
    (text,) = read_codes(picture)
    facts = parse(text)
    assert facts is not None
    assert (facts.number, facts.page, facts.pages) == ("12с/2026", 1, 1)


def test_equal_sheets_have_equal_bytes(tmp_path: Path) -> None:
    assert made(tmp_path / "a.pdf").sha256 == made(tmp_path / "b.pdf").sha256


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202etxt.exe", "a\\u{202E}txt.exe"),
        ("a\nb", "a\\u{000A}b"),
        ("你好.msg", "\\u{4F60}\\u{597D}.msg"),
        ("a\\u{0041}", "a\\u{005C}u{0041}"),
        ("Құпия ўІ.msg", "Құпия ўІ.msg"),
    ],
    ids=["right-to-left", "line-end", "no-letter", "escape", "our-letters"],
)
def test_names_are_shown_without_tricks(name: str, shown: str) -> None:
    assert printable(name, "sans") == shown


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_names_never_look_the_same(one: str, other: str) -> None:
    assert (printable(one, "sans") == printable(other, "sans")) == (one == other)


def test_long_names_are_broken_not_cut(tmp_path: Path) -> None:
    name = "я" * 200 + ".msg"

    text = text_of(made(tmp_path / "a.pdf", name).path)

    assert name in "".join(text.split())


def test_words_beyond_the_page_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        made(tmp_path / "a.pdf", accompanies="слово " * 2000)

    assert list(tmp_path.iterdir()) == []
