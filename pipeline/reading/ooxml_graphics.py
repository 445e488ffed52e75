"""Takes what charts, diagrams and old drawings of an OOXML part show.

A chart draws words that it keeps from the cells behind it, sometimes as its title, so
they count as words that may be seen. Knows parts beside slides, sheets and stories.
"""

import html
import re

from models.documents import Source
from pipeline.reading.docx_lines import Found, picture_of, plain_lines
from pipeline.reading.docx_package import Relation, parts_of_kind, relations
from pipeline.reading.zip_container import Container, Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
GRAPHICS = ("diagramData", "chart", "chartEx")
TEXT_BOX = re.compile(r"<v:textbox\b.*?</v:textbox>", re.S | re.I)
TEXT_PATH = re.compile(r"<v:textpath\b[^>]*?\bstring=(\"[^\"]*\"|'[^']*')", re.I)
TAG = re.compile(r"<[^<>]*>")


def graphic_lines(
    container: Container, rows: dict[str, Relation], found: Found
) -> None:
    """Take the words of the charts and diagrams that a part points at."""
    for kind in GRAPHICS:
        for part in parts_of_kind(container, rows, kind):
            drawn_words(container.xml(part), found)
            beside_graphic(container, part, found)
    drawn_lines(container, rows, found)


def drawn_lines(container: Container, rows: dict[str, Relation], found: Found) -> None:
    """Take words of drawn diagrams that their data do not hold.

    Programs that lay out no diagrams show them as they were drawn last.
    """
    for part in parts_of_kind(container, rows, "diagramDrawing"):
        known = {line.text for line in found.lines}
        for paragraph in container.xml(part).iter(f"{A}p"):
            text = "".join(t.text or "" for t in paragraph.iter(f"{A}t"))
            if " ".join(text.split()) not in known:
                plain_lines(text, found, Source.TEXTBOX)
        picture_parts(container, relations(container, part), found)


def beside_graphic(container: Container, part: str, found: Found) -> None:
    """Take what a chart keeps besides its own words: cells, shapes, pictures."""
    found.concealed += cell_words(container.xml(part))
    own = relations(container, part)
    for shapes in parts_of_kind(container, own, "chartUserShapes"):
        drawn_words(container.xml(shapes), found)
        picture_parts(container, relations(container, shapes), found)
    picture_parts(container, own, found)


def drawn_words(root: Element, found: Found) -> None:
    """Take the paragraphs of a drawing as text boxes, without their formatting."""
    for paragraph in root.iter(f"{A}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{A}t"))
        plain_lines(text, found, Source.TEXTBOX)


def cell_words(chart: Element) -> list[str]:
    """Return the words of cells that a chart keeps; numbers are left out."""
    texts = (element.text or "" for element in chart.iter("{*}v", "{*}pt"))
    return [text for text in texts if any(map(str.isalpha, text))]


def picture_parts(
    container: Container, rows: dict[str, Relation], found: Found
) -> None:
    """Take every picture that a part points at, of whatever size it is shown."""
    found.pictures += [
        picture_of(row, Source.TEXTBOX) for row in rows.values() if row.kind == "image"
    ]


def embedded_objects(rows: dict[str, Relation], found: Found) -> None:
    """Report that a part points at an object of another program."""
    if any(row.kind in ("oleObject", "package") for row in rows.values()):
        found.problems.add("embedded-object")
        found.active.add("ole-object")


def old_drawings(container: Container, rows: dict[str, Relation], found: Found) -> None:
    """Take labels, shaped words and pictures of VML parts.

    Print headers keep their pictures there. What is written in them need not be
    well-formed, since programs put HTML into it.
    """
    for part in parts_of_kind(container, rows, "vmlDrawing"):
        text = container.read(part).decode("utf-8", "replace")
        for box in TEXT_BOX.findall(text):
            words = html.unescape(TAG.sub("", box))
            plain_lines(" ".join(words.split()), found, Source.TEXTBOX)
        for words in TEXT_PATH.findall(text):
            plain_lines(html.unescape(words[1:-1]), found, Source.TEXTBOX)
        picture_parts(container, relations(container, part), found)
