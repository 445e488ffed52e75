"""Facts about a PDF beside its pages: signatures, active content, labels, damage.

Opens the file with pikepdf, which parses lazily; knows no marks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.documents import ForeignLabel, Signature
from models.errors import EncryptedInput, LimitExceeded
from models.settings import Limits
from pipeline.reading.pdf_active import active_content
from pipeline.reading.pdf_patterns import masked_pages, patterned_pages
from pipeline.reading.pdf_streams import torn_pages

TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a PDF holds beside its pages."""

    encrypted: bool = False
    """Encrypted with an empty user password."""
    signatures: tuple[Signature, ...] = ()
    active_content: tuple[str, ...] = ()
    labels: tuple[ForeignLabel, ...] = ()
    problems: tuple[str, ...] = ()
    has_layers: bool = False
    """Some of the content may be switched off."""
    is_portfolio: bool = False
    """What it has to show are the files in it; its own page is a cover."""
    page_count: int | None = None
    """As this reader counts; None where it cannot."""
    units: dict[int, float] = field(default_factory=dict)
    """UserUnit of the pages that have one."""
    torn: frozenset[int] = frozenset()
    """Pages some of whose content does not unpack."""
    patterned: frozenset[int] = frozenset()
    """Pages that may fill shapes with a tiling pattern."""
    masked: frozenset[int] = frozenset()
    """Pages that may paint through a mask in which words stand."""


def read_extras(path: Path, limits: Limits, part: tuple[int, int] = (0, 1)) -> Extras:
    """Return the facts beside the pages; what can't be learned is a problem.

    Args:
        path: The file.
        limits: Objects, and streams a page, that it may have.
        part: Which share of the pages has its content looked at, of how many shares.

    Raises:
        EncryptedInput: Something in it, such as its attachments, needs a password.
        LimitExceeded: It has more objects than the limit.
    """
    import pikepdf

    problems = [] if _has_end(path) else ["damaged"]
    try:
        with pikepdf.open(path) as file:
            if len(file.get_xref_table()) > limits.pdf_objects:
                raise LimitExceeded("the PDF has more objects than the limit")
            return Extras(
                encrypted=file.is_encrypted,
                signatures=tuple(_signatures(file)),
                active_content=tuple(sorted(active_content(file))),
                labels=tuple(_labels(file)),
                problems=tuple(problems),
                has_layers="/OCProperties" in file.Root,
                is_portfolio="/Collection" in file.Root,
                page_count=len(file.pages),
                units=_units(file),
                torn=torn_pages(file, part, most_streams=limits.page_streams),
                patterned=patterned_pages(file, part),
                masked=masked_pages(file, part),
            )
    except pikepdf.PasswordError as error:
        raise EncryptedInput("a part of the PDF needs a password") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return Extras(problems=("damaged",))


def find_problems(extras: Extras, count: int, *, fills_itself: bool) -> Iterator[str]:
    """Yield why not all was read that a PDF has to show.

    Args:
        extras: What another reader found.
        count: Pages that pdfium found.
        fills_itself: Its pages are made of XFA when it is opened, and those in the
            file only ask for a reader that does that.
    """
    yield from extras.problems
    if extras.page_count not in (None, count):
        yield "damaged"
    if fills_itself or extras.is_portfolio:
        yield "unsupported"


def _has_end(path: Path) -> bool:
    """Tell whether the file has the end that every whole PDF has."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return b"startxref" in stream.read()


def _units(file: Any) -> dict[int, float]:
    return {
        index: float(page.obj.get("/UserUnit", 1))
        for index, page in enumerate(file.pages)
        if "/UserUnit" in page.obj
    }


def _signatures(file: Any) -> Iterable[Signature]:
    form = file.Root.get("/AcroForm")
    for field_ in form.get("/Fields", []) if form is not None else []:
        value = field_.get("/V")
        if str(field_.get("/FT", "")) == "/Sig" and value is not None:
            docmdp = _docmdp(value)
            yield Signature(
                field=str(field_.get("/T", "")),
                kind="certification" if docmdp else "approval",
                docmdp=docmdp,
                intact=None,
                valid=None,
                covers_revision=None,
            )


def _docmdp(value: Any) -> int | None:
    for reference in value.get("/Reference", []):
        if str(reference.get("/TransformMethod", "")) == "/DocMDP":
            return int(reference.get("/TransformParams", {}).get("/P", 2))
    return None


def _labels(file: Any) -> Iterable[ForeignLabel]:
    info = file.docinfo if "/Info" in file.trailer else {}
    for key, value in info.items():
        name = str(key).lstrip("/")
        if name.startswith("MSIP_Label_") and name.endswith("_Name"):
            yield ForeignLabel(scheme="msip", name=str(value))
        elif name.startswith("urn:bails:"):
            yield ForeignLabel(scheme="bails", name=str(value))
    metadata = file.Root.get("/Metadata")
    if metadata is not None and b"confidentialitymetadatalabel" in (
        packet := metadata.read_bytes()
    ):
        start = packet.find(b"Classification>")
        found = packet[start + 15 : packet.find(b"<", start + 15)] if start > 0 else b""
        yield ForeignLabel(scheme="adatp-4774", name=found.decode("utf-8", "replace"))
