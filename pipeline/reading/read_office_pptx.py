"""Reads presentations: slides, what their layouts and masters show, notes, comments.

Source: ISO/IEC 29500-1, 19 (PresentationML), 21.1 (text).
"""

from pathlib import Path

from models.documents import Line, Source
from models.settings import Limits
from pipeline.reading.docx_active import active_content, foreign_labels
from pipeline.reading.docx_lines import (
    BREAK,
    Found,
    Picture,
    Piece,
    lines_of,
    plain_lines,
)
from pipeline.reading.docx_package import (
    R,
    Relation,
    main_part,
    parts_of_kind,
    relations,
)
from pipeline.reading.docx_pictures import read_pictures
from pipeline.reading.docx_styles import Look
from pipeline.reading.ooxml_graphics import beside_graphic
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container, Element, open_container

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
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
        known: dict[str, tuple[Line, ...] | None] = {}
        for slide in container.xml(main).iter(f"{P}sldId"):
            relation = rows.get(slide.get(f"{R}id", ""))
            if relation is None or relation.target not in container.names:
                continue
            found = Found(blocks=facts.found.blocks)
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


def _slide(container: Container, part: str, found: Found) -> None:
    root = container.xml(part)
    own = relations(container, part)
    _shapes(root, own, found, Source.TEXTBOX)
    if root.get("showMasterSp", "1") not in ("0", "false"):
        for layout in parts_of_kind(container, own, "slideLayout"):
            _background(container, layout, found)
    for kind, source in BESIDE.items():
        for other in parts_of_kind(container, own, kind):
            _paragraphs(container.xml(other), found, source)
            for text in container.xml(other).iter(f"{P}text"):
                plain_lines(text.text or "", found, source)
            if source is Source.TEXTBOX:
                beside_graphic(container, other, found)
    if any(row.kind in ("oleObject", "package") for row in own.values()):
        found.problems.add("embedded-object")
        found.active.add("ole-object")


def _background(container: Container, layout: str, found: Found) -> None:
    """Take what a layout and its master show by themselves."""
    root = container.xml(layout)
    own = relations(container, layout)
    _shapes(root, own, found, Source.HEADER, placeholders=False)
    if root.get("showMasterSp", "1") in ("0", "false"):
        return
    for master in parts_of_kind(container, own, "slideMaster"):
        rows = relations(container, master)
        _shapes(container.xml(master), rows, found, Source.HEADER, placeholders=False)


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
    for blip in root.iter(f"{A}blip"):
        relation = own.get(blip.get(f"{R}embed", "") or blip.get(f"{R}link", ""))
        if relation is not None:
            width, height = _size(blip)
            found.pictures.append(
                Picture(
                    part=relation.target,
                    external=relation.external,
                    width_pt=width,
                    height_pt=height,
                    source=source,
                )
            )


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
    return int(cx) / EMU_PER_POINT, int(cy) / EMU_PER_POINT


def _paragraphs(shape: Element, found: Found, source: Source) -> None:
    block = found.new_block()
    shade = "fill" if shape.find(f"{P}spPr/{A}solidFill") is not None else None
    for paragraph in shape.iter(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        align = None if properties is None else properties.get("algn")
        pieces: list[Piece] = []
        for run in paragraph:
            look = _look(run.find(f"{A}rPr"), shade)
            if run.tag == f"{A}br":
                pieces.append(Piece(BREAK, look, source))
            elif run.tag in (f"{A}r", f"{A}fld"):
                pieces.append(Piece(run.findtext(f"{A}t") or "", look, source))
        whole = Look(align=ALIGNS.get(align or "", "left"))
        found.lines += lines_of(pieces, block=block, look=whole, base=source)


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
