"""What goes where on one page of a picture, and how much border it needs.

Pure decisions in points of the page as seen; it must not know pixels or file formats.
"""

from dataclasses import dataclass, replace

from models.errors import LayoutError
from models.geometry import POINTS_PER_INCH, POINTS_PER_MM, Box
from stamps import layout
from stamps.artwork import Art, draw_line, draw_stamp, draw_wide_stamp, running_text
from stamps.code2d import QUIET_MODULES, SYMBOL_MM, gray_modules, payload
from stamps.layout import IsFree
from stamps.plan import StampPlan

_GAP_PT = 5.0
_LEGIBLE_PX = 10.0
"""Small letters are never made lower than this, whatever the resolution."""
_SMALLEST_CELL_PX = 2
_LARGEST_SIDE_PT = 14_400.0
"""200 inches: no sheet is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The 2-D code of a page and the pixels of one module, across and down."""

    text: str
    side_modules: int
    modules: bytes
    cell_px: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLayout:
    """Where everything stands; boxes are in points of the page with its border."""

    top_pt: float = 0.0
    """Height of the border that the page gets at its top as seen."""
    right_pt: float = 0.0
    stamp: tuple[Art, Box] | None = None
    line: tuple[Art, Box]
    code: tuple[Code, Box] | None = None


def lay_out(
    plan: StampPlan,
    *,
    page_index: int,
    pages: int,
    size_pt: tuple[float, float],
    dpi: tuple[float, float],
    is_free: IsFree,
) -> PictureLayout:
    """Decide where mark, running line and code of a page stand.

    What finds no free room on the page goes into a border above it.

    Raises:
        LayoutError: The words of the stamp are too many for any sheet.
    """
    scale = max(1.0, _LEGIBLE_PX * POINTS_PER_INCH / min(dpi) / _detail_pt(plan))
    marks = tuple(
        mark.box
        for mark in plan.found
        if mark.box is not None and mark.page_index == page_index
    )
    page = layout.Page(
        width=size_pt[0], height=size_pt[1], taken=tuple(m.grown(1.5) for m in marks)
    )
    line = draw_line(
        running_text(plan.text, page_index + 1, pages),
        plan.style,
        plan.style.running_size_pt * scale,
    )
    code = _code_of(plan, page_index, pages, dpi)
    stamp = stamp_box = None
    if page_index == 0:
        stamp = draw_stamp(plan.text, plan.style, scale=scale)
        stamp_box = layout.place_stamp(
            (stamp.width, stamp.height),
            page,
            marks=marks,
            places=plan.style.places,
            is_free=is_free,
        )
    if stamp_box is not None:
        page = replace(page, taken=(*page.taken, stamp_box))
    side = None if code is None else max(_side_pt(code, dpi))
    placed = layout.place_page_mark(
        (line.width, line.height), side, page, is_free=is_free
    )
    found = PictureLayout(
        stamp=None if stamp is None or stamp_box is None else (stamp, stamp_box),
        line=(line, placed.line if placed else Box(0, 0, 0, 0)),
        code=(code, placed.code) if placed and placed.code and code else None,
    )
    if stamp is not None and stamp_box is None:
        found = _stamp_above(found, plan, size_pt, scale)
    if placed is None:
        found = _page_mark_above(found, line, code, size_pt, dpi)
    return found


def _stamp_above(
    found: PictureLayout, plan: StampPlan, size_pt: tuple[float, float], scale: float
) -> PictureLayout:
    """Put the stamp into the border, low and wide, at its right end."""
    wished = max(size_pt[0] - 2 * _GAP_PT, 160.0 * scale)
    art = draw_wide_stamp(plan.text, plan.style, width_pt=wished, scale=scale)
    found = _lowered(found, art.height + 2 * _GAP_PT, art.width + 2 * _GAP_PT, size_pt)
    right = size_pt[0] + found.right_pt - _GAP_PT
    box = Box(right - art.width, _GAP_PT, right, _GAP_PT + art.height)
    return replace(found, stamp=(art, box))


def _page_mark_above(
    found: PictureLayout,
    line: Art,
    code: Code | None,
    size_pt: tuple[float, float],
    dpi: tuple[float, float],
) -> PictureLayout:
    """Put running line and code into the border, side by side at its left end."""
    across, down = (0.0, 0.0) if code is None else _side_pt(code, dpi)
    height = max(down, line.height)
    width = across + line.width + 3 * _GAP_PT
    found = _lowered(found, height + 2 * _GAP_PT, width, size_pt)
    x = _GAP_PT + (across + _GAP_PT if code else 0.0)
    y = _GAP_PT + (height - line.height) / 2
    found = replace(found, line=(line, Box(x, y, x + line.width, y + line.height)))
    if code is None:
        return found
    place = Box(_GAP_PT, _GAP_PT, _GAP_PT + across, _GAP_PT + down)
    return replace(found, code=(code, place))


def _lowered(
    found: PictureLayout, more_pt: float, width_pt: float, size_pt: tuple[float, float]
) -> PictureLayout:
    """Add a strip to the top of the border and move all that is placed down."""
    if max(width_pt, more_pt) > _LARGEST_SIDE_PT:
        raise LayoutError(
            "The words of the stamp take more room than any sheet has. "
            "Shorten the words in the profile."
        )

    def moved(box: Box) -> Box:
        return Box(box.x0, box.y0 + more_pt, box.x1, box.y1 + more_pt)

    return PictureLayout(
        top_pt=found.top_pt + more_pt,
        right_pt=max(found.right_pt, width_pt - size_pt[0], 0.0),
        stamp=found.stamp and (found.stamp[0], moved(found.stamp[1])),
        line=(found.line[0], moved(found.line[1])),
        code=found.code and (found.code[0], moved(found.code[1])),
    )


def _detail_pt(plan: StampPlan) -> float:
    return min(plan.style.detail_size_pt, plan.style.running_size_pt)


def _code_of(
    plan: StampPlan, page_index: int, pages: int, dpi: tuple[float, float]
) -> Code | None:
    if plan.code is None:
        return None
    text = payload(plan.code, page_index + 1, pages)
    side, modules = gray_modules(text)
    wished = SYMBOL_MM * POINTS_PER_MM / POINTS_PER_INCH / side
    across, down = (max(_SMALLEST_CELL_PX, round(wished * axis)) for axis in dpi)
    return Code(text=text, side_modules=side, modules=modules, cell_px=(across, down))


def _side_pt(code: Code, dpi: tuple[float, float]) -> tuple[float, float]:
    """Return width and height of a code with its quiet zone."""
    modules = code.side_modules + 2 * QUIET_MODULES
    across, down = (
        modules * cell * POINTS_PER_INCH / axis
        for cell, axis in zip(code.cell_px, dpi, strict=True)
    )
    return across, down
