"""Degree, declassification, notices and purposes."""

import pytest

from models.accounts import Permit
from models.degrees import Degree
from models.events import Duty
from models.rulings import Effect, Permitted, Refused
from models.settings import Body
from pipeline.rules.changes import change_degree, declassify, notice, use
from tests.build_accounts import (
    COMPETENT,
    GIVER,
    OTHER,
    SECRET,
    STANDING,
    TOP,
    consent,
    joint_document,
    received,
)


def test_a_lower_degree_strikes_the_old_mark_and_is_told() -> None:
    letter = consent(Permit.CHANGE_DEGREE, degree=SECRET)

    ruling = change_degree(
        received(degree=TOP), degree=SECRET, consents=[letter], standing=STANDING
    )

    assert ruling == Permitted(
        article="6(3)",
        degree=SECRET,
        effects=(Effect.STRIKE_OLD_MARK, Effect.FOLLOW_TRANSLATIONS),
        duties=(Duty.NOTIFY_CHANGE,),
    )


def test_a_higher_degree_raises_what_was_derived() -> None:
    letter = consent(Permit.CHANGE_DEGREE, degree=TOP)

    ruling = change_degree(received(), degree=TOP, consents=[letter], standing=STANDING)

    assert isinstance(ruling, Permitted)
    assert Effect.RAISE_DERIVED in ruling.effects


@pytest.mark.parametrize(
    ("degree", "slug"),
    [(SECRET, "same-degree"), (Degree(9, "cosmic"), "no-equivalent")],
)
def test_a_change_that_is_none(degree: Degree, slug: str) -> None:
    ruling = change_degree(received(), degree=degree, consents=[], standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


def test_declassified_is_for_ever() -> None:
    account = received(declassified=True)

    for ruling in (
        change_degree(account, degree=TOP, consents=[], standing=STANDING),
        declassify(account, consents=[], standing=STANDING),
        notice(account, giver=GIVER, degree=None, standing=STANDING),
    ):
        assert isinstance(ruling, Refused)
        assert ruling.slug == "already-declassified"


def test_a_consent_to_another_degree_does_not_declassify() -> None:
    letter = consent(Permit.CHANGE_DEGREE, degree=SECRET)

    ruling = declassify(received(), consents=[letter], standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-operation"


@pytest.mark.parametrize("giver", [GIVER, COMPETENT])
@pytest.mark.parametrize("degree", [TOP, None])
def test_the_givers_notice_changes_our_record(
    giver: Body, degree: Degree | None
) -> None:
    ruling = notice(received(), giver=giver, degree=degree, standing=STANDING)

    assert isinstance(ruling, Permitted)
    assert ruling.degree == degree
    assert Effect.STRIKE_OLD_MARK in ruling.effects


def test_a_notice_of_somebody_else_changes_nothing() -> None:
    ruling = notice(received(), giver=OTHER, degree=None, standing=STANDING)

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == ("not-the-giver", "6(3)")


@pytest.mark.parametrize("account", [joint_document(), received(givers=(GIVER, OTHER))])
def test_one_body_cannot_change_what_several_made(account: object) -> None:
    ruling = notice(account, giver=GIVER, degree=None, standing=STANDING)  # type: ignore[arg-type]

    assert isinstance(ruling, Refused)
    assert ruling.slug == "joint-needs-both"


@pytest.mark.parametrize(
    ("purposes", "purpose", "permitted"),
    [
        (("Испытания",), "Испытания", True),
        (("Испытания",), " испытания  ", True),
        (("Испытания", "Отчёт"), "отчёт", True),
        (("Испытания",), "Публикация", False),
        ((), "Испытания", False),
    ],
)
def test_use_for_the_purpose_given(
    purposes: tuple[str, ...], purpose: str, permitted: bool
) -> None:
    ruling = use(
        received(purposes=purposes), purpose=purpose, consents=[], standing=STANDING
    )

    assert isinstance(ruling, Permitted) is permitted
    assert ruling.article == "4.1(4)"
