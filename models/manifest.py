"""The accounting manifest that one batch writes, as the published JSON names it.

Pure data; how it becomes a file is the business of ``pipeline.manifest_files``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.accounts import DocumentKind
from models.degrees import Degree
from models.documents import Source
from models.outcomes import Ending
from models.settings import Body

SCHEMA = "belgi-manifest/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """The mark that was found on a carrier."""

    text: str
    degree: Degree | None
    page: int | None
    """1-based; None where the carrier has no pages."""
    source: Source
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEntry:
    """A part of a composite document, which bears a mark of its own."""

    degree: Degree
    pages: tuple[int, int] | None
    """First and last, 1-based; None where pages are not known."""
    mark: FoundEntry
    """Its first mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDocument:
    """One document of a batch, and how it ended."""

    file: str
    """Relative to the dossier, with forward slashes; untrusted."""
    outcome: Ending
    reasons: tuple[str, ...] = ()
    number: str | None = None
    kind: DocumentKind
    degree: Degree | None = None
    article: str | None = None
    mark_found: FoundEntry | None = None
    parts: tuple[PartEntry, ...] = ()
    """Of a composite document whose parts bear different degrees."""
    mark_applied: str | None = None
    """The lines of our mark, joined by spaces."""
    registration_number: str | None = None
    """The giver's."""
    registration_date: str | None = None
    """ISO date."""
    copy_number: int | None = None
    copies: int | None = None
    """How many copies the batch made of it."""
    recipient: str | None = None
    language: str | None = None
    translator: str | None = None
    pages: int | None = None
    parents: tuple[str, ...] = ()
    consent: str | None = None
    signature: Mapping[str, object] | None = None
    sha256_in: str | None = None
    sha256_out: str | None = None
    output: str | None = None
    """Relative to the batch folder, with forward slashes."""
    notes: tuple[str, ...] = ()
    """Slugs of what a stamper did besides: page-scaled, own-ground, sheet, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionEntry:
    """What shut off the workers that opened the files of a batch, by name."""

    in_force: tuple[str, ...]
    """Seen to hold by trying it in a worker."""
    missing: tuple[str, ...]
    """Does not hold on the machine where the batch was worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one batch took in or made."""

    batch: str
    office: Body
    sender: Body | None
    """``from`` in the JSON; None where nobody sent it."""
    agreement: str
    received_at: datetime
    purpose: str | None
    contract: str | None
    program: str
    """Version of belgi."""
    head_before: str | None
    """SHA-256 of the register's last event before the batch."""
    head_after: str | None
    protection: ProtectionEntry | None
    """None where no worker could tell, or the batch was made by an earlier version."""
    documents: Iterable[ManifestDocument]
    """In the order of the manifest. Can be gone through again and again; of a large
    batch it is a view that holds none of them."""

    def totals(self) -> dict[str, int]:
        """Count the documents by how they ended; every ending is there.

        It goes through all documents: ask once.
        """
        counts = {ending.value: 0 for ending in Ending}
        for document in self.documents:
            counts[document.outcome.value] += 1
        return counts
