"""What becomes of a received carrier: marked, held, listed, or failed.

Pure; what it does not know for certain it holds. The table of equivalents decides our
degree, the accompanying documentation may state what the carrier does not bear.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.accounts import Contract, ContractItem, InventoryRow
from models.degrees import Degree
from models.events import Duty
from models.outcomes import Outcome, Verdict
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.standing import Standing, cited

FAILING = frozenset({"damaged", "empty", "too-large", "unreadable"})
"""Nothing to decide: the bytes themselves are of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """It gets our equivalent mark in addition."""

    degree: Degree
    """Ours."""
    found: Degree
    """Theirs."""
    article: str | None = "6(1)"
    by_inventory: bool = False
    """The accompanying documentation stated the degree (article 1(4))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It waits for a person."""

    reasons: tuple[str, ...]
    choices: tuple[Degree, ...] = ()
    """Our degrees, where the table leaves a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """It bears no mark and goes into the manifest as not secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """It cannot be used at all."""

    reasons: tuple[str, ...]


Decision = Mark | Hold | Listed | Fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is known of everything that came together."""

    sender: Body
    has_inventory: bool = False
    contract: Contract | None = None
    hold_active: tuple[str, ...] = ()
    """Kinds of active content that hold a carrier."""
    list_unmarked: bool = False


@cited
def receive(dossier: Dossier, *, contract_named: bool, standing: Standing) -> Ruling:
    """May a dossier be taken in? What it holds is decided document by document.

    Source: articles 5.4, 6(1) and 7.
    """
    if contract_named and dossier.contract is None:
        return Refused(
            article="7",
            slug="no-contract",
            reason="the contract is not recorded; add it with belgi contract add",
        )
    return Permitted(
        article="6(1)",
        effects=(Effect.ADD_MARK,),
        duties=(Duty.CONFIRM_RECEIPT,) if standing.asks("5.4") else (),
    )


def decide_intake(
    verdict: Verdict,
    *,
    file: str,
    row: InventoryRow | None,
    active: Iterable[str],
    dossier: Dossier,
    standing: Standing,
) -> Decision:
    """Decide what becomes of one carrier.

    Args:
        verdict: What it bears.
        file: Its name in the dossier.
        row: Its row of the inventory, None where it has none.
        active: Active content that was found in it.
        dossier: What came together with it.
        standing: Who we are, and the day of receipt.

    Source: articles 1(4), 2, 6(1) and 7.
    """
    if verdict.outcome is Outcome.UNREADABLE and FAILING & set(verdict.reasons):
        return Fail(reasons=verdict.reasons)
    reasons = [
        *_sender_reasons(dossier.sender, standing),
        *(f"active-{kind}" for kind in active if kind in dossier.hold_active),
        *_inventory_reasons(verdict, row, dossier),
    ]
    theirs, doubts = _their_degree(verdict, row)
    if theirs is None and not doubts:
        return _unmarked(reasons, dossier)
    reasons += doubts
    choices: tuple[Degree, ...] = ()
    if theirs is not None:
        choices = _equivalents(theirs, dossier.sender, standing)
        reasons += _table_reasons(choices)
        reasons += _contract_reasons(theirs, verdict, file, dossier.contract)
    if reasons or theirs is None:
        several = choices if len(choices) > 1 else ()
        return Hold(reasons=tuple(dict.fromkeys(reasons)), choices=several)
    stated = verdict.outcome is not Outcome.MARKED
    article = standing.cite("6(1)")
    return Mark(degree=choices[0], found=theirs, article=article, by_inventory=stated)


def missing_rows(
    inventory: Sequence[InventoryRow], files: Iterable[str]
) -> tuple[InventoryRow, ...]:
    """Return the rows whose files did not come; each is held as inventory-missing."""
    present = set(files)
    return tuple(row for row in inventory if row.file not in present)


def _sender_reasons(sender: Body, standing: Standing) -> list[str]:
    """A mark has an equivalent only if it comes from a Party while it is in force."""
    agreement = standing.agreement
    rows = (
        (not standing.is_party(sender.party), "third-party-sender"),
        (_before(standing.day, agreement.in_force_from), "agreement-not-in-force"),
        (_before(agreement.ended_on, standing.day), "agreement-ended"),
    )
    return [slug for holds, slug in rows if holds]


def _before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _their_degree(
    verdict: Verdict, row: InventoryRow | None
) -> tuple[Degree | None, list[str]]:
    """Return the degree of the carrier, or the doubts that a person must settle."""
    stated = row.degree if row else None
    if verdict.outcome is Outcome.MARKED:
        return verdict.degree, []
    if verdict.outcome is Outcome.UNMARKED:
        return stated, []
    if set(verdict.reasons) == {"unsupported"} and stated is not None:
        return stated, []
    return None, list(verdict.reasons) or [verdict.outcome.value]


def _unmarked(reasons: list[str], dossier: Dossier) -> Decision:
    if dossier.list_unmarked and not reasons:
        return Listed()
    return Hold(reasons=(*reasons, "unmarked"))


def _inventory_reasons(
    verdict: Verdict, row: InventoryRow | None, dossier: Dossier
) -> list[str]:
    """Name every field in which the inventory disagrees with what was found."""
    if row is None:
        return ["inventory-surplus"] if dossier.has_inventory else []
    marked = verdict.outcome is Outcome.MARKED
    pairs = (
        ("degree", row.degree, verdict.degree if marked else None),
        ("copy-number", row.copy_number, verdict.copy_number),
        (
            "registration-number",
            _folded(row.registration_number),
            _folded(verdict.registration_number),
        ),
        ("date", row.date, verdict.registration_date),
        ("sheets", row.sheets, verdict.page_count),
    )
    return [
        f"inventory-{field}"
        for field, stated, found in pairs
        if stated is not None and found is not None and stated != found
    ]


_SAME_LETTERS = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


def _folded(number: str | None) -> str | None:
    """Fold what typists and recognition write differently in a number."""
    if number is None:
        return None
    bare = number.upper().replace("№", "").replace("N", "")
    return "".join(bare.split()).translate(_SAME_LETTERS)


def _equivalents(
    theirs: Degree, sender: Body, standing: Standing
) -> tuple[Degree, ...]:
    return standing.agreement.equivalents(
        from_party=sender.party,
        degree=theirs,
        to_party=standing.office.party,
        day=standing.day,
    )


def _table_reasons(ours: Sequence[Degree]) -> list[str]:
    if len(ours) == 1:
        return []
    return ["choose-needed" if ours else "no-equivalent"]


def _contract_reasons(
    theirs: Degree, verdict: Verdict, file: str, contract: Contract | None
) -> list[str]:
    """Check a document against the list of its contract.

    A row that names the document by number or file decides; rows that name neither
    allow their degrees to any document.

    Source: article 7.
    """
    if contract is None:
        return []
    named = [row for row in contract.items if _names(row, verdict, file)]
    general = [
        row for row in contract.items if not (row.file or row.registration_number)
    ]
    rows = named or general
    if not rows:
        return ["contract-not-listed"]
    return [] if theirs in {row.degree for row in rows} else ["contract-degree"]


def _names(row: ContractItem, verdict: Verdict, file: str) -> bool:
    number = _folded(row.registration_number)
    by_number = number is not None and number == _folded(verdict.registration_number)
    return by_number or (row.file is not None and row.file == file)
