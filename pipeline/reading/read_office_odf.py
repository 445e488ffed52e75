"""Reads OpenDocument text, spreadsheets and presentations.

Knows which parts are shown; ``odf_walk`` reads what stands in them.

Source: OASIS OpenDocument 1.3, part 3 (schema).
"""

from pathlib import Path

from models.documents import ForeignLabel, Line, Source
from models.errors import EncryptedInput
from models.settings import Limits
from pipeline.reading.docx_active import property_labels
from pipeline.reading.docx_lines import Found, plain_lines
from pipeline.reading.docx_pictures import read_pictures
from pipeline.reading.odf_names import (
    DRAW,
    HREF,
    MANIFEST,
    META,
    OFFICE,
    SCRIPT,
    STYLE,
    TABLE,
    TEXT,
)
from pipeline.reading.odf_styles import styles_of
from pipeline.reading.odf_unseen import (
    attribute_words,
    declared,
    footers,
    ground_pictures,
)
from pipeline.reading.odf_walk import Place, Walk, note_picture, walk_blocks
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container, Element, open_container

ACTING = {
    f"{TEXT}dde-connection-decl": "dde",
    f"{OFFICE}dde-source": "dde",
    f"{SCRIPT}event-listener": "macro",
    f"{OFFICE}script": "macro",
    f"{TEXT}script": "macro",
    f"{TEXT}section-source": "external-link",
    f"{TABLE}table-source": "external-link",
    f"{TABLE}cell-range-source": "external-link",
    f"{DRAW}floating-frame": "external-link",
}
"""Elements that act or reach outside, and what they are reported as."""
HEADERS = {
    "header": Source.HEADER,
    "header-left": Source.HEADER,
    "header-first": Source.HEADER,
    "footer": Source.FOOTER,
    "footer-left": Source.FOOTER,
    "footer-first": Source.FOOTER,
}


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
        walk = Walk(Found(), styles_of(roots))
        facts = Facts(found=walk.found, labels=_labels(container))
        if styles is not None:
            _masters(walk, styles, content, facts)
        body = content.find(f"{OFFICE}body")
        _body(walk, body if body is not None else content, facts)
        walk.found.concealed += attribute_words(roots)
        for address in ground_pictures(roots):
            note_picture(walk, address, Place(Source.WATERMARK))
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


def _masters(walk: Walk, styles: Element, content: Element, facts: Facts) -> None:
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
                walk_blocks(walk, child, Place(source))
    facts.not_in_force = tuple(unused)


def _body(walk: Walk, body: Element, facts: Facts) -> None:
    slides = list(body.iter(f"{DRAW}page"))
    if not slides:
        walk_blocks(walk, body, Place(Source.TEXT))
        return
    pages: list[tuple[Line, ...]] = []
    words = declared(body)
    taken: set[str] = set()
    for slide in slides:
        start = len(walk.found.lines)
        walk_blocks(walk, slide, Place(Source.TEXT))
        for text in footers(slide, walk.styles, words):
            plain_lines(text, walk.found, Source.FOOTER)
            taken.add(text)
        pages.append(tuple(walk.found.lines[start:]))
    facts.pages = tuple(pages)
    facts.page_count = len(pages)
    walk.found.concealed += set(words.values()) - taken


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
        address = element.get(HREF, "")
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
