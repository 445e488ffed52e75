"""Degrees that a person may choose for a carrier that waits."""

import pytest

from models.degrees import Degree
from pipeline.held_choices import SETTLED, wrong_degree
from pipeline.reason_words import REASONS

SECRET, TOP, SPECIAL = (
    Degree(rank, slug)
    for rank, slug in ((1, "secret"), (2, "top-secret"), (3, "special-importance"))
)


@pytest.mark.parametrize(
    ("degree", "equivalents", "reasons", "slug"),
    [
        (TOP, (TOP,), ("active-macro",), None),
        (SECRET, (TOP,), ("active-macro",), "below-found"),
        (SPECIAL, (TOP,), ("active-macro",), "not-equivalent"),
        (SPECIAL, (TOP,), ("active-macro", "received-before"), "not-equivalent"),
        (SPECIAL, (TOP,), ("active-macro", "inventory-degree"), None),
        (SPECIAL, (TOP,), ("conflict",), None),
        (SECRET, (TOP,), ("conflict",), "below-found"),
        (SECRET, (TOP,), ("inventory-degree",), "below-found"),
        (SPECIAL, (TOP,), ("unread-picture",), None),
        (TOP, (SPECIAL, SECRET), ("choose-needed",), "not-equivalent"),
        (SECRET, (SPECIAL, SECRET), ("choose-needed",), None),
        (SPECIAL, (SPECIAL, SECRET), ("choose-needed",), None),
        (SECRET, (), ("no-equivalent",), "below-found"),
        (SPECIAL, (), ("no-equivalent",), None),
        (SECRET, (TOP,), ("low-confidence",), None),
        (SPECIAL, (TOP,), ("no-place",), "not-equivalent"),
    ],
)
def test_our_mark_is_the_equivalent_of_a_mark_that_is_certain(
    degree: Degree,
    equivalents: tuple[Degree, ...],
    reasons: tuple[str, ...],
    slug: str | None,
) -> None:
    """Article 6(1); a higher one only where the carrier may hold more."""
    wrong = wrong_degree(degree, TOP, equivalents, reasons)

    assert (wrong[2] if wrong else None) == slug


def test_the_settled_reasons_are_known_ones() -> None:
    assert set(REASONS) >= SETTLED
