"""What a reader returns: pages of lines of words, with their places.

Readers of every format end here, and recognition starts here; it never learns what
kind of file the lines came from.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.geometry import Box


class Format(StrEnum):
    """Kinds of carriers as the published JSON names them."""

    PDF = "pdf"
    DOCX = "docx"
    IMAGE = "image"
    OTHER = "other"


class Source(StrEnum):
    """Where on a carrier words were found."""

    TEXT = "text"
    OCR = "ocr"
    HEADER = "header"
    FOOTER = "footer"
    TEXTBOX = "textbox"
    TABLE = "table"
    ANNOTATION = "annotation"
    FORM_FIELD = "form-field"
    CONTENT_CONTROL = "content-control"
    WATERMARK = "watermark"
    METADATA = "metadata"
    INVENTORY = "inventory"


class Align(StrEnum):
    """How a line stands between the margins of its page."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of characters without white space."""

    text: str
    box: Box | None = None
    struck: bool = False
    """A line is drawn through it, by formatting or on the page."""
    confidence: float = 1.0
    """How sure the reader is of the letters, 0 to 1; text formats say 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words that stand on one line of a page, left to right."""

    words: tuple[Word, ...]
    source: Source
    size_pt: float | None = None
    """Height of the letters in points, where the carrier tells."""
    bold: bool = False
    align: Align | None = None
    """Known for office formats; for pages with places the boxes tell."""
    angle_deg: float = 0.0
    """How far the line is turned, clockwise as seen, -180 to 180."""
    block: int = 0
    """Lines of one paragraph, cell, text box or stamp share a number."""
    ink: str | None = None
    """Colour of a stamp's ink on a scan: red, blue, violet, green, black."""

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box | None:
        """The smallest rectangle around all words, where every word has a place."""
        first = self.words[0].box if self.words else None
        if first is None:
            return None
        x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
        for word in self.words:  # asked for often: a plain loop takes a third
            box = word.box
            if box is None:
                return None
            if box.x0 < x0:
                x0 = box.x0
            if box.y0 < y0:
                y0 = box.y0
            if box.x1 > x1:
                x1 = box.x1
            if box.y1 > y1:
                y1 = box.y1
        return Box(x0, y0, x1, y1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as read.

    A page that could not be read has ``problem`` set; it is never taken for a page
    without a mark.
    """

    index: int
    """0-based."""
    width_pt: float | None
    """Of the visible page, None where the format has no pages of its own."""
    height_pt: float | None
    lines: tuple[Line, ...] = ()
    """In reading order. A reader may leave out lines of running text that hold
    nothing a mark could be made of; ``line_count`` still counts them."""
    line_count: int = 0
    body_size_pt: float | None = None
    """The commonest letter height of the page."""
    problem: str | None = None
    """A slug such as unreadable-page, when some of the page stayed unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignLabel:
    """A machine-readable label that somebody else put into the file."""

    scheme: str
    """adatp-4774, msip or bails."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A digital signature found in a PDF."""

    field: str
    kind: str
    """approval or certification."""
    docmdp: int | None
    """The permission of a certification, 1 to 3."""
    intact: bool | None
    valid: bool | None
    covers_revision: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that a reader learned of one file."""

    format: Format
    kind: str
    """The row of the format table: pdf, docx, png, jpeg, tiff, xlsx, eml, …"""
    pages: tuple[Page, ...]
    page_count: int | None
    encrypted_empty_password: bool = False
    signatures: tuple[Signature, ...] = ()
    active_content: tuple[str, ...] = ()
    """Slugs: javascript, launch, embedded-file, macro, remote-template, …"""
    labels: tuple[ForeignLabel, ...] = ()
    problems: tuple[str, ...] = ()
    """Slugs that concern the whole file; any of them forbids ``unmarked``."""
