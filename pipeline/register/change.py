"""One change of one row of a running table, as an event asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.events import Event
from pipeline.register.chain import canonical

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row: put it, set columns of it, or add to a column."""

    table: str
    how: str
    """put, set or add."""
    key: Values
    values: Values


def as_text(value: object) -> str | None:
    """Return a value as canonical JSON; None stays None."""
    return None if value is None else canonical(value)


def exemplar_key(event: Event) -> Values:
    """Return the key of the exemplar of an event; the document itself is copy 0."""
    return {"number": event.number, "copy": event.copy or 0}
