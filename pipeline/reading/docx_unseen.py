"""Finds words that Word shows and that do not stand in the text of a story.

Labels of lists, values that controls take from other parts, the picture behind every
page. Knows where Word keeps them; whether they are a mark is judged elsewhere.
"""

import re
from collections.abc import Iterable

from models.documents import Line, Source
from pipeline.reading.docx_lines import Found, picture_of
from pipeline.reading.docx_package import R, Relation, W
from pipeline.reading.zip_container import Container, Element

V = "{urn:schemas-microsoft-com:vml}"
BOUND_PARTS = re.compile(r"^(customXml/item\d+|docProps/(core|app))\.xml$", re.I)
"""What a control may be bound to."""


def label_words(numbering: Element | None) -> list[str]:
    """Return the words before list items; the text of items does not hold them."""
    if numbering is None:
        return []
    labels = {text.get(f"{W}val", "") for text in numbering.iter(f"{W}lvlText")}
    return sorted(labels)


def bound_words(
    container: Container, roots: Iterable[Element], shown: Iterable[Line]
) -> list[str]:
    """Return what bound controls may show instead of what was saved inside them.

    Word fills them anew when it opens the document. Values that are shown somewhere
    anyway are left out.

    Source: ISO/IEC 29500-1, 17.5.2.6 (dataBinding).
    """
    if not any(True for root in roots for _ in root.iter(f"{W}dataBinding")):
        return []
    seen = {line.text for line in shown}
    return [
        " ".join(text.split())
        for name in sorted(container.names)
        if BOUND_PARTS.match(name)
        for element in container.xml(name).iter("{*}*")
        if (text := element.text or "").strip() and " ".join(text.split()) not in seen
    ]


def paper_pictures(document: Element, rows: dict[str, Relation], found: Found) -> None:
    """Take the picture that fills the ground of every page."""
    for fill in document.iterfind(f"{W}background//{V}fill"):
        relation = rows.get(fill.get(f"{R}id", ""))
        if relation is not None:
            found.pictures.append(picture_of(relation, Source.WATERMARK))
