"""What the running tables and the journals say after a document's life."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.accounts import DocumentKind, ExemplarState, Permit
from models.errors import RefusedError
from models.events import EventKind
from models.settings import Body
from pipeline.register import queries
from pipeline.register.balance import Line, balance
from pipeline.register.entries import Item, Void
from pipeline.register.journals import export_journals
from pipeline.register.store import Register
from tests.pipeline.register.build_office import (
    LATER,
    NOW,
    SENDER,
    consent_event,
    copy_wish,
    entry,
    event,
    take_in,
    wish,
)

DAY = timedelta(days=1)
TOMORROW = NOW + DAY


@pytest.fixture
def lived(register: Register) -> Register:
    """A document with five copies of which only one is left, and a void number."""
    (number,) = take_in(register, ["=cmd|' /C calc'!A0.pdf"])
    register.record([consent_event(number, copies=9)], at=NOW)
    copies = register.reserve(
        [copy_wish(number, slot, "К-1") for slot in range(6)], at=NOW, batch="c1"
    )
    register.complete([entry(one, EventKind.COPIED) for one in copies[:5]], at=NOW)
    register.void([Void(number=number, copy=6, reason="no-place")], at=NOW)
    (void,) = register.reserve([wish("broken")], at=NOW, batch="b1")
    register.void([Void(number=void.number, reason="damaged")], at=NOW)
    register.reserve([wish("pending")], at=NOW, batch="b1")
    persons = {"act": "А-7", "persons": ["Первый", "Вторая"], "missing": ["/gone"]}
    person = {"person": "Айгуль", "need": "переговоры"}
    register.record(
        [
            event(EventKind.HANDED_OUT, number, 1, data=dict(person)),
            event(EventKind.HANDED_OUT, number, 5, data=dict(person)),
            event(EventKind.TAKEN_BACK, number, 5, data={"person": "Айгуль"}),
            event(EventKind.RETURNED, number, 2, at=TOMORROW),
            event(EventKind.DESTROYED, number, 3, at=TOMORROW, data=dict(persons)),
            event(EventKind.TRANSFERRED, number, 4, at=TOMORROW),
            event(EventKind.SPOILED, number, 5, at=TOMORROW),
        ],
        at=TOMORROW,
    )
    return register


def test_the_rules_see_the_document_as_it_is(lived: Register) -> None:
    with lived.reading() as connection:
        account = queries.account(connection, "1с/2026", lived.scale)

    assert account is not None
    assert account.kind is DocumentKind.RECEIVED
    assert account.degree.slug == "secret"
    assert account.givers == (SENDER,)
    assert account.purposes == ("переговоры",)
    assert account.received_on == date(2026, 11, 22)
    assert [(one.copy, one.state, one.holder) for one in account.exemplars] == [
        (None, ExemplarState.IN_HAND, None),
        (1, ExemplarState.IN_HAND, "Айгуль"),
        (2, ExemplarState.RETURNED, None),
        (3, ExemplarState.DESTROYED, None),
        (4, ExemplarState.TRANSFERRED, None),
        (5, ExemplarState.SPOILED, None),
        (6, ExemplarState.SPOILED, None),
    ]


@pytest.mark.parametrize("number", ["2с/2026", "3с/2026", "99с/2026"])
def test_void_pending_and_unknown_numbers(lived: Register, number: str) -> None:
    with lived.reading() as connection:
        account = queries.account(connection, number, lived.scale)

    assert (account.void if account else None) == (
        True if number == "2с/2026" else None
    )


def test_running_tables_equal_what_the_events_say(lived: Register) -> None:
    assert lived.verify().is_sound
    lived.rebuild()
    assert lived.verify().is_sound


@pytest.mark.parametrize(
    ("day", "total"),
    [
        pytest.param(NOW - DAY, Line(number=None), id="before anything"),
        pytest.param(
            NOW,
            Line(number=None, issued=8, in_hand=6, spoiled=2, pending=1),
            id="first day",
        ),
        pytest.param(
            TOMORROW,
            Line(
                number=None,
                issued=8,
                in_hand=2,
                returned=1,
                destroyed=1,
                transferred=1,
                spoiled=3,
                pending=1,
            ),
            id="second day",
        ),
    ],
)
def test_the_balance_of_any_day_is_even(
    lived: Register, day: datetime, total: Line
) -> None:
    with lived.reading() as connection:
        sums = balance(connection, day.date())

    assert sums.total == total
    assert sums.is_even


def test_a_day_ends_by_the_office_s_clock(register: Register) -> None:
    from zoneinfo import ZoneInfo

    take_in(register, ["a"], at=datetime(2026, 11, 22, 20, 0, tzinfo=UTC))

    with register.reading() as connection:
        there = balance(connection, date(2026, 11, 22), zone=ZoneInfo("Asia/Almaty"))
        utc = balance(connection, date(2026, 11, 22))

    assert (there.total.issued, utc.total.issued) == (0, 1)


def test_an_exemplar_that_ended_without_being_issued_is_uneven(
    register: Register,
) -> None:
    (number,) = take_in(register, ["a"])
    register.record([event(EventKind.DESTROYED, number, 7)], at=NOW)

    with register.reading() as connection:
        assert not balance(connection, NOW.date()).is_even


def test_consents_people_and_contracts_come_back(register: Register) -> None:
    (number,) = take_in(register, ["a"])
    register.record(
        [
            consent_event(
                number,
                "К-2",
                permits=["release", "copy"],
                recipient={"party": "RU", "name": "Ведомство"},
                degree="top-secret",
                until="2026-12-31",
            ),
            event(
                EventKind.PERSON_ADDED,
                data={
                    "name": "Айгуль",
                    "clearance": "secret",
                    "until": "2027-01-01",
                    "post": "переводчик",
                },
            ),
            event(
                EventKind.CONTRACT_ADDED,
                data={
                    "reference": "Д-1",
                    "items": [{"item": "схема", "degree": "secret", "file": "a.pdf"}],
                },
            ),
        ],
        at=NOW,
    )

    with register.reading() as connection:
        (consent,) = queries.list_consents(connection, register.scale, reference="К-2")
        (person,) = queries.list_people(connection, register.scale)
        contract = queries.find_contract(connection, "Д-1", register.scale)

    assert consent.permits == (Permit.RELEASE, Permit.COPY)
    assert consent.recipient == Body(party="RU", name="Ведомство")
    assert consent.degree == register.scale["top-secret"]
    assert (consent.given_on, consent.until) == (
        date(2026, 11, 20),
        date(2026, 12, 31),
    )
    assert (person.name, person.until) == ("Айгуль", date(2027, 1, 1))
    assert contract is not None
    assert contract.items[0].degree == register.scale["secret"]


def test_duties_fall_due_and_are_fulfilled(register: Register) -> None:
    (number,) = take_in(register, ["a"])
    due = {"duty": "confirm-receipt", "until": "2026-12-02", "body": "BY:X"}
    later = {**due, "until": "2026-12-01"}
    (first, second) = register.record(
        [
            event(EventKind.FELL_DUE, number, data=dict(due)),
            event(EventKind.FELL_DUE, number, data=dict(later)),
        ],
        at=NOW,
    )
    with register.reading() as connection:
        both = queries.list_duties(connection)
    register.record(
        [event(EventKind.FULFILLED, number, data={"due": first.seq})], at=LATER
    )

    with register.reading() as connection:
        left = queries.list_duties(connection)
    assert [duty.seq for duty in both] == [second.seq, first.seq]
    assert [duty.seq for duty in left] == [second.seq]


def test_a_changed_degree_follows_with_its_carriers(register: Register) -> None:
    (number,) = take_in(register, ["a"])
    carriers = [{"copy": None, "sha256_out": "new", "output": "/new.pdf"}]
    register.record(
        [
            event(
                EventKind.DEGREE_CHANGED,
                number,
                data={"degree": "top-secret", "carriers": carriers},
            ),
            event(EventKind.DECLASSIFIED, number, data={}),
        ],
        at=NOW,
    )

    with register.reading() as connection:
        account = queries.account(connection, number, register.scale)
        (found,) = queries.find_output(connection, "new")
    assert account is not None
    assert (account.degree.slug, account.declassified) == ("top-secret", True)
    assert (found.number, found.output) == (number, "/new.pdf")
    assert register.verify().is_sound


def test_held_carriers_wait_until_somebody_decides(register: Register) -> None:
    held = Item(
        batch="b1", file="a.pdf", ending="held", sha256="x", reasons=("conflict",)
    )
    listed = Item(batch="b1", file="b.pdf", ending="not_secret", sha256="y", reasons=())
    with register.writing(at=NOW) as desk:
        desk.put_items([held, listed])
    with register.reading() as connection:
        (waiting,) = queries.list_items(connection, waiting=True)
    (number,) = take_in(register, ["a.pdf"])
    with register.writing(at=LATER) as desk:
        desk.decide(waiting, number=number, decision={"by": "Айгуль", "why": "ясно"})

    with register.reading() as connection:
        assert queries.list_items(connection, waiting=True) == ()
        (decided,) = queries.list_items(connection, ending="held")
    assert decided.number == number
    assert decided.decision == {"by": "Айгуль", "why": "ясно"}
    assert register.verify().is_sound


def test_rules_judged_inside_the_transaction_hold_when_it_is_written(
    register: Register, folder: Path
) -> None:
    (number,) = take_in(register, ["a"])
    register.record([consent_event(number, copies=1)], at=NOW)

    with register.writing(at=NOW) as desk:
        (consent,) = queries.list_consents(desk.connection, register.scale)
        assert consent.drawn == 0
        desk.reserve([copy_wish(number, 0, "К-1")], batch="c1")
        (consent,) = queries.list_consents(desk.connection, register.scale)
        assert consent.drawn == 1
        with pytest.raises(RefusedError):
            desk.reserve([copy_wish(number, 1, "К-1")], batch="c1")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_journals_are_written_for_people_and_programs(
    lived: Register, tmp_path: Path
) -> None:
    with lived.reading() as connection:
        written = export_journals(
            connection, tmp_path / "journals", office="Канцелярия", clock=NOW
        )

    names = ["incoming", "reproduction", "copies-by-holder", "destruction"]
    assert [path.name for path in written] == [
        f"{name}.{suffix}" for name in names for suffix in ("xlsx", "csv")
    ]
    rows = {name: read_csv(tmp_path / "journals" / f"{name}.csv") for name in names}
    assert [row["number"] for row in rows["incoming"]] == ["1с/2026", "2с/2026"]
    assert rows["incoming"][0]["sender"] == "BY: Министерство"
    assert rows["incoming"][1]["remarks"] == "damaged"
    head, *printed = list(
        load_workbook(tmp_path / "journals" / "incoming.xlsx").active.values
    )
    shown = [dict(zip(head, row, strict=True)) for row in printed]
    assert shown[1]["Примечание"] == "файл повреждён"
    assert {row["Степень"] for row in shown} == {"Секретно"}
    assert {row["Где"] for row in shown} == {"в наличии", "испорчен"}
    assert [row["copy"] for row in rows["reproduction"]] == list("123456")
    assert rows["reproduction"][0]["made_on"] == "2026-11-22"
    assert [(row["holder"], row["copy"]) for row in rows["copies-by-holder"]] == [
        ("", ""),
        ("Айгуль", "1"),
    ]
    (act,) = rows["destruction"]
    assert (act["act"], act["copy"], act["destroyed_on"]) == ("А-7", "3", "2026-11-23")
    assert (act["person_a"], act["person_b"], act["left"]) == ("Первый", "Вторая", "1")


def test_no_cell_of_a_journal_is_a_formula(lived: Register, tmp_path: Path) -> None:
    with lived.reading() as connection:
        export_journals(connection, tmp_path, office="=1+1", clock=NOW)

    text = (tmp_path / "incoming.csv").read_text(encoding="utf-8")
    assert ",'=cmd" in text
    book = load_workbook(tmp_path / "incoming.xlsx")
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize(
    ("copy", "state"),
    [(None, ExemplarState.IN_HAND), (1, ExemplarState.TRANSFERRED)],
    ids=["a permission moves nothing", "a copy that left is with us no more"],
)
def test_a_release(register: Register, copy: int | None, state: ExemplarState) -> None:
    (number,) = take_in(register, ["a"])
    (got,) = register.reserve([copy_wish(number, 0)], at=NOW, batch="c1")
    register.complete([entry(got, EventKind.COPIED)], at=NOW)
    register.record([event(EventKind.RELEASED, number, copy)], at=NOW)

    with register.reading() as connection:
        account = queries.account(connection, number, register.scale)
        sums = balance(connection, NOW.date())
    assert account is not None
    assert {one.state for one in account.exemplars} == {ExemplarState.IN_HAND, state}
    assert sums.is_even
    assert sums.total.transferred == (0 if copy is None else 1)


@pytest.mark.parametrize("name", ["a\udcff.pdf", "a\x00b.pdf", "\U0001f600\u202e.pdf"])
def test_any_file_name_can_be_recorded(register: Register, name: str) -> None:
    with register.writing(at=NOW) as desk:
        (got,) = desk.reserve([replace(wish("a"), file=name)], batch="b1")
        (again,) = desk.reserve([replace(wish("a"), file=name)], batch="b1")

    assert got == again
    assert register.verify().is_sound
