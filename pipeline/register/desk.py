"""What one write transaction can do: reserve, complete, void, record, begin a batch.

Questions and answers inside one transaction see the same state, so that a rule judged
here still holds when its events are written.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, func, select, update

from models.accounts import DocumentKind
from models.errors import RefusedError, RegisterError
from models.events import Event, EventKind, EventValue
from pipeline.register import queries
from pipeline.register.apply import apply_changes
from pipeline.register.chain import Head, canonical, link
from pipeline.register.entries import Batch, Entry, Item, Reservation, Reserved, Void
from pipeline.register.project import project
from pipeline.register.schema import documents, events, exemplars, head

ITEM_KINDS = {
    "held": EventKind.HELD,
    "failed": EventKind.FAILED,
    "not_secret": EventKind.LISTED,
}


class _Place(NamedTuple):
    """What a reservation got."""

    number: str
    copy: int | None
    sequence: int


@dataclass(slots=True)
class Desk:
    """One transaction; made by ``Register.writing`` and good only inside it."""

    connection: Connection
    at: datetime
    head: Head
    seal: bytes = field(repr=False)

    def record(self, drafts: Iterable[Event]) -> tuple[Event, ...]:
        """Append events and make their changes in the running tables.

        Returns:
            The events with their places in the chain and their times.
        """
        rows, placed, self.head = link(drafts, head=self.head, key=self.seal)
        if not rows:
            return ()
        self.connection.execute(events.insert(), rows)
        values = {"seq": self.head.seq, "hash": self.head.hash, "at": self.head.at}
        self.connection.execute(update(head).where(head.c.id == 1).values(values))
        changes = (change for event in placed for change in project(event))
        apply_changes(self.connection, changes)
        return tuple(placed)

    def reserve(
        self, requests: Sequence[Reservation], *, batch: str
    ) -> tuple[Reserved, ...]:
        """Take a number for each request that has none yet, in the order given.

        A request that this batch made before gets the same number again, with its
        entry if it was finished.

        Raises:
            RefusedError: A consent has fewer copies left than asked (article 6(4)).
        """
        keys = [reservation_key(batch, request) for request in requests]
        found = self._reserved(keys)
        new = [
            (key, request)
            for key, request in zip(keys, requests, strict=True)
            if key not in found
        ]
        new = list({key: (key, request) for key, request in new}.values())
        self._check_consents([request for _, request in new])
        drafts = self._allot(new, batch)
        self.record(drafts)
        for (key, _), draft in zip(new, drafts, strict=True):
            found[key] = Reserved(
                number=draft.number or "", copy=draft.copy, state="reserved"
            )
        return tuple(found[key] for key in keys)

    def complete(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """Account for carriers that were written and proved.

        An entry that was completed with the same bytes before adds nothing.

        Raises:
            RegisterError: A number was never reserved, or is finished with other
                bytes.
        """
        states = self._states([entry.number for entry in entries])
        new: list[Event] = []
        for entry in entries:
            state, sha256 = states.get((entry.number, entry.copy or 0), (None, None))
            if state == "reserved":
                new.append(completion(entry, at=self.at))
                done = ("in_hand", entry.sha256_out)
                states[entry.number, entry.copy or 0] = done
            elif state != "in_hand" or sha256 != entry.sha256_out:
                raise not_open(entry.number, entry.copy, state)
        return self.record(new)

    def void(self, voids: Sequence[Void]) -> tuple[Event, ...]:
        """Give up numbers that came to nothing; they stay listed with the reason.

        Raises:
            RegisterError: One is unknown, or finished already.
        """
        states = self._states([void.number for void in voids])
        new: list[Event] = []
        for void in voids:
            state, _ = states.get((void.number, void.copy or 0), (None, None))
            if state == "spoiled":
                continue
            if state != "reserved":
                raise not_open(void.number, void.copy, state)
            new.append(
                Event(
                    kind=EventKind.VOIDED,
                    at=self.at,
                    number=void.number,
                    copy=void.copy,
                    data={"reason": void.reason},
                )
            )
        return self.record(new)

    def put_items(self, found: Sequence[Item]) -> tuple[Event, ...]:
        """Record carriers that took no number: held, failed or not secret."""
        return self.record(
            Event(
                kind=ITEM_KINDS[item.ending],
                at=self.at,
                number=item.number,
                batch=item.batch,
                data={
                    "file": item.file,
                    "sha256": item.sha256,
                    "reasons": list(item.reasons),
                    "vault": item.vault,
                    "item": dict(item.data),
                },
            )
            for item in found
        )

    def decide(
        self, item: Item, *, number: str | None, decision: dict[str, EventValue]
    ) -> tuple[Event, ...]:
        """Record what a person decided of a held carrier, who, and why."""
        data: dict[str, EventValue] = {"file": item.file, "decision": decision}
        event = Event(
            kind=EventKind.DECIDED,
            at=self.at,
            number=number,
            batch=item.batch,
            data=data,
        )
        return self.record([event])

    def begin_batch(
        self, key: str, command: str, about: dict[str, EventValue] | None = None
    ) -> Batch:
        """Begin a batch, or go on with the same one where it was cut short.

        Args:
            key: The same for the same command and arguments.
            command: The verb, such as ``intake``.
            about: What the manifest says of the batch; a resumed one keeps its own.
        """
        last = queries.find_batch(self.connection, key)
        if last is not None and last.state == "begun":
            return replace(last, resumed=True)
        run = last.run + 1 if last else 1
        short = hashlib.sha256(f"{key}\n{run}".encode()).hexdigest()[:8]
        name = f"{self.at:%Y%m%d}-{command}-{short}"
        data: dict[str, EventValue] = {
            "key": key,
            "run": run,
            "command": command,
            "begun_at": self.at.isoformat(),
            "about": about or {},
        }
        kind = EventKind.BATCH_STARTED
        self.record([Event(kind=kind, at=self.at, batch=name, data=data)])
        begun = queries.find_batch(self.connection, key)
        if begun is None:
            raise RuntimeError("a batch was recorded and is not there")
        return begun

    def end_batch(
        self, batch: str, about: dict[str, EventValue] | None = None
    ) -> tuple[Event, ...]:
        """Say that a batch is finished; the same command is then a new request."""
        kind = EventKind.BATCH_FINISHED
        data: dict[str, EventValue] = {"about": about or {}}
        return self.record([Event(kind=kind, at=self.at, batch=batch, data=data)])

    def _reserved(self, keys: Sequence[str]) -> dict[str, Reserved]:
        found: dict[str, Reserved] = {}
        for part in queries.chunks(keys):
            of_documents = select(documents).where(documents.c.reservation.in_(part))
            for row in self.connection.execute(of_documents).mappings():
                found[row["reservation"]] = _reserved(row["state"], None, row)
            of_copies = select(exemplars).where(exemplars.c.reservation.in_(part))
            for row in self.connection.execute(of_copies).mappings():
                states = {"reserved": "reserved", "spoiled": "void"}
                state = states.get(row["state"], "done")
                found[row["reservation"]] = _reserved(state, row["copy"], row)
        return found

    def _states(
        self, numbers: Sequence[str]
    ) -> dict[tuple[str, int], tuple[str | None, str | None]]:
        found: dict[tuple[str, int], tuple[str | None, str | None]] = {}
        for part in queries.chunks(sorted(set(numbers))):
            question = select(
                exemplars.c.number,
                exemplars.c.copy,
                exemplars.c.state,
                exemplars.c.sha256_out,
            ).where(exemplars.c.number.in_(part))
            for row in self.connection.execute(question):
                found[row.number, row.copy] = (row.state, row.sha256_out)
        return found

    def _allot(self, new: Sequence[tuple[str, Reservation]], batch: str) -> list[Event]:
        drafts: list[Event] = []
        sequence = self._last_sequence()
        copies: dict[str, int] = {}
        for key, request in new:
            if request.kind is DocumentKind.COPY:
                number = request.number or ""
                if number not in copies:
                    copies[number] = self._last_copy(number)
                copies[number] += 1
                place = _Place(number, copies[number], 0)
            else:
                sequence += 1
                number = f"{sequence}{request.suffix}/{self.at.year}"
                place = _Place(number, None, sequence)
            drafts.append(_reservation(request, key, batch, place, self.at))
        return drafts

    def _last_sequence(self) -> int:
        question = select(func.max(documents.c.sequence))
        in_year = question.where(documents.c.year == self.at.year)
        return self.connection.execute(in_year).scalar() or 0

    def _last_copy(self, number: str) -> int:
        question = select(func.max(exemplars.c.copy))
        last = self.connection.execute(question.where(exemplars.c.number == number))
        copy = last.scalar()
        if copy is None:
            raise RegisterError(f"There is no document {number!r} to copy.")
        return int(copy)

    def _check_consents(self, requests: Sequence[Reservation]) -> None:
        wanted: dict[tuple[str, str], int] = {}
        for request in requests:
            if request.consent is not None:
                key = (request.consent, request.number or "")
                wanted[key] = wanted.get(key, 0) + 1
        for (reference, number), copies in wanted.items():
            left = queries.copies_left(self.connection, reference, number)
            if left is None or copies > left:
                raise RefusedError(
                    f"The consent {reference!r} leaves {left or 0} copies of {number}, "
                    f"and {copies} are asked for. Ask the body that gave the document "
                    "for a further consent (article 6(4)).",
                    article="6(4)",
                    slug="consent-spent",
                )


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
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def completion(entry: Entry, *, at: datetime) -> Event:
    """Return the event that accounts for a carrier."""
    data: dict[str, EventValue] = {
        "sha256_in": entry.sha256_in,
        "sha256_out": entry.sha256_out,
        "output": entry.output,
        "vault_in": entry.vault_in,
        "vault_out": entry.vault_out,
        "degree": entry.degree,
        "recipient": entry.recipient,
        "givers": [asdict(body) for body in entry.givers],
        "parents": list(entry.parents),
        "purposes": list(entry.purposes),
        "contract": entry.contract,
        "received_on": entry.received_on,
        "entry": dict(entry.data),
    }
    return Event(
        kind=entry.kind,
        at=at,
        number=entry.number,
        copy=entry.copy,
        batch=entry.batch,
        article=entry.article,
        actor=entry.actor,
        data=data,
    )


def not_open(number: str, copy: int | None, state: str | None) -> RegisterError:
    """Say why a number cannot be completed or voided."""
    which = number if copy is None else f"{number}, copy {copy}"
    why = "was never reserved" if state is None else f"is {state} already"
    return RegisterError(
        f"The number {which} {why}, so it cannot be finished now. Another command "
        "worked on it at the same time; run belgi register show to see what it did.",
        slug="not-open",
    )


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
