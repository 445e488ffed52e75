"""The chain: canonical events, each with the hash of the one before, and sealed.

Pure functions over text. The stored text is the event; nothing is ever made again
from its parts in order to check it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from models.events import Event, EventKind

GENESIS = "0" * 64
"""Stands where the first event would name the one before it."""

AT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    seq: int
    hash: str
    at: str
    """UTC; sorts as text."""


EMPTY = Head(0, GENESIS, "0001-01-01T00:00:00.000000Z")

EventRow = dict[str, object]

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, letters as such.

    Raises:
        ValueError: A number is not finite.
        TypeError: A value is not one of JSON's.
    """
    return _ENCODER.encode(value)


def stamp_time(moment: datetime) -> str:
    """Return a moment in UTC as events write it; it must know its time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).strftime(AT_FORMAT)


def read_time(text: str) -> datetime:
    """Return the moment that an event wrote."""
    return datetime.fromisoformat(text)


def hash_body(body: str) -> str:
    """Return the SHA-256 of an event's canonical text, hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


def seal_hash(key: bytes, digest: str) -> str:
    """Return the keyed seal of an event's hash: nobody without the key can make it."""
    return hmac.digest(key, digest.encode(), "sha256").hex()


def write_body(event: Event, *, at: str, seq: int, prev: str) -> str:
    """Return an event's canonical text; the order of its keys is part of the format."""
    return canonical(
        {
            "actor": event.actor,
            "article": event.article,
            "at": at,
            "batch": event.batch,
            "copy": event.copy,
            "data": event.data,
            "kind": event.kind.value,
            "number": event.number,
            "prev": prev,
            "seq": seq,
        }
    )


def read_body(body: str) -> Event:
    """Return the event of a canonical text that was checked before."""
    said = json.loads(body)
    return Event(
        kind=EventKind(said["kind"]),
        at=read_time(said["at"]),
        number=said["number"],
        copy=said["copy"],
        batch=said["batch"],
        article=said["article"],
        data=said["data"],
        actor=said["actor"],
        seq=said["seq"],
    )


def link(
    events: Iterable[Event], *, head: Head, key: bytes
) -> tuple[list[EventRow], list[Event], Head]:
    """Chain events after a head.

    An event's time is never before the one before it: where another desk was quicker,
    its time is taken.

    Returns:
        The rows to write, the events with place and time, and the new head.
    """
    rows: list[EventRow] = []
    placed: list[Event] = []
    for event in events:
        at = max(stamp_time(event.at), head.at)
        seq = head.seq + 1
        body = write_body(event, at=at, seq=seq, prev=head.hash)
        if not _is_storable(body):
            event = _made_storable(event)
            body = write_body(event, at=at, seq=seq, prev=head.hash)
        digest = hash_body(body)
        rows.append(
            {
                "seq": seq,
                "at": at,
                "kind": event.kind.value,
                "number": event.number,
                "copy": event.copy,
                "body": body,
                "hash": digest,
                "seal": seal_hash(key, digest),
            }
        )
        placed.append(replace(event, seq=seq, at=read_time(at)))
        head = Head(seq, digest, at)
    return rows, placed, head


def storable(text: str) -> str:
    """Return a text that every database and UTF-8 can hold.

    Lone surrogates, which file names of other encodings bring, and zero characters
    become their escapes.
    """
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _is_storable(body: str) -> bool:
    try:
        body.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in body


def _made_storable(event: Event) -> Event:
    names = ("number", "batch", "actor", "article", "data")
    values = {name: _cleaned(getattr(event, name)) for name in names}
    return replace(event, **values)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value
