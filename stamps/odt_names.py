"""Names of OpenDocument, and which page styles and headers a document has.

Source: OASIS OpenDocument 1.3, part 3, 16.9 (master pages), 16.10 (headers).
"""

from typing import Any

from lxml import etree

Element = Any
"""An lxml element; lxml ships no types."""

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    "office": OASIS + "office:1.0",
    "style": OASIS + "style:1.0",
    "text": OASIS + "text:1.0",
    "draw": OASIS + "drawing:1.0",
    "fo": OASIS + "xsl-fo-compatible:1.0",
    "svg": OASIS + "svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
MANIFEST = "{" + OASIS + "manifest:1.0}"
OFFICE, STYLE, TEXT, DRAW, FO, XLINK = (
    "{" + SPACES[name] + "}"
    for name in ("office", "style", "text", "draw", "fo", "xlink")
)
LOEXT_FIRST = "{" + SPACES["loext"] + "}header-first"
CODE_PART = "Pictures/belgi-code{}.png"
WATERMARK_PART = "Pictures/belgi-watermark{}.png"
"""Names of our pictures; a document stamped anew has a second one."""
KINDS = ("header", "header-left", "header-first")


DEFAULT_PAGE = "Standard"
"""LibreOffice knows the page style of ordinary pages by this name alone: with another
one shown to people, as Calligra writes it, no page would have the header."""
_DEEPEST_STYLE = 32


def first_master(styles: Element, content: Element) -> Element | None:
    """Return the page style of the document's first page, if the document has it."""
    masters = list(styles.iter(f"{STYLE}master-page"))
    wanted = _first_named(styles, content)
    named = [m for m in masters if wanted and m.get(f"{STYLE}name") == wanted]
    ordinary = [m for m in masters if is_ordinary(m)]
    return next(iter((*named, *ordinary)), None)


def is_ordinary(master: Element) -> bool:
    """Tell whether pages that name no page style have this one."""
    names = (master.get(f"{STYLE}name"), master.get(f"{STYLE}display-name"))
    return DEFAULT_PAGE in names


def _first_named(styles: Element, content: Element) -> str | None:
    """Return the page style that the first words ask for, if they do."""
    known = {
        style.get(f"{STYLE}name"): style
        for root in (styles, content)
        for style in root.iter(f"{STYLE}style")
    }
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    for element in () if body is None else body.iter(etree.Element):
        for key, value in element.attrib.items():
            if key.endswith("}style-name") and (page := _page_of(value, known)):
                return page
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            break
    return None


def _page_of(name: str | None, known: dict[str | None, Element]) -> str | None:
    """Return the page style that a style names, or one that it follows."""
    for _ in range(_DEEPEST_STYLE):
        style = known.get(name)
        if style is None:
            return None
        page: str | None = style.get(f"{STYLE}master-page-name")
        if page is not None:
            return page
        name = style.get(f"{STYLE}parent-style-name")
    return None


def header_of(master: Element, kind: str) -> Element | None:
    """Return one kind of header of a page style, where it has one."""
    header = master.find(f"{STYLE}{kind}")
    if header is None and kind == "header-first":
        return master.find(LOEXT_FIRST)
    return header
