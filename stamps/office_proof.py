"""What a read-back of an office file looks for, and what it answers.

Shared by the verifiers of all office formats; knows none of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be found."""

    running: tuple[str, ...]
    """Words of the running line, which every place in force holds."""
    first: tuple[str, ...] = ()
    """Words that the first page, sheet or slide holds besides."""
    watermark: str | None = None
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeProof:
    """What was looked at, and what falls short."""

    places: int
    """How many headers, sheets or slides were looked at."""
    problems: tuple[str, ...]
    """Such as ``section 2 first: no running mark``; never text of the document."""


def squeezed(text: str) -> str:
    """Return text without white space, for comparing."""
    return "".join(text.split())


def lacks(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether any of the words is missing from the text."""
    plain = squeezed(text)
    return any(squeezed(word) not in plain for word in words)
