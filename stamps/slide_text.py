"""Says where the words of a slide probably stand inside the boxes of their shapes.

A title's box is as wide as the slide and its words are not; what must cover something
covers least where no words are. Knows PresentationML; nothing of stamps.

Source: ISO/IEC 29500-1, 19.3.1.36 (placeholders), 19.3.1.52 (text styles), 21.1.2.
"""

import math
from collections.abc import Iterator
from typing import Any

from models.geometry import Box
from stamps.docx_package import Package
from stamps.fonts import UNITS, load_face
from stamps.on_office_places import ShownShape, parts_shown, shown_shapes, styled_by

Element = Any
"""An lxml element; lxml ships no types."""

WIDER = 1.2
"""How much wider than ours usual letters may come out: Arial by up to 1.14."""
LINE_EMS = 1.2
INSET_PT = 7.2
USUAL_SIZE_PT = 18.0
STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle"}


def written_boxes(package: Package, part: str) -> list[Box]:
    """Return where words, pictures and tables of a slide stand, about.

    Shapes without words are left out: they are nothing to read.
    """
    boxes = (_written(package, part, one) for one in shown_shapes(package, part))
    return [box for box in boxes if box is not None]


def covered(place: Box, boxes: list[Box]) -> float:
    """Return how much of the boxes a place covers, in square points."""
    return sum(
        (min(place.x1, box.x1) - max(place.x0, box.x0))
        * (min(place.y1, box.y1) - max(place.y0, box.y0))
        for box in boxes
        if place.overlaps(box)
    )


def width_about(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a text may come out in letters that are not ours, in points."""
    known = load_face("sans", bold=bold).widths
    return sum(known.get(letter, UNITS) for letter in text) * size_pt * WIDER / UNITS


def _written(package: Package, part: str, shown: ShownShape) -> Box | None:
    shape, box = shown.element, shown.box
    if not str(shape.tag).endswith("}sp"):
        return box
    lines = [line for line in _lines(shape) if line.strip()]
    if not lines:
        return None
    looks = [shape, *styled_by(package, part, shown.holder)]
    looks += _text_style(package, part, shown.holder)
    size = float(_said(looks, "sz", "Pr") or USUAL_SIZE_PT * 100) / 100
    room = max(box.width - 2 * INSET_PT, 1.0)
    widths = [width_about(line, size) for line in lines]
    height = sum(math.ceil(w / room) or 1 for w in widths) * size * LINE_EMS
    if height > box.height - INSET_PT:
        return box  # made to fit by whoever shows it, or running over
    width = min(max(widths), room)
    across = {"ctr": 0.5, "r": 1.0}.get(_said(looks, "algn", "pPr"), 0.0)
    down = {"ctr": 0.5, "b": 1.0}.get(_said(looks, "anchor", "bodyPr"), 0.0)
    left = box.x0 + INSET_PT + (room - width) * across
    top = box.y0 + INSET_PT / 2 + (box.height - INSET_PT - height) * down
    return Box(left, top, left + width, top + height)


def _lines(shape: Element) -> Iterator[str]:
    for paragraph in shape.iter("{*}p"):
        line = ""
        for element in paragraph.iter("{*}t", "{*}br"):
            if str(element.tag).endswith("}t"):
                line += element.text or ""
            else:
                yield line
                line = ""
        yield line


def _text_style(
    package: Package, part: str, holder: tuple[str, str] | None
) -> list[Element]:
    """Return the first level of the master's style for a sort of text."""
    name = "otherStyle" if holder is None else STYLES.get(holder[0], "bodyStyle")
    master = package.tree(parts_shown(package, part)[-1])
    return [level for style in master.iter(f"{{*}}{name}") for level in style[:1]]


def _said(looks: list[Element], attribute: str, element: str) -> str:
    """Return what the nearest of several says that says anything."""
    for look in looks:
        for one in look.iter():
            if str(one.tag).endswith(element) and (said := one.get(attribute)):
                return str(said)
    return ""
