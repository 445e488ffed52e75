"""What goes into the register and what comes back: frozen records, no tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.accounts import DocumentKind
from models.events import EventKind, EventValue
from models.settings import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A wish for one number, or for one copy of a number."""

    kind: DocumentKind
    file: str
    """Relative to the dossier; for a copy, any name that the command can repeat."""
    sha256: str
    """Of the bytes received, translated or copied."""
    degree: str
    suffix: str = ""
    """Follows the sequence in the number; unused for copies."""
    number: str | None = None
    """Copies: the document that is copied."""
    consent: str | None = None
    """Copies: the reference of the consent that they draw on."""
    further_consents: tuple[str, ...] = ()
    """Copies of what several bodies gave: the consents of the others."""
    recipient: str | None = None
    slot: int = 0
    """Tells copies of one request apart, 0-based."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """The answer to a reservation."""

    number: str
    copy: int | None
    state: str
    """reserved; done, when an earlier run finished it; void, when it came to
    nothing."""
    data: Mapping[str, EventValue] | None = None
    """What the finished entry holds; its ``data`` as given to ``complete``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A carrier that was written and proved, ready to be accounted for."""

    number: str
    kind: EventKind
    """received, translated, copied, derived or joint-made."""
    copy: int | None = None
    sha256_in: str
    sha256_out: str | None
    output: str | None
    """Where the plain working copy stands: an absolute path."""
    degree: str | None = None
    """In force now; None: as reserved."""
    vault_in: str | None = None
    vault_out: str | None = None
    recipient: str | None = None
    givers: tuple[Body, ...] = ()
    parents: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    contract: str | None = None
    received_on: str | None = None
    actor: str | None = None
    article: str | None = None
    batch: str | None = None
    data: Mapping[str, EventValue] = field(default_factory=dict)
    """What the manifest says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """A number, or a copy of one, that came to nothing."""

    number: str
    copy: int | None = None
    reason: str
    """A slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A carrier of a batch that took no number."""

    batch: str
    file: str
    ending: str
    """held, failed or not_secret."""
    sha256: str | None
    reasons: tuple[str, ...]
    number: str | None = None
    """The number that it took after a person decided."""
    vault: str | None = None
    data: Mapping[str, EventValue] = field(default_factory=dict)
    decision: Mapping[str, EventValue] | None = None
    seq: int | None = None


def held_name(seq: int | None) -> str:
    """Return by what a person names a held carrier: ``H12``, its event's place."""
    return f"H{seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One run of a command over many carriers."""

    id: str
    key: str
    """The same for the same command and arguments."""
    run: int
    """1-based; a command repeated after it was finished is a new run."""
    command: str
    state: str
    """begun or ended."""
    begun_at: str
    """ISO; a resumed run goes on under this time."""
    resumed: bool = False
    data: Mapping[str, EventValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One exemplar with where its carriers are."""

    number: str
    copy: int | None
    kind: DocumentKind
    state: str
    batch: str | None
    file: str | None
    consent: str | None
    recipient: str | None
    holder: str | None
    sha256_in: str | None
    sha256_out: str | None
    output: str | None
    vault_in: str | None
    vault_out: str | None
    reason: str | None
    data: Mapping[str, EventValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of ``register list``."""

    number: str
    state: str
    """reserved, done or void."""
    kind: DocumentKind
    degree: str
    declassified: bool
    file: str
    batch: str | None
    sha256_in: str
    reason: str | None
    data: Mapping[str, EventValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Something that falls due, with what it concerns."""

    seq: int
    """Of the event that made it; fulfilling names it."""
    duty: str
    number: str | None
    copy: int | None
    batch: str | None
    body: str | None
    until: str
    """ISO date, the last day in time."""
    fulfilled: bool
