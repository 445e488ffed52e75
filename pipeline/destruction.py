"""Destruction: bytes and keys gone for good, by two people, with an act.

Intent first, then the bytes, then the act, then the record: a command cut anywhere and
repeated finishes the same destruction.

Source: article 6(4), second paragraph.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, ExemplarState
from models.errors import RefusedError
from models.events import Event, EventKind, EventValue
from models.rulings import Permitted
from pipeline.document import hash_file
from pipeline.enacting import duties, find_person, known, record_refusal
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.endings import kept_names, placed_before
from pipeline.register.entries import Exhibit
from pipeline.rules import ending
from pipeline.rules.standing import require

if TYPE_CHECKING:
    from pipeline.register.desk import Desk


STILL_THERE = (ExemplarState.IN_HAND.value, ExemplarState.DESTROYING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """What was destroyed, by whom, and what could not be found."""

    number: str
    copy: int | None
    """None: the document and all its copies."""
    act: str
    people: tuple[str, ...]
    at: datetime
    exhibits: tuple[Exhibit, ...]
    deleted: tuple[str, ...]
    """Working copies that stood where they were put, and are gone."""
    missing: tuple[str, ...]
    """Working copies that are not where they were put, or are other files now."""
    events: tuple[Event, ...] = ()


def destroy(
    office: Office,
    number: str,
    *,
    copy: int | None,
    act: str | None,
    people: Sequence[str],
    at: datetime,
    write: Callable[[Destruction], object],
) -> Destruction:
    """Destroy one copy, or the document with every exemplar in hand.

    Args:
        office: Ours.
        number: Of the document.
        copy: Number of the copy; None: the document itself and all its copies.
        act: Number of the act.
        people: Two different people with clearance.
        at: The clock.
        write: Writes the act; called when the bytes are gone and before it is recorded
            that they are, so that there is no destruction without its act.

    Raises:
        UsageError: The number is unknown.
        RefusedError: The rule forbids it; only the refusal is recorded.
    """
    begun = _judge(office, number, copy, act, people, at)
    permitted, account, exhibits, standing = begun
    reference = act or ""
    with office.register.reading() as connection:
        names = kept_names(connection, number, exhibits)
        before = placed_before(connection, number, exhibits)
    for name in names:
        office.vault.destroy(name)
    deleted, missing = _delete_working_copies(exhibits, standing)
    # Those of before a change may have been replaced by hand; then none is missed.
    older, _ = _delete_working_copies(before, standing)
    done = Destruction(
        number=number,
        copy=copy,
        act=reference,
        people=tuple(people),
        at=at,
        exhibits=exhibits,
        deleted=(*deleted, *older),
        missing=missing,
    )
    write(done)
    events = [
        Event(
            kind=EventKind.DESTROYED,
            at=at,
            number=number,
            copy=one.copy,
            article=permitted.article,
            data={
                "act": reference,
                "persons": list(people),
                "missing": [path for path in missing if path == one.output],
            },
        )
        for one in exhibits
    ]
    giver = next(iter(account.givers), None)
    due = duties(office, permitted, number, copy=copy, body=giver, at=at)
    placed = office.register.record([*events, *due], at=at)
    return replace(done, events=placed)


def _judge(
    office: Office,
    number: str,
    copy: int | None,
    act: str | None,
    people: Sequence[str],
    at: datetime,
) -> tuple[Permitted, Account, tuple[Exhibit, ...], frozenset[str]]:
    """Ask the rule and record that the destruction begins, and what then stands."""
    try:
        with office.register.writing(at=at) as desk:
            account = known(office, desk.connection, number)
            exhibits = _destroyable(desk, number, copy)
            copies = [one.copy for one in exhibits] or [copy]
            named = [(name, find_person(office, desk, name)) for name in people]
            ruling = ending.destroy(
                account,
                copies=copies,
                act=act,
                people=named,
                standing=office.standing(at.date()),
                begun=_begun_acts(desk, number, exhibits),
            )
            permitted = require(ruling)
            listed: list[EventValue] = [one.copy for one in exhibits]
            before = placed_before(desk.connection, number, exhibits)
            standing = _standing((*exhibits, *before)) | _stood(desk, number, act)
            paths: list[EventValue] = [*sorted(standing)]
            data: dict[str, EventValue] = {"act": act, "copies": listed}
            data["standing"] = paths
            kind = EventKind.DESTROYING
            desk.record([Event(kind=kind, at=at, number=number, copy=copy, data=data)])
            return permitted, account, exhibits, standing
    except RefusedError as refusal:
        record_refusal(office, number, command="destroy", refusal=refusal, at=at)
        raise


def _destroyable(desk: "Desk", number: str, copy: int | None) -> tuple[Exhibit, ...]:
    exhibits = queries.exhibits(desk.connection, number)
    there = [one for one in exhibits if one.state in STILL_THERE]
    if copy is None:
        return tuple(there)
    return tuple(one for one in there if one.copy == copy)


def _begun_acts(
    desk: "Desk", number: str, exhibits: Sequence[Exhibit]
) -> tuple[str, ...]:
    """Return under which acts the destruction of some of these was begun and cut."""
    cut = {e.copy for e in exhibits if e.state == ExemplarState.DESTROYING.value}
    last: dict[int | None, str] = {}
    for event in queries.history(desk.connection, number):
        copies = event.data.get("copies")
        if event.kind is EventKind.DESTROYING and isinstance(copies, list):
            begun = {None if copy is None else int(str(copy)) for copy in copies}
            last |= dict.fromkeys(begun & cut, str(event.data.get("act")))
    return tuple(dict.fromkeys(last.values()))


def _standing(exhibits: Sequence[Exhibit]) -> frozenset[str]:
    """Return the plain copies that stand where they were put, unchanged."""
    return frozenset(
        one.output for one in exhibits if one.output is not None and _is_same(one)
    )


def _stood(desk: "Desk", number: str, act: str | None) -> frozenset[str]:
    """Return what stood when this act was begun before, and was cut short."""
    found: set[str] = set()
    for event in queries.history(desk.connection, number):
        paths = event.data.get("standing")
        begun = event.kind is EventKind.DESTROYING and event.data.get("act") == act
        if begun and isinstance(paths, list):
            found |= {str(path) for path in paths}
    return frozenset(found)


def _is_same(exhibit: Exhibit) -> bool:
    path = Path(exhibit.output or "")
    try:
        return path.is_file() and hash_file(path) == exhibit.sha256_out
    except OSError:
        return False


def _delete_working_copies(
    exhibits: Sequence[Exhibit], standing: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Delete the plain copies that stand; say which are gone and which were not found.

    One that stood when the act was begun and is not there now went by our own hand.
    """
    deleted: list[str] = []
    missing: list[str] = []
    for one in exhibits:
        if one.output is None:
            continue
        path = Path(one.output)
        if _is_same(one):
            with contextlib.suppress(OSError):
                path.unlink()
        gone = one.output in standing and not path.exists()
        (deleted if gone else missing).append(one.output)
    return tuple(deleted), tuple(missing)
