"""How recognition ends, and how a document's way through a batch ends."""

from dataclasses import dataclass
from enum import StrEnum

from models.degrees import Degree
from models.marks import FoundMark, MarkedPart


class Outcome(StrEnum):
    """What ``inspect`` says of a file."""

    MARKED = "marked"
    UNMARKED = "unmarked"
    REVIEW = "review"
    UNREADABLE = "unreadable"


class Ending(StrEnum):
    """How a document ends in a batch: in exactly one of these."""

    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    NOT_SECRET = "not_secret"  # noqa: S105 - an ending, no password


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a carrier bears, as far as it can be known.

    ``degree`` is set when the outcome is marked, and with two marks in conflict it is
    the higher one, as a proposal to the person who decides.
    """

    outcome: Outcome
    degree: Degree | None = None
    reasons: tuple[str, ...] = ()
    marks: tuple[FoundMark, ...] = ()
    copy_number: int | None = None
    registration_number: str | None = None
    registration_date: str | None = None
    """ISO date, where one stands beside the number."""
    language: str | None = None
    page_count: int | None = None
    proposed_number: str | None = None
    """What the trained pipeline takes for the registration number where the rules found
    none; for a person to look at."""
    parts: tuple[MarkedPart, ...] = ()
    """The parts of a composite document, where they bear different degrees."""
