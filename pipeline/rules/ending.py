"""Destruction, breach and the end of the agreement: articles 6(4), 11 and 14.

Pure functions.
"""

from collections.abc import Sequence

from models.accounts import Account, ExemplarState, Person
from models.events import Duty
from models.rulings import Effect, Permitted, Refused, Ruling
from pipeline.rules.standing import (
    Standing,
    check_exemplar,
    check_given,
    check_not_out,
    check_person,
    cited,
    first_refusal,
)


@cited
def destroy(
    account: Account,
    *,
    copies: Sequence[int | None],
    act: str | None,
    people: Sequence[tuple[str, Person | None]],
    standing: Standing,
    begun: Sequence[str] = (),
) -> Ruling:
    """May these exemplars be destroyed by these people?

    Args:
        account: The document.
        copies: Which exemplars; None: the document itself.
        act: Number of the act.
        people: Name and record of everybody who takes part.
        standing: Who we are, and the day.
        begun: Acts under which the destruction of some of them was begun and cut.

    Source: article 6(4), second paragraph.
    """
    refused = first_refusal(
        *(lambda c=copy: _check_still_there(account, c) for copy in copies),
        lambda: check_given(act, "6(4)", "no-act", "number of the act", standing),
        lambda: _check_same_act(act, begun),
        lambda: _check_two(people),
        *(
            lambda n=name, p=person: check_person(p, n, account, standing)
            for name, person in people
        ),
        *(lambda c=copy: check_not_out(account, c) for copy in copies),
    )
    return refused or Permitted(
        article="6(4)",
        effects=(Effect.ERASE, Effect.MAKE_ACT),
        duties=(Duty.NOTIFY_DESTRUCTION,) if account.givers else (),
    )


@cited
def breach(account: Account, *, what: str, standing: Standing) -> Ruling:
    """Enter a breach; its report holds the document's whole history.

    A document that is destroyed or returned may have been breached all the same.

    Source: article 11.
    """
    if not what.strip():
        return Refused(article="11", slug="no-words", reason="say what happened")
    return Permitted(
        article="11",
        degree=account.degree,
        effects=(Effect.REPORT_HISTORY,),
        duties=(Duty.NOTIFY_BREACH,),
    )


@cited
def end_agreement(standing: Standing) -> Ruling:
    """Enter the end of the agreement; nothing that was received is set free.

    Source: article 14(4).
    """
    starts = standing.agreement.in_force_from
    if starts is not None and standing.day < starts:
        return Refused(
            article="14(4)",
            slug="before-start",
            reason=f"the agreement is in force since {starts}; it cannot end before",
        )
    return Permitted(article="14(4)")


def _check_still_there(account: Account, copy: int | None) -> Refused | None:
    """Refuse what ended; what is half destroyed already may be finished."""
    exemplar = account.exemplar(copy)
    if exemplar is not None and exemplar.state is ExemplarState.DESTROYING:
        return None
    return check_exemplar(account, copy)


def _check_same_act(act: str | None, begun: Sequence[str]) -> Refused | None:
    other = [one for one in begun if one != act]
    if not other:
        return None
    return Refused(
        article="6(4)",
        slug="other-act",
        reason=f"its destruction was begun under the act {other[0]!r}; finish that one",
    )


def _check_two(people: Sequence[tuple[str, Person | None]]) -> Refused | None:
    names = {" ".join(name.casefold().split()) for name, _ in people}
    if len(names) >= 2:
        return None
    return Refused(
        article="6(4)",
        slug="two-people",
        reason="a destruction needs two different people",
    )
