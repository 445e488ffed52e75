"""Finds what floats over the top of a Word page, and a place for the stamp beside it.

Objects of the body are drawn over headers; so a stamp in the header must keep out of
their way. Places that depend on the flow of text cannot be known and are left out.

Source: ISO/IEC 29500-1, 20.4.2 (anchors, positionH, positionV).
"""

from dataclasses import dataclass
from typing import Any

from models.errors import LayoutError
from models.geometry import Box
from stamps.docx_sections import PageShape

Element = Any
"""An lxml element; lxml ships no types."""

EMU_PER_POINT = 12_700
PERCENT = 100_000
"""Relative places are in thousandths of a per cent."""
DEEPEST_SHARE = 0.35
"""Of the page's height, down to which the stamp may give way to what is above it."""
GAP_PT = 4.0
LOOKED_AT = ("{*}anchor", "{*}br", "{*}lastRenderedPageBreak", "{*}sectPr")
VERTICAL = {"page": 0.0, "topMargin": 0.0}
TOP_ALIGNS = {"top": 0.0, "inside": 0.0, "center": 0.5, "bottom": 1.0, "outside": 1.0}
SIDE_ALIGNS = {"left": 0.0, "inside": 0.0, "center": 0.5, "right": 1.0, "outside": 1.0}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the stamp's lines stand in the header."""

    align: str
    """right, left or center."""
    before_pt: float


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def obstacles(document: Element, page: PageShape) -> tuple[list[Box], list[Box]]:
    """Return what floats over the first page, and what floats over any later one.

    Args:
        document: Root of the main part.
        page: Measures of the first section's pages.
    """
    first: list[Box] = []
    later: list[Box] = []
    on_first = True
    for element in document.iter(*LOOKED_AT):
        name = _local(element)
        if on_first and _ends_page(element, name):
            on_first = False
        elif name == "anchor" and element.get("behindDoc", "0") not in ("1", "true"):
            box = _box(element, page)
            if box is not None:
                (first if on_first else later).append(box)
    return first, later


def _ends_page(element: Element, name: str) -> bool:
    if name == "br":
        return any(value == "page" for value in element.attrib.values())
    return name in ("lastRenderedPageBreak", "sectPr")


def _box(anchor: Element, page: PageShape) -> Box | None:
    children = _children(anchor)
    if not {"positionH", "positionV", "extent"} <= set(children):
        return None
    width = _number(children["extent"].get("cx")) / EMU_PER_POINT
    height = _number(children["extent"].get("cy")) / EMU_PER_POINT
    position = children["positionV"]
    origin, room = 0.0, page.height
    if position.get("relativeFrom") == "margin":
        origin, room = page.top, page.height - 2 * page.top
    elif position.get("relativeFrom") not in VERTICAL:
        return None
    top = _along(position, origin, room, height, TOP_ALIGNS)
    position = children["positionH"]
    origin, room = page.left, page.width - page.left - page.right
    if position.get("relativeFrom") == "page":
        origin, room = 0.0, page.width
    left = _along(position, origin, room, width, SIDE_ALIGNS)
    return Box(left, top, left + width, top + height)


def _children(anchor: Element) -> dict[str, Element]:
    """Return an anchor's children; relative places stand in a choice of two."""
    children: dict[str, Element] = {}
    for child in anchor:
        branch = child[0] if _local(child) == "AlternateContent" and len(child) else ()
        for element in (child, *branch):
            children.setdefault(_local(element), element)
    return children


def _along(
    position: Element,
    origin: float,
    room: float,
    size: float,
    aligns: dict[str, float],
) -> float:
    """Return where an object begins along one axis, in points."""
    for child in position.iter():
        name = _local(child)
        if name == "posOffset":
            return origin + _number(child.text) / EMU_PER_POINT
        if name.startswith("pctPos"):
            return origin + room * _number(child.text) / PERCENT
        if name == "align":
            share = aligns.get((child.text or "").strip(), 0.0)
            return origin + (room - size) * share
    return origin


def _number(text: str | None) -> float:
    try:
        return float(text or "0")
    except ValueError:
        return 0.0


def find_spot(
    taken: list[Box], page: PageShape, width: float, height: float, before: float
) -> Spot:
    """Return the first place of the stamp that nothing floats over.

    Upper right first, then right under what is in the way, then the other places of
    the line.

    Args:
        taken: What floats over the page.
        page: Its measures.
        width: Of the stamp, in points.
        height: Of the stamp, in points.
        before: Space above the stamp that is needed in any case.

    Raises:
        LayoutError: Every place is covered.
    """
    deepest = page.height * DEEPEST_SHARE
    for align in ("right", "left", "center"):
        free = before
        while True:
            box = _place(page, align, width, height, free)
            over = [other for other in taken if other.overlaps(box)]
            if not over:
                return Spot(align, free)
            below = max(other.y1 for other in over) + GAP_PT
            if below > deepest:
                break
            free = below - page.header
    raise LayoutError("The stamp would be covered; use an accompanying sheet.")


def _place(
    page: PageShape, align: str, width: float, height: float, before: float
) -> Box:
    left = page.left
    room = page.width - page.left - page.right
    if align == "right":
        left = page.left + room - width
    elif align == "center":
        left = page.left + (room - width) / 2
    top = page.header + before
    return Box(left, top, left + width, top + height)
