"""What an office has decided: its Party, names, limits and places.

Pure data; ``pipeline.load_settings`` reads it from the office folder.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a received file may ask of us. Nothing is believed before it is counted."""

    file_bytes: int = 2 * 1024**3
    pages: int = 20_000
    page_pixels: int = 400_000_000
    """Of one raster page."""
    unpacked_bytes: int = 1024**3
    """All members of a zip container together."""
    unpack_ratio: int = 200
    """Unpacked to packed bytes of a member above 1 MB."""
    zip_members: int = 20_000
    xml_depth: int = 256
    """Elements in one another; the parser takes no more than 256."""
    pdf_objects: int = 5_000_000
    """That the cross-reference tables of a PDF name."""
    page_streams: int = 1_000
    """Pieces of content, and forms of its own, that one page is drawn with."""
    page_annotations: int = 2_000
    mail_parts: int = 2_000
    """Of one message, those inside of others included."""
    page_time_s: float = 30.0
    """Processor time of reading the picture of one page; past it the page is unread."""
    document_time_s: float = 600.0
    """Wall time of one step of one document."""
    memory_bytes: int = 3 * 1024**3
    """Address space that a worker may add."""
    listed_entries: int = 100_000
    """Files and folders that the listings of one dossier elsewhere may name."""
    listing_bytes: int = 32 * 1024**2
    """Of one listing of a web server, unpacked."""
    listing_time_s: float = 300.0
    """Wall time of listing one dossier elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authorised body of some Party."""

    party: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetentBody:
    """The body that answers for the Agreement at a Party (article 3)."""

    body: Body
    holds_from: date | None = None
    """First day on which it is the one; None: since ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSecurity:
    """Files with which machines of a cluster know each other (TLS)."""

    ca: str
    cert: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSettings:
    """The settings of one office."""

    party: str
    """Code of our Party in the agreement."""
    name: str
    agreement: str = "kz-by"
    """Id of an agreement that ships with belgi, or a path to a file."""
    bodies: dict[str, Body] = field(default_factory=dict)
    """Short keys for the bodies one writes to."""
    competent: tuple[CompetentBody, ...] = ()
    """Competent bodies of the Parties; they may consent for any body of theirs."""
    policies: dict[str, str] = field(default_factory=dict)
    """Policy identifiers of machine-readable labels, by Party."""
    database: str | None = None
    """SQLAlchemy address; None: SQLite in the office folder."""
    keys_folder: str | None = None
    """Where the keys stand; None: ``keys`` in the office folder."""
    passphrase_env: str | None = None
    """Name of the variable that holds the passphrase of the office key."""
    encrypt_vault: bool = True
    workers: int | None = None
    """None: one for each processor."""
    hold_active: tuple[str, ...] = (
        *("launch", "macro", "dde", "unseen-actions"),
        *("remote-template", "remote-image", "external-link"),
    )
    """Active content that holds a document; other kinds are reported and kept."""
    receipt_days: int = 10
    """Days within which a receipt or notice falls due."""
    limits: Limits = field(default_factory=Limits)
    cluster: ClusterSecurity | None = None
    """Certificates for ``--cluster``; None: plain connections."""
