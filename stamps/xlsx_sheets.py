"""Finds a workbook's sheets and the headers of a sheet, and makes what lacks.

Knows the order that the schema wants; nothing of stamps.

Source: ISO/IEC 29500-1, 18.3.1.46 (headerFooter).
"""

from typing import Any

from lxml import etree

from models.errors import CorruptInput
from stamps.docx_package import Package

Element = Any
"""An lxml element; lxml ships no types."""

CHILDREN = (
    "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
)  # fmt: skip
SHEET_ROOTS = ("worksheet", "chartsheet", "dialogsheet")


def sheet_parts(package: Package, main: str) -> list[str]:
    """Name the sheets' parts in the workbook's order, hidden ones too.

    Raises:
        CorruptInput: There is none.
    """
    targets = package.targets(main)
    found = []
    for sheet in package.tree(main).iter():
        if not isinstance(sheet.tag, str) or not sheet.tag.endswith("}sheet"):
            continue
        identity = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        actual = package.actual(targets.get(identity, ("", ""))[1])
        if actual is not None and name_of(package.tree(actual)) in SHEET_ROOTS:
            found.append(actual)
    if not found:
        raise CorruptInput("The workbook has no sheet; ask the sender for it again.")
    return found


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def child_of(parent: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next((child for child in parent if name_of(child) == name), None)


def made_child(parent: Element, name: str, after: frozenset[str]) -> Element:
    """Return a child, made where the schema wants it."""
    child = child_of(parent, name)
    if child is None:
        child = etree.Element(f"{{{etree.QName(parent).namespace}}}{name}")
        place = len(parent)
        for index, other in enumerate(parent):
            if name_of(other) in after:
                place = index
                break
        parent.insert(place, child)
    return child


def kinds_in_force(header: Element) -> list[str]:
    """Return the headers that some page of a sheet shows."""
    on = ("1", "true")
    kinds = ["oddHeader"]
    if header.get("differentOddEven", "0") in on:
        kinds.append("evenHeader")
    if header.get("differentFirst", "0") in on:
        kinds.append("firstHeader")
    return kinds


def text_of(header: Element, kind: str) -> str:
    """Return what a kind of header says, codes and all."""
    child = child_of(header, kind)
    return "" if child is None else child.text or ""


def set_text(header: Element, kind: str, text: str) -> None:
    """Let a kind of header say something."""
    after = frozenset(CHILDREN[CHILDREN.index(kind) + 1 :])
    made_child(header, kind, after).text = text
