"""Transfer, release, people, return, destruction, breach, the Agreement's end."""

from dataclasses import replace
from datetime import date

import pytest

from models.accounts import Account, Exemplar, ExemplarState, Permit, Person
from models.degrees import Degree
from models.errors import ExitCode, RefusedError
from models.events import Duty
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.ending import breach, destroy, end_agreement
from pipeline.rules.movement import (
    hand_out,
    open_carrier,
    release,
    return_carrier,
    take_back,
    transfer,
)
from pipeline.rules.standing import require
from tests.build_accounts import (
    OFFICE,
    OTHER,
    PERSON,
    SECOND,
    SPECIAL,
    STANDING,
    THIRD,
    consent,
    gone,
    handed_out,
    received,
)


def asked_transfer(account: Account | None = None, **changes: object) -> Ruling:
    facts: dict[str, object] = {
        "copy": None,
        "to": OTHER,
        "channel": "courier",
        "confirmation": "11",
        "decision": "12",
        "standing": STANDING,
    }
    return transfer(account or received(), **facts | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", ["diplomatic", "courier", "agreed"])
def test_a_transfer_waits_for_its_receipt(channel: str) -> None:
    assert asked_transfer(channel=channel) == Permitted(
        article="5.1", duties=(Duty.AWAIT_RECEIPT,)
    )


@pytest.mark.parametrize(
    ("changes", "article", "slug"),
    [
        ({"confirmation": None}, "5.1", "no-confirmation"),
        ({"confirmation": " "}, "5.1", "no-confirmation"),
        ({"decision": None}, "5.2", "no-decision"),
        ({"channel": None}, "5.4", "no-channel"),
        ({"channel": "post"}, "5.4", "no-channel"),
        ({"to": THIRD}, "4.1(5)", "third-party"),
        ({"to": OFFICE}, "5.1", "not-the-other-party"),
        ({"copy": 7}, "6(2)", "no-such-copy"),
        ({"account": handed_out()}, "6(2)", "handed-out"),
        ({"account": gone(ExemplarState.DESTROYED)}, "6(4)", "destroyed"),
    ],
)
def test_a_transfer_is_refused(
    changes: dict[str, object], article: str, slug: str
) -> None:
    ruling = asked_transfer(**changes)  # type: ignore[arg-type]

    assert isinstance(ruling, Refused)
    assert (ruling.article, ruling.slug) == (article, slug)


def test_a_release_to_a_party_is_a_transfer() -> None:
    letter = consent(Permit.RELEASE)

    ruling = release(received(), to=OTHER, consents=[letter], standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == "not-a-third-party"


def asked_hand_out(account: Account | None = None, **changes: object) -> Ruling:
    facts: dict[str, object] = {
        "copy": None,
        "person": PERSON,
        "name": PERSON.name,
        "need": "Участник испытаний",
        "standing": STANDING,
    }
    return hand_out(account or received(), **facts | changes)  # type: ignore[arg-type]


def test_a_cleared_person_who_needs_it_gets_it() -> None:
    assert asked_hand_out() == Permitted(article="4.2")


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"person": None}, "no-clearance"),
        ({"account": received(degree=SPECIAL)}, "clearance-too-low"),
        (
            {"person": replace(PERSON, until=date(2026, 11, 21))},
            "clearance-expired",
        ),
        ({"need": None}, "no-need"),
        ({"need": ""}, "no-need"),
        ({"account": handed_out()}, "handed-out"),
        ({"account": gone(ExemplarState.DESTROYED)}, "destroyed"),
        ({"copy": 3}, "no-such-copy"),
    ],
)
def test_hand_out_is_refused(changes: dict[str, object], slug: str) -> None:
    ruling = asked_hand_out(**changes)  # type: ignore[arg-type]

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


def test_what_is_declassified_asks_for_no_clearance() -> None:
    account = received(declassified=True)

    assert isinstance(asked_hand_out(account, person=None), Permitted)


def test_take_back_what_somebody_has() -> None:
    assert isinstance(take_back(handed_out(), copy=None, standing=STANDING), Permitted)


def test_take_back_what_nobody_has() -> None:
    ruling = take_back(received(), copy=None, standing=STANDING)

    assert isinstance(ruling, Refused)
    assert ruling.slug == "not-handed-out"


@pytest.mark.parametrize(
    ("person", "degree", "slug"),
    [
        (PERSON, None, None),
        (None, None, "no-clearance"),
        (PERSON, SPECIAL, "clearance-too-low"),
    ],
)
def test_open_checks_the_person(
    person: Person | None, degree: Degree | None, slug: str | None
) -> None:
    account = received(degree=degree) if degree else received()

    ruling = open_carrier(account, person=person, name="А", standing=STANDING)

    assert (ruling.slug if isinstance(ruling, Refused) else None) == slug


def asked_return(account: Account, channel: str | None = "diplomatic") -> Ruling:
    return return_carrier(account, copy=None, channel=channel, standing=STANDING)


def test_a_return_is_told_to_the_giver() -> None:
    assert asked_return(received()) == Permitted(
        article="6(4)", duties=(Duty.NOTIFY_RETURN,)
    )


@pytest.mark.parametrize(
    ("account", "channel", "slug"),
    [
        (received(), None, "no-channel"),
        (received(givers=()), "courier", "not-received"),
        (handed_out(), "courier", "handed-out"),
        (gone(ExemplarState.RETURNED), "courier", "returned"),
    ],
)
def test_a_return_is_refused(account: Account, channel: str | None, slug: str) -> None:
    ruling = asked_return(account, channel)

    assert isinstance(ruling, Refused)
    assert ruling.slug == slug


def asked_destroy(account: Account | None = None, **changes: object) -> Ruling:
    facts: dict[str, object] = {
        "copies": [None],
        "act": "4",
        "people": [(PERSON.name, PERSON), (SECOND.name, SECOND)],
        "standing": STANDING,
    }
    return destroy(account or received(), **facts | changes)  # type: ignore[arg-type]


def test_two_people_destroy_and_the_giver_is_told() -> None:
    assert asked_destroy() == Permitted(
        article="6(4)",
        effects=(Effect.ERASE, Effect.MAKE_ACT),
        duties=(Duty.NOTIFY_DESTRUCTION,),
    )


@pytest.mark.parametrize(
    ("changes", "article", "slug"),
    [
        ({"people": []}, "6(4)", "two-people"),
        ({"people": [("А", PERSON)]}, "6(4)", "two-people"),
        ({"people": [("А", PERSON), (" а ", PERSON)]}, "6(4)", "two-people"),
        ({"people": [("А", PERSON), ("Б", None)]}, "4.2", "no-clearance"),
        ({"act": None}, "6(4)", "no-act"),
        ({"copies": [None, 5]}, "6(2)", "no-such-copy"),
        ({"account": gone(ExemplarState.DESTROYED)}, "6(4)", "destroyed"),
        ({"account": handed_out()}, "6(2)", "handed-out"),
    ],
)
def test_a_destruction_is_refused(
    changes: dict[str, object], article: str, slug: str
) -> None:
    ruling = asked_destroy(**changes)  # type: ignore[arg-type]

    assert isinstance(ruling, Refused)
    assert (ruling.article, ruling.slug) == (article, slug)


def test_one_copy_of_many_is_destroyed() -> None:
    account = received(
        exemplars=(Exemplar(copy=None, holder="В"), Exemplar(copy=1), Exemplar(copy=2))
    )

    assert isinstance(asked_destroy(account, copies=[2]), Permitted)


@pytest.mark.parametrize("account", [received(), gone(ExemplarState.DESTROYED)])
def test_a_breach_is_always_entered(account: Account) -> None:
    ruling = breach(account, what="Утрачен лист", standing=STANDING)

    assert isinstance(ruling, Permitted)
    assert ruling.effects == (Effect.REPORT_HISTORY,)
    assert ruling.duties == (Duty.NOTIFY_BREACH,)


def test_a_breach_says_what_happened() -> None:
    ruling = breach(received(), what=" ", standing=STANDING)

    assert isinstance(ruling, Refused)
    assert (ruling.article, ruling.slug) == ("11", "no-words")


def test_the_end_of_the_agreement_sets_nothing_free() -> None:
    agreement = replace(STANDING.agreement, ended_on=date(2026, 1, 1))
    ended = replace(STANDING, agreement=agreement)

    assert end_agreement(STANDING) == Permitted(article="14(4)")
    ruling = release(received(), to=THIRD, consents=[], standing=ended)
    assert isinstance(ruling, Refused)
    assert ruling.slug == "no-consent"


def test_an_agreement_cannot_end_before_it_began() -> None:
    early = replace(STANDING, day=date(2009, 1, 1))

    ruling = end_agreement(early)

    assert isinstance(ruling, Refused)
    assert ruling.slug == "before-start"


def test_a_refusal_becomes_an_error_with_article_and_code() -> None:
    ruling = return_carrier(received(), copy=None, channel=None, standing=STANDING)

    with pytest.raises(RefusedError, match=r"\(article 5\.4\)") as refused:
        require(ruling)

    assert refused.value.exit_code is ExitCode.REFUSED
    assert (refused.value.article, refused.value.slug) == ("5.4", "no-channel")


def test_what_is_permitted_passes() -> None:
    permitted = Permitted(article="4.2")

    assert require(permitted) is permitted


def test_a_body_of_our_own_party_is_no_giver() -> None:
    own = received(givers=(Body(party="KZ", name="Иное"),))

    assert isinstance(asked_return(own), Refused)
