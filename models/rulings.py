"""What the rules answer: permitted or refused, always with the article."""

from dataclasses import dataclass
from enum import StrEnum

from models.degrees import Degree
from models.events import Duty


class Operation(StrEnum):
    """Everything that the Agreement has a rule for."""

    RECEIVE = "receive"
    TRANSLATE = "translate"
    COPY = "copy"
    DERIVE = "derive"
    JOINT = "joint"
    CHANGE_DEGREE = "change-degree"
    DECLASSIFY = "declassify"
    NOTICE = "notice"
    USE = "use"
    TRANSFER = "transfer"
    RELEASE = "release"
    HAND_OUT = "hand-out"
    TAKE_BACK = "take-back"
    OPEN = "open"
    RETURN = "return"
    DESTROY = "destroy"
    BREACH = "breach"
    END_AGREEMENT = "end-agreement"


class Effect(StrEnum):
    """What must follow from a permitted operation, besides its own record."""

    ADD_MARK = "add-mark"
    """Our mark stands in addition; the found one is untouched."""
    DRAW_CONSENT = "draw-consent"
    STRIKE_OLD_MARK = "strike-old-mark"
    """On every carrier and copy that we hold: legible, struck through, the new one
    beside it with date and reference."""
    FOLLOW_TRANSLATIONS = "follow-translations"
    """A translation bears the mark that corresponds to the original's."""
    RAISE_DERIVED = "raise-derived"
    """A derived document's mark is not lower than that of its source."""
    RECORD_CONSENT = "record-consent"
    ERASE = "erase"
    """Bytes and keys are destroyed; recovery is impossible."""
    MAKE_ACT = "make-act"
    REPORT_HISTORY = "report-history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """The operation may go on."""

    article: str | None
    """What asks for the mark or allows the operation: ``6(1)``; None where the
    agreement's file does not say which article that is."""
    degree: Degree | None = None
    """The degree that the result bears; None: none, or unchanged."""
    effects: tuple[Effect, ...] = ()
    duties: tuple[Duty, ...] = ()
    draws: tuple[tuple[str, int], ...] = ()
    """Consents by reference, and how many copies are drawn from each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A rule forbids the operation."""

    article: str | None
    slug: str
    reason: str
    """A sentence for people; holds no text of a document."""


Ruling = Permitted | Refused
