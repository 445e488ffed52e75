"""Walks the blocks of an OpenDocument part into lines, and notes what is drawn there.

Knows paragraphs, tables, boxes, and what stands inside a line; not which parts of a
file are shown.

Source: OASIS OpenDocument 1.3, part 3 (schema).
"""

from dataclasses import dataclass, replace

from models.documents import Source
from pipeline.reading.docx_lines import BREAK, Found, Picture, Piece, lines_of
from pipeline.reading.docx_styles import Look
from pipeline.reading.odf_names import DRAW, HREF, OFFICE, STYLE, SVG, TABLE, TEXT
from pipeline.reading.odf_styles import (
    USUAL_HALF_POINTS,
    graphic_property,
    look_of,
    points,
)
from pipeline.reading.shown_ways import AS_STORED, Way, frame_way
from pipeline.reading.zip_container import Element

SILENT = frozenset(
    f"{space}{name}"
    for space, name in (
        (TEXT, "tracked-changes"),
        (TEXT, "note-citation"),
        (TEXT, "sequence-decls"),
        (TEXT, "variable-decls"),
        (TEXT, "user-field-decls"),
        (OFFICE, "forms"),
        (OFFICE, "scripts"),
        (SVG, "title"),
        (SVG, "desc"),
        (TABLE, "tracked-changes"),
    )
)
HIDDEN = frozenset((f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"))
SOURCES = {
    f"{TABLE}table": Source.TABLE,
    f"{DRAW}text-box": Source.TEXTBOX,
    f"{DRAW}custom-shape": Source.TEXTBOX,
    f"{OFFICE}annotation": Source.ANNOTATION,
}
CONTAINED = frozenset((f"{TABLE}table-cell", f"{DRAW}text-box", f"{DRAW}custom-shape"))
CHARACTERS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": BREAK}


@dataclass(slots=True)
class Walk:
    """What was gathered so far, and what tells how text looks."""

    found: Found
    styles: dict[str, Element]
    """By name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document an element stands."""

    source: Source
    block: int | None = None
    """Of the cell or box around it; None: each paragraph is a block of its own."""
    size: tuple[float | None, float | None] = (None, None)
    """Width and height in points of the frame around it, where it tells them."""
    way: Way = AS_STORED
    """How the frames around it turn what is in them."""


def walk_blocks(walk: Walk, parent: Element, place: Place) -> None:
    """Take the paragraphs and drawings inside an element, whatever lies between."""
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str) or tag in SILENT:
            continue
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            _paragraph(walk, child, place)
            continue
        if tag in HIDDEN or (
            tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none"
        ):
            walk.found.concealed.append("".join(child.itertext()))
            continue
        _drawn(walk, child, place)
        walk_blocks(walk, child, _inside(walk, child, place))


def _inside(walk: Walk, element: Element, place: Place) -> Place:
    source = place.source
    if source in (Source.TEXT, Source.TABLE):
        source = SOURCES.get(element.tag, source)
    block = place.block
    if element.tag in CONTAINED:
        block = walk.found.new_block()
    size = place.size
    width = element.get(f"{SVG}width")
    if width is not None:
        size = (points(width), points(element.get(f"{SVG}height", ""), 72.0))
    return Place(source, block, size, _way(walk, element).inside(place.way))


def _way(walk: Walk, element: Element) -> Way:
    if not element.tag.startswith(DRAW):
        return AS_STORED
    transform = element.get(f"{DRAW}transform", "")
    mirror = graphic_property(
        walk.styles, element.get(f"{DRAW}style-name"), f"{STYLE}mirror"
    )
    return frame_way(transform, mirror) if transform or mirror else AS_STORED


def _drawn(walk: Walk, element: Element, place: Place) -> None:
    """Note pictures and embedded objects."""
    tag = element.tag
    if tag in (f"{DRAW}object-ole", f"{DRAW}object", f"{DRAW}plugin"):
        walk.found.problems.add("embedded-object")
        walk.found.active.add("ole-object")
    if tag != f"{DRAW}image":
        return
    address = element.get(HREF, "")
    if not address:
        walk.found.problems.add("unread-picture")
        return
    note_picture(walk, address, place)


def note_picture(walk: Walk, address: str, place: Place) -> None:
    """Note a picture by its address: a part of the file, or something outside."""
    outside = ":" in address or address.startswith(("../", "/"))
    walk.found.pictures.append(
        Picture(
            part=address.removeprefix("./"),
            external=outside,
            width_pt=place.size[0],
            height_pt=place.size[1],
            source=place.source,
            way=place.way,
        )
    )


def _paragraph(walk: Walk, paragraph: Element, place: Place) -> None:
    base = Look(half_points=USUAL_HALF_POINTS)
    look = look_of(walk.styles, paragraph.get(f"{TEXT}style-name"), base)
    pieces: list[Piece] = []
    _inline(walk, paragraph, look, place, pieces)
    shown = [piece for piece in pieces if not piece.look.concealed]
    if len(shown) < len(pieces):
        hidden = (piece.text for piece in pieces if piece.look.concealed)
        walk.found.concealed.append("".join(hidden))
    block = place.block or walk.found.new_block()
    walk.found.lines.extend(lines_of(shown, block=block, look=look, base=place.source))


def _inline(
    walk: Walk, element: Element, look: Look, place: Place, pieces: list[Piece]
) -> None:
    _add(element.text, look, place, pieces)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        _inner(walk, child, look, place, pieces)
        _add(child.tail, look, place, pieces)


def _add(text: str | None, look: Look, place: Place, pieces: list[Piece]) -> None:
    if text and not look.hidden:
        # White space in the XML is one space, whatever it is.
        folded = " ".join(f".{text}.".split())[1:-1]
        pieces.append(Piece(folded, look, place.source))


def _inner(
    walk: Walk, child: Element, look: Look, place: Place, pieces: list[Piece]
) -> None:
    """Take one element inside a paragraph."""
    tag = child.tag
    if tag == f"{TEXT}span":
        inner = look_of(walk.styles, child.get(f"{TEXT}style-name"), look)
        _inline(walk, child, inner, place, pieces)
    elif tag in CHARACTERS:
        pieces.append(Piece(CHARACTERS[tag], look, place.source))
    elif tag in HIDDEN:
        walk.found.concealed.append("".join(child.itertext()))
    elif tag.startswith((DRAW, OFFICE)) or tag == f"{TEXT}note":
        _drawn(walk, child, place)
        walk_blocks(walk, child, _inside(walk, child, replace(place, block=None)))
    elif tag not in SILENT:
        _inline(walk, child, look, place, pieces)
