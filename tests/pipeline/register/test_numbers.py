from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.accounts import DocumentKind
from models.errors import RefusedError, RegisterError
from models.events import EventKind
from pipeline.register import queries
from pipeline.register.entries import Void
from pipeline.register.store import Register
from tests.pipeline.register.build_office import (
    LATER,
    NOW,
    consent_event,
    copy_wish,
    entry,
    sha,
    take_in,
    wish,
)


def test_numbers_follow_each_other_with_the_suffix_of_the_degree(
    register: Register,
) -> None:
    wishes = [
        wish("a"),
        wish("b", "top-secret", "сс"),
        wish("c", "special-importance", "ов"),
    ]

    got = register.reserve(wishes, at=NOW, batch="b1")

    assert [one.number for one in got] == ["1с/2026", "2сс/2026", "3ов/2026"]


def test_the_sequence_begins_again_with_the_year(register: Register) -> None:
    take_in(register, ["a", "b"])
    next_year = datetime(2027, 1, 1, tzinfo=UTC)

    numbers = take_in(register, ["c"], batch="b2", at=next_year)

    assert numbers == ("1с/2027",)


def test_a_repeated_reservation_gets_the_same_number(register: Register) -> None:
    first = register.reserve([wish("a"), wish("b")], at=NOW, batch="b1")

    again = register.reserve([wish("b"), wish("c"), wish("a")], at=LATER, batch="b1")

    assert again[0] == first[1]
    assert again[1].number == "3с/2026"
    assert again[2] == first[0]


def test_a_wish_twice_in_one_call_takes_one_number(register: Register) -> None:
    got = register.reserve([wish("a"), wish("a")], at=NOW, batch="b1")

    assert got[0] == got[1]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"sha256": sha("changed")}, id="bytes"),
        pytest.param({"file": "z"}, id="name"),
        pytest.param({"kind": DocumentKind.DERIVED}, id="kind"),
        pytest.param({"slot": 1}, id="slot"),
    ],
)
def test_another_wish_takes_another_number(
    register: Register, other: dict[str, object]
) -> None:
    register.reserve([wish("a")], at=NOW, batch="b1")

    got = register.reserve(
        [replace(wish("a"), **other)],  # type: ignore[arg-type]
        at=NOW,
        batch="b1",
    )

    assert got[0].number == "2с/2026"


def test_a_finished_number_comes_back_with_its_entry(register: Register) -> None:
    take_in(register, ["a"])

    got = register.reserve([wish("a")], at=LATER, batch="b1")

    assert got[0].state == "done"
    assert got[0].data == {"file": "a.pdf", "pages": 3}


def test_completing_twice_with_the_same_bytes_adds_nothing(
    register: Register,
) -> None:
    got = register.reserve([wish("a")], at=NOW, batch="b1")
    register.complete([entry(got[0])], at=NOW)
    before = register.head()

    assert register.complete([entry(got[0])], at=LATER) == ()
    assert register.head() == before


def test_completing_with_other_bytes_is_refused(register: Register) -> None:
    got = register.reserve([wish("a")], at=NOW, batch="b1")
    register.complete([entry(got[0])], at=NOW)

    with pytest.raises(RegisterError, match="in_hand already") as caught:
        register.complete([entry(got[0], sha256_out=sha("other"))], at=NOW)
    assert caught.value.slug == "not-open"


def test_a_number_never_reserved_cannot_be_completed(register: Register) -> None:
    got = register.reserve([wish("a")], at=NOW, batch="b1")
    stranger = replace(entry(got[0]), number="99с/2026")
    before = register.head()

    with pytest.raises(RegisterError, match="never reserved"):
        register.complete([entry(got[0]), stranger], at=NOW)
    assert register.head() == before


def test_a_void_number_is_listed_with_its_reason_and_never_used_again(
    register: Register,
) -> None:
    got = register.reserve([wish("a")], at=NOW, batch="b1")
    register.void([Void(number=got[0].number, reason="damaged")], at=NOW)

    again = register.reserve([wish("a"), wish("b")], at=NOW, batch="b1")

    assert again[0].state == "void"
    assert again[1].number == "2с/2026"
    with register.reading() as connection:
        row = queries.document(connection, "1с/2026")
    assert row is not None
    assert (row.state, row.reason) == ("void", "damaged")


def test_a_void_number_cannot_be_completed(register: Register) -> None:
    got = register.reserve([wish("a")], at=NOW, batch="b1")
    register.void([Void(number=got[0].number, reason="damaged")], at=NOW)

    with pytest.raises(RegisterError, match="spoiled already"):
        register.complete([entry(got[0])], at=NOW)


def test_copies_count_on_and_draw_on_the_consent(register: Register) -> None:
    (number,) = take_in(register, ["a"])
    register.record([consent_event(number)], at=NOW)

    first = register.reserve(
        [copy_wish(number, slot, "К-1") for slot in (0, 1)], at=NOW, batch="c1"
    )
    second = register.reserve([copy_wish(number, 0, "К-1")], at=NOW, batch="c2")

    assert [(one.number, one.copy) for one in (*first, *second)] == [
        (number, 1),
        (number, 2),
        (number, 3),
    ]
    with register.reading() as connection:
        (consent,) = queries.list_consents(connection, register.scale, number=number)
    assert consent.drawn == 3


@pytest.mark.parametrize(
    ("reference", "copies", "wanted"),
    [
        pytest.param("К-1", 3, 4, id="more than left"),
        pytest.param("К-1", None, 2, id="no number of copies means one"),
        pytest.param("К-9", 3, 1, id="no such consent"),
    ],
)
def test_a_consent_is_never_overdrawn(
    register: Register, reference: str, copies: int | None, wanted: int
) -> None:
    (number,) = take_in(register, ["a"])
    register.record([consent_event(number, copies=copies)], at=NOW)
    wishes = [copy_wish(number, slot, reference) for slot in range(wanted)]
    before = register.head()

    with (
        pytest.raises(RefusedError, match=r"consent \(article 9\)\.$") as caught,
        register.writing(at=NOW) as desk,
    ):
        desk.reserve(wishes, batch="c1", article="9")

    assert caught.value.article == "9"
    assert register.head() == before


def test_a_consent_for_another_document_allows_nothing(register: Register) -> None:
    first, second = take_in(register, ["a", "b"])
    register.record([consent_event(first)], at=NOW)

    with pytest.raises(RefusedError, match=r"consent\.$") as caught:
        register.reserve([copy_wish(second, 0, "К-1")], at=NOW, batch="c1")

    assert caught.value.article is None


def test_a_repeated_copy_draws_once(register: Register) -> None:
    (number,) = take_in(register, ["a"])
    register.record([consent_event(number, copies=1)], at=NOW)
    wishes = [copy_wish(number, 0, "К-1")]
    first = register.reserve(wishes, at=NOW, batch="c1")
    register.complete([entry(first[0], EventKind.COPIED)], at=NOW)

    again = register.reserve(wishes, at=LATER, batch="c1")

    assert (again[0].copy, again[0].state) == (1, "done")


def test_nothing_is_written_when_the_work_fails(register: Register) -> None:
    before = register.head()

    with pytest.raises(ValueError, match="later"), register.writing(at=NOW) as desk:
        desk.reserve([wish("a")], batch="b1")
        raise ValueError("later")

    assert register.head() == before
    assert take_in(register, ["b"]) == ("1с/2026",)


def test_a_command_cut_short_is_resumed_and_a_finished_one_is_new(
    register: Register,
) -> None:
    with register.writing(at=NOW) as desk:
        first = desk.begin_batch("key", "intake", {"from": "BY"})
    with register.writing(at=LATER) as desk:
        resumed = desk.begin_batch("key", "intake", {"from": "other"})
        desk.end_batch(resumed.id)
    with register.writing(at=LATER + timedelta(hours=1)) as desk:
        new = desk.begin_batch("key", "intake")

    assert (resumed.id, resumed.resumed) == (first.id, True)
    assert resumed.data == {"from": "BY"}
    assert datetime.fromisoformat(resumed.begun_at) == NOW
    assert (new.run, new.resumed) == (2, False)
    assert new.id != first.id
