"""Names of OpenDocument, and which page styles and headers a document has.

Source: OASIS OpenDocument 1.3, part 3, 16.9 (master pages), 16.10 (headers).
"""

from typing import Any

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


def first_master(styles: Element, content: Element) -> Element:
    """Return the page style of the document's first page."""
    masters = {
        master.get(f"{STYLE}name", ""): master
        for master in styles.iter(f"{STYLE}master-page")
    }
    named = {
        style.get(f"{STYLE}name"): style.get(f"{STYLE}master-page-name")
        for root in (styles, content)
        for style in root.iter(f"{STYLE}style")
        if style.get(f"{STYLE}master-page-name")
    }
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    for element in () if body is None else body.iter():
        for key, value in element.attrib.items():
            if key.endswith("}style-name") and value in named:
                return masters.get(named[value] or "", next(iter(masters.values())))
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            break
    return masters.get("Standard", next(iter(masters.values())))


def header_of(master: Element, kind: str) -> Element | None:
    """Return one kind of header of a page style, where it has one."""
    header = master.find(f"{STYLE}{kind}")
    if header is None and kind == "header-first":
        return master.find(LOEXT_FIRST)
    return header
