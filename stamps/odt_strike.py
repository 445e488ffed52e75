"""Strikes out found marks in an OpenDocument text, so that they stay legible.

The letters of a mark get a span of their own with a line through; no letter changes.

Source: article 6(3); OpenDocument 1.3, part 3, 20.366 (text-line-through-style).
"""

from typing import Any

from lxml import etree

from models.marks import FoundMark
from stamps.odt_page_styles import automatic_styles
from stamps.office_marks import marks_in, words_of

Element = Any
"""An lxml element; lxml ships no types."""

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT = (f"{{{OASIS}{name}:1.0}}" for name in ("office", "style", "text"))
STRIKE_STYLE = "BelgiStruck"
NOT_SHOWN = ("tracked-changes", "annotation", "ruby-text")


def strike_text(roots: tuple[Element, ...], found: tuple[FoundMark, ...]) -> bool:
    """Strike the found marks in content and headers wherever they stand as marks.

    Args:
        roots: Of ``content.xml`` and ``styles.xml``; changed in place.
        found: The marks.

    Returns:
        Whether every one of them was found in the text and struck.
    """
    wanted, struck = words_of(found), set()
    for root in roots:
        hits: set[str] = set()
        for paragraph in list(root.iter(f"{TEXT}p", f"{TEXT}h")):
            if not _is_hidden(paragraph):
                hits |= _strike_in(paragraph, wanted)
        if hits:
            _add_style(root)
        struck |= hits
    return wanted <= struck and bool(wanted)


def _is_hidden(paragraph: Element) -> bool:
    return any(
        isinstance(one.tag, str) and one.tag.rsplit("}", 1)[-1] in NOT_SHOWN
        for one in paragraph.iterancestors()
    )


def _pieces(element: Element) -> list[tuple[tuple[Element, bool], str]]:
    """Return an element's own text, spans and links within, boxes left out."""
    found = [((element, False), element.text or "")]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in (f"{TEXT}span", f"{TEXT}a"):
            found += _pieces(child)
        found.append(((child, True), child.tail or ""))
    return found


def _strike_in(paragraph: Element, wanted: set[str]) -> set[str]:
    spans, hit = marks_in(_pieces(paragraph), wanted)
    # From the end, so that cutting a piece leaves the places before it true.
    for (element, is_tail), (start, end) in reversed(spans.items()):
        words = (element.tail if is_tail else element.text) or ""
        span = etree.Element(f"{TEXT}span")
        span.set(f"{TEXT}style-name", STRIKE_STYLE)
        span.text, span.tail = words[start:end], words[end:]
        if is_tail:
            parent = element.getparent()
            element.tail = None
            parent.insert(parent.index(element) + 1, span)
            element.tail = words[:start]
        else:
            element.text = words[:start]
            element.insert(0, span)
    return hit


def _add_style(root: Element) -> None:
    automatic = automatic_styles(root)
    names = {style.get(f"{STYLE}name") for style in automatic}
    if STRIKE_STYLE in names:
        return
    style = etree.SubElement(automatic, f"{STYLE}style")
    style.set(f"{STYLE}name", STRIKE_STYLE)
    style.set(f"{STYLE}family", "text")
    properties = etree.SubElement(style, f"{STYLE}text-properties")
    properties.set(f"{STYLE}text-line-through-style", "solid")
    properties.set(f"{STYLE}text-line-through-type", "single")
