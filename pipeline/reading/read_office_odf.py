"""Reads OpenDocument text, spreadsheets and presentations.

Source: OASIS OpenDocument 1.3, part 3 (schema).
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from models.documents import ForeignLabel, Line, Source
from models.errors import EncryptedInput
from models.settings import Limits
from pipeline.reading.docx_active import property_labels
from pipeline.reading.docx_lines import (
    BREAK,
    Found,
    Picture,
    Piece,
    lines_of,
    plain_lines,
)
from pipeline.reading.docx_pictures import read_pictures
from pipeline.reading.docx_styles import Look
from pipeline.reading.odf_unseen import (
    attribute_words,
    declared,
    footers,
    ground_pictures,
)
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container, Element, open_container

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = OASIS + "office:1.0}"
TEXT = OASIS + "text:1.0}"
TABLE = OASIS + "table:1.0}"
DRAW = OASIS + "drawing:1.0}"
STYLE = OASIS + "style:1.0}"
SVG = OASIS + "svg-compatible:1.0}"
FO = OASIS + "xsl-fo-compatible:1.0}"
META = OASIS + "meta:1.0}"
MANIFEST = OASIS + "manifest:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
ACTING = {
    f"{TEXT}dde-connection-decl": "dde",
    f"{OFFICE}dde-source": "dde",
    f"{OASIS}script:1.0}}event-listener": "macro",
    f"{OFFICE}script": "macro",
    f"{TEXT}script": "macro",
    f"{TEXT}section-source": "external-link",
    f"{TABLE}table-source": "external-link",
    f"{TABLE}cell-range-source": "external-link",
    f"{DRAW}floating-frame": "external-link",
}
"""Elements that act or reach outside, and what they are reported as."""
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
HEADERS = {
    "header": Source.HEADER,
    "header-left": Source.HEADER,
    "header-first": Source.HEADER,
    "footer": Source.FOOTER,
    "footer-left": Source.FOOTER,
    "footer-first": Source.FOOTER,
}
CHARACTERS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": BREAK}
INCH_UNITS = {"in": 72.0, "cm": 28.3465, "mm": 2.83465, "pt": 1.0, "px": 0.75}
USUAL_HALF_POINTS = 24


@dataclass(slots=True)
class _Walk:
    found: Found
    styles: dict[str, Element]
    looks: dict[str, Look] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    source: Source
    block: int | None = None
    size: tuple[float | None, float | None] = (None, None)


def read_odf(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read an OpenDocument file.

    Raises:
        InputError: Damaged, encrypted, or beyond a limit.
    """
    container = open_container(path, limits=limits)
    with container.archive:
        _refuse_encrypted(container)
        content = container.xml("content.xml")
        sheet = "styles.xml" if "styles.xml" in container.names else None
        styles = container.xml(sheet) if sheet else None
        roots = [root for root in (styles, content) if root is not None]
        walk = _Walk(Found(), _styles(roots))
        facts = Facts(found=walk.found, labels=_labels(container))
        if styles is not None:
            _masters(walk, styles, content, facts)
        body = content.find(f"{OFFICE}body")
        _body(walk, body if body is not None else content, facts)
        walk.found.concealed += attribute_words(roots)
        for address in ground_pictures(roots):
            _picture(walk, address, _Place(Source.WATERMARK))
        _active(container, walk.found)
        for root in roots:
            walk.found.active |= _acting(root)
        read_pictures(container, walk.found, interest=interest, raster=raster)
        if facts.pages:
            # Pictures and masters were read beside the slides.
            shown = {id(line) for page in facts.pages for line in page}
            rest = tuple(line for line in walk.found.lines if id(line) not in shown)
            facts.pages = ((*rest, *facts.pages[0]), *facts.pages[1:])
        return facts


def _refuse_encrypted(container: Container) -> None:
    if "META-INF/manifest.xml" not in container.names:
        return
    manifest = container.xml("META-INF/manifest.xml")
    for _ in manifest.iter(f"{MANIFEST}encryption-data"):
        raise EncryptedInput(
            "The document is protected by a password; ask the sender for the "
            "password or for an open file."
        )


def _styles(roots: list[Element]) -> dict[str, Element]:
    return {
        style.get(f"{STYLE}name", ""): style
        for root in roots
        for style in root.iter(f"{STYLE}style")
    }


def _look(walk: _Walk, name: str | None, base: Look) -> Look:
    """Return a style's look over what surrounds it; loops of parents end."""
    chain: list[Element] = []
    seen: set[str] = set()
    while name and name not in seen and name in walk.styles:
        seen.add(name)
        chain.append(walk.styles[name])
        name = walk.styles[name].get(f"{STYLE}parent-style-name")
    look = base
    for style in reversed(chain):
        for properties in style:
            look = _said(look, properties)
    return look


def _said(look: Look, properties: Element) -> Look:
    toggles = set(look.toggles)
    for key, name, on in (
        (f"{FO}font-weight", "b", ("bold", "600", "700", "800", "900")),
        (f"{FO}text-transform", "caps", ("uppercase",)),
        (f"{FO}font-variant", "smallCaps", ("small-caps",)),
        (f"{TEXT}display", "vanish", ("none",)),
    ):
        value = properties.get(key)
        if value is not None:
            toggles = toggles | {name} if value in on else toggles - {name}
    line = properties.get(f"{STYLE}text-line-through-style")
    if line is not None:
        toggles = toggles - {"strike"} if line == "none" else toggles | {"strike"}
    size = properties.get(f"{FO}font-size", "")
    half = look.half_points
    if size.endswith("pt"):
        half = round(_length(size, 12.0) * 2)
    colour = properties.get(f"{FO}color", "").lstrip("#") or look.colour
    ground = properties.get(f"{FO}background-color", "").lstrip("#")
    shade = ground if ground and ground != "transparent" else look.shade
    align = properties.get(f"{FO}text-align", look.align)
    return Look(
        toggles=frozenset(toggles),
        half_points=half,
        colour=colour,
        shade=shade,
        align={"justify": "both"}.get(align or "", align),
    )


def _length(text: str, usual: float | None = None) -> float:
    try:
        return float(text[:-2]) * INCH_UNITS[text[-2:]]
    except (ValueError, KeyError):
        return usual if usual is not None else 0.0


def _masters(walk: _Walk, styles: Element, content: Element, facts: Facts) -> None:
    """Walk the headers and footers of the page masters that are in use."""
    masters = {m.get(f"{STYLE}name", ""): m for m in styles.iter(f"{STYLE}master-page")}
    used = {
        value
        for root in (styles, content)
        for style in root.iter()
        for key, value in style.attrib.items()
        if key
        in (
            f"{STYLE}master-page-name",
            f"{DRAW}master-page-name",
            f"{STYLE}next-style-name",
        )
    }
    if masters:
        used |= {"Standard", next(iter(masters))}
    unused: list[str] = []
    for name, master in masters.items():
        for child in master:
            kind = child.tag.replace(STYLE, "") if isinstance(child.tag, str) else ""
            shown = child.get(f"{STYLE}display", "true") != "false" and name in used
            if kind in HEADERS and not shown:
                unused.append("".join(child.itertext()))
            elif kind in HEADERS or child.tag.startswith(DRAW):
                source = HEADERS.get(kind, Source.HEADER)
                _blocks(walk, child, _Place(source))
    facts.not_in_force = tuple(unused)


def _body(walk: _Walk, body: Element, facts: Facts) -> None:
    slides = list(body.iter(f"{DRAW}page"))
    if not slides:
        _blocks(walk, body, _Place(Source.TEXT))
        return
    pages: list[tuple[Line, ...]] = []
    words = declared(body)
    taken: set[str] = set()
    for slide in slides:
        start = len(walk.found.lines)
        _blocks(walk, slide, _Place(Source.TEXT))
        for text in footers(slide, walk.styles, words):
            plain_lines(text, walk.found, Source.FOOTER)
            taken.add(text)
        pages.append(tuple(walk.found.lines[start:]))
    facts.pages = tuple(pages)
    facts.page_count = len(pages)
    walk.found.concealed += set(words.values()) - taken


def _blocks(walk: _Walk, parent: Element, place: _Place) -> None:
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
        _blocks(walk, child, _inside(walk, child, place))


def _inside(walk: _Walk, element: Element, place: _Place) -> _Place:
    source = place.source
    if source in (Source.TEXT, Source.TABLE):
        source = SOURCES.get(element.tag, source)
    block = place.block
    if element.tag in CONTAINED:
        block = walk.found.new_block()
    size = place.size
    width = element.get(f"{SVG}width")
    if width is not None:
        size = (_length(width), _length(element.get(f"{SVG}height", ""), 72.0))
    return _Place(source, block, size)


def _drawn(walk: _Walk, element: Element, place: _Place) -> None:
    """Note pictures and embedded objects."""
    tag = element.tag
    if tag in (f"{DRAW}object-ole", f"{DRAW}object", f"{DRAW}plugin"):
        walk.found.problems.add("embedded-object")
        walk.found.active.add("ole-object")
    if tag != f"{DRAW}image":
        return
    address = element.get(f"{XLINK}href", "")
    if not address:
        walk.found.problems.add("unread-picture")
        return
    _picture(walk, address, place)


def _picture(walk: _Walk, address: str, place: _Place) -> None:
    outside = ":" in address or address.startswith(("../", "/"))
    walk.found.pictures.append(
        Picture(
            part=address.removeprefix("./"),
            external=outside,
            width_pt=place.size[0],
            height_pt=place.size[1],
            source=place.source,
        )
    )


def _paragraph(walk: _Walk, paragraph: Element, place: _Place) -> None:
    base = Look(half_points=USUAL_HALF_POINTS)
    look = _look(walk, paragraph.get(f"{TEXT}style-name"), base)
    pieces: list[Piece] = []
    _inline(walk, paragraph, look, place, pieces)
    shown = [piece for piece in pieces if not piece.look.concealed]
    if len(shown) < len(pieces):
        hidden = (piece.text for piece in pieces if piece.look.concealed)
        walk.found.concealed.append("".join(hidden))
    block = place.block or walk.found.new_block()
    walk.found.lines.extend(lines_of(shown, block=block, look=look, base=place.source))


def _inline(
    walk: _Walk, element: Element, look: Look, place: _Place, pieces: list[Piece]
) -> None:
    _add(element.text, look, place, pieces)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        _inner(walk, child, look, place, pieces)
        _add(child.tail, look, place, pieces)


def _add(text: str | None, look: Look, place: _Place, pieces: list[Piece]) -> None:
    if text and not look.hidden:
        # White space in the XML is one space, whatever it is.
        folded = " ".join(f".{text}.".split())[1:-1]
        pieces.append(Piece(folded, look, place.source))


def _inner(
    walk: _Walk, child: Element, look: Look, place: _Place, pieces: list[Piece]
) -> None:
    """Take one element inside a paragraph."""
    tag = child.tag
    if tag == f"{TEXT}span":
        inner = _look(walk, child.get(f"{TEXT}style-name"), look)
        _inline(walk, child, inner, place, pieces)
    elif tag in CHARACTERS:
        pieces.append(Piece(CHARACTERS[tag], look, place.source))
    elif tag in HIDDEN:
        walk.found.concealed.append("".join(child.itertext()))
    elif tag.startswith((DRAW, OFFICE)) or tag == f"{TEXT}note":
        _drawn(walk, child, place)
        _blocks(walk, child, _inside(walk, child, replace(place, block=None)))
    elif tag not in SILENT:
        _inline(walk, child, look, place, pieces)


def _active(container: Container, found: Found) -> None:
    for name in container.names:
        if name.startswith(("Basic/", "Scripts/")) and not name.endswith("/"):
            if not name.endswith(("script-lc.xml", "dialog-lc.xml")):
                found.active.add("macro")
        elif name.startswith("Object ") and name.endswith("content.xml"):
            found.active.add("embedded-file")


def _acting(root: Element) -> set[str]:
    """Slugs of what acts or reaches outside, by the names of elements."""
    found = set()
    for element in root.iter(*ACTING):
        address = element.get(f"{XLINK}href", "")
        slug = ACTING[element.tag]
        if slug != "external-link" or ":" in address:
            found.add(slug)
    return found


def _labels(container: Container) -> tuple[ForeignLabel, ...]:
    if "meta.xml" not in container.names:
        return ()
    names = [
        element.get(f"{META}name", "")
        for element in container.xml("meta.xml").iter(f"{META}user-defined")
    ]
    return tuple(
        ForeignLabel(scheme=scheme, name=name)
        for scheme, name in property_labels(names)
    )
