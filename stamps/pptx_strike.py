"""Strikes out found marks on slides, so that they stay legible.

Runs are cut at the mark's ends and get the strike; no letter changes. Masters and
layouts are left as they are: what stands there is not this presentation's alone.

Source: article 6(3); ISO/IEC 29500-1, 21.1.2.3.9 (run properties).
"""

import copy
from typing import Any

from lxml import etree

from models.marks import FoundMark
from stamps.docx_package import Package
from stamps.office_marks import marks_in, words_of
from stamps.on_office_places import parts_shown

Element = Any
"""An lxml element; lxml ships no types."""


def strike_slides(
    package: Package, slides: list[str], found: tuple[FoundMark, ...]
) -> bool:
    """Strike the found marks wherever they stand as marks.

    Returns:
        Whether every one of them was found in the text and struck, and none stands on
        a master or layout.
    """
    wanted, struck = words_of(found), set()
    if any(_bears(package, part, wanted) for part in slides):
        return False
    for part in slides:
        for paragraph in list(_named(package.tree(part), "p")):
            hit = _strike_in(paragraph, wanted)
            if hit:
                struck |= hit
                package.touch(part)
    return wanted <= struck and bool(wanted)


def _named(root: Element, name: str) -> list[Element]:
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/drawingml/main"
    return list(root.iter(f"{{{space}}}{name}", f"{{{strict}}}{name}"))


def _bears(package: Package, slide: str, wanted: set[str]) -> bool:
    """Tell whether a slide's layout or master bears one of the marks."""
    return any(
        marks_in(_pieces(paragraph), wanted)[1]
        for part in parts_shown(package, slide)[1:]
        for paragraph in _named(package.tree(part), "p")
    )


def _pieces(paragraph: Element) -> list[tuple[Element, str]]:
    pieces = []
    for run in paragraph:
        text = next(iter(_named(run, "t")), None) if _is_run(run) else None
        if text is not None:
            pieces.append((text, text.text or ""))
    return pieces


def _strike_in(paragraph: Element, wanted: set[str]) -> set[str]:
    spans, hit = marks_in(_pieces(paragraph), wanted)
    for text, (start, end) in spans.items():
        _strike(text, start, end)
    return hit


def _is_run(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith(("}r", "}fld"))


def _strike(text: Element, start: int, end: int) -> None:
    """Cut a run at the mark's ends and strike the middle."""
    run, words = text.getparent(), text.text or ""
    if run.tag.endswith("}r"):
        for part, place in ((words[:start], "before"), (words[end:], "after")):
            if part:
                other = copy.deepcopy(run)
                _named(other, "t")[0].text = part
                if place == "before":
                    run.addprevious(other)
                else:
                    run.addnext(other)
        text.text = words[start:end]
    properties = next(iter(_named(run, "rPr")), None)
    if properties is None:
        properties = etree.Element(text.tag[:-1] + "rPr")
        run.insert(0, properties)
    properties.set("strike", "sngStrike")
