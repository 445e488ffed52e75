"""Whatever holds a carrier is told to people in words."""

import re
from pathlib import Path

import pytest

from models import errors
from models.errors import InputError, OutputError
from pipeline.load_settings import ACTIVE_KINDS
from pipeline.reason_words import REASONS, reason_words
from pipeline.remark_words import RUSSIAN, remark
from pipeline.rules.intake import FAILING

ROOT = Path(__file__).parents[2]
OF_FILES = {
    error.slug
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, InputError | OutputError)
}


@pytest.mark.parametrize(
    "slug",
    sorted(OF_FILES | FAILING | {f"active-{kind}" for kind in ACTIVE_KINDS}),
)
def test_a_reason_has_words(slug: str) -> None:
    assert " " in reason_words(slug)


def test_words_are_words() -> None:
    """A sentence without a full stop, as it stands behind the slug."""
    assert all(" " in words and words[-1] != "." for words in REASONS.values())


def test_a_reason_without_words_stands_for_itself() -> None:
    assert reason_words("never-heard-of") == "never-heard-of"


NOTES = {"own-ground", "label-left-out", "sheet", "active:macro", "label:msip"}


@pytest.mark.parametrize(
    "slug",
    sorted(OF_FILES | set(REASONS) | NOTES | {f"active-{one}" for one in ACTIVE_KINDS}),
)
def test_a_journal_says_it_in_its_own_language(slug: str) -> None:
    english, russian = remark(slug, "en"), remark(slug, RUSSIAN)

    assert " " in english
    assert english.isascii()
    assert russian != slug
    assert any("а" <= letter <= "я" for letter in russian)


def test_each_note_that_stampers_leave_has_words() -> None:
    """Notes are written where they arise; this finds them in the code."""
    said = re.compile(
        r'(?:notes(?:\.append\(|\s*\+?=\s*[\[(]))"([a-z-]+)"|return \("([a-z-]+)",\)'
    )
    sources = [path.read_text("utf-8") for path in (ROOT / "stamps").glob("*.py")]
    found = {a or b for source in sources for a, b in said.findall(source)}

    assert len(found) > 10
    assert {note for note in found if remark(note, RUSSIAN) == note} == set()
