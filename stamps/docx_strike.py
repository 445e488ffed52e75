"""Strikes out found marks in a Word document, so that they stay legible.

Runs are cut at the mark's ends and get the strike; no letter changes. Knows where
marks can stand in a package, and no rule that lets a degree change.

Source: article 6(3); ISO/IEC 29500-1, 17.3.2.37 (strike).
"""

import copy
from typing import Any

from lxml import etree

from models.marks import FoundMark
from stamps.docx_package import Package
from stamps.docx_sections import Names, names_of
from stamps.office_marks import marks_in, words_of

Element = Any
"""An lxml element; lxml ships no types."""

STORIES = ("header", "footer", "footnotes", "endnotes")
BEFORE_STRIKE = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps",
)  # fmt: skip


def strike_found(package: Package, main: str, found: tuple[FoundMark, ...]) -> bool:
    """Strike the found marks out wherever they stand as marks.

    Returns:
        Whether every one of them was found in the text and struck.
    """
    wanted = words_of(found)
    struck: set[str] = set()
    parts = [main] + [
        target
        for kind, target in package.targets(main).values()
        if kind in STORIES and package.has(target)
    ]
    for part in dict.fromkeys(parts):
        root = package.tree(part)
        names = names_of(root)
        for paragraph in list(root.iter(names.tag("p"))):
            hit = _strike_in(paragraph, wanted, names)
            if hit:
                struck |= hit
                package.touch(part)
    return wanted <= struck and bool(wanted)


def _strike_in(paragraph: Element, wanted: set[str], names: Names) -> set[str]:
    """Strike one paragraph's marks; returns those that were struck."""
    texts = [t for t in paragraph.iter(names.tag("t")) if _is_own(t, paragraph, names)]
    spans, hit = marks_in([(text, text.text or "") for text in texts], wanted)
    for text, (start, end) in spans.items():
        _strike_run(text, start, end, names)
    return hit


def _is_own(text: Element, paragraph: Element, names: Names) -> bool:
    """Tell whether text belongs to this paragraph and not to a box anchored in it."""
    owner = text.getparent()
    while owner is not None and owner.tag != names.tag("p"):
        owner = owner.getparent()
    return owner is paragraph and text.getparent().tag == names.tag("r")


def _strike_run(text: Element, start: int, end: int, names: Names) -> None:
    """Cut a run at the mark's ends and strike the middle."""
    words = text.text or ""
    run = text.getparent()
    if start > 0 or end < len(words) or len(run.findall(names.tag("t"))) > 1:
        run = _isolated(text, start, end, names)
    properties = run.find(names.tag("rPr"))
    if properties is None:
        properties = etree.Element(names.tag("rPr"))
        run.insert(0, properties)
    for tag in ("strike", "dstrike"):
        for old in properties.findall(names.tag(tag)):
            properties.remove(old)
    early = {names.tag(name) for name in BEFORE_STRIKE}
    place = sum(1 for child in properties if child.tag in early)
    properties.insert(place, etree.Element(names.tag("strike")))


def _isolated(text: Element, start: int, end: int, names: Names) -> Element:
    """Give the letters from start to end a run of their own."""
    run = text.getparent()
    words = text.text or ""
    properties = run.find(names.tag("rPr"))
    after = copy.deepcopy(run)
    index = list(run).index(text)
    for child in list(run)[index + 1 :]:
        run.remove(child)
    for child in list(after)[:index]:
        if child.tag != names.tag("rPr"):
            after.remove(child)
    rest = after.find(names.tag("t"))
    middle = etree.Element(names.tag("r"))
    if properties is not None:
        middle.append(copy.deepcopy(properties))
    etree.SubElement(middle, names.tag("t")).text = words[start:end]
    text.text, rest.text = words[:start], words[end:]
    for element in (text, rest, middle[-1]):
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(middle)
    middle.addnext(after)
    return middle
