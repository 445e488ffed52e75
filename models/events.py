"""What can happen to documents, copies, people and the register itself.

Every entry of the register is one event. This module names the kinds and holds the
shape; it knows neither hashes nor tables, which are the register's business.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Scalar = str | int | float | bool | None
EventValue = Scalar | list["EventValue"] | dict[str, "EventValue"]
"""What canonical JSON can hold. Never text of a document."""


class EventKind(StrEnum):
    """Kinds of events as they are written; published, and only ever added to."""

    # A number's way: reserved, then completed or void with a reason.
    RESERVED = "reserved"
    COMPLETED = "completed"
    VOIDED = "voided"

    # How a document came to be; each stands beside its number's completion.
    RECEIVED = "received"
    TRANSLATED = "translated"
    COPIED = "copied"
    DERIVED = "derived"
    JOINT_MADE = "joint-made"

    # Batches, and documents that got no number.
    BATCH_STARTED = "batch-started"
    BATCH_FINISHED = "batch-finished"
    HELD = "held"
    DECIDED = "decided"
    FAILED = "failed"
    LISTED = "listed"
    """Put in a manifest as not secret, without a number."""
    REFUSED = "refused"
    SPOILED = "spoiled"

    # Written permissions and people.
    CONSENT_ADDED = "consent-added"
    CONSENT_DRAWN = "consent-drawn"
    PERSON_ADDED = "person-added"
    CONTRACT_ADDED = "contract-added"

    # Access and movement of exemplars.
    HANDED_OUT = "handed-out"
    TAKEN_BACK = "taken-back"
    OPENED = "opened"
    TRANSFERRED = "transferred"
    RELEASED = "released"
    RETURNED = "returned"
    DESTROYING = "destroying"
    """Decided and begun; bytes and key may already be gone."""
    DESTROYED = "destroyed"

    # The degree, and what a document may be used for.
    DEGREE_CHANGED = "degree-changed"
    DECLASSIFIED = "declassified"
    NOTICE_RECORDED = "notice-recorded"
    PURPOSE_ADDED = "purpose-added"

    # Duties with a date, and the two ends of the Agreement's life.
    FELL_DUE = "fell-due"
    """A receipt, notice or return that has to be made or waited for, with its date."""
    FULFILLED = "fulfilled"
    BREACH = "breach"
    AGREEMENT_ENDED = "agreement-ended"

    # The register about itself.
    OFFICE_OPENED = "office-opened"
    CHECKPOINT = "checkpoint"
    RECOVERED = "recovered"
    """What a start after a cut found and put right."""


class Duty(StrEnum):
    """What falls due; the ``duty`` field of ``FELL_DUE`` and ``FULFILLED``."""

    CONFIRM_RECEIPT = "confirm-receipt"
    """We received: the sender waits for our confirmation (article 5.4)."""
    AWAIT_RECEIPT = "await-receipt"
    """We transferred: their confirmation is expected (article 5.4)."""
    NOTIFY_RETURN = "notify-return"
    """Article 6.4 §2."""
    NOTIFY_DESTRUCTION = "notify-destruction"
    """Article 6.4 §2."""
    NOTIFY_CHANGE = "notify-change"
    """Holders and the other Party learn of a new degree (article 6.3 §4)."""
    FINISH_DESTRUCTION = "finish-destruction"
    """Begun and cut; never recorded, but read from the exemplars' state."""
    NOTIFY_BREACH = "notify-breach"
    """Article 11; due the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, before the register chains it."""

    kind: EventKind
    at: datetime
    """With time zone; UTC."""
    number: str | None = None
    """Accounting number of the document concerned."""
    copy: int | None = None
    """None: the document's first exemplar, or the document as a whole."""
    batch: str | None = None
    article: str | None = None
    """As rules cite it: ``6(4)``."""
    data: dict[str, EventValue] = field(default_factory=dict)
    """Fields of this kind; canonical JSON values only."""
    actor: str | None = None
    """Who did it, by name, where a person did."""
    seq: int | None = None
    """Its place in the chain, 1-based; given by the register."""
