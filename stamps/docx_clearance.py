"""Finds how far down a header's floating objects reach, so that nothing is overlapped.

Objects that text flows around, or that stand behind it, are no obstacle. Knows
DrawingML anchors and VML positions, and nothing of stamps.
"""

import re
from typing import Any

Element = Any
"""An lxml element; lxml ships no types."""

EMU_PER_POINT = 12_700
TOP_SHARE = 0.4
"""Of the page's height: an object that begins lower is not in the stamp's way."""
FROM_PAGE = ("page", "margin", "topMargin")
POSITION = re.compile(r"(margin-top|top|height|z-index)\s*:\s*(-?[\d.]+)(pt|in|cm|mm)?")
POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "": 1.0}


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def clearance_pt(root: Element, page_height_pt: float) -> float:
    """Return the lowest edge of objects placed over the top of the page, in points.

    0 where there is none. Places relative to margins are taken as from the page's edge
    plus the object's own height, which errs to the safe side.
    """
    lowest = 0.0
    for element in root.iter():
        name = _local(element)
        span = None
        if name == "anchor":
            span = _anchor(element)
        elif name in ("shape", "rect", "group", "oval", "roundrect", "line"):
            span = _vml(element)
        if span is not None and span[0] < page_height_pt * TOP_SHARE:
            lowest = max(lowest, min(span[1], page_height_pt * TOP_SHARE))
    return lowest


def _anchor(anchor: Element) -> tuple[float, float] | None:
    if anchor.get("behindDoc", "0") in ("1", "true"):
        return None
    children = {_local(child): child for child in anchor}
    if "wrapNone" not in children or "positionV" not in children:
        return None
    position = children["positionV"]
    if position.get("relativeFrom") not in FROM_PAGE:
        return None
    extent = children.get("extent")
    height = _number(None if extent is None else extent.get("cy")) / EMU_PER_POINT
    top = 0.0
    for child in position:
        if _local(child) == "posOffset":
            top = _number(child.text) / EMU_PER_POINT
        elif (child.text or "").strip() in ("bottom", "center", "outside"):
            return None
    return top, top + height


def _vml(shape: Element) -> tuple[float, float] | None:
    style = shape.get("style", "").replace(" ", "")
    if "position:absolute" not in style:
        return None
    if any(_local(child) == "wrap" for child in shape):
        return None
    if not re.search(r"mso-position-vertical-relative:(page|margin)", style):
        return None
    if re.search(r"mso-position-vertical:(center|bottom)", style):
        return None
    said = {
        name: _number(value) * POINTS[unit or ""]
        for name, value, unit in POSITION.findall(style)
    }
    if said.get("z-index", 0) < 0:
        return None
    top = said.get("margin-top", said.get("top", 0.0))
    return top, top + said.get("height", 0.0)


def _number(text: str | None) -> float:
    try:
        return float(text or "0")
    except ValueError:
        return 0.0
