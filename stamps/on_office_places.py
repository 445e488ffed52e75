"""Says where the shapes of a slide stand, placeholders with their layout's places.

Knows the geometry of PresentationML; nothing of stamps.
"""

from dataclasses import dataclass
from typing import Any

from models.errors import CorruptInput
from models.geometry import Box
from stamps.docx_package import Package

Element = Any
"""An lxml element; lxml ships no types."""

EMU_PER_POINT = 12_700
USUAL_SLIDE_PT = (720.0, 540.0)
OWN_SHAPES = ("belgi stamp", "belgi code")
SHAPES = ("}sp", "}pic", "}graphicFrame", "}grpSp", "}cxnSp")


def slide_parts(package: Package, main: str) -> list[str]:
    """Name the slides' parts in order.

    Raises:
        CorruptInput: There is no slide.
    """
    targets = package.targets(main)
    found = []
    for slide in package.tree(main).iter():
        if isinstance(slide.tag, str) and slide.tag.endswith("}sldId"):
            named = next((v for k, v in slide.attrib.items() if k.endswith("}id")), "")
            actual = package.actual(targets.get(named, ("", ""))[1])
            if actual is not None:
                found.append(actual)
    if not found:
        raise CorruptInput("The presentation has no slide; ask for it again.")
    return found


def slide_size(presentation: Element) -> tuple[float, float]:
    """Return the width and height of the slides in points."""
    for element in presentation.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}sldSz"):
            cx, cy = element.get("cx", ""), element.get("cy", "")
            if cx.isdigit() and cy.isdigit():
                return int(cx) / EMU_PER_POINT, int(cy) / EMU_PER_POINT
    return USUAL_SLIDE_PT


@dataclass(frozen=True, slots=True)
class ShownShape:
    """A shape that a slide shows, with its place."""

    element: Element
    box: Box
    holder: tuple[str, str] | None
    """Type and index, where it is a placeholder."""


def shown_shapes(package: Package, part: str) -> list[ShownShape]:
    """Return all that a slide, its layout and its master show."""
    shown: list[ShownShape] = []
    for level, name in enumerate(parts_shown(package, part)):
        for shape in _top_shapes(package.tree(name)):
            holder = _placeholder(shape)
            if level and holder is not None:
                continue
            like = (shape, *styled_by(package, part, holder))
            box = next((box for one in like if (box := _box(one)) is not None), None)
            if box is not None:
                shown.append(ShownShape(shape, box, holder))
    return shown


def own_boxes(slide: Element) -> list[Box]:
    """Return the places of the stamps that a slide bears already."""
    boxes: list[Box] = []
    for shape in _top_shapes(slide):
        named = (e.get("name", "") for e in shape.iter() if _is(e, "cNvPr"))
        box = _box(shape) if next(named, "") in OWN_SHAPES else None
        if box is not None:
            boxes.append(box)
    return boxes


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}" + name)


def parts_shown(package: Package, part: str) -> list[str]:
    """Return a slide with its layout and its master, where it has them."""
    chain = [part]
    for kind in ("slideLayout", "slideMaster"):
        rows = package.targets(chain[-1]).values()
        chain += [t for found, t in rows if found == kind and package.has(t)][:1]
    return chain


def _top_shapes(root: Element) -> list[Element]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}spTree"):
            return [child for child in element if str(child.tag).endswith(SHAPES)]
    return []


def _placeholder(shape: Element) -> tuple[str, str] | None:
    """Return the type and index of a placeholder."""
    for element in shape.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}ph"):
            return element.get("type", "body"), element.get("idx", "0")
    return None


def styled_by(
    package: Package, part: str, holder: tuple[str, str] | None
) -> list[Element]:
    """Return the placeholders of layout and master that one of a slide follows."""
    if holder is None:
        return []
    found: list[Element] = []
    for name in parts_shown(package, part)[1:]:
        shapes = [
            (s, p) for s in _top_shapes(package.tree(name)) if (p := _placeholder(s))
        ]
        for place in (1, 0):
            found += [s for s, like in shapes if like[place] == holder[place]]
    return found


def _box(shape: Element) -> Box | None:
    for element in shape.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}xfrm"):
            said = {str(c.tag).rsplit("}", 1)[-1]: c for c in element}
            if "off" not in said or "ext" not in said:
                return None
            try:
                x, y = int(said["off"].get("x")), int(said["off"].get("y"))
                cx, cy = int(said["ext"].get("cx")), int(said["ext"].get("cy"))
            except (TypeError, ValueError):
                return None
            left, top = x / EMU_PER_POINT, y / EMU_PER_POINT
            return Box(left, top, left + cx / EMU_PER_POINT, top + cy / EMU_PER_POINT)
    return None
