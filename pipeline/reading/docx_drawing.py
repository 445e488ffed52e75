"""Finds what drawings in a Word story show: text boxes, watermarks, pictures.

Knows DrawingML and VML; the text inside a text box is walked by its caller's function.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from models.documents import Source
from pipeline.reading.docx_lines import picture_of, plain_lines
from pipeline.reading.docx_package import R, W
from pipeline.reading.docx_styles import is_pale
from pipeline.reading.docx_walk import MC, Place, Walk, alternatives
from pipeline.reading.shown_ways import Way, drawing_way, vml_way
from pipeline.reading.zip_container import Element

WalkBlocks = Callable[[Walk, Element, Place], None]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
V = "{urn:schemas-microsoft-com:vml}"
O_NS = "{urn:schemas-microsoft-com:office:office}"
BR = f"{A}br"
EMU_PER_POINT = 12_700
LENGTH = re.compile(r"(?:^|;)\s*(width|height):\s*([\d.]+)(pt|in|cm|mm|px)?")
POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}
FILLS = tuple(
    f"{A}{name}" for name in ("solidFill", "gradFill", "blipFill", "pattFill")
)


def read_drawing(
    walk: Walk, drawing: Element, place: Place, walk_blocks: WalkBlocks
) -> None:
    """Gather the text boxes, watermarks and pictures of one drawing."""
    inside = _inside(drawing, place)
    if inside is None:
        walk.found.concealed.extend(_texts(drawing))
        return
    size = _size(drawing)

    def read(element: Element) -> None:
        tag = element.tag
        if tag == f"{MC}AlternateContent":
            alternatives(walk.found, element, read_branch)
        elif tag == f"{W}txbxContent":
            box = _filled(element, inside)
            walk_blocks(walk, element, replace(box, block=walk.found.new_block()))
        else:
            _leaf(walk, element, inside, size)
            read_branch(element)

    def read_branch(element: Element) -> None:
        for child in element:
            if isinstance(child.tag, str):
                read(child)

    read(drawing)


def _inside(drawing: Element, place: Place) -> Place | None:
    """Say what kind of place the drawing is; None where it is never shown."""
    behind = False
    for properties in drawing.iter(f"{WP}docPr"):
        if properties.get("hidden", "0") in ("1", "true"):
            return None
    for shape in drawing.iter(f"{V}shape", f"{V}rect", f"{V}textbox"):
        if "visibility:hidden" in shape.get("style", "").replace(" ", ""):
            return None
    for anchor in drawing.iter(f"{WP}anchor"):
        behind = behind or anchor.get("behindDoc", "0") in ("1", "true")
    source = place.source
    if source is Source.HEADER and behind:
        source = Source.WATERMARK
    elif source not in (Source.HEADER, Source.FOOTER, Source.WATERMARK):
        source = Source.TEXTBOX
    return replace(place, source=source, table_style=None)


def _filled(content: Element, place: Place) -> Place:
    """Note whether the box that holds the text has a ground of its own."""
    shape = content.getparent()
    while shape is not None and shape.tag not in (f"{WPS}wsp", f"{V}shape", f"{V}rect"):
        shape = shape.getparent()
    if shape is None:
        return place
    fill = shape.get("fillcolor")
    filled = fill is not None and not is_pale(fill.lstrip("#").split()[0] or None)
    properties = shape.find(f"{WPS}spPr")
    if properties is not None:
        filled = any(properties.find(tag) is not None for tag in FILLS)
    if shape.find(f"{WPS}style") is not None:
        filled = True
    return replace(place, look=replace(place.look, shade="fill")) if filled else place


def _leaf(
    walk: Walk,
    element: Element,
    place: Place,
    size: tuple[float | None, float | None],
) -> None:
    tag = element.tag
    if tag == f"{V}textpath":
        plain_lines(element.get("string", ""), walk.found, Source.WATERMARK)
    elif tag == f"{A}blip":
        named = element.get(f"{R}embed") or element.get(f"{R}link")
        _picture(walk, named, place, size, drawing_way(element))
    elif tag in (f"{V}imagedata", f"{V}fill"):
        named = element.get(f"{R}id") or element.get(f"{R}href")
        _picture(walk, named, place, size, vml_way(element))
    elif tag == f"{O_NS}OLEObject":
        walk.found.problems.add("embedded-object")
        walk.found.active.add("ole-object")
    elif tag == f"{W}control":
        walk.found.active.add("activex")
    elif tag == f"{A}p":
        words = (
            t.text or "" if t.tag != BR else "\n" for t in element.iter("{*}t", BR)
        )
        plain_lines("".join(words), walk.found, place.source)


def _picture(
    walk: Walk,
    named: str | None,
    place: Place,
    size: tuple[float | None, float | None],
    way: Way,
) -> None:
    relation = walk.relations.get(named or "")
    if relation is not None:
        walk.found.pictures.append(picture_of(relation, place.source, size, way))


def _size(drawing: Element) -> tuple[float | None, float | None]:
    """Return the drawn size in points, where the drawing tells."""
    for extent in drawing.iter(f"{WP}extent"):
        cx, cy = extent.get("cx", ""), extent.get("cy", "")
        if cx.isdigit() and cy.isdigit():
            return int(cx) / EMU_PER_POINT, int(cy) / EMU_PER_POINT
    # Shapes of a group count in units of its own, and stand behind it.
    for shape in drawing.iter(f"{V}group", f"{V}shape", f"{V}rect"):
        said = {
            name: float(value) * POINTS[unit or ""]
            for name, value, unit in LENGTH.findall(shape.get("style", ""))
            if value.count(".") <= 1 and value.strip(".")
        }
        if said:
            return said.get("width"), said.get("height")
    return None, None


def _texts(drawing: Element) -> list[str]:
    """Return the text of a drawing that is never shown."""
    paragraphs = drawing.iter(f"{W}p")
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs]
    texts += [path.get("string", "") for path in drawing.iter(f"{V}textpath")]
    return [text for text in texts if text]
