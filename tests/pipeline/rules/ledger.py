"""What consents allow: written again for tests, without the code of the rules."""

from collections.abc import Iterable
from datetime import date

from models.accounts import Account, Consent, DocumentKind, Permit
from models.degrees import Degree
from tests.build_accounts import COMPETENT, GIVER, OFFICE

SPEAK_FOR = {"BY": (GIVER, COMPETENT), "KZ": (OFFICE,)}


def is_covered(
    account: Account,
    permit: Permit,
    degree: Degree | None,
    *,
    consents: Iterable[Consent],
    day: date,
) -> bool:
    """Tell whether every giver whose consent is needed has given it."""
    both = permit in (Permit.CHANGE_DEGREE, Permit.DECLASSIFY)
    needed = [
        giver
        for giver in account.givers
        if giver != OFFICE or (account.kind is DocumentKind.JOINT and both)
    ]
    known = tuple(consents)
    return all(
        any(
            consent.number == account.number
            and permit in consent.permits
            and consent.giver in SPEAK_FOR[giver.party]
            and consent.given_on <= day
            and (consent.until is None or day <= consent.until)
            and (permit is not Permit.CHANGE_DEGREE or consent.degree == degree)
            for consent in known
        )
        for giver in needed
    )
