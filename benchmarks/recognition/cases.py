"""What a made document holds and what should be recognised on it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a clerk would say of the document."""

    outcome: str
    """marked, unmarked or review."""
    degree: str | None = None
    copy_number: int | None = None
    registration_number: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One made document."""

    name: str
    family: str
    path: Path
    truth: Truth
