"""What the register knows of documents, consents, people and contracts.

The register produces these from its events and the rules judge by them. They hold no
bytes, no places of files and no text of a document.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.degrees import Degree
from models.settings import Body


class DocumentKind(StrEnum):
    """How a document came to be; ``kind`` of the published manifest."""

    RECEIVED = "received"
    TRANSLATION = "translation"
    COPY = "copy"
    DERIVED = "derived"
    JOINT = "joint"


class Permit(StrEnum):
    """What a consent permits; ``--permits`` of ``consent add``."""

    COPY = "copy"
    CHANGE_DEGREE = "change-degree"
    DECLASSIFY = "declassify"
    RELEASE = "release"
    PURPOSE = "purpose"
    DESTROY = "destroy"


class Channel(StrEnum):
    """How carriers travel (articles 5.4 and 5.5)."""

    DIPLOMATIC = "diplomatic"
    COURIER = "courier"
    AGREED = "agreed"


class ExemplarState(StrEnum):
    """Where an exemplar ended; every one issued is in exactly one of these."""

    IN_HAND = "in_hand"
    """With the office or with the person who is ``holder``."""
    DESTROYING = "destroying"
    """A destruction was begun and cut: bytes and key may be gone. Still to be accounted
    for as in hand, and good for nothing but to be destroyed."""
    RETURNED = "returned"
    DESTROYED = "destroyed"
    TRANSFERRED = "transferred"
    SPOILED = "spoiled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """One numbered exemplar of a document."""

    copy: int | None
    """None: the document itself; 1 and up: copies made by us."""
    state: ExemplarState = ExemplarState.IN_HAND
    holder: str | None = None
    """Name of the person who has it; None: the office."""
    recipient: str | None = None
    """For whom the copy was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A document with what became of it so far."""

    number: str
    kind: DocumentKind
    degree: Degree
    """In force now; of a declassified document the last one."""
    givers: tuple[Body, ...] = ()
    """Bodies whose consent counts; every one of them must consent. Received: the
    sender. Joint: the bodies of both Parties. Translations and derived documents:
    those of their parents. Empty: the document is our own."""
    parents: tuple[str, ...] = ()
    """Numbers of the sources, or of the original."""
    declassified: bool = False
    purposes: tuple[str, ...] = ()
    """The purpose of the transfer, and those that a consent added."""
    contract: str | None = None
    exemplars: tuple[Exemplar, ...] = (Exemplar(copy=None),)
    void: bool = False
    """The number came to nothing."""
    received_on: date | None = None

    def exemplar(self, copy: int | None) -> Exemplar | None:
        """Return the exemplar with this copy number, None where there is none."""
        for exemplar in self.exemplars:
            if exemplar.copy == copy:
                return exemplar
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A written permission of a body, with what has been drawn from it."""

    reference: str
    """As it stands on the letter."""
    number: str | None
    """The document it names; None only for a document still to be made jointly."""
    permits: tuple[Permit, ...]
    giver: Body
    given_on: date
    copies: int | None = None
    """How many copies in all; None with ``Permit.COPY``: one."""
    degree: Degree | None = None
    recipient: Body | None = None
    until: date | None = None
    """Last day on which it may be drawn on."""
    drawn: int = 0
    """Copies made under it so far, spoiled ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a clearance (article 4.2)."""

    name: str
    clearance: Degree
    until: date
    """Last day of the clearance."""
    post: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractItem:
    """One row of a contract's list of information (article 7)."""

    item: str
    """What it is; the contract's own wording."""
    degree: Degree
    registration_number: str | None = None
    file: str | None = None
    """Name of the carrier in a dossier, where the list gives one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract with its list of items and their degrees (article 7)."""

    reference: str
    items: tuple[ContractItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One row of a dossier's inventory: the accompanying documentation of 1(4)."""

    file: str
    """Relative to the dossier, with forward slashes."""
    registration_number: str | None = None
    date: str | None = None
    """ISO date."""
    degree: Degree | None = None
    copy_number: int | None = None
    sheets: int | None = None
    row: int = 0
    """1-based row of the file, the header being row 1."""
