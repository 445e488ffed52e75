"""Degrees of secrecy: an ordered scale that an agreement defines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Degree:
    """One step of an agreement's scale; a higher rank is more secret.

    Source: article 2 of the Agreement; the slugs are those of the published JSON.
    """

    rank: int
    slug: str

    def __str__(self) -> str:
        return self.slug
