"""What a change of degree leaves to be done by hand.

Tells where the new carriers are, which working copies of before still stand, and who
holds an exemplar and may not see it any more. Asks the register and the disk; changes
neither.

Source: articles 4.2 and 6(3).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from models.accounts import Person
from models.events import Event
from pipeline.carrier_standing import carriers_of, is_in_hand
from pipeline.office import Office
from pipeline.register import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A carrier, and where it is."""

    number: str
    copy: int | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncleared:
    """Somebody who holds an exemplar and may not see it now."""

    number: str
    copy: int | None
    person: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What one event of a change leaves behind."""

    in_force: tuple[Place, ...]
    """The new carriers."""
    outdated: tuple[Place, ...]
    """Working copies of before that still stand; to be destroyed or replaced."""
    uncleared: tuple[Uncleared, ...]


def find_aftermath(
    office: Office, events: Iterable[Event], *, day: date
) -> Mapping[int | None, Aftermath]:
    """Return what each event that made new carriers leaves behind, by its ``seq``.

    Args:
        office: Ours.
        events: As the change recorded them.
        day: On which clearances must still run.
    """
    with office.register.reading() as connection:
        people = {
            one.name: one
            for one in queries.list_people(connection, office.register.scale)
        }
        return {
            event.seq: Aftermath(
                in_force=tuple(_places([event])),
                outdated=tuple(_outdated(connection, event)),
                uncleared=tuple(_uncleared(office, connection, event, people, day)),
            )
            for event in events
            if "carriers" in event.data
        }


def _places(events: Iterable[Event]) -> Iterator[Place]:
    for event in events:
        for copy, path in carriers_of(event, "output", opened=True):
            yield Place(number=event.number or "", copy=copy, path=path)


def _outdated(connection: Connection, event: Event) -> Iterator[Place]:
    """Yield what was written before the event and stands, the plain ones too."""
    life = queries.history(connection, event.number or "")
    before = [e for e in life if (e.seq or 0) < (event.seq or 0)]
    new = {place.path for place in _places([event])}
    old = {place.path: place for place in _places(before)}
    yield from (
        place for path, place in old.items() if path not in new and _stands(Path(path))
    )


def _stands(path: Path) -> bool:
    """Tell whether something is there; where we may not look, something may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _uncleared(
    office: Office,
    connection: Connection,
    event: Event,
    people: Mapping[str, Person],
    day: date,
) -> Iterator[Uncleared]:
    if event.data.get("degree") is None:
        return
    degree = office.degree(str(event.data["degree"]))
    for exhibit in queries.exhibits(connection, event.number or ""):
        if exhibit.holder is None or not is_in_hand(exhibit):
            continue
        person = people.get(exhibit.holder)
        if person is None:
            why = "has no recorded clearance"
        elif person.clearance < degree:
            why = f"is cleared for {person.clearance} only"
        elif person.until < day:
            why = f"was cleared until {person.until}"
        else:
            continue
        yield Uncleared(
            number=exhibit.number, copy=exhibit.copy, person=exhibit.holder, why=why
        )


def sentences(after: Aftermath) -> Sequence[str]:
    """Return one line for each thing that a person should know or do."""
    old = "bears the degree of before, destroy or replace it"
    return (
        *(f"{_name(o)}: the carrier in force is {o.path}" for o in after.in_force),
        *(f"{_name(o)}: {old}: {o.path}" for o in after.outdated),
        *(
            f"{_name(o)}: {o.person} holds it and {o.why}; take it back"
            for o in after.uncleared
        ),
    )


def _name(one: Place | Uncleared) -> str:
    return f"{one.number}, copy {one.copy}" if one.copy else one.number
