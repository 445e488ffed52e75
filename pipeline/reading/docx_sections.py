"""Says which headers and footers of a Word document are in force.

Source: ISO/IEC 29500-1, 17.10 (headers and footers: inheritance, titlePg,
evenAndOddHeaders).
"""

from dataclasses import dataclass

from pipeline.reading.docx_package import R, Relation, W
from pipeline.reading.docx_styles import is_on
from pipeline.reading.zip_container import Element

KINDS = ("first", "default", "even")


@dataclass(frozen=True, slots=True)
class Parts:
    """Names of header or footer parts, in order, each once."""

    in_force: tuple[str, ...]
    out_of_force: tuple[str, ...]
    """Referred to by a section, but shown on no page."""


def section_elements(document: Element) -> list[Element]:
    """Return the sections' properties in order, tracked former ones left out."""
    return [
        section
        for section in document.iter(f"{W}sectPr")
        if section.getparent().tag != f"{W}sectPrChange"
    ]


def flag(parent: Element | None, name: str) -> bool:
    """Tell whether an on/off element stands under a parent and says on."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return child is not None and is_on(child)


def running_parts(
    document: Element,
    relations: dict[str, Relation],
    settings: Element | None,
    story: str,
) -> Parts:
    """Sort a document's headers or footers by whether any page shows them.

    Args:
        document: Root of the main part.
        relations: The main part's relationships.
        settings: Root of the settings part.
        story: ``header`` or ``footer``.
    """
    even = flag(settings, "evenAndOddHeaders")
    inherited: dict[str, str] = {}
    used: dict[str, None] = {}
    named: dict[str, None] = {}
    for section in section_elements(document):
        for reference in section.iterchildren(f"{W}{story}Reference"):
            relation = relations.get(reference.get(f"{R}id", ""))
            if relation is not None and not relation.external:
                inherited[reference.get(f"{W}type", "default")] = relation.target
                named[relation.target] = None
        shown = {"default": True, "first": flag(section, "titlePg"), "even": even}
        for kind in KINDS:
            if shown[kind] and kind in inherited:
                used[inherited[kind]] = None
    return Parts(tuple(used), tuple(part for part in named if part not in used))
