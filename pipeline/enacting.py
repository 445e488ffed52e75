"""Asks a rule and records what follows: an operation or a refusal, at one stroke."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from models.accounts import Account, Consent, Person
from models.errors import RefusedError, UsageError
from models.events import Event, EventKind, EventValue
from models.rulings import Permitted, Ruling
from models.settings import Body
from pipeline.office import Office
from pipeline.register import queries
from pipeline.rules.standing import require

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.register.desk import Desk

NOW = 0
"""Days within which a breach is told: at once (article 11)."""


def enact(
    office: Office,
    number: str,
    *,
    command: str,
    at: datetime,
    rule: Callable[["Desk", Account], Ruling],
    events: Callable[[Account, Permitted], Sequence[Event]],
) -> tuple[Event, ...]:
    """Ask a rule about a document and record what it permits.

    Raises:
        UsageError: The number is unknown.
        RefusedError: The rule forbids it; only the refusal is recorded.
    """
    try:
        with office.register.writing(at=at) as desk:
            account = known(office, desk.connection, number)
            permitted = require(rule(desk, account))
            return desk.record(events(account, permitted))
    except RefusedError as refusal:
        record_refusal(office, number, command=command, refusal=refusal, at=at)
        raise


def record_refusal(
    office: Office,
    number: str | None,
    *,
    command: str,
    refusal: RefusedError,
    at: datetime,
) -> None:
    """Write down that a rule forbade something; nothing else is written."""
    data: dict[str, EventValue] = {"command": command, "reason": refusal.slug}
    event = Event(
        kind=EventKind.REFUSED,
        at=at,
        number=number,
        article=refusal.article,
        data=data,
    )
    office.register.record([event], at=at)


def known(office: Office, connection: "Connection", number: str) -> Account:
    """Return the account of a number, compared with its sealed events first.

    Raises:
        UsageError: The register does not know it.
        RegisterError: Its rows do not say what its events say.
    """
    from pipeline.register.attest import attest_document

    account = queries.account(connection, number, office.register.scale)
    if account is None or account.void:
        raise UsageError(
            f"the register knows no document {number!r}{_meant(connection, number)}; "
            "belgi register list shows those it knows"
        )
    if office.register.keys is not None:
        attest_document(connection, number, seal=office.register.keys.seal)
    return account


_LOOK_ALIKES = str.maketrans("cCoOeEpPxXaAbBtTmMhHkK", "ссооееррххааввттммннкк")


def _meant(connection: "Connection", number: str) -> str:
    """Suggest the number that somebody typed with Latin or capital letters."""
    guess = number.translate(_LOOK_ALIKES).lower()
    if guess == number or queries.document(connection, guess) is None:
        return ""
    return f" (did you mean {guess}? Its letters are Cyrillic and small)"


def find_person(office: Office, desk: "Desk", name: str) -> Person | None:
    """Return somebody's clearance, None where nobody of that name is recorded."""
    people = queries.list_people(desk.connection, office.register.scale)
    return next((person for person in people if person.name == name), None)


def find_consents(
    office: Office, desk: "Desk", references: Sequence[str]
) -> tuple[Consent, ...]:
    """Return the consents of these references, in the order in which they are named."""
    scale = office.register.scale
    return tuple(
        consent
        for reference in dict.fromkeys(references)
        for consent in queries.list_consents(
            desk.connection, scale, reference=reference
        )
    )


def spelt(references: Sequence[str]) -> str | None:
    """Return references as an event and a stamp name them; None: there are none."""
    return "; ".join(dict.fromkeys(references)) or None


def duties(
    office: Office,
    permitted: Permitted,
    number: str,
    *,
    copy: int | None,
    body: Body | None,
    at: datetime,
    days: int | None = None,
) -> list[Event]:
    """Return the duties that an operation brings, with the day they fall due."""
    wait = office.settings.receipt_days if days is None else days
    until = (at.date() + timedelta(days=wait)).isoformat()
    return [
        Event(
            kind=EventKind.FELL_DUE,
            at=at,
            number=number,
            copy=copy,
            article=permitted.article,
            data={
                "duty": duty.value,
                "until": until,
                "body": f"{body.party}:{body.name}" if body else None,
            },
        )
        for duty in permitted.duties
    ]


def fulfil(office: Office, due: int, *, reference: str, at: datetime) -> None:
    """Record that a receipt or notice was made, or came.

    Raises:
        UsageError: Nothing of that id falls due.
    """
    with office.register.writing(at=at) as desk:
        rows = queries.list_duties(desk.connection)
        row = next((one for one in rows if one.seq == due), None)
        if row is None:
            raise UsageError(
                f"nothing with the id {due} falls due; see belgi register due"
            )
        data: dict[str, EventValue] = {
            "due": due,
            "duty": row.duty,
            "reference": reference,
        }
        event = Event(
            kind=EventKind.FULFILLED, at=at, number=row.number, copy=row.copy, data=data
        )
        desk.record([event])
