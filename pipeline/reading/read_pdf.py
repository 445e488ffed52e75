"""Read a PDF: the lines of interest of every page, with their places.

Text comes from the text layer where the layer can be trusted, and from the pixels where
it can't or where pixels may say more. Knows pdfium; whether words are a mark is judged
elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

import pypdfium2 as pdf
import pypdfium2.raw as pdfium

from models.documents import Format, Line, Page, Reading
from models.errors import (
    CorruptInput,
    EmptyInput,
    EncryptedInput,
    InputError,
    LimitExceeded,
)
from models.geometry import Box
from models.settings import Limits
from pipeline.reading.pdf_annotations import read_annotations
from pipeline.reading.pdf_extras import Extras, find_problems, read_extras
from pipeline.reading.pdf_fields import show_fields
from pipeline.reading.pdf_flat import FlatPages, read_appearances
from pipeline.reading.pdf_layers import without_hidden_layers
from pipeline.reading.pdf_mute import mute_places
from pipeline.reading.pdf_objects import survey_page
from pipeline.reading.pdf_page import OpenPage, frame_of, open_page, open_text
from pipeline.reading.pdf_pixels import PixelReader, is_seen, pictured_places
from pipeline.reading.pdf_strokes import strike
from pipeline.reading.pdf_text import (
    Frame,
    PageText,
    body_size,
    line_bounds,
    place_lines,
    read_text,
)
from pipeline.reading.pdf_trust import is_rubbish, odd_lines, scattered_lines
from pipeline.reading.pdf_undrawn import is_undrawn, pages_not_drawn
from pipeline.reading.types_of_reading import Interest, RasterReader

CONTEXT = 2
"""Lines kept above and below a line of interest."""
MOST_ODD_LINES = 3
"""With more lines that can't be believed, only those where marks stand count."""
CONTEXT_LIMIT = 80
"""Letters beyond which a line is running text and needs no neighbours."""


def read_pdf(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
    part: tuple[int, int] = (0, 1),
) -> Reading:
    """Return the lines of interest on every page of a PDF.

    Args:
        path: The file; it is only read.
        limits: Bytes, pages, pixels and annotations that it may ask for.
        interest: Which spans of a text to place.
        raster: Reads pages that are pictures; without it they are a problem.
        part: Which share of the pages, of how many shares; the first is 0.

    Raises:
        EncryptedInput: It needs a password.
        EmptyInput: No bytes or no pages.
        LimitExceeded: It is larger than a limit.
        CorruptInput: It is damaged or no PDF.
    """
    if path.stat().st_size == 0:
        raise EmptyInput("the file is empty")
    if path.stat().st_size > limits.file_bytes:
        raise LimitExceeded("the file is larger than the limit")
    try:
        return _read(path, limits=limits, interest=interest, raster=raster, part=part)
    except (InputError, MemoryError):
        raise
    except pdf.PdfiumError as error:
        raise _translate(error, path) from error
    except Exception as error:  # broken files break libraries in many ways
        raise CorruptInput("the PDF is damaged and could not be read") from error


def _translate(error: pdf.PdfiumError, path: Path) -> InputError:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return EncryptedInput(
            "the PDF needs a password; ask the sender for one without"
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return EncryptedInput("the PDF is protected in a way that cannot be opened")
    return CorruptInput("the PDF is damaged and could not be opened")


def _read(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
    part: tuple[int, int],
) -> Reading:
    document, flat = pdf.PdfDocument(path), FlatPages(path)
    try:
        extras = read_extras(path, limits, part)
        if extras.has_layers and (
            shown := without_hidden_layers(path, most_pages=limits.pages)
        ):
            document.close()
            document, flat = pdf.PdfDocument(shown), FlatPages(shown)
        count = len(document)
        if count == 0:
            raise EmptyInput("the PDF has no pages")
        if count > limits.pages:
            raise LimitExceeded("the PDF has more pages than the limit")
        fills_itself = document.get_formtype() == pdfium.FORMTYPE_XFA_FULL
        show_fields(document)
        work = _Work(
            document=document,
            flat=flat,
            interest=interest,
            pixels=PixelReader(raster, interest, limits),
            limits=limits,
            extras=extras,
        )
        pages = tuple(
            _read_page(work, index)
            for index in range(count * part[0] // part[1], _end(count, part))
        )
    finally:
        document.close()
        flat.close()
    missed = pages_not_drawn(path, work.empty)
    return Reading(
        format=Format.PDF,
        kind="pdf",
        pages=tuple(_unread(page) if page.index in missed else page for page in pages),
        page_count=count,
        encrypted_empty_password=extras.encrypted,
        signatures=extras.signatures,
        active_content=extras.active_content,
        labels=extras.labels,
        problems=tuple(find_problems(extras, count, fills_itself=fills_itself)),
    )


def _unread(page: Page) -> Page:
    return replace(page, problem=page.problem or "unreadable-page")


def _end(count: int, part: tuple[int, int]) -> int:
    return count * (part[0] + 1) // part[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """An open document, and what reading its pages takes."""

    document: pdf.PdfDocument
    flat: FlatPages
    interest: Interest
    pixels: PixelReader
    limits: Limits
    extras: Extras
    empty: list[int] = field(default_factory=list)
    """Pages on which pdfium sees nothing at all."""


def _read_page(work: _Work, index: int) -> Page:
    """Read a page; one that pdfium cannot open, or its text, is unreadable."""
    try:
        with open_page(work.document, index) as page, open_text(page) as handle:
            return _read_loaded(work, page, handle, index)
    except pdf.PdfiumError:
        return Page(
            index=index, width_pt=None, height_pt=None, problem="unreadable-page"
        )


def _read_loaded(work: _Work, page: OpenPage, handle: object, index: int) -> Page:
    document, extras = work.document, work.extras
    frame = frame_of(page, extras.units.get(index, 1.0))
    text = read_text(handle, frame)
    patterned = index in extras.patterned
    notes = read_annotations(
        page.raw,
        frame,
        page.form,
        most=work.limits.page_annotations,
        patterned=patterned,
    )
    read_appearances(notes, work.flat, handle, index)
    survey = survey_page(
        page.raw, frame, patterned=patterned, masked=index in extras.masked
    )
    if not survey.seen:
        work.empty.append(index)
    rubbish = is_rubbish(text)
    bounds = [] if rubbish else line_bounds(text.text)
    lines, unseen = _seen_lines(
        page, text, frame, _interesting(text, work.interest, bounds)
    )
    doubted = [] if rubbish else odd_lines(text, bounds)
    doubted = [span for span in doubted if place_lines(text, [span])]
    odd = [line.box for line in place_lines(text, doubted) if line.box]
    if len(odd) > MOST_ODD_LINES:
        odd = [b for b in odd if not 0.25 < b.y0 / frame.height_pt < 0.88]
    odd += _scattered(text, bounds)
    odd += mute_places(page, text)
    places = pictured_places(
        frame, text, survey, [*notes.pictured, *odd], rubbish=rubbish
    )
    unread = [*unseen, *doubted] if not rubbish else [(0, len(text.text))]
    undrawn = any(is_undrawn(document.raw, page.raw, text, *span) for span in unread)
    problem = "too-large" if notes.too_many else None
    if survey.undrawn or notes.undrawn or undrawn or index in extras.torn:
        problem = problem or "unreadable-page"
    raster_lines, raster_problem = work.pixels.read(page, frame, places)
    strokes = (*survey.strokes, *notes.strokes)
    lines = [strike(line, strokes) for line in (*lines, *notes.lines)]
    return Page(
        index=index,
        width_pt=frame.width_pt,
        height_pt=frame.height_pt,
        lines=(*lines, *raster_lines),
        line_count=text.text.count("\n") + 1,
        body_size_pt=body_size(text) if lines else None,
        problem=problem or raster_problem,
    )


def _seen_lines(
    page: OpenPage,
    text: PageText,
    frame: Frame,
    bounds: Iterable[tuple[int, int]],
) -> tuple[list[Line], list[tuple[int, int]]]:
    """Return the lines that leave ink, and the bounds of those that do not."""
    seen: list[Line] = []
    unseen: list[tuple[int, int]] = []
    for span in bounds:
        placed = place_lines(text, [span])
        shown = [line for line in placed if is_seen(page, text, line, frame)]
        seen += shown
        if len(shown) < len(placed):
            unseen.append(span)
    return seen, unseen


def _scattered(text: PageText, bounds: list[tuple[int, int]]) -> list[Box]:
    """Return the place over which letters were drawn one by one in no order."""
    scraps = place_lines(text, scattered_lines(text, bounds))
    boxes = [line.box for line in scraps if line.box]
    return [reduce(Box.union, boxes)] if boxes else []


def _interesting(
    text: PageText, interest: Interest, bounds: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Return the bounds of lines of interest and of those beside them."""
    spans = interest(text.text)
    if not spans:
        return iter(())
    wanted: set[int] = set()
    at = 0
    for start, end in spans:
        while at < len(bounds) and bounds[at][1] < start:
            at += 1
        row = at
        while row < len(bounds) and bounds[row][0] < end:
            near = CONTEXT if bounds[row][1] - bounds[row][0] <= CONTEXT_LIMIT else 0
            wanted.update(range(max(0, row - near), min(len(bounds), row + near + 1)))
            row += 1
    return iter([bounds[row] for row in sorted(wanted)])
