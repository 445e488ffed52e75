"""May the degree, or the purpose of use, change? Articles 4.1 and 6(3).

Pure functions. The mark that was found is never taken away: it stays legible, struck
through, with the new one beside it.
"""

from collections.abc import Sequence

from models.accounts import Account, Consent, DocumentKind, Permit
from models.degrees import Degree
from models.events import Duty
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.consents import Wish, cover
from pipeline.rules.standing import (
    Standing,
    check_any_exemplar,
    check_degree,
    cited,
    first_refusal,
    same_body,
)

_FOLLOW = (Effect.STRIKE_OLD_MARK, Effect.FOLLOW_TRANSLATIONS)


@cited
def change_degree(
    account: Account, *, degree: Degree, consents: Sequence[Consent], standing: Standing
) -> Ruling:
    """May it bear another degree? Only if the giver consents to this very degree.

    Source: articles 4.1(2) and 6(3), first and second paragraphs.
    """
    refused = first_refusal(
        lambda: check_any_exemplar(account),
        lambda: _check_secret(account),
        lambda: check_degree(degree, standing),
        lambda: _check_different(account, degree),
    )
    if refused:
        return refused
    wish = Wish(permit=Permit.CHANGE_DEGREE, article="6(3)", degree=degree)
    found = _covered(account, wish, consents, standing)
    if isinstance(found, Refused):
        return found
    return _changed(account, degree)


@cited
def declassify(
    account: Account, *, consents: Sequence[Consent], standing: Standing
) -> Ruling:
    """May it be declassified? Only if the giver consents to that.

    Source: articles 4.1(2) and 6(3).
    """
    refused = first_refusal(
        lambda: check_any_exemplar(account), lambda: _check_secret(account)
    )
    if refused:
        return refused
    wish = Wish(permit=Permit.DECLASSIFY, article="6(3)")
    found = _covered(account, wish, consents, standing)
    return found if isinstance(found, Refused) else _changed(account, None)


@cited
def notice(
    account: Account, *, giver: Body, degree: Degree | None, standing: Standing
) -> Ruling:
    """May a giver's notice change our record? Only that of the one who gave it.

    Args:
        account: The document.
        giver: Who sent the notice.
        degree: Its new degree there; None: it was declassified.
        standing: Who we are, and the day.

    Returns:
        Permitted with our equivalent of the new degree.

    Source: article 6(3), fourth paragraph.
    """
    refused = first_refusal(
        lambda: check_any_exemplar(account),
        lambda: _check_secret(account),
        lambda: _check_sole_giver(account, giver, standing),
    )
    if refused:
        return refused
    if degree is None:
        return _changed(account, None)
    ours = standing.agreement.equivalents(
        from_party=giver.party,
        degree=degree,
        to_party=standing.office.party,
        day=standing.day,
    )
    if len(ours) == 1:
        refused = _check_different(account, ours[0])
        return refused or _changed(account, ours[0])
    slug = "choose-needed" if ours else "no-equivalent"
    reason = f"{degree} has no equivalent at our Party"
    if ours:
        reason = (
            f"{degree} has several equivalents at our Party "
            f"({', '.join(map(str, ours))}); enter the letter with belgi consent add "
            "--permits change-degree and the degree that fits, then belgi change-degree"
        )
    return Refused(article="2", slug=slug, reason=reason)


@cited
def use(
    account: Account, *, purpose: str, consents: Sequence[Consent], standing: Standing
) -> Ruling:
    """May it be used for this purpose? For that of the transfer, or with a consent.

    Source: article 4.1(4).
    """
    refused = check_any_exemplar(account)
    if refused:
        return refused
    given = {" ".join(known.casefold().split()) for known in account.purposes}
    if " ".join(purpose.casefold().split()) in given or not standing.asks("4.1(4)"):
        return Permitted(article="4.1(4)")
    wish = Wish(permit=Permit.PURPOSE, article="4.1(4)")
    found = cover(account, wish, consents, standing)
    return found if isinstance(found, Refused) else Permitted(article="4.1(4)")


def _covered(
    account: Account, wish: Wish, consents: Sequence[Consent], standing: Standing
) -> tuple[Consent, ...] | Refused:
    """Ask for consents only where the agreement has the rule."""
    if not (standing.asks("6(3)") or standing.asks("4.1(2)")):
        return ()
    return cover(account, wish, consents, standing)


def _changed(account: Account, degree: Degree | None) -> Permitted:
    raised = degree is not None and degree > account.degree
    derived = (Effect.RAISE_DERIVED,) if raised else ()
    return Permitted(
        article="6(3)",
        degree=degree,
        effects=(*_FOLLOW, *derived),
        duties=(Duty.NOTIFY_CHANGE,),
    )


def _check_secret(account: Account) -> Refused | None:
    if not account.declassified:
        return None
    return Refused(
        article="6(3)",
        slug="already-declassified",
        reason=f"{account.number} is declassified already",
    )


def _check_different(account: Account, degree: Degree) -> Refused | None:
    if degree != account.degree:
        return None
    return Refused(
        article="6(3)",
        slug="same-degree",
        reason=f"{account.number} is {degree} already",
    )


def _check_sole_giver(
    account: Account, giver: Body, standing: Standing
) -> Refused | None:
    """One body alone can change only what it alone gave."""
    if account.kind is DocumentKind.JOINT or len(account.givers) > 1:
        return Refused(
            article="6(3)",
            slug="joint-needs-both",
            reason=f"{account.number} changes only if every body agrees that made it",
        )
    bodies = [competent.body for competent in standing.competent]
    if any(
        same_body(giver, known) or (known.party == giver.party and _is(giver, bodies))
        for known in account.givers
    ):
        return None
    return Refused(
        article="6(3)",
        slug="not-the-giver",
        reason=f"{giver.party}:{giver.name} did not give {account.number}",
    )


def _is(body: Body, bodies: Sequence[Body]) -> bool:
    return any(same_body(body, known) for known in bodies)
