"""Reads presentations: slides, what their layouts and masters show, notes, comments.

Source: ISO/IEC 29500-1, 19 (PresentationML), 21.1 (text).
"""

from collections.abc import Iterator
from pathlib import Path

from models.documents import Line, Source
from models.settings import Limits
from pipeline.reading.docx_active import active_content, foreign_labels
from pipeline.reading.docx_lines import (
    BREAK,
    Found,
    Piece,
    lines_of,
    picture_of,
    plain_lines,
)
from pipeline.reading.docx_package import (
    R,
    Relation,
    main_part,
    parts_of_kind,
    relations,
)
from pipeline.reading.docx_pictures import Known, read_pictures
from pipeline.reading.docx_styles import Look
from pipeline.reading.docx_walk import MC
from pipeline.reading.ooxml_graphics import (
    beside_graphic,
    drawn_lines,
    embedded_objects,
    picture_parts,
)
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.shown_ways import drawing_way
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container, Element, open_container

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RUNS = (f"{A}r", f"{A}fld", f"{A}br", f"{M}t")
ALIGNS = {"l": "left", "r": "right", "ctr": "center", "just": "both", "dist": "both"}
USUAL_HALF_POINTS = 36
EMU_PER_POINT = 12_700
BESIDE = {
    "diagramData": Source.TEXTBOX,
    "chart": Source.TEXTBOX,
    "chartEx": Source.TEXTBOX,
    "notesSlide": Source.ANNOTATION,
    "comments": Source.ANNOTATION,
}


def read_pptx(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read a presentation, one page a slide.

    Raises:
        InputError: Damaged, encrypted, or beyond a limit.
    """
    container = open_container(path, limits=limits)
    with container.archive:
        main = main_part(container, "ppt/presentation.xml")
        rows = relations(container, main)
        facts = Facts(labels=foreign_labels(container))
        pages: list[tuple[Line, ...]] = []
        printed = _printed(container, rows)
        known: Known = {}
        for slide in container.xml(main).iter(f"{P}sldId"):
            relation = rows.get(slide.get(f"{R}id", ""))
            if relation is None or relation.target not in container.names:
                continue
            found = Found(blocks=facts.found.blocks)
            if not pages:
                found = printed
            _slide(container, relation.target, found)
            read_pictures(
                container, found, interest=interest, raster=raster, known=known
            )
            facts.found.blocks = found.blocks
            facts.found.problems |= found.problems
            facts.found.active |= found.active
            facts.found.concealed += found.concealed
            pages.append(tuple(found.lines))
        facts.pages = tuple(pages)
        facts.page_count = len(pages)
        facts.found.active |= active_content(container, [])
        return facts


def _printed(container: Container, rows: dict[str, Relation]) -> Found:
    """Take what masters of notes and handouts add to every printed page."""
    found = Found()
    for kind, own_text in (("notesMaster", False), ("handoutMaster", True)):
        for part in parts_of_kind(container, rows, kind):
            _shapes(
                container.xml(part),
                relations(container, part),
                found,
                Source.ANNOTATION,
                placeholders=own_text,
            )
    return found


def _slide(container: Container, part: str, found: Found) -> None:
    root = container.xml(part)
    own = relations(container, part)
    _shapes(root, own, found, Source.TEXTBOX)
    for layout in parts_of_kind(container, own, "slideLayout"):
        _background(container, layout, found, shapes=_shows_master(root))
    for kind, source in BESIDE.items():
        for other in parts_of_kind(container, own, kind):
            _paragraphs(container.xml(other), found, source)
            for text in container.xml(other).iter(f"{P}text"):
                plain_lines(text.text or "", found, source)
            if source is Source.TEXTBOX:
                beside_graphic(container, other, found)
            else:
                picture_parts(container, relations(container, other), found)
    drawn_lines(container, own, found)
    embedded_objects(own, found)


def _shows_master(root: Element) -> bool:
    return root.get("showMasterSp", "1") not in ("0", "false")


def _background(
    container: Container, layout: str, found: Found, *, shapes: bool
) -> None:
    """Take what a layout and its master show by themselves; their ground always."""
    root = container.xml(layout)
    own = relations(container, layout)
    _master(root, own, found, shapes=shapes)
    for master in parts_of_kind(container, own, "slideMaster"):
        rows = relations(container, master)
        above = shapes and _shows_master(root)
        _master(container.xml(master), rows, found, shapes=above)
        for theme in parts_of_kind(container, rows, "theme"):
            picture_parts(container, relations(container, theme), found)


def _master(
    root: Element, own: dict[str, Relation], found: Found, *, shapes: bool
) -> None:
    if shapes:
        _shapes(root, own, found, Source.HEADER, placeholders=False)
        return
    for ground in root.iterfind(f"{P}cSld/{P}bg"):
        _pictures(ground, own, found, Source.HEADER)


def _shapes(
    root: Element,
    own: dict[str, Relation],
    found: Found,
    source: Source,
    *,
    placeholders: bool = True,
) -> None:
    for shape in root.iter(f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp"):
        if not placeholders and shape.find(f".//{P}ph") is not None:
            continue
        named = shape.find(f".//{P}cNvPr")
        if named is not None and named.get("hidden", "0") in ("1", "true"):
            found.concealed.append("".join(shape.itertext()))
            continue
        where = Source.TABLE if shape.tag == f"{P}graphicFrame" else source
        _paragraphs(shape, found, where)
    _pictures(root, own, found, source)


def _pictures(
    root: Element, own: dict[str, Relation], found: Found, source: Source
) -> None:
    for blip in root.iter(f"{A}blip"):
        relation = own.get(blip.get(f"{R}embed", "") or blip.get(f"{R}link", ""))
        if relation is not None:
            way = drawing_way(blip)
            found.pictures.append(picture_of(relation, source, _size(blip), way))


def _size(blip: Element) -> tuple[float | None, float | None]:
    owner = blip
    while owner is not None and owner.tag not in (f"{P}pic", f"{P}sp"):
        owner = owner.getparent()
    extent = None if owner is None else owner.find(f".//{A}xfrm/{A}ext")
    if extent is None:
        return None, None
    cx, cy = extent.get("cx", ""), extent.get("cy", "")
    if not (cx.isdigit() and cy.isdigit()):
        return None, None
    across, down = int(cx) / EMU_PER_POINT, int(cy) / EMU_PER_POINT
    for group in owner.iterancestors(f"{P}grpSp"):
        across, down = across * _scale(group, "cx"), down * _scale(group, "cy")
    return across, down


def _scale(group: Element, side: str) -> float:
    """Return how much larger than its own units a group is shown."""
    frame = group.find(f"{P}grpSpPr/{A}xfrm")
    if frame is None:
        return 1.0
    shown, inside = (
        "" if element is None else element.get(side, "")
        for element in (frame.find(f"{A}ext"), frame.find(f"{A}chExt"))
    )
    known = shown.isdigit() and inside.isdigit() and int(inside) > 0
    return int(shown) / int(inside) if known else 1.0


def _paragraphs(shape: Element, found: Found, source: Source) -> None:
    block = found.new_block()
    shade = "fill" if shape.find(f"{P}spPr/{A}solidFill") is not None else None
    for paragraph in shape.iter(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        align = None if properties is None else properties.get("algn")
        whole = Look(align=ALIGNS.get(align or "", "left"))
        for pieces in _ways(paragraph, shade, source):
            found.lines += lines_of(pieces, block=block, look=whole, base=source)


def _ways(paragraph: Element, shade: str | None, source: Source) -> list[list[Piece]]:
    """Return what a paragraph says; twice where programs choose between two texts."""
    ways = [
        [_piece(run, shade, source) for run in _runs(paragraph, without)]
        for without in (f"{MC}Fallback", f"{MC}Choice")
    ]
    return ways[:1] if ways[0] == ways[1] else ways


def _runs(parent: Element, without: str) -> Iterator[Element]:
    for child in parent:
        if child.tag in RUNS:
            yield child
        elif isinstance(child.tag, str) and child.tag != without:
            yield from _runs(child, without)


def _piece(run: Element, shade: str | None, source: Source) -> Piece:
    look = _look(run.find(f"{A}rPr"), shade)
    if run.tag == f"{A}br":
        return Piece(BREAK, look, source)
    text = run.text if run.tag == f"{M}t" else run.findtext(f"{A}t")
    return Piece(text or "", look, source)


def _look(properties: Element | None, shade: str | None) -> Look:
    if properties is None:
        return Look(half_points=USUAL_HALF_POINTS)
    toggles = set()
    if properties.get("b", "0") in ("1", "true"):
        toggles.add("b")
    if properties.get("strike", "noStrike") != "noStrike":
        toggles.add("strike")
    if properties.get("cap", "none") != "none":
        toggles.add("caps")
    size = properties.get("sz", "")
    half = int(size) // 50 if size.isdigit() else USUAL_HALF_POINTS
    return Look(toggles=frozenset(toggles), half_points=half, shade=shade)
