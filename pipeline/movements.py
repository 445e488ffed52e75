"""Who has what, and where it went: articles 4.1, 4.2, 5, 6(4), 11 and 14.

Each function is one operation: a rule, and the events that follow when it permits.
"""

from collections.abc import Sequence
from datetime import datetime

from models.accounts import Account
from models.errors import RefusedError
from models.events import Event, EventKind, EventValue
from models.rulings import Permitted
from models.settings import Body
from pipeline.enacting import (
    NOW,
    duties,
    enact,
    find_consents,
    find_person,
    record_refusal,
    spelt,
)
from pipeline.office import Office
from pipeline.rules import changes, ending, movement
from pipeline.rules.standing import require


def _event(
    kind: EventKind,
    account: Account,
    permitted: Permitted,
    *,
    at: datetime,
    copy: int | None = None,
    **data: EventValue,
) -> Event:
    kept: dict[str, EventValue] = {k: v for k, v in data.items() if v is not None}
    return Event(
        kind=kind,
        at=at,
        number=account.number,
        copy=copy,
        article=permitted.article,
        data=kept,
    )


def hand_out(
    office: Office,
    number: str,
    *,
    copy: int | None,
    person: str,
    need: str | None,
    at: datetime,
) -> tuple[Event, ...]:
    """Give an exemplar to somebody who may see it and needs it (article 4.2)."""
    return enact(
        office,
        number,
        command="hand-out",
        at=at,
        rule=lambda desk, account: movement.hand_out(
            account,
            copy=copy,
            person=find_person(office, desk, person),
            name=person,
            need=need,
            standing=office.standing(at.date()),
        ),
        events=lambda account, permitted: [
            _event(
                EventKind.HANDED_OUT,
                account,
                permitted,
                at=at,
                copy=copy,
                person=person,
                need=need,
            )
        ],
    )


def take_back(
    office: Office, number: str, *, copy: int | None, at: datetime
) -> tuple[Event, ...]:
    """Enter an exemplar as back in the office (article 6(2))."""

    def events(account: Account, permitted: Permitted) -> list[Event]:
        exemplar = account.exemplar(copy)
        holder = exemplar.holder if exemplar else None
        kind = EventKind.TAKEN_BACK
        return [_event(kind, account, permitted, at=at, copy=copy, person=holder)]

    return enact(
        office,
        number,
        command="take-back",
        at=at,
        rule=lambda _, account: movement.take_back(
            account, copy=copy, standing=office.standing(at.date())
        ),
        events=events,
    )


def transfer(
    office: Office,
    number: str,
    *,
    copy: int | None,
    to: Body,
    channel: str,
    confirmation: str | None,
    decision: str | None,
    at: datetime,
) -> tuple[Event, ...]:
    """Send an exemplar to a body of the other Party (articles 5.1 to 5.5)."""

    def events(account: Account, permitted: Permitted) -> list[Event]:
        sent = _event(
            EventKind.TRANSFERRED,
            account,
            permitted,
            at=at,
            copy=copy,
            to=f"{to.party}:{to.name}",
            channel=channel,
            confirmation=confirmation,
            decision=decision,
        )
        due = duties(office, permitted, number, copy=copy, body=to, at=at)
        return [sent, *due]

    return enact(
        office,
        number,
        command="transfer",
        at=at,
        rule=lambda _, account: movement.transfer(
            account,
            copy=copy,
            to=to,
            channel=channel,
            confirmation=confirmation,
            decision=decision,
            standing=office.standing(at.date()),
        ),
        events=events,
    )


def return_to_giver(
    office: Office, number: str, *, copy: int | None, channel: str, at: datetime
) -> tuple[Event, ...]:
    """Send an exemplar back to the body that gave it (article 6(4))."""

    def events(account: Account, permitted: Permitted) -> list[Event]:
        giver = account.givers[0] if account.givers else None
        sent = _event(
            EventKind.RETURNED,
            account,
            permitted,
            at=at,
            copy=copy,
            channel=channel,
            to=f"{giver.party}:{giver.name}" if giver else None,
        )
        due = duties(office, permitted, number, copy=copy, body=giver, at=at)
        return [sent, *due]

    return enact(
        office,
        number,
        command="return",
        at=at,
        rule=lambda _, account: movement.return_carrier(
            account, copy=copy, channel=channel, standing=office.standing(at.date())
        ),
        events=events,
    )


def release(
    office: Office, number: str, *, to: Body, consent: Sequence[str], at: datetime
) -> tuple[Event, ...]:
    """Enter that a third party may have it, with the giver's consent (4.1(5))."""
    return enact(
        office,
        number,
        command="release",
        at=at,
        rule=lambda desk, account: movement.release(
            account,
            to=to,
            consents=find_consents(office, desk, consent),
            standing=office.standing(at.date()),
        ),
        events=lambda account, permitted: [
            _event(
                EventKind.RELEASED,
                account,
                permitted,
                at=at,
                to=f"{to.party}:{to.name}",
                consent=spelt(consent),
            )
        ],
    )


def use(
    office: Office, number: str, *, purpose: str, consent: Sequence[str], at: datetime
) -> tuple[Event, ...]:
    """Enter a use for a purpose, another one only with a consent (4.1(4))."""

    def events(account: Account, permitted: Permitted) -> list[Event]:
        if purpose in account.purposes:
            return []
        added = _event(
            EventKind.PURPOSE_ADDED,
            account,
            permitted,
            at=at,
            consent=spelt(consent),
            purposes=[*account.purposes, purpose],
        )
        return [added]

    return enact(
        office,
        number,
        command="use",
        at=at,
        rule=lambda desk, account: changes.use(
            account,
            purpose=purpose,
            consents=find_consents(office, desk, consent),
            standing=office.standing(at.date()),
        ),
        events=events,
    )


def breach(
    office: Office, number: str, *, what: str, at: datetime
) -> tuple[Event, ...]:
    """Enter a breach; the giver is told at once (article 11)."""

    def events(account: Account, permitted: Permitted) -> list[Event]:
        giver = account.givers[0] if account.givers else None
        entered = _event(EventKind.BREACH, account, permitted, at=at, what=what)
        due = duties(office, permitted, number, copy=None, body=giver, at=at, days=NOW)
        return [entered, *due]

    return enact(
        office,
        number,
        command="breach",
        at=at,
        rule=lambda _, account: ending.breach(
            account, what=what, standing=office.standing(at.date())
        ),
        events=events,
    )


def end_agreement(office: Office, *, on: datetime, at: datetime) -> tuple[Event, ...]:
    """Enter the end of the Agreement; nothing received is set free (14(4))."""
    try:
        permitted = require(ending.end_agreement(office.standing(on.date())))
    except RefusedError as refusal:
        record_refusal(office, None, command="agreement end", refusal=refusal, at=at)
        raise
    event = Event(
        kind=EventKind.AGREEMENT_ENDED,
        at=at,
        article=permitted.article,
        data={"agreement": office.agreement.id, "date": on.date().isoformat()},
    )
    return office.register.record([event], at=at)
