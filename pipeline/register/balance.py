"""The balance: at the end of any day, every exemplar issued is accounted for.

Counts the chain alone, not the running tables: what was issued on one side, where each
exemplar ended on the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, select

from models.accounts import ExemplarState
from models.events import EventKind
from pipeline.register.chain import stamp_time
from pipeline.register.schema import events

ISSUES = {
    kind.value
    for kind in (
        EventKind.RECEIVED,
        EventKind.TRANSLATED,
        EventKind.COPIED,
        EventKind.DERIVED,
        EventKind.JOINT_MADE,
    )
}
ENDS = {
    EventKind.VOIDED.value: ExemplarState.SPOILED,
    EventKind.SPOILED.value: ExemplarState.SPOILED,
    EventKind.RETURNED.value: ExemplarState.RETURNED,
    EventKind.DESTROYED.value: ExemplarState.DESTROYED,
    EventKind.TRANSFERRED.value: ExemplarState.TRANSFERRED,
    EventKind.RELEASED.value: ExemplarState.TRANSFERRED,
}
VOIDED = EventKind.VOIDED.value
RELEASED = EventKind.RELEASED.value
RESERVED = EventKind.RESERVED.value
DESTROYING = EventKind.DESTROYING.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The exemplars of one document, or of all."""

    number: str | None
    """None: all documents together."""
    issued: int = 0
    in_hand: int = 0
    destroying: int = 0
    """Of those in hand: their destruction was begun and not finished."""
    returned: int = 0
    destroyed: int = 0
    transferred: int = 0
    spoiled: int = 0
    """Numbers and copies that came to nothing count as issued and spoiled."""
    pending: int = 0
    """Reserved and not finished by then; not issued yet."""

    @property
    def is_even(self) -> bool:
        """Everything issued is accounted for."""
        ended = self.returned + self.destroyed + self.transferred + self.spoiled
        return self.issued == self.in_hand + ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The balance at the end of a day."""

    day: date
    lines: tuple[Line, ...]
    """One a document, in the order of the numbers."""
    total: Line

    @property
    def is_even(self) -> bool:
        """Every line, and so the total, is even."""
        return all(line.is_even for line in self.lines)


def balance(connection: Connection, day: date, *, zone: tzinfo = UTC) -> Balance:
    """Return the balance at the end of a day of the office's clock."""
    tallies: dict[str, _Tally] = {}
    for kind, number, copy in _until(connection, day, zone):
        tallies.setdefault(number, _Tally()).count(kind, copy)
    lines = tuple(tally.line(number) for number, tally in tallies.items())
    return Balance(day=day, lines=lines, total=_total(lines))


def _until(
    connection: Connection, day: date, zone: tzinfo
) -> Iterator[tuple[str, str, int]]:
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    kinds = [RESERVED, DESTROYING, *ISSUES, *ENDS]
    question = (
        select(events.c.kind, events.c.number, events.c.copy)
        .where(events.c.kind.in_(kinds), events.c.at < stamp_time(end))
        .order_by(events.c.seq)
    )
    with connection.execute(question, execution_options={"yield_per": 5000}) as rows:
        for kind, number, copy in rows:
            if kind == RELEASED and copy is None:
                continue  # a permission; no exemplar left the office
            yield kind, number or "", copy or 0


class _Tally:
    """What happened to the exemplars of one document."""

    def __init__(self) -> None:
        self.reserved: set[int] = set()
        self.issued: set[int] = set()
        self.where: dict[int, ExemplarState] = {}

    def count(self, kind: str, copy: int) -> None:
        """Take one event into account."""
        if kind == RESERVED:
            self.reserved.add(copy)
        elif kind in ISSUES:
            self.issued.add(copy)
            self.where[copy] = ExemplarState.IN_HAND
        elif kind == DESTROYING:
            self._begin_destruction(copy)
        else:
            if kind == VOIDED:
                self.issued.add(copy)
            self.where[copy] = ENDS[kind]

    def _begin_destruction(self, copy: int) -> None:
        """Mark one copy, or with 0 the document and all its copies in hand."""
        for one, state in self.where.items():
            if state is ExemplarState.IN_HAND and copy in (0, one):
                self.where[one] = ExemplarState.DESTROYING

    def line(self, number: str) -> Line:
        """Return the sums; an exemplar that was never issued makes them uneven."""
        sums = dict.fromkeys((state.value for state in ExemplarState), 0)
        for state in self.where.values():
            sums[state.value] += 1
        sums["in_hand"] += sums["destroying"]
        pending = len(self.reserved - self.issued)
        return Line(number=number, issued=len(self.issued), pending=pending, **sums)


def _total(lines: tuple[Line, ...]) -> Line:
    names = ("issued", "pending", *(state.value for state in ExemplarState))
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    return Line(number=None, **sums)
