"""What a carrier says of itself: the codes of its pages, and its stamp by its parts.

Runs in a worker. It believes nothing: whether a code is ours is for the parent to say,
which holds the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.documents import Format
from models.errors import CorruptInput, EncryptedInput, InputError, LimitExceeded
from models.settings import Limits
from pipeline.formats import format_row
from pipeline.reading.detect_format import detect_format
from pipeline.snapshot import unopened

if TYPE_CHECKING:
    from PIL.Image import Image

RENDER_DPI = 150
"""The smallest modules of our codes are read at this resolution with room to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCodes:
    """The payloads of ours that one page shows."""

    page_no: int
    """1-based."""
    payloads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierFacts:
    """What was read from a carrier."""

    kind: str
    format: Format
    pages: tuple[PageCodes, ...]
    """Empty for formats whose pages are known only when they are printed."""
    drawn: bool = False
    """A PDF that holds our stamp as we draw it, which no scan or print of one does."""


def read_carrier(path: Path, *, limits: Limits) -> CarrierFacts:
    """Read the codes of every page of a carrier.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return _read_facts(path, limits)
    except (FileNotFoundError, PermissionError) as error:  # it may go at any moment
        raise unopened(error) from error


def _read_facts(path: Path, limits: Limits) -> CarrierFacts:
    kind = detect_format(path)
    row = format_row(kind)
    pages: tuple[PageCodes, ...] = ()
    if row.format is Format.PDF:
        pages = tuple(_codes(_pdf_pages(path, limits)))
    elif row.format is Format.IMAGE:
        pages = tuple(_codes(_pictures(path, limits)))
    drawn = row.format is Format.PDF and _holds_our_drawing(path)
    return CarrierFacts(kind=kind, format=row.format, pages=pages, drawn=drawn)


def _holds_our_drawing(path: Path) -> bool:
    """Tell whether a page names a drawing of ours among its resources."""
    import pikepdf

    from stamps.pdf_drawing import PREFIX

    try:
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                resources: Any = page.obj.get("/Resources", {})
                drawings: Any = resources.get("/XObject", {})
                if any(name.startswith(f"/{PREFIX}") for name in drawings):
                    return True
    except pikepdf.PasswordError as error:
        raise EncryptedInput("a part of the PDF needs a password") from error
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as error:
        raise CorruptInput("the PDF cannot be opened") from error
    return False


def _codes(pictures: Iterator["Image"]) -> Iterator[PageCodes]:
    from stamps.code2d import read_codes

    for number, picture in enumerate(pictures, start=1):
        yield PageCodes(page_no=number, payloads=read_codes(picture))


def _pdf_pages(path: Path, limits: Limits) -> Iterator["Image"]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) > limits.pages:
                raise LimitExceeded("the PDF has more pages than the limit")
            for index in range(len(document)):
                page: Any = document[index]
                width, height = page.get_size()
                dpi = min(RENDER_DPI, 72 * 6000 / max(width, height, 1))
                image = page.render(scale=dpi / 72, grayscale=True).to_pil()
                page.close()
                yield image
    except pypdfium2.PdfiumError as error:
        raise CorruptInput("the PDF cannot be opened") from error


def _pictures(path: Path, limits: Limits) -> Iterator["Image"]:
    from PIL import Image, ImageOps, ImageSequence

    try:
        # Given a path, Pillow maps a raw TIFF and mistakes rows for columns.
        with path.open("rb") as file, Image.open(file) as picture:
            if picture.width * picture.height > limits.page_pixels:
                raise InputError("the picture is too large", slug="too-large")
            for frame in ImageSequence.Iterator(picture):
                yield ImageOps.exif_transpose(frame.copy())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CorruptInput("the picture cannot be opened") from error


def read_parts(
    path: Path, kind: str, running: tuple[str, ...], first: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what is missing on an office carrier: the places that lack the words."""
    from stamps.readback_office import Expected, verify_office

    expected = Expected(running=running, first=first)
    return verify_office(path, kind=kind, expected=expected).problems
