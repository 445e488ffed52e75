"""Where we stand when a rule is asked, and the answers that every rule shares.

Pure; it knows no register and reads no clock.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import ParamSpec

from models.accounts import Account, Exemplar, ExemplarState, Person
from models.agreement import Agreement
from models.degrees import Degree
from models.errors import RefusedError
from models.rulings import Permitted, Refused, Ruling
from models.settings import Body, CompetentBody

NOT_CITED = "a rule of this agreement; its file does not say which article"

Asked = ParamSpec("Asked")

_ENDED = {
    ExemplarState.DESTROYING: (
        "6(4)",
        "destroying",
        "its destruction was begun; finish it with belgi destroy and the same act",
    ),
    ExemplarState.DESTROYED: ("6(4)", "destroyed", "it was destroyed"),
    ExemplarState.RETURNED: ("6(4)", "returned", "it was returned"),
    ExemplarState.TRANSFERRED: ("5.1", "transferred", "it was transferred"),
    ExemplarState.SPOILED: ("6(2)", "spoiled", "it was spoiled in the making"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who we are, under which agreement, and what day it is."""

    agreement: Agreement
    office: Body
    day: date
    competent: tuple[CompetentBody, ...] = ()

    def asks(self, article: str) -> bool:
        """Tell whether the agreement has this rule."""
        return article in self.agreement.rules

    def cite(self, rule: str | None) -> str | None:
        """Return the agreement's own article for a rule; None: it is not recorded."""
        return None if rule is None else self.agreement.article(rule)

    def is_party(self, code: str) -> bool:
        """Tell whether a code is that of a Party of the agreement."""
        return any(party.code == code for party in self.agreement.parties)


def require(ruling: Ruling) -> Permitted:
    """Return what was permitted.

    Raises:
        RefusedError: It was refused; the message gives the reason and the article.
    """
    if isinstance(ruling, Permitted):
        return ruling
    where = f"article {ruling.article}" if ruling.article else NOT_CITED
    raise RefusedError(
        f"{ruling.reason} ({where})",
        article=ruling.article,
        slug=ruling.slug,
    )


def cited(rule: Callable[Asked, Ruling]) -> Callable[Asked, Ruling]:
    """Let a rule answer with the article of the agreement that is in force.

    Inside, rules are known by the articles of the first agreement.
    """

    @wraps(rule)
    def ask(*given: Asked.args, **named: Asked.kwargs) -> Ruling:
        ruling = rule(*given, **named)
        standing = next(
            value for value in (*given, *named.values()) if isinstance(value, Standing)
        )
        return replace(ruling, article=standing.cite(ruling.article))

    return ask


def first_refusal(*checks: Callable[[], Refused | None]) -> Refused | None:
    """Return the first refusal; later checks are not asked after it."""
    for check in checks:
        refused = check()
        if refused:
            return refused
    return None


def same_body(one: Body, other: Body) -> bool:
    """Tell whether two names mean one body; case and spacing do not count."""
    return one.party == other.party and _folded(one.name) == _folded(other.name)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def check_exemplar(account: Account, copy: int | None) -> Refused | None:
    """Refuse an exemplar that does not exist or is no longer ours to use."""
    if account.void:
        return Refused(
            article="6(2)",
            slug="void",
            reason=f"the number {account.number} is void: no document bears it",
        )
    exemplar = account.exemplar(copy)
    name = exemplar_name(account, copy)
    if exemplar is None:
        return Refused(
            article="6(2)", slug="no-such-copy", reason=f"there is no {name}"
        )
    return _ended(exemplar, name)


def _ended(exemplar: Exemplar, name: str) -> Refused | None:
    if exemplar.state is ExemplarState.IN_HAND:
        return None
    article, slug, what = _ENDED[exemplar.state]
    return Refused(article=article, slug=slug, reason=f"{name} is not in hand: {what}")


def check_any_exemplar(account: Account) -> Refused | None:
    """Refuse a document of which nothing is left in hand."""
    states = {exemplar.state for exemplar in account.exemplars}
    if not account.void and ExemplarState.IN_HAND in states:
        return None
    copies = [exemplar.copy for exemplar in account.exemplars]
    return check_exemplar(account, copies[0] if copies else None)


def exemplar_name(account: Account, copy: int | None) -> str:
    """Name an exemplar for a message."""
    return account.number if copy is None else f"copy {copy} of {account.number}"


def check_degree(degree: Degree, standing: Standing) -> Refused | None:
    """Refuse a degree that our Party does not have."""
    ours = standing.agreement.party(standing.office.party).levels
    if any(level.degree == degree for level in ours):
        return None
    return Refused(
        article="2",
        slug="no-equivalent",
        reason=f"our Party has no degree {degree.slug}",
    )


def check_person(
    person: Person | None, name: str, account: Account, standing: Standing
) -> Refused | None:
    """Refuse a person without a clearance that covers the document today.

    A document that was declassified asks for no clearance.

    Source: article 4.2.
    """
    if not standing.asks("4.2") or account.declassified:
        return None
    if person is None:
        slug, why = (
            "no-clearance",
            ("is not recorded with a clearance; belgi person list shows who is"),
        )
    elif person.until < standing.day:
        slug, why = "clearance-expired", f"had a clearance until {person.until}"
    elif person.clearance < account.degree:
        slug = "clearance-too-low"
        why = f"is cleared for {person.clearance}, {account.number} is {account.degree}"
    else:
        return None
    return Refused(article="4.2", slug=slug, reason=f"{name!r} {why}")


def check_given(
    value: str | None, article: str, slug: str, what: str, standing: Standing
) -> Refused | None:
    """Refuse where something that an article asks for was not recorded."""
    if (value and value.strip()) or not standing.asks(article):
        return None
    return Refused(article=article, slug=slug, reason=f"no {what} is recorded")


def check_not_out(account: Account, copy: int | None) -> Refused | None:
    """Refuse an exemplar that a person has."""
    exemplar = account.exemplar(copy)
    if exemplar is None or exemplar.holder is None:
        return None
    return Refused(
        article="6(2)",
        slug="handed-out",
        reason=(
            f"{exemplar_name(account, copy)} is with {exemplar.holder!r}; "
            "take it back first"
        ),
    )


def highest(degrees: Iterable[Degree]) -> Degree | None:
    """Return the highest of some degrees, None of none."""
    return max(degrees, default=None)
