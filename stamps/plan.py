"""What a stamper is told, and what it must answer with.

The words arrive ready: a stamper knows places and drawing, never a Party or a rule.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from models.geometry import Box
from models.marks import FoundMark


@dataclass(frozen=True, slots=True, kw_only=True)
class StampText:
    """The words that go onto a carrier, in the order in which they stand."""

    mark: tuple[str, ...]
    """The secrecy mark, one line each: «Құпия», «(Секретно)»."""
    details: tuple[str, ...]
    """Small lines under the mark on the first page: copy number, our number, date,
    translator, sources, recipient."""
    running: str
    """On every page; holds ``{page}`` and ``{pages}``."""
    watermark: str | None = None
    """Copies only: the light diagonal line on every page."""
    notice: tuple[str, ...] = ()
    """Translations only: a notice in the language of the translation."""
    strike_found: bool = False
    """A change of degree: the marks in ``StampPlan.found`` are struck through and
    stay legible (article 6(3))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampStyle:
    """How a Party's stamp looks; data of its profile."""

    colour: tuple[float, float, float] = (0.72, 0.07, 0.11)
    """RGB, 0 to 1."""
    font: str = "sans"
    mark_size_pt: float = 12.0
    detail_size_pt: float = 7.5
    running_size_pt: float = 7.5
    places: tuple[str, ...] = (
        "under-mark",
        "top-right",
        "top-left",
        "bottom-right",
        "bottom-left",
    )
    """Where the first-page stamp may stand, in order of preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeContent:
    """What the 2-D code of a page says; never any text of the document."""

    number: str
    copy: int | None
    key: bytes = field(repr=False)
    """The office's key for the check value (HMAC-SHA-256, truncated)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelContent:
    """The machine-readable labels: theirs as originator, ours as alternative.

    Source: ADatP-4774, ADatP-4778.
    """

    policy: str
    """Policy identifier of our label."""
    classification: str
    found_policy: str | None
    found_classification: str | None
    created: datetime
    policy_uri: str | None = None
    """``urn:oid:…`` of our policy, where the office has one."""
    found_policy_uri: str | None = None
    review: datetime | None = None
    """When the label is to be looked at again; None: ten years after ``created``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampPlan:
    """Everything that a stamper needs besides the file."""

    text: StampText
    style: StampStyle
    code: CodeContent | None
    label: LabelContent | None
    found: tuple[FoundMark, ...] = ()
    clock: datetime
    is_copy: bool = False
    """A copy never carries a signature that would claim to be valid, nor the
    unstamped original inside the file."""
    sheet_words: dict[str, str] = field(default_factory=dict)
    """Words of an accompanying sheet: title, accompanies, file, hash, size, pages,
    mark, number (``stamps.wording.sheet_words``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlacement:
    """Where the stamp stands on one page, proved by its pixels."""

    page_index: int
    box: Box | None
    """The first-page stamp, or None on later pages."""
    running_box: Box | None
    code_box: Box | None
    scaled: float = 1.0
    """Below 1 when the page was made smaller to give the stamp a margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A carrier that was written and read back."""

    path: Path
    sha256: str
    page_count: int | None
    placements: tuple[PagePlacement, ...]
    notes: tuple[str, ...] = ()
    """Slugs for the manifest: page-scaled, own-ground, sheet, signed-incremental,
    signature-removed, empty-password, …"""
    signatures: dict[str, object] | None = None
    """Status of signatures before and after, for the manifest."""
