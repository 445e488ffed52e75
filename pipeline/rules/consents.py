"""Does a written consent cover what is asked? Pure; each failing has its own slug.

Source: articles 4.1(2), 4.1(4), 4.1(5), 6(3) and 6(4): only the body that gave a
document may permit what they forbid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.accounts import Account, Consent, DocumentKind, Permit
from models.degrees import Degree
from models.rulings import Refused
from models.settings import Body
from pipeline.rules.standing import Standing, same_body

EXPLICIT = frozenset({Permit.CHANGE_DEGREE, Permit.DECLASSIFY})
"""What our own body must permit in writing too, when a document is joint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to do, as far as a consent has to cover it."""

    permit: Permit
    article: str
    """That forbids it without a consent."""
    copies: int = 0
    degree: Degree | None = None
    recipient: Body | None = None


def cover(
    account: Account, wish: Wish, consents: Sequence[Consent], standing: Standing
) -> tuple[Consent, ...] | Refused:
    """Find a consent of every body whose consent counts.

    Args:
        account: The document.
        wish: What is wanted of it.
        consents: Those that were named, in the order in which they were named.
        standing: Who we are, and the day.

    Returns:
        One consent for each body, or why there is none. Our own document needs none.
    """
    found: list[Consent] = []
    for giver in _givers(account, wish, standing):
        answer = _of_giver(giver, account, wish, consents, standing)
        if isinstance(answer, Refused):
            return answer
        found.append(answer)
    return tuple(dict.fromkeys(found))


def _givers(account: Account, wish: Wish, standing: Standing) -> tuple[Body, ...]:
    """Return whose written consent is needed.

    Our own body consents by acting, except to a change of what it made jointly.
    """
    if account.kind is DocumentKind.JOINT and wish.permit in EXPLICIT:
        return account.givers
    return tuple(g for g in account.givers if g.party != standing.office.party)


def _of_giver(
    giver: Body,
    account: Account,
    wish: Wish,
    consents: Sequence[Consent],
    standing: Standing,
) -> Consent | Refused:
    """Return the first consent that serves; of several that fail, say of the nearest.

    The checks stand in a fixed order, so the one that got furthest is the nearest.
    """
    nearest = (-1, _none(giver, account, wish))
    for consent in consents:
        checks = _checks(giver, account, wish, consent, standing)
        failing = next((n for n, ok in enumerate(c[0] for c in checks) if not ok), None)
        if failing is None:
            return consent
        if failing > nearest[0]:
            _, slug, why = checks[failing]
            reason = f"the consent {consent.reference!r} {why}"
            refused = Refused(article=wish.article, slug=slug, reason=reason)
            nearest = (failing, refused)
    return nearest[1]


def _none(giver: Body, account: Account, wish: Wish) -> Refused:
    what = wish.permit.value.replace("-", " ")
    return Refused(
        article=wish.article,
        slug="no-consent",
        reason=(
            f"{account.number} needs the written consent of {giver.party}:"
            f"{giver.name} ({what}), and none that the register knows is named; "
            "belgi consent add enters one, --consent names it"
        ),
    )


Check = tuple[bool, str, str]
"""Whether it holds; slug and words for when it does not."""


def _checks(
    giver: Body, account: Account, wish: Wish, consent: Consent, standing: Standing
) -> tuple[Check, ...]:
    """Every condition of a consent, in the order in which people would ask."""
    until, day = consent.until, standing.day
    speaks = speaks_for(consent.giver, giver, consent, standing)
    left = remaining(consent)
    return (
        (speaks, "consent-giver", f"is not from {giver.party}:{giver.name}"),
        (
            consent.number == account.number,
            "consent-document",
            f"is for another document than {account.number}",
        ),
        (
            wish.permit in consent.permits,
            "consent-operation",
            f"does not permit this ({wish.permit.value})",
        ),
        (
            consent.given_on <= day,
            "consent-not-yet",
            "has a date that is still to come",
        ),
        (until is None or day <= until, "consent-expired", f"ended on {until}"),
        (
            _names_degree(consent, wish, standing),
            "consent-degree",
            f"does not name the degree {wish.degree}",
        ),
        (
            _names_recipient(consent, wish),
            "consent-recipient",
            "is for another recipient",
        ),
        (
            wish.copies <= left,
            "consent-spent",
            f"has {left} copies left, and the command asks for {wish.copies}",
        ),
    )


def speaks_for(
    speaker: Body, giver: Body, consent: Consent, standing: Standing
) -> bool:
    """Tell whether a body may consent for the giver: itself, or its competent body.

    Source: articles 3 and 6.
    """
    if same_body(speaker, giver):
        return True
    return any(
        same_body(speaker, competent.body)
        and competent.body.party == giver.party
        and (competent.holds_from is None or competent.holds_from <= consent.given_on)
        for competent in standing.competent
    )


def remaining(consent: Consent) -> int:
    """Return how many copies a consent still permits."""
    if Permit.COPY not in consent.permits:
        return 0
    permitted = 1 if consent.copies is None else consent.copies
    return max(permitted - consent.drawn, 0)


def _names_degree(consent: Consent, wish: Wish, standing: Standing) -> bool:
    """The giver names its own degree; ours must be an equivalent of it."""
    if wish.permit is not Permit.CHANGE_DEGREE:
        return True
    if consent.degree is None or wish.degree is None:
        return False
    return wish.degree in standing.agreement.equivalents(
        from_party=consent.giver.party,
        degree=consent.degree,
        to_party=standing.office.party,
        day=consent.given_on,
    )


def _names_recipient(consent: Consent, wish: Wish) -> bool:
    """A consent that names a recipient holds for that one alone."""
    if wish.permit is not Permit.RELEASE or consent.recipient is None:
        return True
    return wish.recipient is not None and same_body(consent.recipient, wish.recipient)
