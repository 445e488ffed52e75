"""Reserving: which request is known already, which number the next one gets.

Functions over a connection that nobody else writes through meanwhile; they record
nothing themselves.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, func, select

from models.accounts import DocumentKind, Permit
from models.errors import RefusedError, RegisterError
from models.events import Event, EventKind, EventValue
from pipeline.register import queries
from pipeline.register.chain import canonical
from pipeline.register.entries import Reservation, Reserved
from pipeline.register.schema import consents, documents, exemplars


class _Place(NamedTuple):
    """What a reservation got."""

    number: str
    copy: int | None
    sequence: int


def reservation_key(batch: str, request: Reservation) -> str:
    """Return what makes a request the same request when it is repeated."""
    parts = (
        batch,
        request.file,
        request.sha256,
        request.kind.value,
        request.number,
        request.slot,
    )
    text = canonical(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()


def find_reserved(connection: Connection, keys: Sequence[str]) -> dict[str, Reserved]:
    """Return what is known of reservations that were made before, by key."""
    found: dict[str, Reserved] = {}
    for part in queries.chunks(keys):
        of_documents = select(documents).where(documents.c.reservation.in_(part))
        for row in connection.execute(of_documents).mappings():
            found[row["reservation"]] = _reserved(row["state"], None, row)
        of_copies = select(exemplars).where(exemplars.c.reservation.in_(part))
        for row in connection.execute(of_copies).mappings():
            unused = "reserved" if row["state"] == "reserved" else "void"
            state = unused if row["issued_seq"] is None else "done"
            found[row["reservation"]] = _reserved(state, row["copy"], row)
    return found


def allot(
    connection: Connection,
    new: Sequence[tuple[str, Reservation]],
    *,
    batch: str,
    at: datetime,
) -> list[Event]:
    """Return the events that give each request its number, in the order given."""
    drafts: list[Event] = []
    sequence = _last_sequence(connection, at.year)
    copies: dict[str, int] = {}
    for key, request in new:
        if request.kind is DocumentKind.COPY:
            number = request.number or ""
            if number not in copies:
                copies[number] = _last_copy(connection, number)
            copies[number] += 1
            place = _Place(number, copies[number], 0)
        else:
            sequence += 1
            number = f"{sequence}{request.suffix}/{at.year}"
            place = _Place(number, None, sequence)
        drafts.append(_reservation(request, key, batch, place, at))
    return drafts


def _last_sequence(connection: Connection, year: int) -> int:
    question = select(func.max(documents.c.sequence))
    in_year = question.where(documents.c.year == year)
    return connection.execute(in_year).scalar() or 0


def _last_copy(connection: Connection, number: str) -> int:
    question = select(func.max(exemplars.c.copy))
    last = connection.execute(question.where(exemplars.c.number == number))
    copy = last.scalar()
    if copy is None:
        raise RegisterError(f"There is no document {number!r} to copy.")
    return int(copy)


def check_consents(
    connection: Connection,
    requests: Sequence[Reservation],
    *,
    article: str | None = None,
) -> None:
    """Refuse requests that would overdraw a consent.

    Args:
        connection: Nobody else writes meanwhile.
        requests: Those that have no number yet.
        article: What the agreement in force says of copies; None: not recorded.

    Raises:
        RefusedError: It has fewer copies left than asked.
    """
    cited = f" (article {article})" if article else ""
    wanted: dict[tuple[str, str], int] = {}
    for request in requests:
        for reference in (request.consent, *request.further_consents):
            if reference is not None:
                key = (reference, request.number or "")
                wanted[key] = wanted.get(key, 0) + 1
    for (reference, number), copies in wanted.items():
        left = copies_left(connection, reference, number)
        if left is None or copies > left:
            raise RefusedError(
                f"The consent {reference!r} leaves {_copies(left or 0)} of {number}, "
                f"but the command asks for {copies}. Ask the body that gave the "
                f"document for a further consent{cited}.",
                article=article,
                slug="consent-spent",
            )


def _copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count} copies"


def copies_left(connection: Connection, reference: str, number: str) -> int | None:
    """Return how many copies a consent still allows, None where it allows none."""
    question = select(consents.c.copies, consents.c.drawn, consents.c.permits).where(
        consents.c.reference == reference, consents.c.number == number
    )
    row = connection.execute(question).one_or_none()
    if row is None or Permit.COPY.value not in json.loads(row.permits):
        return None
    return int((1 if row.copies is None else row.copies) - row.drawn)


def _reservation(
    request: Reservation,
    key: str,
    batch: str,
    place: _Place,
    at: datetime,
) -> Event:
    data: dict[str, EventValue] = {
        "kind": request.kind.value,
        "file": request.file,
        "sha256": request.sha256,
        "degree": request.degree,
        "reservation": key,
        "recipient": request.recipient,
    }
    if place.copy is None:
        data |= {"year": at.year, "sequence": place.sequence}
    else:
        data |= {"consent": request.consent}
        if request.further_consents:
            data |= {"further_consents": list(request.further_consents)}
    return Event(
        kind=EventKind.RESERVED,
        at=at,
        number=place.number,
        copy=place.copy,
        batch=batch,
        data=data,
    )


def _reserved(state: str, copy: int | None, row: RowMapping) -> Reserved:
    data = row["data"]
    return Reserved(
        number=row["number"],
        copy=copy,
        state=state,
        data=json.loads(data) if data else None,
    )
