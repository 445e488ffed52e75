"""What became of a carrier since it was made, as the register tells it.

Says whether an exemplar ended, which bytes a change of degree put out of force, and
what a reader of a page should know. Knows events, not files.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from models.accounts import ExemplarState
from models.events import Event, EventKind
from pipeline.register import queries
from pipeline.register.entries import Exhibit

CHANGES = (
    EventKind.DEGREE_CHANGED,
    EventKind.DECLASSIFIED,
    EventKind.NOTICE_RECORDED,
)
"""Events that give carriers new bytes."""

ENDS: Mapping[EventKind, str] = {
    EventKind.DESTROYED: "destroyed",
    EventKind.RETURNED: "returned",
    EventKind.TRANSFERRED: "transferred",
    EventKind.RELEASED: "transferred",
    EventKind.SPOILED: "spoiled",
    EventKind.VOIDED: "spoiled",
}
"""Events that end an exemplar, with the state that it is in then."""

DECLASSIFIED = "declassified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """Bytes that were a carrier of ours until a change gave it others."""

    number: str
    copy: int | None
    degree: str
    """The one that these bytes say."""


def is_in_hand(exhibit: Exhibit) -> bool:
    """Tell whether an exemplar is with us still."""
    return exhibit.state == ExemplarState.IN_HAND.value


def ending_of(connection: Connection, exhibit: Exhibit) -> str | None:
    """Say how and when an exemplar ended, None where it is in hand."""
    if is_in_hand(exhibit):
        return None
    ends = [
        event
        for event in queries.history(connection, exhibit.number)
        if ENDS.get(event.kind) == exhibit.state and event.copy == exhibit.copy
    ]
    if not ends:
        return exhibit.state
    act = f" by act {ends[-1].data['act']}" if ends[-1].data.get("act") else ""
    return f"{exhibit.state}{act} on {ends[-1].at.date()}"


def last_change(connection: Connection, number: str) -> str | None:
    """Say what became of the degree of a document, None where it is as it was.

    The code of a page does not tell whether it was printed before the change.
    """
    changes = [e for e in queries.history(connection, number) if e.kind in CHANGES]
    if not changes:
        return None
    day = changes[-1].at.date()
    now = degree_now(connection, number)
    lifted = now == DECLASSIFIED
    return f"was declassified on {day}" if lifted else f"is {now} since {day}"


def degree_now(connection: Connection, number: str) -> str:
    """Return the degree in force, or ``declassified``."""
    row = queries.document(connection, number)
    if row is None:
        return "unknown"
    return DECLASSIFIED if row.declassified else row.degree


def find_superseded(connection: Connection) -> dict[str, Superseded]:
    """Return the bytes that changes of degree put out of force, by SHA-256.

    Goes through the changes and the lives of the documents that they concern.
    """
    numbers = dict.fromkeys(e.number for e in queries.events_of(connection, CHANGES))
    found: dict[str, Superseded] = {}
    for number in numbers:
        if number is not None:
            found.update(_superseded(number, queries.history(connection, number)))
    return found


def _superseded(
    number: str, events: Iterable[Event]
) -> Iterator[tuple[str, Superseded]]:
    in_force: dict[int | None, str] = {}
    for event in events:
        for copy, sha256 in carriers_of(event, "sha256_out"):
            old = in_force.get(copy)
            if old is not None and old != sha256:
                degree = str(event.data.get("from_degree") or "of another degree")
                yield old, Superseded(number=number, copy=copy, degree=degree)
            in_force[copy] = sha256


def carriers_of(
    event: Event, name: str, *, opened: bool = False
) -> Iterator[tuple[int | None, str]]:
    """Yield each copy that an event gave a carrier, with one fact of that carrier.

    Args:
        event: Of any kind.
        name: ``sha256_out`` or ``output``.
        opened: Also where somebody who looked at the document had it written.
    """
    rows = event.data.get("carriers")
    if event.kind in CHANGES and isinstance(rows, list):
        for row in rows:
            if isinstance(row, dict) and row.get(name):
                copy = row.get("copy")
                yield (copy if isinstance(copy, int) else None), str(row[name])
    elif event.data.get(name) and (opened or event.kind is not EventKind.OPENED):
        yield event.copy, str(event.data[name])
