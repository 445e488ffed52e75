"""One document's steps, in order: what kind is it, read it, judge it; then stamp it.

Both functions run in a sandboxed worker. They open files and return frozen results;
they know no register, no batch and no rule of the Agreement.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.agreement_file import load_agreement
from models.documents import ForeignLabel, Format, Reading, Signature
from models.errors import EmptyInput, InputError, LimitExceeded, UnsupportedInput
from models.outcomes import Outcome, Verdict
from models.settings import Limits
from pipeline.formats import FormatRow, format_row, load
from pipeline.reading.detect_format import detect_format
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.snapshot import unopened
from stamps.plan import Stamped, StampPlan

if TYPE_CHECKING:
    from PIL.Image import Image

    from stamps.pdf_plan import Shown, Unproved

CHUNK_BYTES = 1 << 20
USUAL_AGREEMENT = "kz-by"
"""Whose vocabulary is made before it is asked for."""
SHEET_INSTEAD = "sheet-instead"
"""A stamper's note: the carrier must stay as it is and gets a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was learned of one file without changing it."""

    kind: str
    format: Format
    sha256: str
    size_bytes: int
    verdict: Verdict
    encrypted_empty_password: bool = False
    active_content: tuple[str, ...] = ()
    labels: tuple[ForeignLabel, ...] = ()
    signatures: tuple[Signature, ...] = ()


def warm_up() -> None:
    """Make what nearly every file needs, once for the workers that are born later."""
    from pipeline.recognition.vocabulary import build_vocabulary

    build_vocabulary(load_agreement(USUAL_AGREEMENT))


def examine(
    path: Path, *, agreement: str, sender: str | None, limits: Limits
) -> Examined:
    """Say what mark a file bears.

    Args:
        path: The file; it is only read.
        agreement: Id or path of the agreement whose marks are looked for.
        sender: Code of the Party that sent it, where that is known.
        limits: What the file may ask of us.

    Returns:
        The verdict and the facts beside it. A file that cannot be read gives the
        outcome ``unreadable`` with the reason; it never raises for a bad file.

    Raises:
        InputError: It cannot be opened at all (removed, no-permission).
    """
    try:
        size = path.stat().st_size
        sha256 = hash_file(path)
    except OSError as error:
        raise unopened(error) from error
    row = format_row("other")
    try:
        if size == 0:
            raise EmptyInput("the file is empty")
        if size > limits.file_bytes:
            raise LimitExceeded("the file is larger than the limit")
        row = format_row(detect_format(path))
        reading = _read(path, row, agreement=agreement, limits=limits)
    except InputError as error:
        return Examined(
            kind=row.kind,
            format=row.format,
            sha256=sha256,
            size_bytes=size,
            verdict=Verdict(outcome=Outcome.UNREADABLE, reasons=(error.slug,)),
        )
    return _examined(
        row, reading, agreement=agreement, sender=sender, sha256=sha256, size_bytes=size
    )


def read_part(
    path: Path, *, agreement: str, limits: Limits, part: tuple[int, int]
) -> Reading:
    """Read one share of a PDF's pages, so that several workers read one large file.

    Raises:
        InputError: It cannot be read; ``examine`` says how that ends.
    """
    row = format_row(detect_format(path))
    if row.format is not Format.PDF:
        raise UnsupportedInput("only PDFs are read in parts")
    return _read(path, row, agreement=agreement, limits=limits, part=part)


def examine_parts(
    parts: tuple[Reading, ...],
    *,
    agreement: str,
    sender: str | None,
    sha256: str,
    size_bytes: int,
) -> Examined:
    """Judge a PDF whose shares were read apart, given in order; see ``examine``."""
    pages = tuple(page for part in parts for page in part.pages)
    return _examined(
        format_row("pdf"),
        replace(parts[0], pages=pages),
        agreement=agreement,
        sender=sender,
        sha256=sha256,
        size_bytes=size_bytes,
    )


def _examined(
    row: FormatRow,
    reading: Reading,
    *,
    agreement: str,
    sender: str | None,
    sha256: str,
    size_bytes: int,
) -> Examined:
    return Examined(
        kind=row.kind,
        format=row.format,
        sha256=sha256,
        size_bytes=size_bytes,
        verdict=_judge(reading, agreement=agreement, sender=sender),
        encrypted_empty_password=reading.encrypted_empty_password,
        active_content=reading.active_content,
        labels=reading.labels,
        signatures=reading.signatures,
    )


def _read(
    path: Path,
    row: FormatRow,
    *,
    agreement: str,
    limits: Limits,
    part: tuple[int, int] | None = None,
) -> Reading:
    from pipeline.recognition.vocabulary import build_vocabulary

    if row.reader is None:
        raise UnsupportedInput("belgi cannot read this kind of file for marks")
    interest = build_vocabulary(load_agreement(agreement)).interest
    read = load(row.reader)
    extra: dict[str, object] = {} if part is None else {"part": part}
    if row.format is Format.OTHER:
        extra["kind"] = row.kind
    if row.format is not Format.IMAGE:
        extra["raster"] = partial(_read_raster, most_s=limits.page_time_s)
    reading: Reading = read(path, limits=limits, interest=interest, **extra)
    return reading


def _read_raster(
    image: "Image", *, dpi: float, interest: Interest, most_s: float
) -> RasterLines:
    """Read a picture inside a document; OCR is loaded only when there is one."""
    from pipeline.reading.raster import read_raster

    return read_raster(image, dpi=dpi, interest=interest, most_s=most_s)


def examine_with_pictures(
    path: Path, *, agreement: str, sender: str | None, limits: Limits
) -> tuple[Examined, tuple[tuple[str, bytes], ...]]:
    """Examine a file and cut a PNG of each mark found: (name, bytes)."""
    from pipeline.reading.evidence import crop_marks

    examined = examine(path, agreement=agreement, sender=sender, limits=limits)
    try:
        pictures = crop_marks(path, examined.kind, examined.verdict)
    except InputError:
        pictures = []
    return examined, tuple(pictures)


def _judge(reading: Reading, *, agreement: str, sender: str | None) -> Verdict:
    from pipeline.recognition.verdict import judge
    from pipeline.recognition.vocabulary import build_vocabulary

    vocabulary = build_vocabulary(load_agreement(agreement))
    return judge(reading, vocabulary=vocabulary, sender=sender)


@dataclass(frozen=True, slots=True, kw_only=True)
class StampOrder:
    """What a worker needs to stamp one carrier."""

    plan: StampPlan
    kind: str
    """The row of the format table."""
    file_name: str
    """The received name, printed on a sheet after it was made safe."""
    pages: int | None = None
    sheet: bool = False
    """Make the accompanying sheet even where the format has a stamper."""


def stamp_in_worker(source: Path, order: StampOrder) -> Stamped:
    """Stamp a carrier in the scratch folder of the worker; see ``apply_stamp``."""
    from pipeline.work.pool import scratch_path

    return apply_stamp(source, scratch_path() / "carrier", order)


def write_in_worker(source: Path, order: StampOrder) -> "Unproved | None":
    """Stamp a PDF in the scratch folder of the worker, unproved; see ``write_pdf``."""
    from pipeline.work.pool import scratch_path
    from stamps.on_pdf import write_pdf

    if order.sheet or order.kind != "pdf":
        return None
    return write_pdf(source, scratch_path() / "carrier.pdf", order.plan)


def prove_in_worker(
    path: Path, order: StampOrder, shown: "Shown", part: tuple[int, int]
) -> bool:
    """Look at a share of the pages of what ``write_in_worker`` wrote."""
    from stamps.on_pdf import prove_share

    return prove_share(path, order.plan, shown, part)


def apply_stamp(source: Path, stem: Path, order: StampOrder) -> Stamped:
    """Stamp a carrier and prove it, or make the sheet that accompanies it.

    Args:
        source: The received bytes; only read.
        stem: Where the carrier appears, complete and proved, or not at all; the
            suffix of its format is added.
        order: Plan, kind and name.

    Raises:
        InputError: The file cannot be read.
        OutputError: The stamp cannot be placed, written or proved.
    """
    row = format_row(order.kind)
    if row.stamper is None or order.sheet:
        return _make_sheet(source, stem.with_suffix(".sheet.pdf"), order)
    stamp = load(row.stamper)
    extra = {"kind": order.kind} if row.format is Format.OTHER else {}
    stamped: Stamped = stamp(source, stem.with_suffix(row.suffix), order.plan, **extra)
    if SHEET_INSTEAD not in stamped.notes:
        return stamped
    sheet = _make_sheet(source, stem.with_suffix(".sheet.pdf"), order)
    return replace(sheet, signatures=stamped.signatures)


def _make_sheet(source: Path, target: Path, order: StampOrder) -> Stamped:
    from stamps.sheet import make_sheet

    return make_sheet(
        target,
        order.plan,
        file_name=order.file_name,
        sha256=hash_file(source),
        size_bytes=source.stat().st_size,
        pages=order.pages,
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
