"""What one write transaction can do: reserve, complete, void, record, begin a batch.

Questions and answers inside one transaction see the same state, so that a rule judged
here still holds when its events are written.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from models.errors import RegisterError
from models.events import Event, EventKind, EventValue
from pipeline.register import queries
from pipeline.register.apply import apply_changes
from pipeline.register.chain import Head, link
from pipeline.register.entries import Batch, Entry, Item, Reservation, Reserved, Void
from pipeline.register.project import project
from pipeline.register.reserving import (
    allot,
    check_consents,
    find_reserved,
    reservation_key,
)
from pipeline.register.schema import events, exemplars, head

ITEM_KINDS = {
    "held": EventKind.HELD,
    "failed": EventKind.FAILED,
    "not_secret": EventKind.LISTED,
}


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
        self,
        requests: Sequence[Reservation],
        *,
        batch: str,
        article: str | None = None,
    ) -> tuple[Reserved, ...]:
        """Take a number for each request that has none yet, in the order given.

        A request that this batch made before gets the same number again, with its
        entry if it was finished.

        Args:
            requests: In the order of their numbers.
            batch: Whose they are.
            article: What the agreement in force says of copies; None: not recorded.

        Raises:
            RefusedError: A consent has fewer copies left than asked.
        """
        keys = [reservation_key(batch, request) for request in requests]
        found = find_reserved(self.connection, keys)
        new = [
            (key, request)
            for key, request in zip(keys, requests, strict=True)
            if key not in found
        ]
        new = list({key: (key, request) for key, request in new}.values())
        asked = [request for _, request in new]
        check_consents(self.connection, asked, article=article)
        drafts = allot(self.connection, new, batch=batch, at=self.at)
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
