"""Deciding, page by page, where the parts of a stamp stand on a PDF page.

Tries the page as it is, then with a white ground under the stamp, then made smaller
for a margin, then made larger. Knows pages' measures and ink maps; writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.geometry import Box
from stamps.artwork import Art, draw_line, draw_stamp, draw_wide_stamp, running_text
from stamps.layout import (
    GAP_PT,
    IsFree,
    Page,
    PageMark,
    Sieve,
    place_page_mark,
    place_stamp,
)
from stamps.pdf_frames import Frame
from stamps.pdf_ink import InkMap
from stamps.pdf_plan import PageLayout, Shrink, shrink_into, shrunk_box
from stamps.plan import StampPlan

_SCALES = (1.0, 0.86)
_LEAST_SHRINK = 0.62
"""A page that would get smaller than this is made larger instead."""
_MARK_MARGIN_PT = 1.5
"""Kept free around a found mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What has to find a place, the same for every page of a document."""

    plan: StampPlan
    pages: int
    code_side: float | None
    """Side of the code with its quiet zone, or None."""

    line_art: Art
    """The running line at its widest."""

    @property
    def line_size(self) -> tuple[float, float]:
        """Width and height of the running line."""
        return (self.line_art.width, self.line_art.height)


def make_wanted(plan: StampPlan, pages: int, code_side: float | None) -> Wanted:
    """Measure what has to find a place."""
    text = running_text(plan.text, pages, pages)
    line = draw_line(text, plan.style, plan.style.running_size_pt)
    return Wanted(plan=plan, pages=pages, code_side=code_side, line_art=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A page that a stamp may go on, as it is or changed to make room."""

    frame: Frame
    taken: tuple[Box, ...]
    marks: tuple[Box, ...]
    """Found marks as seen, in user units."""
    strikes: tuple[Box, ...] = ()
    """Their lines that are to be struck through."""
    shrink: Shrink | None = None
    ink: InkMap | None = None
    rigid: bool = False
    """Signed: the page itself may not be changed to make room."""


def decide_page(
    index: int,
    surface: Surface,
    wanted: Wanted,
    *,
    is_free: IsFree | None = None,
    sieve: Sieve | None = None,
) -> PageLayout | None:
    """Decide where everything stands on one page.

    Args:
        index: 0-based; the first page also takes the whole stamp.
        surface: The page; with an ink map unless ``is_free`` answers instead.
        wanted: What has to find a place.
        is_free: Answers in place of the page's own ink map; then the page is only
            tried as it is.
        sieve: Goes with ``is_free``.

    Returns:
        None where there is no room for everything.
    """
    if is_free is not None or surface.ink is None:
        return _place(index, surface, wanted, is_free or (lambda _: True), sieve)
    for room in _rooms(index, surface, wanted):
        assert room.ink is not None  # noqa: S101 -- rooms keep the ink map
        for free, has_ground in ((room.ink.is_clear, False), (room.ink.is_even, True)):
            layout = _place(index, room, wanted, free, room.ink.unmixed)
            if layout is not None:
                return _with_grounds(layout, room.ink) if has_ground else layout
    return None


def _place(
    index: int,
    surface: Surface,
    wanted: Wanted,
    is_free: IsFree,
    sieve: Sieve | None,
) -> PageLayout | None:
    frame = surface.frame
    taken = (*surface.taken, *(m.grown(_MARK_MARGIN_PT) for m in surface.marks))
    page = Page(width=frame.width, height=frame.height, taken=taken)
    stamp, art = None, None
    if index == 0:
        stamp, art = _place_first(page, surface, wanted, is_free, sieve)
        if stamp is None:
            return None
        page = replace(page, taken=(*taken, stamp.grown(GAP_PT)))
    mark = place_page_mark(wanted.line_size, wanted.code_side, page, is_free=is_free)
    return None if mark is None else _layout(surface, mark, stamp, art)


def _layout(
    surface: Surface, mark: PageMark, stamp: Box | None, art: Art | None
) -> PageLayout:
    return PageLayout(
        frame=surface.frame,
        line=mark.line,
        code=mark.code,
        stamp=stamp,
        art=art,
        shrink=surface.shrink,
        strikes=surface.strikes,
    )


def _place_first(
    page: Page,
    surface: Surface,
    wanted: Wanted,
    is_free: IsFree,
    sieve: Sieve | None,
) -> tuple[Box | None, Art | None]:
    style = wanted.plan.style
    for art in _shapes(wanted.plan, page):
        box = place_stamp(
            (art.width, art.height),
            page,
            marks=surface.marks,
            places=style.places,
            is_free=is_free,
            sieve=sieve,
        )
        if box is not None:
            return box, art
    return None, None


def _shapes(plan: StampPlan, page: Page) -> Iterator[Art]:
    """Propose the stamp in ever smaller forms: upright, then low and wide."""
    for scale in _SCALES:
        yield draw_stamp(plan.text, plan.style, scale=scale)
    for scale in _SCALES:
        room = page.width - 2 * page.edge
        for width in (room * 0.62, room):
            yield draw_wide_stamp(plan.text, plan.style, width_pt=width, scale=scale)


def _with_grounds(layout: PageLayout, ink: InkMap) -> PageLayout:
    parts = (layout.stamp, layout.line, layout.code)
    grounds = tuple(
        part.grown(1.0) for part in parts if part is not None and not ink.is_light(part)
    )
    return replace(layout, grounds=grounds)


def _rooms(index: int, surface: Surface, wanted: Wanted) -> Iterator[Surface]:
    """Yield the page as it is, then smaller with margins, then larger with them."""
    yield surface
    if surface.rigid:
        return
    frame = surface.frame
    page = Page(width=frame.width, height=frame.height)
    low = max(wanted.line_size[1], wanted.code_side or 0.0) + page.edge + 2 * GAP_PT
    stamps = [*_shapes(wanted.plan, page)] if index == 0 else []
    high = min((art.height for art in stamps), default=0.0) + page.edge + 2 * GAP_PT
    # One margin above, wide enough for all parts: the stamp belongs to the upper right.
    margins = [(max(high, low), 0.0), (high, low)] if stamps else [(0.0, low)]
    for top, bottom in margins:
        scale = (frame.height - top - bottom) / frame.height
        if scale >= _LEAST_SHRINK:
            yield _smaller(surface, scale, bottom, top)
    yield _larger(surface, wanted, stamps, low)


def _smaller(surface: Surface, scale: float, bottom: float, top: float) -> Surface:
    frame = surface.frame
    left = frame.width * (1 - scale) / 2
    shrink = shrink_into(frame, scale, left, bottom)
    ink = surface.ink
    return replace(
        surface,
        shrink=shrink,
        ink=ink and ink.fitted((frame.width, frame.height), scale, left, top),
        taken=tuple(shrunk_box(box, frame, shrink) for box in surface.taken),
        marks=tuple(shrunk_box(box, frame, shrink) for box in surface.marks),
        strikes=tuple(shrunk_box(box, frame, shrink) for box in surface.strikes),
    )


def _larger(surface: Surface, wanted: Wanted, stamps: list[Art], low: float) -> Surface:
    """Add space below for the running line, and above for the stamp."""
    old = surface.frame
    stamp = min(stamps, key=lambda art: art.width, default=None)
    line = wanted.line_size[0] + (wanted.code_side or 0.0) + GAP_PT
    needed = max(line, stamp.width if stamp else 0.0) + 2 * 12.0 + GAP_PT
    aside = max(needed - old.width, 0.0) / 2
    high = 0.0 if stamp is None else stamp.height + 2 * 12.0 + GAP_PT
    frame = old.grown(aside, high, aside, low + 12.0)
    size = (frame.width, frame.height)
    corners = (old.x0, old.y0, old.x1, old.y1)
    ink = surface.ink
    return replace(
        surface,
        frame=frame,
        shrink=Shrink(matrix=(1.0, 0.0, 0.0, 1.0, 0.0, 0.0), clip=corners, scale=1.0),
        ink=ink and ink.fitted(size, 1.0, aside, high),
        taken=tuple(_moved(box, aside, high) for box in surface.taken),
        marks=tuple(_moved(box, aside, high) for box in surface.marks),
        strikes=tuple(_moved(box, aside, high) for box in surface.strikes),
    )


def _moved(box: Box, right: float, down: float) -> Box:
    return Box(box.x0 + right, box.y0 + down, box.x1 + right, box.y1 + down)
