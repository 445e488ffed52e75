"""What a walk through a Word story carries along: place, styles, findings."""

from collections.abc import Callable
from dataclasses import dataclass

from models.documents import Source
from pipeline.reading.docx_lines import Found
from pipeline.reading.docx_package import Relation
from pipeline.reading.docx_styles import Look, Styles
from pipeline.reading.zip_container import Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
NO_LOOK = Look()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk is: what surrounds the text."""

    source: Source
    look: Look = NO_LOOK
    """Ground and colours that cells and text boxes give."""
    table_style: str | None = None
    block: int | None = None
    """The cell's or text box's block; None: each paragraph has its own."""


@dataclass(slots=True)
class Walk:
    """The story that is being walked, and where its findings go."""

    styles: Styles
    relations: dict[str, Relation]
    found: Found
    field_source: Source | None = None
    """Set while a legacy form field's result is passed."""


def alternatives(
    found: Found, element: Element, read: Callable[[Element], None]
) -> None:
    """Read both branches of an AlternateContent, and keep equal text once."""
    seen: set[str] | None = None
    for branch in element:
        lines, pictures = found.mark()
        read(branch)
        texts = {line.text for line in found.lines[lines:]}
        if seen is not None:
            if texts <= seen:
                del found.lines[lines:]
            del found.pictures[pictures:]
        if texts or len(found.pictures) > pictures:
            seen = (seen or set()) | texts


def chosen_way(element: Element) -> Element:
    """Return the branch of an AlternateContent that Word shows."""
    for tag in (f"{MC}Choice", f"{MC}Fallback"):
        branch = element.find(tag)
        if branch is not None and len(branch):
            return branch
    return element


def other_ways(element: Element, chosen: Element) -> list[str]:
    """Return the words of branches that were not chosen and say something else.

    A program that does not know what a branch requires shows another one.
    """
    ways = [
        "".join(text.text or "" for text in branch.iter("{*}t"))
        for branch in (chosen, *(way for way in element if way is not chosen))
    ]
    return [words for words in ways[1:] if words and words != ways[0]]
