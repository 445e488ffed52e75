"""The state of stamping one PDF: its pages, what was decided, what is proved.

Holds the open file between the rounds of writing and proving. Decides through
``pdf_layout``, proves through ``pdf_shown``; the bytes are written by ``pdf_write``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from models.errors import CorruptInput, LayoutError
from models.geometry import Box
from stamps.layout import IsFree, Sieve
from stamps.pdf_alike import Kind, take_stock
from stamps.pdf_drawing import Palette, make_palette
from stamps.pdf_frames import Frame
from stamps.pdf_ink import InkMap, judge_of, map_ink
from stamps.pdf_layout import Surface, Wanted, decide_page, make_wanted
from stamps.pdf_pages import Original
from stamps.pdf_plan import Isolation, PageLayout, Shown
from stamps.pdf_proof import SYMBOL_PT, Code, make_codes
from stamps.pdf_render import open_pdf, render_part
from stamps.pdf_shown import find_faults
from stamps.pdf_soundness import isolations
from stamps.pdf_standard import inks_of, is_opaque
from stamps.plan import StampPlan
from stamps.readback import Finding
from stamps.text_bands import line_boxes

_SAMPLES = 3
"""Pages of one size that are looked at before the rest is laid out alike."""
_PAGES_A_SAMPLE = 20
"""A short document is looked at less: the proof finds the page that differs."""
_WIDEST_STEP = 40
"""Pages between samples; to get at a page, pdfium reads all page objects before it."""
_LINE_SCALE = 3.0
"""Pixels per point at which the lines of a mark are told apart."""


_Judge = tuple[IsFree, Sieve]


@dataclass(kw_only=True)
class Job:
    """Stamping of one file, under way."""

    pdf: pikepdf.Pdf
    source: Path
    part: Path
    plan: StampPlan
    wanted: Wanted
    palette: Palette
    opaque: bool
    """Nothing may be transparent (PDF/A)."""
    pages: list[Any]
    kinds: list[Kind]
    """What each page has in common with others: frame and annotations."""
    looks: list[bytes | None]
    """The same for pages whose own resources say the same."""
    codes: list[Code | None]
    received: pdfium.PdfDocument
    """The file before we touched it, for ink maps."""
    opened: list[pdfium.PdfPage] = field(default_factory=list)
    """Pages of it that are looked at."""
    rigid: bool = False
    """The file is signed and its pages stay as they are."""
    layouts: list[PageLayout] = field(default_factory=list)
    mapped: set[int] = field(default_factory=set)
    avoid: dict[int, tuple[Box, ...]] = field(default_factory=dict)
    contents: dict[int, Any] = field(default_factory=dict)
    """What pages that were written drew before."""
    originals: dict[int, Original] = field(default_factory=dict)
    """Of pages whose own content was changed."""
    moved: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    """Pages whose layout has still to be written."""
    shared: dict[Any, Any] = field(default_factory=dict)
    """Objects that several pages use, by what they draw."""
    notes: list[str] = field(default_factory=list)

    def decide_first(self) -> None:
        """Lay out every page: the first by its own ink, the rest as their like."""
        judges: dict[tuple[int, int] | None, _Judge] = {}
        known: dict[tuple[int, int], PageLayout | None] = {}
        marked = {m.page_index for m in self.plan.found if m.box is not None}
        for index, kind in enumerate(self.kinds):
            # The first page, and what is marked, are like no other page.
            alike = (id(kind), index if index in marked or not index else -1)
            if alike not in known:
                known[alike] = self._decide_alike(index, judges)
            self.layouts.append(known[alike] or self._decide_by_ink(index))
        self.mapped.add(0)
        for page in self.opened:
            page.close()
        self.opened.clear()
        for index, isolation in isolations(self.pages).items():
            self.layouts[index] = replace(self.layouts[index], isolation=isolation)
        self.changed = set(range(len(self.pages)))

    def _decide_alike(
        self, index: int, judges: dict[tuple[int, int] | None, _Judge]
    ) -> PageLayout | None:
        """Lay the first page out by its own ink, others by that of some of a size."""
        key = _size_of(self.kinds[index].frame) if index else None
        if key not in judges:
            judges[key] = self._judge_of(key)
        surface = self._surface(index)
        is_free, sieve = judges[key]
        return decide_page(index, surface, self.wanted, is_free=is_free, sieve=sieve)

    def prove(self) -> dict[int, Finding]:
        """Return the pages written last whose stamp isn't seen, or isn't alone."""
        written, self.changed = self.changed, set()
        shown = self.shown()
        return find_faults(self.part, shown, self.plan, self.codes, sorted(written))

    def shown(self) -> Shown:
        """Return what the pages written last should show."""
        return Shown(layouts=tuple(self.layouts), opaque=self.opaque)

    def decide_again(self, findings: dict[int, Finding]) -> bool:
        """Lay pages out anew; False where nothing is left to try on one of them."""
        for index, finding in findings.items():
            old = self.layouts[index]
            if finding is Finding.PALE:
                if old.is_dark:
                    return False
                self.layouts[index] = replace(old, is_dark=True)
                self.changed.add(index)
                continue
            isolation = old.isolation
            if finding is Finding.MISSING:
                if self.rigid or isolation is Isolation.ANNOTATION:
                    return False
                isolation = Isolation(isolation + 1)
            elif index in self.mapped:
                parts = (old.stamp, old.line, old.code)
                avoid = tuple(part for part in parts if part is not None)
                self.avoid[index] = self.avoid.get(index, ()) + avoid
            layout = self._decide_by_ink(index)
            self.layouts[index] = replace(
                layout, isolation=isolation, is_dark=old.is_dark
            )
            self.changed.add(index)
        return True

    def all_notes(self) -> tuple[str, ...]:
        """Return the slugs for the manifest, each once, in a fixed order."""
        notes = list(self.notes)
        scales = [layout.shrink.scale for layout in self.layouts if layout.shrink]
        if any(scale < 1 for scale in scales):
            notes.append("page-scaled")
        if any(scale == 1 for scale in scales):
            notes.append("page-enlarged")
        if any(layout.grounds for layout in self.layouts):
            notes.append("own-ground")
        return tuple(sorted(set(notes)))

    def _decide_by_ink(self, index: int) -> PageLayout:
        self.mapped.add(index)
        surface = replace(self._surface(index), ink=self._ink(index))
        layout = decide_page(index, surface, self.wanted)
        if layout is None:
            raise LayoutError(
                f"Page {index + 1} of {self.source.name} has no room for the stamp. "
                "Stamp a print of it by hand."
            )
        return layout

    def _surface(self, index: int) -> Surface:
        kind = self.kinds[index]
        frame = kind.frame
        marks = tuple(
            frame.from_points(mark.box)
            for mark in self.plan.found
            if mark.page_index == index and mark.box is not None
        )
        taken = kind.taken + self.avoid.get(index, ())
        strikes = self._lines(index, marks) if self.plan.text.strike_found else ()
        return Surface(
            frame=frame, taken=taken, marks=marks, strikes=strikes, rigid=self.rigid
        )

    def _lines(self, index: int, marks: tuple[Box, ...]) -> tuple[Box, ...]:
        """Return the lines of text within found marks, by their ink."""
        page = self.received[index]
        try:
            return tuple(
                line
                for mark in marks
                for line in line_boxes(mark, render_part(page, mark, _LINE_SCALE))
            )
        finally:
            page.close()

    def _ink(self, index: int) -> InkMap:
        page = self.received[index]
        try:
            return map_ink(page)
        finally:
            page.close()

    def _judge_of(self, key: tuple[int, int] | None) -> _Judge:
        """Answer for all pages of a size by the ink of a few; None: the first page."""
        alike = [0]
        if key is not None:
            found = (i for i, kind in enumerate(self.kinds) if _is_of(kind, key) and i)
            alike = list(islice(found, _SAMPLES * _WIDEST_STEP))
        samples = min(_SAMPLES, 1 + len(alike) // _PAGES_A_SAMPLE)
        step = max(len(alike) // samples, 1)
        pages = [self.received[index] for index in alike[::step][:samples]]
        self.opened += pages
        judges = [judge_of(page) for page in pages]
        is_free = cache(lambda box: all(judge.is_clear(box) for judge in judges))
        return is_free, judges[0].unmixed


def _is_of(kind: Kind, size: tuple[int, int]) -> bool:
    return _size_of(kind.frame) == size


def _size_of(frame: Frame) -> tuple[int, int]:
    return (round(frame.width), round(frame.height))


@contextmanager
def open_job(
    pdf: pikepdf.Pdf, source: Path, part: Path, plan: StampPlan, prefix: str
) -> Iterator[Job]:
    """Take stock of a file and hold it open for pdfium too."""
    pages = [page.obj for page in pdf.pages]
    codes = make_codes(plan, len(pages))
    sides = {code.side: code.quiet_pt for code in codes if code is not None}
    side = SYMBOL_PT + 2 * max(sides.values()) if sides else None
    stock = take_stock(pages)
    received = _open_received(pdf, source, part, len(pages), mended=stock.was_mended)
    try:
        yield Job(
            pdf=pdf,
            source=source,
            part=part,
            plan=plan,
            wanted=make_wanted(plan, len(pages), side),
            palette=make_palette(pdf, plan, inks_of(pdf), prefix=prefix),
            opaque=is_opaque(pdf),
            pages=pages,
            kinds=stock.kinds,
            looks=stock.looks,
            codes=codes,
            received=received,
            notes=_notes_of(pdf),
        )
    finally:
        received.close()


def _open_received(
    pdf: pikepdf.Pdf, source: Path, part: Path, pages: int, *, mended: bool
) -> pdfium.PdfDocument:
    """Open the file with pdfium; where it can't, as pikepdf has mended it."""
    try:
        document = open_pdf(source)
        if len(document) == pages and not mended:
            return document
        document.close()
    except pdfium.PdfiumError:
        pass
    pdf.save(part, encryption=False, fix_metadata_version=False)
    data = part.read_bytes()
    try:
        document = open_pdf(data)
    except pdfium.PdfiumError as error:
        raise CorruptInput(
            f"The pages of {source.name} can't be drawn. Ask the sender for it again."
        ) from error
    if len(document) != pages:
        document.close()
        raise CorruptInput(
            f"The pages of {source.name} can't be told. Ask the sender for it again."
        )
    return document


def _notes_of(pdf: pikepdf.Pdf) -> list[str]:
    notes = ["empty-password"] if pdf.is_encrypted else []
    return notes + (["repaired"] if pdf.get_warnings() else [])
