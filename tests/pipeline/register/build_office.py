"""Made entries for the tests of the register."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from models.accounts import DocumentKind
from models.events import Event, EventKind, EventValue
from models.settings import Body
from pipeline.register.entries import Entry, Reservation, Reserved
from pipeline.register.store import Register

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SENDER = Body(party="BY", name="Министерство")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def wish(file: str, degree: str = "secret", suffix: str = "с") -> Reservation:
    return Reservation(
        kind=DocumentKind.RECEIVED,
        file=file,
        sha256=sha(file),
        degree=degree,
        suffix=suffix,
    )


def copy_wish(number: str, slot: int, consent: str | None = None) -> Reservation:
    return Reservation(
        kind=DocumentKind.COPY,
        file="copy",
        sha256=sha(number),
        degree="secret",
        number=number,
        consent=consent,
        slot=slot,
        recipient=f"Получатель {slot + 1}",
    )


def entry(
    got: Reserved, kind: EventKind = EventKind.RECEIVED, **fields: object
) -> Entry:
    known: dict[str, object] = {
        "number": got.number,
        "copy": got.copy,
        "kind": kind,
        "sha256_in": sha("in" + got.number),
        "sha256_out": sha(f"out{got.number}{got.copy}"),
        "output": f"/somewhere/{got.number.replace('/', '-')}-{got.copy}.pdf",
        "degree": "secret",
        "givers": (SENDER,),
        "purposes": ("переговоры",),
        "received_on": "2026-11-22",
        "data": {"file": "a.pdf", "pages": 3},
    }
    return Entry(**(known | fields))  # type: ignore[arg-type]


def take_in(
    register: Register,
    files: Sequence[str],
    *,
    batch: str = "b1",
    at: datetime = NOW,
) -> tuple[str, ...]:
    """Reserve and complete received documents; return their numbers."""
    got = register.reserve([wish(file) for file in files], at=at, batch=batch)
    register.complete([entry(one, batch=batch) for one in got], at=at)
    return tuple(one.number for one in got)


def consent_event(
    number: str, reference: str = "К-1", copies: int | None = 3, **more: EventValue
) -> Event:
    data: dict[str, EventValue] = {
        "reference": reference,
        "permits": ["copy"],
        "giver": {"party": "BY", "name": "Министерство"},
        "given_on": "2026-11-20",
        "copies": copies,
    }
    return event(EventKind.CONSENT_ADDED, number, data=data | more)


def event(
    kind: EventKind,
    number: str | None = None,
    copy: int | None = None,
    *,
    at: datetime = NOW,
    data: dict[str, EventValue] | None = None,
) -> Event:
    return Event(kind=kind, at=at, number=number, copy=copy, data=data or {})
