"""What becomes of a received carrier."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.accounts import Contract, ContractItem, InventoryRow
from models.agreement_file import load_agreement
from models.degrees import Degree
from models.events import Duty
from models.outcomes import Outcome, Verdict
from models.profile_file import load_profile
from models.rulings import Permitted, Refused
from models.settings import Body
from pipeline.rules.intake import (
    Decision,
    Dossier,
    Fail,
    Hold,
    Listed,
    Mark,
    decide_intake,
    missing_rows,
    receive,
)
from pipeline.rules.standing import Standing
from stamps.wording import received_text
from tests.build_accounts import DAY, GIVER, OFFICE, SECRET, STANDING, THIRD, TOP
from tests.build_agreement import made_agreement

MARKED = Verdict(outcome=Outcome.MARKED, degree=SECRET, page_count=2)
UNMARKED = Verdict(outcome=Outcome.UNMARKED, page_count=2)
FROM_GIVER = Dossier(sender=GIVER)
LISTED = Dossier(sender=GIVER, has_inventory=True)


def decide(
    verdict: Verdict = MARKED,
    *,
    row: InventoryRow | None = None,
    active: tuple[str, ...] = (),
    dossier: Dossier = FROM_GIVER,
    standing: Standing = STANDING,
) -> Decision:
    return decide_intake(
        verdict,
        file="a.pdf",
        row=row,
        active=active,
        dossier=dossier,
        standing=standing,
    )


def stated(**fields: object) -> InventoryRow:
    return InventoryRow(file="a.pdf", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("degree", STANDING.agreement.degrees, ids=str)
def test_a_found_mark_gets_our_equivalent(degree: Degree) -> None:
    assert decide(replace(MARKED, degree=degree)) == Mark(degree=degree, found=degree)


def test_no_mark_is_held() -> None:
    assert decide(UNMARKED) == Hold(reasons=("unmarked",))


def test_no_mark_is_listed_where_that_is_wished() -> None:
    dossier = replace(FROM_GIVER, list_unmarked=True)

    assert decide(UNMARKED, dossier=dossier) == Listed()


def test_the_papers_may_state_the_degree() -> None:
    found = decide(UNMARKED, row=stated(degree=TOP), dossier=LISTED)

    assert found == Mark(degree=TOP, found=TOP, by_inventory=True)


def test_the_papers_win_over_listing_as_not_secret() -> None:
    dossier = replace(LISTED, list_unmarked=True)

    assert isinstance(decide(UNMARKED, row=stated(degree=TOP), dossier=dossier), Mark)


def test_a_kind_that_cannot_be_read_is_marked_by_the_papers() -> None:
    verdict = Verdict(outcome=Outcome.UNREADABLE, reasons=("unsupported",))

    assert isinstance(decide(verdict, row=stated(degree=TOP), dossier=LISTED), Mark)
    assert decide(verdict) == Hold(reasons=("unsupported",))


@pytest.mark.parametrize("slug", ["damaged", "empty", "too-large"])
def test_bytes_of_no_use_fail_whatever_the_papers_state(slug: str) -> None:
    verdict = Verdict(outcome=Outcome.UNREADABLE, reasons=(slug,))

    found = decide(verdict, row=stated(degree=SECRET), dossier=LISTED)

    assert found == Fail(reasons=(slug,))


@pytest.mark.parametrize(
    "reasons",
    [("conflict",), ("declassified",), ("outside-table",), ("unreadable-page",)],
    ids=str,
)
def test_doubt_is_held_whatever_the_papers_state(reasons: tuple[str, ...]) -> None:
    verdict = Verdict(outcome=Outcome.REVIEW, degree=SECRET, reasons=reasons)

    found = decide(verdict, row=stated(degree=SECRET), dossier=LISTED)

    assert found == Hold(reasons=reasons)


def test_a_locked_file_is_held() -> None:
    verdict = Verdict(outcome=Outcome.UNREADABLE, reasons=("encrypted",))

    assert decide(verdict) == Hold(reasons=("encrypted",))


def test_doubt_without_a_reason_is_held() -> None:
    assert decide(Verdict(outcome=Outcome.REVIEW)) == Hold(reasons=("review",))


@pytest.mark.parametrize(
    ("row", "found", "reason"),
    [
        (stated(degree=TOP), {}, "inventory-degree"),
        (stated(copy_number=2), {"copy_number": 3}, "inventory-copy-number"),
        (stated(sheets=3), {}, "inventory-sheets"),
        (
            stated(date="2026-10-01"),
            {"registration_date": "2026-10-02"},
            "inventory-date",
        ),
        (
            stated(registration_number="14с"),
            {"registration_number": "15с"},
            "inventory-registration-number",
        ),
    ],
    ids=["degree", "copy", "sheets", "date", "number"],
)
def test_papers_that_disagree_hold_the_document(
    row: InventoryRow, found: dict[str, object], reason: str
) -> None:
    verdict = replace(MARKED, **found)  # type: ignore[arg-type]

    assert decide(verdict, row=row, dossier=LISTED) == Hold(reasons=(reason,))


@pytest.mark.parametrize(
    ("stated_number", "found_number"),
    [("№ 14 с", "14с"), ("14c", "14с"), ("12/3-ДСП", "12/3-дсп")],
    ids=["number-sign", "latin-letter", "case"],
)
def test_numbers_are_compared_as_people_read_them(
    stated_number: str, found_number: str
) -> None:
    verdict = replace(MARKED, registration_number=found_number)
    row = stated(registration_number=stated_number)

    assert isinstance(decide(verdict, row=row, dossier=LISTED), Mark)


def test_what_was_not_found_is_no_disagreement() -> None:
    row = stated(registration_number="14с", copy_number=2, date="2026-10-01", sheets=2)

    assert isinstance(decide(row=row, dossier=LISTED), Mark)


def test_a_file_that_the_papers_do_not_name_is_held() -> None:
    assert decide(dossier=LISTED) == Hold(reasons=("inventory-surplus",))


def test_a_surplus_file_is_never_listed_as_not_secret() -> None:
    dossier = replace(LISTED, list_unmarked=True)

    assert decide(UNMARKED, dossier=dossier) == Hold(
        reasons=("inventory-surplus", "unmarked")
    )


def test_rows_without_their_files() -> None:
    rows = (InventoryRow(file="a.pdf"), InventoryRow(file="b.pdf"))

    assert missing_rows(rows, ["a.pdf", "c.pdf"]) == (rows[1],)


def test_active_content_is_held_as_the_office_decided() -> None:
    dossier = replace(FROM_GIVER, hold_active=("macro",))

    held = decide(active=("javascript", "macro"), dossier=dossier)

    assert held == Hold(reasons=("active-macro",))
    assert isinstance(decide(active=("javascript",), dossier=dossier), Mark)


def test_a_sender_that_is_no_party_is_held() -> None:
    found = decide(dossier=Dossier(sender=THIRD))

    assert found == Hold(reasons=("third-party-sender", "no-equivalent"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ended_on": date(2026, 11, 21)}, "agreement-ended"),
        ({"in_force_from": date(2026, 11, 23)}, "agreement-not-in-force"),
    ],
)
def test_the_agreement_must_be_in_force(changes: dict[str, date], reason: str) -> None:
    agreement = replace(STANDING.agreement, **changes)  # type: ignore[arg-type]

    found = decide(standing=replace(STANDING, agreement=agreement))

    assert found == Hold(reasons=(reason,))


@pytest.mark.parametrize(
    ("day", "slug", "reasons", "choices"),
    [
        (date(2019, 6, 1), "high", None, 0),
        (date(2020, 6, 1), "high", ("choose-needed",), 2),
        (date(2020, 6, 1), "low", ("no-equivalent",), 0),
    ],
    ids=["one", "several", "none"],
)
def test_the_table_may_leave_it_to_a_person(
    tmp_path: Path, day: date, slug: str, reasons: tuple[str, ...] | None, choices: int
) -> None:
    agreement = made_agreement(tmp_path)
    standing = Standing(agreement=agreement, office=Body(party="BB", name="b"), day=day)
    verdict = Verdict(outcome=Outcome.MARKED, degree=agreement.degree(slug))
    dossier = Dossier(sender=Body(party="AA", name="a"))

    found = decide(verdict, dossier=dossier, standing=standing)

    if reasons is None:
        assert isinstance(found, Mark)
    else:
        assert isinstance(found, Hold)
        assert (found.reasons, len(found.choices)) == (reasons, choices)


CONTRACT = Contract(
    reference="К-1",
    items=(
        ContractItem(item="Чертежи", degree=SECRET),
        ContractItem(item="Отчёт", degree=TOP, registration_number="9сс"),
        ContractItem(item="Схема", degree=TOP, file="plan.pdf"),
    ),
)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"degree": TOP}, ("contract-degree",)),
        ({"degree": TOP, "registration_number": "9 СС"}, ()),
        ({"registration_number": "9сс"}, ("contract-degree",)),
    ],
    ids=["general", "too-high", "named", "named-otherwise"],
)
def test_a_document_is_checked_against_its_contract(
    changes: dict[str, object], reasons: tuple[str, ...]
) -> None:
    verdict = replace(MARKED, **changes)  # type: ignore[arg-type]

    found = decide(verdict, dossier=Dossier(sender=GIVER, contract=CONTRACT))

    assert (found.reasons if isinstance(found, Hold) else ()) == reasons


def test_what_a_contract_does_not_list_is_held() -> None:
    contract = replace(CONTRACT, items=CONTRACT.items[1:])

    found = decide(dossier=Dossier(sender=GIVER, contract=contract))

    assert found == Hold(reasons=("contract-not-listed",))


def test_a_dossier_asks_for_a_confirmation_of_receipt() -> None:
    ruling = receive(FROM_GIVER, contract_named=False, standing=STANDING)

    assert isinstance(ruling, Permitted)
    assert ruling.duties == (Duty.CONFIRM_RECEIPT,)


def test_a_contract_that_is_not_recorded_is_refused() -> None:
    ruling = receive(FROM_GIVER, contract_named=True, standing=STANDING)

    assert isinstance(ruling, Refused)
    assert (ruling.article, ruling.slug) == ("7", "no-contract")


def test_own_degrees_are_their_own_equivalents() -> None:
    assert isinstance(decide(dossier=Dossier(sender=OFFICE)), Mark)


@pytest.mark.parametrize(
    ("office", "sender", "slug", "ours"),
    [
        ("CZ", "SK", "secret", ("choose-needed", ("confidential", "restricted"))),
        ("SK", "CZ", "secret", "top-secret"),
        ("SK", "CZ", "restricted", "secret"),
        ("CZ", "KZ", "secret", ("third-party-sender", ())),
    ],
    ids=["choose", "many-to-one", "lower-to-secret", "third"],
)
def test_the_chain_works_on_a_second_table(
    office: str, sender: str, slug: str, ours: str | tuple[str, tuple[str, ...]]
) -> None:
    agreement = load_agreement("cz-sk")
    standing = Standing(
        agreement=agreement, office=Body(party=office, name="o"), day=DAY
    )
    verdict = Verdict(outcome=Outcome.MARKED, degree=agreement.degree(slug))

    found = decide(
        verdict, dossier=Dossier(sender=Body(party=sender, name="s")), standing=standing
    )

    if isinstance(found, Mark):
        level = agreement.party(office).level(found.degree)
        profile = load_profile(office)
        text = received_text(profile, level, number=f"1{level.suffix}/2026", day=DAY)
        assert found.degree.slug == ours
        assert text.mark == level.printed
    else:
        assert isinstance(found, Hold)
        choices = tuple(degree.slug for degree in found.choices)
        assert (found.reasons[0], choices) == ours
