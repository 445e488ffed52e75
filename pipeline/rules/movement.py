"""May an exemplar leave our hands, or come back? Articles 4, 5 and 6(4).

Pure functions.
"""

from collections.abc import Sequence

from models.accounts import (
    Account,
    Channel,
    Consent,
    Permit,
    Person,
)
from models.events import Duty
from models.rulings import Permitted, Refused, Ruling
from models.settings import Body
from pipeline.rules.consents import Wish, cover
from pipeline.rules.standing import (
    Standing,
    check_any_exemplar,
    check_exemplar,
    check_given,
    check_not_out,
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
        lambda: check_given(
            confirmation, "5.1", "no-confirmation", "clearance of the body", standing
        ),
        lambda: check_given(decision, "5.2", "no-decision", "decision", standing),
        lambda: _check_channel(channel, standing),
        lambda: check_not_out(account, copy),
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
        lambda: check_not_out(account, copy),
        lambda: check_person(person, name, account, standing),
        lambda: check_given(need, "4.2", "no-need", "need to know it", standing),
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
        lambda: check_not_out(account, copy),
    )
    return refused or Permitted(article="6(4)", duties=(Duty.NOTIFY_RETURN,))


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


def _check_channel(channel: str | None, standing: Standing) -> Refused | None:
    known = [kind.value for kind in Channel]
    if channel in known or not standing.asks("5.4"):
        return None
    return Refused(
        article="5.4",
        slug="no-channel",
        reason=f"a carrier travels by one of these channels: {', '.join(known)}",
    )


def _check_received(account: Account, standing: Standing) -> Refused | None:
    if any(giver.party != standing.office.party for giver in account.givers):
        return None
    return Refused(
        article="6(4)",
        slug="not-received",
        reason=f"{account.number} is our own document: nobody gave it to us",
    )
