"""May an exemplar leave our hands, or be destroyed? Articles 4, 5, 6(4), 11, 14.

Pure functions.
"""

from collections.abc import Sequence

from models.accounts import Account, Channel, Consent, Permit, Person
from models.events import Duty
from models.rulings import Effect, Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.consents import Wish, cover
from pipeline.rules.standing import (
    Standing,
    check_any_exemplar,
    check_exemplar,
    check_person,
    cited,
    exemplar_name,
    first_refusal,
)


@cited
def transfer(
    account: Account,
    *,
    copy: int | None,
    to: Body,
    channel: str | None,
    confirmation: str | None,
    decision: str | None,
    standing: Standing,
) -> Ruling:
    """May an exemplar go to a body of the other Party?

    Args:
        account: The document.
        copy: Which exemplar; None: the document itself.
        to: The receiving body.
        channel: How it travels.
        confirmation: Reference of the recorded clearance of the receiving body.
        decision: Reference of the decision to transfer.
        standing: Who we are, and the day.

    Source: articles 5.1, 5.2, 5.4 and 5.5.
    """
    refused = first_refusal(
        lambda: check_exemplar(account, copy),
        lambda: _check_receiver(to, standing),
        lambda: _check_given(
            confirmation, "5.1", "no-confirmation", "clearance of the body", standing
        ),
        lambda: _check_given(decision, "5.2", "no-decision", "decision", standing),
        lambda: _check_channel(channel, standing),
        lambda: _check_not_out(account, copy),
    )
    return refused or Permitted(article="5.1", duties=(Duty.AWAIT_RECEIPT,))


@cited
def release(
    account: Account, *, to: Body, consents: Sequence[Consent], standing: Standing
) -> Ruling:
    """May a third party have it? Only if the giver consented before.

    Source: article 4.1(5).
    """
    refused = check_any_exemplar(account)
    if refused:
        return refused
    if standing.is_party(to.party):
        return Refused(
            article="5.1",
            slug="not-a-third-party",
            reason=f"{to.party} is a Party; what goes to it is a transfer",
        )
    if not standing.asks("4.1(5)"):
        return Permitted(article="4.1(5)")
    wish = Wish(permit=Permit.RELEASE, article="4.1(5)", recipient=to)
    found = cover(account, wish, consents, standing)
    return found if isinstance(found, Refused) else Permitted(article="4.1(5)")


@cited
def hand_out(
    account: Account,
    *,
    copy: int | None,
    person: Person | None,
    name: str,
    need: str | None,
    standing: Standing,
) -> Ruling:
    """May this person have the exemplar?

    Source: article 4.2.
    """
    refused = first_refusal(
        lambda: check_exemplar(account, copy),
        lambda: _check_not_out(account, copy),
        lambda: check_person(person, name, account, standing),
        lambda: _check_given(need, "4.2", "no-need", "need to know it", standing),
    )
    return refused or Permitted(article="4.2")


@cited
def take_back(account: Account, *, copy: int | None, standing: Standing) -> Ruling:
    """May the exemplar be entered as back? Only if somebody has it.

    Source: articles 4.2 and 6(2).
    """
    refused = check_exemplar(account, copy)
    if refused:
        return refused
    exemplar = account.exemplar(copy)
    if exemplar is None or exemplar.holder is None:
        return Refused(
            article="6(2)",
            slug="not-handed-out",
            reason=f"{exemplar_name(account, copy)} is not handed out",
        )
    return Permitted(article="6(2)")


@cited
def open_carrier(
    account: Account, *, person: Person | None, name: str, standing: Standing
) -> Ruling:
    """May this person have a plain working copy to look at?

    Source: article 4.2.
    """
    refused = first_refusal(
        lambda: check_any_exemplar(account),
        lambda: check_person(person, name, account, standing),
    )
    return refused or Permitted(article="4.2")


@cited
def return_carrier(
    account: Account, *, copy: int | None, channel: str | None, standing: Standing
) -> Ruling:
    """May the exemplar go back to the body that gave it?

    Source: articles 6(4), second paragraph, and 5.4.
    """
    refused = first_refusal(
        lambda: check_exemplar(account, copy),
        lambda: _check_received(account, standing),
        lambda: _check_channel(channel, standing),
        lambda: _check_not_out(account, copy),
    )
    return refused or Permitted(article="6(4)", duties=(Duty.NOTIFY_RETURN,))


@cited
def destroy(
    account: Account,
    *,
    copies: Sequence[int | None],
    act: str | None,
    people: Sequence[tuple[str, Person | None]],
    standing: Standing,
) -> Ruling:
    """May these exemplars be destroyed by these people?

    Args:
        account: The document.
        copies: Which exemplars; None: the document itself.
        act: Number of the act.
        people: Name and record of everybody who takes part.
        standing: Who we are, and the day.

    Source: article 6(4), second paragraph.
    """
    refused = first_refusal(
        *(lambda c=copy: check_exemplar(account, c) for copy in copies),
        lambda: _check_given(act, "6(4)", "no-act", "number of the act", standing),
        lambda: _check_two(people),
        *(
            lambda n=name, p=person: check_person(p, n, account, standing)
            for name, person in people
        ),
        *(lambda c=copy: _check_not_out(account, c) for copy in copies),
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


def _check_receiver(to: Body, standing: Standing) -> Refused | None:
    if not standing.is_party(to.party):
        return Refused(
            article="4.1(5)",
            slug="third-party",
            reason=f"{to.party} is no Party; what goes to it is a release",
        )
    if to.party == standing.office.party:
        return Refused(
            article="5.1",
            slug="not-the-other-party",
            reason=f"{to.party}:{to.name} is a body of our own Party",
        )
    return None


def _check_given(
    value: str | None, article: str, slug: str, what: str, standing: Standing
) -> Refused | None:
    """Refuse where something that an article asks for was not recorded."""
    if (value and value.strip()) or not standing.asks(article):
        return None
    return Refused(article=article, slug=slug, reason=f"no {what} is recorded")


def _check_channel(channel: str | None, standing: Standing) -> Refused | None:
    known = [kind.value for kind in Channel]
    if channel in known or not standing.asks("5.4"):
        return None
    return Refused(
        article="5.4",
        slug="no-channel",
        reason=f"a carrier travels by one of these channels: {', '.join(known)}",
    )


def _check_not_out(account: Account, copy: int | None) -> Refused | None:
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


def _check_received(account: Account, standing: Standing) -> Refused | None:
    if any(giver.party != standing.office.party for giver in account.givers):
        return None
    return Refused(
        article="6(4)",
        slug="not-received",
        reason=f"{account.number} is our own document: nobody gave it to us",
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
