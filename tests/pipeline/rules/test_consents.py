"""Every failing of a consent has its own slug, and cites the article."""

from datetime import date, timedelta

import pytest

from models.accounts import Account, Consent, Permit
from models.rulings import Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.changes import change_degree, declassify, use
from pipeline.rules.making import copy
from pipeline.rules.movement import release
from tests.build_accounts import (
    COMPETENT,
    DAY,
    GIVER,
    OFFICE,
    OTHER,
    SECRET,
    SPECIAL,
    STANDING,
    THIRD,
    TOP,
    consent,
    joint_document,
    received,
)

OPERATIONS = {
    Permit.COPY: "6(4)",
    Permit.CHANGE_DEGREE: "6(3)",
    Permit.DECLASSIFY: "6(3)",
    Permit.RELEASE: "4.1(5)",
    Permit.PURPOSE: "4.1(4)",
}


def run(permit: Permit, account: Account, consents: list[Consent]) -> Ruling:
    """Ask the rule that needs this permit."""
    if permit is Permit.COPY:
        return copy(account, copies=2, consents=consents, standing=STANDING)
    if permit is Permit.CHANGE_DEGREE:
        return change_degree(account, degree=TOP, consents=consents, standing=STANDING)
    if permit is Permit.DECLASSIFY:
        return declassify(account, consents=consents, standing=STANDING)
    if permit is Permit.RELEASE:
        return release(account, to=THIRD, consents=consents, standing=STANDING)
    return use(account, purpose="Иное", consents=consents, standing=STANDING)


def good(permit: Permit, **changes: object) -> Consent:
    return consent(permit, **({"degree": TOP} | changes))


@pytest.mark.parametrize("permit", OPERATIONS)
def test_a_right_consent_permits(permit: Permit) -> None:
    assert isinstance(run(permit, received(), [good(permit)]), Permitted)


@pytest.mark.parametrize("permit", OPERATIONS)
def test_without_a_consent_it_is_refused(permit: Permit) -> None:
    ruling = run(permit, received(), [])

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == ("no-consent", OPERATIONS[permit])
    assert "BY:Министерство" in ruling.reason
    assert "belgi consent add" in ruling.reason


FAILINGS: dict[str, dict[str, object]] = {
    "consent-giver": {"giver": OTHER},
    "consent-document": {"number": "13с/2026"},
    "consent-operation": {"permits": (Permit.DESTROY,)},
    "consent-not-yet": {"given_on": DAY + timedelta(days=1)},
    "consent-expired": {"until": DAY - timedelta(days=1)},
}


@pytest.mark.parametrize("permit", OPERATIONS)
@pytest.mark.parametrize(("slug", "changes"), FAILINGS.items(), ids=FAILINGS)
def test_every_failing_is_told_apart(
    permit: Permit, slug: str, changes: dict[str, object]
) -> None:
    ruling = run(permit, received(), [good(permit, **changes)])

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == (slug, OPERATIONS[permit])
    assert "'7/15'" in ruling.reason


@pytest.mark.parametrize("permit", OPERATIONS)
def test_our_own_word_is_no_consent_of_theirs(permit: Permit) -> None:
    ruling = run(permit, received(), [good(permit, giver=OFFICE)])

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-giver"


@pytest.mark.parametrize("permit", OPERATIONS)
def test_a_consent_holds_on_its_last_day(permit: Permit) -> None:
    assert isinstance(run(permit, received(), [good(permit, until=DAY)]), Permitted)


@pytest.mark.parametrize("permit", OPERATIONS)
def test_the_competent_body_may_consent(permit: Permit) -> None:
    ruling = run(permit, received(), [good(permit, giver=COMPETENT)])

    assert isinstance(ruling, Permitted)


@pytest.mark.parametrize("permit", OPERATIONS)
def test_a_competent_body_counts_from_its_day(permit: Permit) -> None:
    early = good(permit, giver=COMPETENT, given_on=date(2019, 12, 31))

    ruling = run(permit, received(), [early])

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-giver"


def test_a_competent_body_speaks_for_its_own_party_alone() -> None:
    account = received(givers=(Body(party="RU", name="Кто-то"),))

    ruling = run(Permit.COPY, account, [good(Permit.COPY, giver=COMPETENT)])

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-giver"


def test_case_and_spacing_of_a_name_do_not_count() -> None:
    giver = Body(party="BY", name="  министерство ")

    ruling = run(Permit.COPY, received(), [good(Permit.COPY, giver=giver)])

    assert isinstance(ruling, Permitted)


@pytest.mark.parametrize(
    ("copies", "drawn", "permitted"),
    [(3, 1, True), (3, 2, False), (2, 0, True), (None, 0, False), (1, 0, False)],
)
def test_copies_are_counted(copies: int | None, drawn: int, permitted: bool) -> None:
    ruling = run(
        Permit.COPY, received(), [good(Permit.COPY, copies=copies, drawn=drawn)]
    )

    assert isinstance(ruling, Permitted) is permitted
    if isinstance(ruling, Refused):
        assert ruling.slug == "consent-spent"
    else:
        assert ruling.draws == (("7/15", 2),)


@pytest.mark.parametrize("degree", [None, SECRET, SPECIAL])
def test_the_new_degree_must_be_named(degree: object) -> None:
    ruling = run(
        Permit.CHANGE_DEGREE, received(), [good(Permit.CHANGE_DEGREE, degree=degree)]
    )

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-degree"


@pytest.mark.parametrize(
    ("recipient", "permitted"), [(None, True), (THIRD, True), (OTHER, False)]
)
def test_a_named_recipient_is_the_only_one(
    recipient: Body | None, permitted: bool
) -> None:
    ruling = run(
        Permit.RELEASE, received(), [good(Permit.RELEASE, recipient=recipient)]
    )

    assert isinstance(ruling, Permitted) is permitted
    if isinstance(ruling, Refused):
        assert ruling.slug == "consent-recipient"


def test_the_second_consent_serves_where_the_first_does_not() -> None:
    spent = good(Permit.COPY, drawn=3)
    fresh = good(Permit.COPY, reference="8/1")

    ruling = run(Permit.COPY, received(), [spent, fresh])

    assert isinstance(ruling, Permitted)
    assert ruling.draws == (("8/1", 2),)


def test_of_two_failing_consents_the_nearest_is_named() -> None:
    foreign = good(Permit.COPY, reference="1", giver=OTHER)
    spent = good(Permit.COPY, reference="2", drawn=3)

    ruling = run(Permit.COPY, received(), [spent, foreign])

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-spent"


@pytest.mark.parametrize("permit", OPERATIONS)
def test_every_giver_must_consent(permit: Permit) -> None:
    account = received(givers=(GIVER, OTHER))
    one = good(permit)
    both = [one, good(permit, giver=OTHER, reference="9")]

    refused = run(permit, account, [one])

    assert isinstance(refused, Refused)
    assert refused.slug == "consent-giver"
    assert isinstance(run(permit, account, both), Permitted)


@pytest.mark.parametrize("permit", [Permit.CHANGE_DEGREE, Permit.DECLASSIFY])
@pytest.mark.parametrize("alone", [GIVER, OFFICE])
def test_a_joint_degree_changes_only_by_both(permit: Permit, alone: Body) -> None:
    ours = good(permit, giver=OFFICE, reference="ours")
    theirs = good(permit, reference="theirs")

    refused = run(permit, joint_document(), [good(permit, giver=alone)])

    assert isinstance(refused, Refused)
    assert refused.slug == "consent-giver"
    assert isinstance(run(permit, joint_document(), [ours, theirs]), Permitted)


def test_our_own_document_needs_nobody() -> None:
    assert isinstance(run(Permit.COPY, received(givers=()), []), Permitted)
