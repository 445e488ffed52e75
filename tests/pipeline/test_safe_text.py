"""Names from outside: harmless on a terminal, in JSON and in a folder."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.safe_text import (
    FORBIDDEN,
    LIMIT_BYTES,
    RESERVED,
    safe_file_name,
    safe_for_terminal,
    safe_json,
)

ANY_TEXT = st.text(st.characters(), max_size=300)
"""Surrogates, control characters and unassigned ones included."""


def is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] != "C" and category not in ("Zl", "Zp")


@given(ANY_TEXT)
@example("\x1b]0;title\x07\x9b2J\u202egpj.exe\u2028\ufeff\udcff")
def test_nothing_unprintable_reaches_a_terminal(text):
    shown = safe_for_terminal(text)

    assert all(is_visible(character) for character in shown)
    assert len(shown) == len(text)


@given(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3))
@example({"file": "a\x9b31m\u202e\udcff\U000e0001\x7f"})
def test_json_keeps_its_value_and_shows_nothing_unprintable(value):
    line = safe_json(json.dumps(value, ensure_ascii=False))

    assert json.loads(line) == value
    assert all(is_visible(character) for character in line)
    line.encode()


def test_letters_stay_readable_in_json():
    assert safe_json('{"a": "Құпія № 3 «Ў»"}') == '{"a": "Құпія № 3 «Ў»"}'


@pytest.mark.parametrize(
    ("untrusted", "safe"),
    [
        pytest.param("../../etc/passwd", "passwd", id="dot-dot"),
        pytest.param("/etc/shadow", "shadow", id="absolute"),
        pytest.param(r"C:\Windows\system32\a.pdf", "a.pdf", id="windows-folders"),
        pytest.param("..", "_", id="two-dots"),
        pytest.param("", "_", id="empty"),
        pytest.param(".bashrc", "bashrc", id="hidden"),
        pytest.param("con.pdf", "_con.pdf", id="device"),
        pytest.param("LPT¹.docx", "_LPT¹.docx", id="device-superscript"),
        pytest.param("a\u202efdp.exe", "a_fdp.exe", id="right-to-left"),
        pytest.param("a\x1b[31m.pdf", "a_[31m.pdf", id="escape"),
        pytest.param("a\nb.pdf", "a b.pdf", id="newline"),
        pytest.param("a.pdf:stream", "a.pdf_stream", id="stream"),
        pytest.param("пи сьмо №5.pdf", "пи сьмо №5.pdf", id="ordinary"),
    ],
)
def test_file_names_become_safe(untrusted, safe):
    assert safe_file_name(untrusted) == safe


@given(ANY_TEXT)
@example("a" * 300 + ".pdf")
@example("қ" * 200 + ".docx")
@example("x." + "y" * 300)
def test_any_name_becomes_one_that_every_file_system_takes(text):
    name = safe_file_name(text)

    assert name
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert len(name.encode()) <= LIMIT_BYTES
    assert not set(name) & set(FORBIDDEN)
    assert not RESERVED.fullmatch(name)
    assert all(is_visible(character) for character in name)


@given(ANY_TEXT)
def test_a_safe_name_stays_as_it_is(text):
    once = safe_file_name(text)

    assert safe_file_name(once) == once
