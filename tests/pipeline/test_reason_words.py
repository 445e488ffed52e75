"""Whatever holds a carrier is told to people in words."""

import pytest

from models import errors
from models.errors import InputError, OutputError
from pipeline.load_settings import ACTIVE_KINDS
from pipeline.reason_words import REASONS, reason_words
from pipeline.rules.intake import FAILING

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
