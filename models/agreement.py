"""An agreement as data: parties, degrees, words, the table of equivalents, rules.

Nothing here knows a particular Party. Loading lives in ``models.agreement_file``.
"""

from dataclasses import dataclass
from datetime import date

from models.degrees import Degree


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkForm:
    """One way in which a degree is written."""

    text: str
    language: str
    script: str = "cyrl"
    kind: str = "canonical"
    """canonical, synonym, abbreviation (only beside a number) or translit."""
    certainty: str = "attested"
    """attested, derived or unverified; what is unverified is found, never printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A degree as one Party writes it."""

    degree: Degree
    printed: tuple[str, ...]
    """The lines of our own mark, in order: «Құпия», «(Секретно)»."""
    suffix: str
    """Follows the sequence in an accounting number: 12с/2026."""
    forms: tuple[MarkForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTerms:
    """A Party: its name, languages and levels, highest first."""

    code: str
    name: str
    languages: tuple[str, ...]
    levels: tuple[Level, ...]

    def level(self, degree: Degree) -> Level:
        """Return the level of a degree; KeyError where the Party has none."""
        for level in self.levels:
            if level.degree == degree:
                return level
        raise KeyError(degree.slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """One directed row: a degree of one Party and what it becomes at the other.

    No ``to_degrees``: there is no equivalent. More than one: a person must choose.
    """

    from_party: str
    from_degree: Degree
    to_party: str
    to_degrees: tuple[Degree, ...]
    article: str
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the row is in force on a day; both ends are included."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement with everything that the program asks of it."""

    id: str
    title: str
    in_force_from: date | None
    ended_on: date | None
    degrees: tuple[Degree, ...]
    """Highest first."""
    parties: tuple[PartyTerms, ...]
    equivalences: tuple[Equivalence, ...]
    rules: frozenset[str]
    """Rules that are switched on; their keys are articles of the first agreement."""
    articles: tuple[tuple[str, str], ...] = ()
    """Which article of this agreement says a rule, by the rule's key."""

    def article(self, rule: str) -> str | None:
        """Return this agreement's article for a rule, None where none is recorded."""
        return dict(self.articles).get(rule)

    def degree(self, slug: str) -> Degree:
        """Return the degree with this slug; KeyError where there is none."""
        for degree in self.degrees:
            if degree.slug == slug:
                return degree
        raise KeyError(slug)

    def party(self, code: str) -> PartyTerms:
        """Return the Party with this code; KeyError where it is not one."""
        for party in self.parties:
            if party.code == code:
                return party
        raise KeyError(code)

    def equivalents(
        self, *, from_party: str, degree: Degree, to_party: str, day: date
    ) -> tuple[Degree, ...]:
        """Return our degrees for one of theirs: none, one, or several to choose from.

        A Party's own degree is its own equivalent.

        Source: article 2.
        """
        if from_party == to_party:
            return (degree,)
        for row in self.equivalences:
            if (row.from_party, row.from_degree, row.to_party) == (
                from_party,
                degree,
                to_party,
            ) and row.holds_on(day):
                return row.to_degrees
        return ()
