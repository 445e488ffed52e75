"""A Party's profile: the words, colours and places of its stamps, as data.

Each entry says whether practice has confirmed it. Nothing here knows a Party.
"""

from dataclasses import dataclass, field

PLACEHOLDERS: dict[str, frozenset[str]] = {
    "date": frozenset({"day", "month", "year"}),
    "registered": frozenset({"number", "date"}),
    "accounted": frozenset({"number", "date"}),
    "exemplar": frozenset({"copy"}),
    "running": frozenset({"mark", "number", "page", "pages"}),
    "running_copy": frozenset({"mark", "number", "copy", "page", "pages"}),
    "watermark": frozenset({"copy", "number"}),
    "copy_of": frozenset({"copy", "copies"}),
    "copy_for": frozenset({"recipient"}),
    "copy_consent": frozenset({"reference"}),
    "translator": frozenset({"translator"}),
    "original": frozenset({"number"}),
    "sources": frozenset({"numbers"}),
    "joint": frozenset({"bodies"}),
    "changed": frozenset({"date"}),
    "declassified": frozenset({"date"}),
    "reference": frozenset({"reference"}),
    "sheet_title": frozenset(),
    "sheet_accompanies": frozenset(),
    "sheet_file": frozenset(),
    "sheet_hash": frozenset(),
    "sheet_size": frozenset(),
    "sheet_pages": frozenset(),
    "sheet_mark": frozenset(),
    "sheet_number": frozenset(),
    "act_title": frozenset({"act"}),
    "act_date": frozenset({"date"}),
    "act_document": frozenset({"number"}),
    "act_copy": frozenset(),
    "act_kind": frozenset(),
    "act_hash": frozenset(),
    "act_done": frozenset(),
    "act_deleted": frozenset({"count"}),
    "act_missing": frozenset(),
}
"""Every line that stamps, sheets and acts may say, and what it is filled with."""

JOURNAL = (
    *("title", "position", "number", "outcome", "kind", "mark_applied", "file"),
    *("registration_number", "copy_number", "copies", "pages", "remarks", "output"),
    *("recipient", "translator", "parents", "consent"),
    *("total", "from", "done", "held", "failed", "not_secret"),
    *("received", "translation", "copy", "derived", "joint", "page_of"),
)
"""What the printed journal says: its title, columns, totals and values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One entry of a profile."""

    text: str
    confirmed: bool
    """False: practice has still to confirm the wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How the stamps of one Party look and what they say."""

    party: str | None
    """Code of the Party; None: the profile of a Party without one of its own."""
    words: dict[str, Wording]
    """By the keys of ``PLACEHOLDERS``."""
    declassified_mark: tuple[Wording, ...]
    """The lines that stand where the mark stood."""
    translated_from: dict[str, Wording]
    """By language of the original; ``other`` where the language is unknown."""
    names: dict[str, Wording]
    """The Party's name in the genitive, by language of a translation."""
    notices: dict[str, Wording]
    """That a translation holds the other Party's secret information, by the
    language of the translation; filled with ``party``."""
    journal: dict[str, Wording]
    """By the keys of ``JOURNAL``."""
    colour: tuple[float, float, float]
    """RGB, 0 to 1."""
    language: str = "en"
    """Of sentences that no entry words: remarks in journals, acts; en or ru."""
    degree_colours: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """By slug of a degree, where it has a colour of its own."""
    font: str = "sans"
    mark_size_pt: float = 12.0
    detail_size_pt: float = 7.5
    running_size_pt: float = 7.5
    places: tuple[str, ...] = ()
    """Where the first-page stamp may stand, in order of preference."""
    unconfirmed: tuple[str, ...] = ()
    """Keys of all entries that practice has still to confirm."""
