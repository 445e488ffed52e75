"""What happens to a carrier that came in: our mark, a person's decision, or the list.

Source: articles 1(4) (the accompanying documentation may state the mark), 2
(equivalents), 6(1) first paragraph (our mark in addition) and 7 (contracts).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.accounts import Contract, InventoryRow
from models.agreement import Agreement
from models.degrees import Degree
from models.outcomes import Ending, Outcome, Verdict
from models.settings import Body

ARTICLE = "6(1)"
FAILURES = frozenset({"damaged", "crashed", "timeout", "memory", "internal-error"})
"""Reasons for which a file counts as failed: it could not be read at all."""
MARKLESS = frozenset({"unsupported"})
"""Reasons for which the inventory alone may give the degree: the carrier cannot bear a
mark that belgi reads, so that the accompanying documentation speaks (article 1(4))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Our equivalent mark goes onto the carrier."""

    degree: Degree
    """Ours."""
    article: str = ARTICLE
    from_inventory: bool = False
    """The carrier bears no mark; its accompanying list gives the degree."""

    @property
    def ending(self) -> Ending:
        """How the document ends, when its stamp is proved."""
        return Ending.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A person decides, or the file could not be read."""

    reasons: tuple[str, ...]
    proposed: Degree | None = None
    """Our degree, as a proposal."""

    @property
    def ending(self) -> Ending:
        """Held, or failed where one of the reasons says so."""
        return Ending.FAILED if FAILURES & set(self.reasons) else Ending.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing could be done with the carrier."""

    reasons: tuple[str, ...]

    @property
    def ending(self) -> Ending:
        """Always failed."""
        return Ending.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """No mark, and the office asked for such carriers to be listed as not secret."""

    reasons: tuple[str, ...] = ("unmarked",)

    @property
    def ending(self) -> Ending:
        """Never secret."""
        return Ending.NOT_SECRET


IntakeRuling = Mark | Hold | Failed | Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeTerms:
    """What holds for every carrier of one intake."""

    sender: Body
    party: str
    """Ours."""
    agreement: Agreement
    day: date
    hold_active: tuple[str, ...] = ()
    inventory: Mapping[str, InventoryRow] | None = None
    """By file; None: there is no inventory."""
    contract: Contract | None = None
    list_unmarked: bool = False


def decide_intake(
    file: str,
    verdict: Verdict,
    *,
    active_content: tuple[str, ...],
    terms: IntakeTerms,
) -> IntakeRuling:
    """Decide what a received carrier gets.

    Args:
        file: Its name in the dossier.
        verdict: What recognition found on it.
        active_content: Slugs of what it could execute or fetch.
        terms: Sender, agreement, inventory and contract.

    Returns:
        Our mark with its article; or all the reasons why a person must decide.
    """
    row = (terms.inventory or {}).get(file)
    stated = row.degree if row else None
    found = verdict.degree
    reasons = [
        *_read_reasons(verdict, stated),
        *(kind for kind in active_content if kind in terms.hold_active),
        *_inventory_reasons(verdict, row, terms),
    ]
    if verdict.outcome is Outcome.UNMARKED and stated is None:
        if terms.list_unmarked and not reasons:
            return Listed()
        reasons.insert(0, "unmarked")
    theirs = found if verdict.outcome is Outcome.MARKED else found or stated
    ours, doubts = _equivalent(theirs, terms)
    reasons += doubts
    if theirs is not None:
        reasons += _contract_reasons(verdict, file, theirs, terms)
    if reasons or ours is None:
        return Hold(reasons=tuple(dict.fromkeys(reasons)), proposed=ours)
    return Mark(degree=ours, from_inventory=verdict.outcome is not Outcome.MARKED)


def _read_reasons(verdict: Verdict, stated: Degree | None) -> tuple[str, ...]:
    if verdict.outcome in (Outcome.MARKED, Outcome.UNMARKED):
        return ()
    reasons = verdict.reasons or ("low-confidence",)
    if stated is not None and set(reasons) <= MARKLESS:
        return ()
    return reasons


def _inventory_reasons(
    verdict: Verdict, row: InventoryRow | None, terms: IntakeTerms
) -> list[str]:
    """Say where the accompanying list and the carrier disagree."""
    if terms.inventory is None:
        return []
    if row is None:
        return ["surplus"]
    pairs = (
        ("inventory-degree", row.degree, verdict.degree),
        ("inventory-copy", row.copy_number, verdict.copy_number),
        ("inventory-sheets", row.sheets, verdict.page_count),
        (
            "inventory-number",
            _plain(row.registration_number),
            _plain(verdict.registration_number),
        ),
    )
    return [
        slug
        for slug, stated, found in pairs
        if stated is not None and found is not None and stated != found
    ]


def _plain(number: str | None) -> str | None:
    return "".join(number.casefold().split()) if number else None


def _equivalent(
    theirs: Degree | None, terms: IntakeTerms
) -> tuple[Degree | None, tuple[str, ...]]:
    """Return our degree for theirs, or why the table does not give one (article 2)."""
    codes = {party.code for party in terms.agreement.parties}
    if terms.sender.party not in codes:
        return None, ("not-a-party",)
    if theirs is None:
        return None, ()
    degrees = terms.agreement.equivalents(
        from_party=terms.sender.party,
        degree=theirs,
        to_party=terms.party,
        day=terms.day,
    )
    if not degrees:
        return None, ("no-equivalent",)
    if len(degrees) > 1:
        return max(degrees), ("choose-degree",)
    return degrees[0], ()


def _contract_reasons(
    verdict: Verdict, file: str, theirs: Degree, terms: IntakeTerms
) -> list[str]:
    """Check a carrier against the list of its contract (articles 4.3 and 7)."""
    if terms.contract is None:
        return []
    number = _plain(verdict.registration_number)
    for item in terms.contract.items:
        named = item.file == file or (
            number is not None and _plain(item.registration_number) == number
        )
        if named:
            return [] if item.degree == theirs else ["contract-degree"]
    return ["contract-item"]
