"""Where the stamp, the running line and the code fit on a page: pure geometry.

Knows rectangles and preferences; nothing of files. All places are in one unit with
the origin at the top left of the visible page and y down. What is taken is told by
rectangles and by a question (``is_free``) that the caller answers from pixels.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from models.geometry import Box

IsFree = Callable[[Box], bool]
Size = tuple[float, float]
Spot = tuple[float, float]
"""Left and top of a place."""
Sieve = Callable[[list[Spot], Size], list[Spot]]
"""Leaves places out, many at once, that ``IsFree`` would refuse; keeps the order."""

EDGE_PT = 12.0
"""Most printers can't print closer to the edge of the sheet."""
SMALL_EDGE_PT = 4.0
SMALL_PAGE_PT = 280.0
GAP_PT = 3.0
"""Between a stamp and what stands next to it."""
STEP_PT = 6.0
_MARK_REACH_PT = 60.0
_DEEPEST = 0.38
"""A stamp at the top or bottom stays within this part of the page's height."""
_WIDEST = 0.62
_TRIED_FIRST = 12
"""Places tried one by one before the rest is sieved: mostly one of them is free."""
CORNERS = ("bottom-left", "bottom-right", "top-left", "top-right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as layout sees it."""

    width: float
    height: float
    taken: tuple[Box, ...] = ()
    """Rectangles that nothing may touch: found marks, annotations, our own parts."""

    @property
    def edge(self) -> float:
        """How far from the edge of the page a stamp keeps."""
        if min(self.width, self.height) < SMALL_PAGE_PT:
            return SMALL_EDGE_PT
        return EDGE_PT

    def admits(self, box: Box) -> bool:
        """Tell whether a rectangle is inside the page and touches nothing taken."""
        inside = (
            box.x0 >= 0
            and box.y0 >= 0
            and box.x1 <= self.width
            and box.y1 <= self.height
        )
        return inside and not any(box.overlaps(other) for other in self.taken)


def place_stamp(
    size: Size,
    page: Page,
    *,
    marks: tuple[Box, ...],
    places: tuple[str, ...],
    is_free: IsFree,
    sieve: Sieve | None = None,
) -> Box | None:
    """Find the first page's stamp a place, in the order of the profile.

    The sieve only saves time: the same place is found without.

    Returns:
        The rectangle, wholly inside the page, or None where there is no room.
    """
    for place in places:
        spots = _candidates(place, size, page, marks)
        for x, y in _sieved(spots, size, sieve):
            box = _box(x, y, size)
            if page.admits(box) and is_free(box):
                return box
    return None


def _sieved(spots: Iterator[Spot], size: Size, sieve: Sieve | None) -> Iterator[Spot]:
    yield from islice(spots, _TRIED_FIRST)
    yield from spots if sieve is None else sieve(list(spots), size)


def _candidates(
    place: str, size: Size, page: Page, marks: tuple[Box, ...]
) -> Iterator[Spot]:
    if place != "under-mark":
        return _near_corner(place, size, page)
    upper = [mark for mark in marks if mark.y0 < page.height / 2]
    return (spot for mark in upper for spot in _near_mark(mark, size, page))


def _near_mark(mark: Box, size: Size, page: Page) -> Iterator[Spot]:
    """Under the mark, flush right, flush left and centred; then beside it."""
    width, height = size
    rightmost = page.width - page.edge - width
    starts = (mark.x1 - width, mark.x0, (mark.x0 + mark.x1 - width) / 2)
    for down in _steps(GAP_PT, _MARK_REACH_PT, STEP_PT / 2):
        for start in starts:
            x = max(page.edge, min(start, rightmost))
            yield x, mark.y1 + down
    middle = max((mark.y0 + mark.y1 - height) / 2, page.edge)
    raised = max(mark.y1 - height, page.edge)
    for aside in _steps(GAP_PT, _MARK_REACH_PT, STEP_PT):
        for y in (middle, mark.y0, raised):
            yield mark.x0 - aside - width, y
            yield mark.x1 + aside, y


def _near_corner(place: str, size: Size, page: Page) -> Iterator[Spot]:
    """Move away from a corner step by step, along the edge first."""
    width, height = size
    across = max(page.width * _WIDEST - width, 0.0)
    deep = max(page.height * _DEEPEST - height, 0.0)
    if page.width < width + 2 * page.edge or page.height < height + 2 * page.edge:
        return
    xs = list(_steps(page.edge, page.edge + across, 2 * STEP_PT))
    ys = list(_steps(page.edge, page.edge + deep, STEP_PT))
    if not place.endswith("left"):
        xs = [page.width - aside - width for aside in xs]
    if not place.startswith("top"):
        ys = [page.height - down - height for down in ys]
    yield from ((x, y) for y in ys for x in xs)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """Where the running line and the code of a page stand."""

    line: Box
    code: Box | None


def page_marks(line: Size, code: float | None, page: Page) -> Iterator[PageMark]:
    """Propose places for running line and code together: a corner, side by side.

    Args:
        line: Width and height of the running line.
        code: Side of the code with its quiet zone, or None where there is none.
        page: The page and what is taken on it.
    """
    for corner in CORNERS:
        proposal = _corner_mark(corner, line, code, page)
        if page.admits(proposal.line) and (
            proposal.code is None or page.admits(proposal.code)
        ):
            yield proposal


def _corner_mark(corner: str, line: Size, code: float | None, page: Page) -> PageMark:
    edge, side = page.edge, code or 0.0
    left, top = corner.endswith("left"), corner.startswith("top")
    aside = edge + (side + GAP_PT if code else 0.0)
    x = aside if left else page.width - aside - line[0]
    y = edge if top else page.height - edge - line[1]
    code_x = edge if left else page.width - edge - side
    code_y = edge if top else page.height - edge - side
    code_box = _box(code_x, code_y, (side, side)) if code else None
    return PageMark(line=_box(x, y, line), code=code_box)


def place_page_mark(
    line: Size, code: float | None, page: Page, *, is_free: IsFree
) -> PageMark | None:
    """Find running line and code a place, together if possible, else each its own."""
    for proposal in page_marks(line, code, page):
        if is_free(proposal.line) and (proposal.code is None or is_free(proposal.code)):
            return proposal
    line_box = _first(_along_edges(line, page, sides=False), page, is_free)
    if line_box is None or code is None:
        return None if line_box is None else PageMark(line=line_box, code=None)
    rest = Page(width=page.width, height=page.height, taken=(*page.taken, line_box))
    code_box = _first(_along_edges((code, code), page, sides=True), rest, is_free)
    return None if code_box is None else PageMark(line=line_box, code=code_box)


def _first(boxes: Iterator[Box], page: Page, is_free: IsFree) -> Box | None:
    return next((box for box in boxes if page.admits(box) and is_free(box)), None)


def _along_edges(size: Size, page: Page, *, sides: bool) -> Iterator[Box]:
    """Slide along the bottom, the top and, if asked, the left and right edge."""
    width, height = size
    right, low = page.width - page.edge - width, page.height - page.edge - height
    for inward in _steps(0.0, 24.0, STEP_PT / 2):
        for y in (low - inward, page.edge + inward):
            for x in _steps(page.edge, right, 2 * STEP_PT):
                yield _box(x, y, size)
    if sides:
        for x in (page.edge, right):
            for up in _steps(0.0, low - page.edge, 2 * STEP_PT):
                yield _box(x, low - up, size)


def _steps(first: float, last: float, step: float) -> Iterator[float]:
    for index in range(int(max(last - first, -step) // step) + 1):
        yield first + index * step


def _box(x: float, y: float, size: Size) -> Box:
    return Box(x, y, x + size[0], y + size[1])
