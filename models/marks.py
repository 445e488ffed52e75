"""A secrecy mark as found on a carrier (article 1)."""

from dataclasses import dataclass

from models.degrees import Degree
from models.documents import Source
from models.geometry import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMark:
    """A mark, or what may be one, with its place and how it was read."""

    text: str
    """The words of the vocabulary that were recognised, never other text."""
    degree: Degree | None
    """None for a mark that the agreement's table does not hold."""
    page_index: int | None
    """0-based; None where the carrier has no pages."""
    box: Box | None
    source: Source
    confidence: float
    """Calibrated, 0 to 1."""
    doubts: tuple[str, ...] = ()
    """Slugs that send it to a person: struck-out, declassified, outside-table,
    low-confidence."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPart:
    """One part of a composite document, from its mark to the next part's.

    Pages before the first mark belong to no part.
    """

    degree: Degree
    first_page_index: int | None
    """0-based; None where pages are known only when the carrier is printed."""
    last_page_index: int | None
    """The last page before the next part begins."""
    marks: tuple[FoundMark, ...]
    """The marks it bears, in reading order."""
