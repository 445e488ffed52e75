"""May this be made? Translations, copies, derived and joint documents (article 6).

Pure functions; each returns what the result must bear, or why it may not be.
"""

from collections.abc import Sequence

from models.accounts import Account, Consent, Permit, Person
from models.degrees import Degree
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.consents import Wish, cover, speaks_for
from pipeline.rules.standing import (
    Standing,
    check_any_exemplar,
    check_degree,
    check_exemplar,
    check_person,
    cited,
    first_refusal,
    highest,
)


@cited
def translate(
    account: Account, *, translator: Person | None, name: str, standing: Standing
) -> Ruling:
    """May this person translate it? It bears the mark of the original; no consent.

    Args:
        account: The original.
        translator: As recorded, None where nobody of that name is.
        name: Of the translator, for the message.
        standing: Who we are, and the day.

    Source: article 6(1), second paragraph; article 4.2.
    """
    refused = first_refusal(
        lambda: check_any_exemplar(account),
        lambda: check_person(translator, name, account, standing),
    )
    return refused or Permitted(
        article="6(1)", degree=account.degree, effects=(Effect.ADD_MARK,)
    )


@cited
def copy(
    account: Account, *, copies: int, consents: Sequence[Consent], standing: Standing
) -> Ruling:
    """May so many copies be made under these consents?

    Source: article 6(4), first paragraph; the mark by 6(1), second paragraph.
    """
    refused = check_exemplar(account, None)
    if refused:
        return refused
    if copies < 1:
        return Refused(
            article="6(4)", slug="no-copies", reason="at least one copy must be asked"
        )
    if not standing.asks("6(4)"):
        return Permitted(article="6(1)", degree=account.degree)
    wish = Wish(permit=Permit.COPY, article="6(4)", copies=copies)
    found = cover(account, wish, consents, standing)
    if isinstance(found, Refused):
        return found
    return Permitted(
        article="6(1)",
        degree=account.degree,
        effects=(Effect.ADD_MARK, Effect.DRAW_CONSENT),
        draws=tuple((consent.reference, copies) for consent in found),
    )


@cited
def derive(
    sources: Sequence[Account], *, degree: Degree | None, standing: Standing
) -> Ruling:
    """Which degree must a document bear that arises on the basis of others?

    Args:
        sources: What it was made from.
        degree: Asked for; None: the highest of the sources.
        standing: Who we are, and the day.

    Source: article 6(1), third paragraph.
    """
    if not sources:
        return Refused(
            article="6(1)",
            slug="no-source",
            reason="a derived document names at least one source",
        )
    for source in sources:
        refused = check_any_exemplar(source)
        if refused:
            return refused
    return _not_lower(sources, degree, standing)


def _not_lower(
    sources: Sequence[Account], degree: Degree | None, standing: Standing
) -> Ruling:
    """Decide a degree that is not lower than that of any source still secret."""
    floor = highest(source.degree for source in sources if not source.declassified)
    decided = degree if degree is not None else floor
    if decided is None:
        return Refused(
            article="6(1)",
            slug="no-degree",
            reason="every source is declassified; say which degree it shall bear",
        )
    if floor is not None and decided < floor and standing.asks("6(1)"):
        return Refused(
            article="6(1)",
            slug="below-source",
            reason=f"its highest source is {floor}; {decided} would be lower",
        )
    refused = check_degree(decided, standing)
    return refused or Permitted(
        article="6(1)", degree=decided, effects=(Effect.ADD_MARK,)
    )


@cited
def joint(
    *,
    partner: Body,
    degree: Degree,
    reference: str | None,
    recorded: Consent | None,
    sources: Sequence[Account],
    standing: Standing,
) -> Ruling:
    """May a document be entered as created together with a body of another Party?

    Args:
        partner: With whom.
        degree: On which both agreed.
        reference: Of the partner's letter; None: none is given.
        recorded: That letter, where it was recorded as a consent.
        sources: What it was made from.
        standing: Who we are, and the day.

    Source: article 6(3), second paragraph.
    """
    numbers = {source.number for source in sources}
    refused = first_refusal(
        lambda: _check_partner(partner, standing),
        lambda: _check_agreed(reference),
        lambda: _check_letter(recorded, partner, degree, numbers, standing),
    )
    if refused:
        return refused
    ruling = _not_lower(sources, degree, standing)
    if isinstance(ruling, Refused):
        return ruling
    unrecorded = () if recorded else (Effect.RECORD_CONSENT,)
    return Permitted(
        article="6(3)", degree=degree, effects=(Effect.ADD_MARK, *unrecorded)
    )


def _check_partner(partner: Body, standing: Standing) -> Refused | None:
    if standing.is_party(partner.party) and partner.party != standing.office.party:
        return None
    return Refused(
        article="6(3)",
        slug="not-the-other-party",
        reason=f"{partner.party}:{partner.name} is no body of the other Party",
    )


def _check_agreed(reference: str | None) -> Refused | None:
    if reference:
        return None
    return Refused(
        article="6(3)",
        slug="no-consent",
        reason="the degree of a joint document needs the other body's written consent",
    )


def _check_letter(
    letter: Consent | None,
    partner: Body,
    degree: Degree,
    numbers: set[str],
    standing: Standing,
) -> Refused | None:
    """A letter that is recorded must be about this degree and from this body."""
    if letter is None:
        return None
    until = letter.until
    rows = (
        (speaks_for(letter.giver, partner, letter, standing), "consent-giver"),
        (letter.number is None or letter.number in numbers, "consent-document"),
        (Permit.CHANGE_DEGREE in letter.permits, "consent-operation"),
        (letter.given_on <= standing.day, "consent-not-yet"),
        (until is None or standing.day <= until, "consent-expired"),
        (letter.degree in (None, degree), "consent-degree"),
    )
    slug = next((slug for holds, slug in rows if not holds), None)
    if slug is None:
        return None
    return Refused(
        article="6(3)",
        slug=slug,
        reason=f"the consent {letter.reference!r} does not cover this joint document",
    )
