"""Sees to it that an OpenDocument text has the page style that its first page uses.

Small programs write texts without page styles, or name one that is not there; other
programs then show the page in a style of their own, which bears no header of ours.
Knows OpenDocument styles; nothing of stamps.

Source: OASIS OpenDocument 1.3, part 3, 3.1.3.3 (document-styles), 16.5 (page layouts),
16.9 (master pages).
"""

from lxml import etree

from models.errors import LayoutError
from stamps.docx_package import parse
from stamps.odt_names import (
    DEFAULT_PAGE,
    FO,
    OFFICE,
    SPACES,
    STYLE,
    Element,
    first_master,
)
from stamps.zip_rewrite import Source

STYLES_PART = "styles.xml"
_ROOT = f"{OFFICE}document-styles"
_LAYOUT = "BelgiPage"
_PAGE = {
    f"{FO}page-width": "210mm",
    f"{FO}page-height": "297mm",
    f"{FO}margin": "20mm",
}


def styles_of(source: Source, content: Element) -> Element:
    """Return the root of the styles, made where the document has none.

    Raises:
        LayoutError: They are no styles.
    """
    if STYLES_PART in source:
        styles = parse(source.read(STYLES_PART))
    else:
        spaces = {key: SPACES[key] for key in ("office", "style", "fo")}
        styles = etree.Element(_ROOT, nsmap=spaces)
        version = content.get(f"{OFFICE}version")
        if version is not None:
            styles.set(f"{OFFICE}version", version)
    if styles.tag != _ROOT:
        raise LayoutError("The document has no place for page styles.")
    return styles


def automatic_styles(root: Element) -> Element:
    """Return where a part's automatic styles stand, made where there are none.

    Args:
        root: Of the document's styles, or of its content.
    """
    automatic = root.find(f"{OFFICE}automatic-styles")
    if automatic is None:
        automatic = etree.Element(f"{OFFICE}automatic-styles")
        after = root.find(f"{OFFICE}body")
        after = root.find(f"{OFFICE}master-styles") if after is None else after
        if after is None:
            root.append(automatic)
        else:
            after.addprevious(automatic)
    return automatic


def first_page_style(styles: Element, content: Element) -> Element:
    """Return the page style of the first page, made where it is not there."""
    first = first_master(styles, content)
    if first is not None:
        return first
    automatic = automatic_styles(styles)
    masters = styles.find(f"{OFFICE}master-styles")
    if masters is None:
        masters = etree.SubElement(styles, f"{OFFICE}master-styles")
    made = etree.SubElement(masters, f"{STYLE}master-page")
    made.set(f"{STYLE}name", DEFAULT_PAGE)
    made.set(f"{STYLE}page-layout-name", _layout_name(automatic))
    return made


def _layout_name(automatic: Element) -> str:
    """Name a page layout that is there: the document's own before one of ours."""
    for layout in automatic.iter(f"{STYLE}page-layout"):
        name: str = layout.get(f"{STYLE}name", "")
        if name:
            return name
    layout = etree.SubElement(automatic, f"{STYLE}page-layout")
    layout.set(f"{STYLE}name", _LAYOUT)
    etree.SubElement(layout, f"{STYLE}page-layout-properties", _PAGE)
    return _LAYOUT
