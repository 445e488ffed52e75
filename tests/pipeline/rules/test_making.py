"""Translate, copy, derive, joint: what the result bears, or why it may not be."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts import Account, ExemplarState, Permit, Person
from models.degrees import Degree
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.making import copy, derive, joint, translate
from tests.build_accounts import (
    DAY,
    GIVER,
    OFFICE,
    OTHER,
    PERSON,
    SECRET,
    SPECIAL,
    STANDING,
    THIRD,
    TOP,
    consent,
    gone,
    received,
)


def asked_to_translate(person: Person | None, account: Account) -> Ruling:
    return translate(account, translator=person, name="А. Оспанов", standing=STANDING)


@pytest.mark.parametrize("degree", [SECRET, TOP])
def test_a_translation_bears_the_mark_of_its_original(degree: Degree) -> None:
    ruling = asked_to_translate(PERSON, received(degree=degree))

    assert ruling == Permitted(
        article="6(1)", degree=degree, effects=(Effect.ADD_MARK,)
    )


@pytest.mark.parametrize(
    ("person", "degree", "slug"),
    [
        (None, SECRET, "no-clearance"),
        (PERSON, SPECIAL, "clearance-too-low"),
        (
            Person(name="А", clearance=TOP, until=date(2026, 11, 21)),
            SECRET,
            "clearance-expired",
        ),
    ],
)
def test_a_translator_needs_a_clearance(
    person: Person | None, degree: Degree, slug: str
) -> None:
    ruling = asked_to_translate(person, received(degree=degree))

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == (slug, "4.2")


def test_a_clearance_holds_on_its_last_day() -> None:
    person = Person(name="А", clearance=SECRET, until=DAY)

    assert isinstance(asked_to_translate(person, received()), Permitted)


MAKERS: dict[str, Callable[[Account], Ruling]] = {
    "translate": lambda account: asked_to_translate(PERSON, account),
    "copy": lambda account: copy(
        account, copies=1, consents=[consent()], standing=STANDING
    ),
    "derive": lambda account: derive([account], degree=None, standing=STANDING),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    ("account", "slug"),
    [
        (gone(ExemplarState.DESTROYED), "destroyed"),
        (gone(ExemplarState.RETURNED), "returned"),
        (gone(ExemplarState.TRANSFERRED), "transferred"),
        (gone(ExemplarState.SPOILED), "spoiled"),
        (received(void=True), "void"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_made_of_what_is_gone(
    make: Callable[[Account], Ruling], account: Account, slug: str
) -> None:
    ruling = make(account)

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


def test_a_copy_bears_the_mark_of_its_original_and_draws_on_the_consent() -> None:
    ruling = copy(received(), copies=3, consents=[consent()], standing=STANDING)

    assert ruling == Permitted(
        article="6(1)",
        degree=SECRET,
        effects=(Effect.ADD_MARK, Effect.DRAW_CONSENT),
        draws=(("7/15", 3),),
    )


@pytest.mark.parametrize("copies", [0, -1])
def test_no_copies_are_no_copies(copies: int) -> None:
    ruling = copy(received(), copies=copies, consents=[consent()], standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == "no-copies"


@pytest.mark.parametrize(
    ("degrees", "asked", "decided"),
    [
        ((SECRET,), None, SECRET),
        ((SECRET, TOP), None, TOP),
        ((SECRET, TOP), SPECIAL, SPECIAL),
        ((TOP,), TOP, TOP),
        ((SECRET, TOP), SECRET, None),
        ((SPECIAL,), SECRET, None),
    ],
)
def test_a_derived_mark_is_not_lower(
    degrees: tuple[Degree, ...], asked: Degree | None, decided: Degree | None
) -> None:
    sources = [received(degree=degree) for degree in degrees]

    ruling = derive(sources, degree=asked, standing=STANDING)

    if decided is None:
        assert isinstance(ruling, Refused)
        assert (ruling.slug, ruling.article) == ("below-source", "6(1)")
    else:
        assert isinstance(ruling, Permitted)
        assert ruling.degree == decided


def test_a_declassified_source_asks_for_no_mark() -> None:
    sources = [received(degree=SPECIAL, declassified=True), received()]

    ruling = derive(sources, degree=None, standing=STANDING)

    assert isinstance(ruling, Permitted)
    assert ruling.degree == SECRET


@pytest.mark.parametrize(
    ("sources", "slug"),
    [([], "no-source"), ([received(declassified=True)], "no-degree")],
)
def test_a_derived_document_needs_a_degree(sources: list[Account], slug: str) -> None:
    ruling = derive(sources, degree=None, standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


def test_a_degree_that_our_party_lacks_is_refused() -> None:
    ruling = derive([received()], degree=Degree(9, "cosmic"), standing=STANDING)

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == ("no-equivalent", "2")


def asked_joint(**changes: object) -> Ruling:
    facts: dict[str, object] = {
        "partner": GIVER,
        "degree": TOP,
        "reference": "5",
        "recorded": None,
        "sources": [],
        "standing": STANDING,
    }
    return joint(**facts | changes)  # type: ignore[arg-type]


def test_a_joint_document_bears_what_both_agreed() -> None:
    assert asked_joint() == Permitted(
        article="6(3)",
        degree=TOP,
        effects=(Effect.ADD_MARK, Effect.RECORD_CONSENT),
    )


def test_a_recorded_letter_is_not_recorded_again() -> None:
    letter = consent(Permit.CHANGE_DEGREE, number=None, degree=TOP)

    ruling = asked_joint(recorded=letter)

    assert isinstance(ruling, Permitted)
    assert ruling.effects == (Effect.ADD_MARK,)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"reference": None}, "no-consent"),
        ({"partner": THIRD}, "not-the-other-party"),
        ({"partner": OFFICE}, "not-the-other-party"),
        ({"sources": [received(degree=SPECIAL)]}, "below-source"),
    ],
    ids=["no-letter", "third", "ourselves", "below"],
)
def test_a_joint_document_is_refused(changes: dict[str, object], slug: str) -> None:
    ruling = asked_joint(**changes)

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"giver": OTHER}, "consent-giver"),
        ({"number": "99с/2026"}, "consent-document"),
        ({"permits": (Permit.COPY,)}, "consent-operation"),
        ({"degree": SECRET}, "consent-degree"),
        ({"until": date(2026, 11, 21)}, "consent-expired"),
        ({"given_on": date(2026, 11, 23)}, "consent-not-yet"),
    ],
)
def test_a_letter_about_something_else_is_no_agreement(
    changes: dict[str, object], slug: str
) -> None:
    facts = {"number": None, "degree": TOP} | changes
    letter = consent(Permit.CHANGE_DEGREE, **facts)

    ruling = asked_joint(recorded=letter)

    assert isinstance(ruling, Refused)
    assert (ruling.slug, ruling.article) == (slug, "6(3)")


def test_a_body_named_otherwise_is_another_body() -> None:
    ruling = asked_joint(
        partner=Body(party="BY", name="Иное"),
        recorded=consent(Permit.CHANGE_DEGREE, number=None),
    )

    assert isinstance(ruling, Refused)
    assert ruling.slug == "consent-giver"


@given(
    degrees=st.lists(st.sampled_from([SECRET, TOP, SPECIAL]), min_size=1, max_size=5),
    asked=st.none() | st.sampled_from([SECRET, TOP, SPECIAL]),
    declassified=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_a_derived_mark_is_never_below_a_secret_source(
    degrees: list[Degree], asked: Degree | None, declassified: list[bool]
) -> None:
    sources = [
        received(degree=degree, declassified=lifted)
        for degree, lifted in zip(degrees, declassified, strict=False)
    ]

    ruling = derive(sources, degree=asked, standing=STANDING)

    floors = [source.degree for source in sources if not source.declassified]
    if isinstance(ruling, Permitted):
        assert ruling.degree is not None
        assert all(ruling.degree >= floor for floor in floors)
    else:
        assert asked is None or asked < max(floors)
