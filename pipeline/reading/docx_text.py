"""Walks the XML of one Word story (body, header, note) and gathers what is shown.

Deleted words count as struck; hidden, white and tiny text is set aside as concealed.
Knows WordprocessingML; drawings are handed to ``docx_drawing``.

Source: ISO/IEC 29500-1, 17 (WordprocessingML).
"""

from dataclasses import replace

from models.documents import Source
from pipeline.reading.docx_drawing import read_drawing
from pipeline.reading.docx_fields import chosen_entry, shown_words, symbol
from pipeline.reading.docx_lines import BREAK, Piece, lines_of, plain_lines
from pipeline.reading.docx_package import W
from pipeline.reading.docx_room import is_set_right, wide_room
from pipeline.reading.docx_styles import Look, direct, said
from pipeline.reading.docx_walk import (
    MC,
    Place,
    Walk,
    alternatives,
    chosen_way,
    other_ways,
)
from pipeline.reading.zip_container import Element

GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr", "tblGrid"})
"""Children that hold no text in force."""
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULAS = (f"{MATH}oMathPara", f"{MATH}oMath")
DRAWINGS = frozenset({"drawing", "pict", "object"})
CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "br": BREAK,
    "cr": BREAK,
    "noBreakHyphen": "-",
}

SHORT = 80
"""Characters beyond which hidden and deleted words are no mark."""
STRUCK = Look(toggles=frozenset({"strike"}))


def local(element: Element) -> str:
    """Return a WordprocessingML element's bare name, '' for any other."""
    tag = element.tag
    return tag[len(W) :] if isinstance(tag, str) and tag.startswith(W) else ""


def walk_blocks(walk: Walk, parent: Element, place: Place) -> None:
    """Walk paragraphs, tables and what encloses them."""
    for child in parent:
        name = local(child)
        if name == "p" or child.tag in FORMULAS:
            _paragraph(walk, child, place)
        elif name == "tbl":
            _table(walk, child, place)
        elif name == "sdt":
            _content_control(walk, child, place)
        elif name in ("altChunk", "subDoc"):
            walk.found.problems.add("embedded-document")
            walk.found.active.add("embedded-file")
        elif child.tag == f"{MC}AlternateContent":
            alternatives(walk.found, child, lambda e: walk_blocks(walk, e, place))
        elif name and name not in GONE:
            walk_blocks(walk, child, place)


def _content_control(walk: Walk, control: Element, place: Place) -> None:
    inside = place
    if place.source in (Source.TEXT, Source.TABLE):
        inside = replace(place, source=Source.CONTENT_CONTROL)
    for content in control.iterchildren(f"{W}sdtContent"):
        walk_blocks(walk, content, inside)


def _table(walk: Walk, table: Element, place: Place) -> None:
    properties = table.find(f"{W}tblPr")
    style, look = place.table_style, place.look
    if properties is not None:
        named = properties.find(f"{W}tblStyle")
        style = None if named is None else named.get(f"{W}val")
        look = direct(look, properties)
        if style and walk.styles.shades(style):
            look = replace(look, shade="style")
    source = Source.TABLE if place.source is Source.TEXT else place.source
    inside = Place(source, look, style, place.block)
    for row in table:
        _rows(walk, row, inside)


def _rows(walk: Walk, element: Element, place: Place) -> None:
    """Walk rows and cells, whatever encloses them."""
    name = local(element)
    if name in GONE:
        return
    if name == "tr" and element.find(f"{W}trPr/{W}del") is not None:
        return
    if name == "tc":
        properties = element.find(f"{W}tcPr")
        look = place.look if properties is None else direct(place.look, properties)
        block = place.block or walk.found.new_block()
        walk_blocks(walk, element, replace(place, look=look, block=block))
        return
    for child in element:
        _rows(walk, child, place)


def _paragraph(walk: Walk, paragraph: Element, place: Place) -> None:
    properties = paragraph.find(f"{W}pPr")
    style = None
    look = Look()
    if properties is not None:
        named = properties.find(f"{W}pStyle")
        style = None if named is None else named.get(f"{W}val")
        look = said(properties)
    pieces: list[Piece] = []
    line = _Inline(walk, pieces, place, style, look)
    # Text boxes and pictures stand after the paragraph that anchors them.
    line.runs(paragraph)
    shown = [piece for piece in pieces if not piece.look.concealed]
    if len(shown) < len(pieces):
        hidden = (piece.text for piece in pieces if piece.look.concealed)
        walk.found.concealed.append("".join(hidden))
    if line.unseen.strip() and len(line.unseen) <= SHORT:
        walk.found.concealed.append(line.unseen)
    walk.found.concealed += filter(None, map(shown_words, line.codes))
    styled = walk.styles.look(style, None, place.table_style)
    align = look.align or styled.align
    if align not in ("right", "center") and is_set_right(
        properties, "".join(piece.text for piece in shown)
    ):
        align = "right"
    for row in (shown, _brief(line.deleted)):
        if row:
            block = place.block or walk.found.new_block()
            walk.found.lines.extend(
                lines_of(
                    row,
                    block=block,
                    look=Look(align=align),
                    base=place.source,
                    wide=wide_room(properties),
                )
            )
    for drawing in line.drawings:
        read_drawing(walk, drawing, place, walk_blocks)


def _brief(pieces: list[Piece]) -> list[Piece]:
    """Return deleted words where they are short enough to have been a mark."""
    return pieces if sum(len(piece.text) for piece in pieces) <= SHORT else []


class _Inline:
    """The runs of one paragraph."""

    def __init__(
        self,
        walk: Walk,
        pieces: list[Piece],
        place: Place,
        style: str | None,
        look: Look,
    ) -> None:
        self.walk = walk
        self.pieces = pieces
        self.place = place
        self.style = style
        self.shade = look.shade or place.look.shade
        self.drawings: list[Element] = []
        self.deleted: list[Piece] = []
        """Words of a tracked deletion, which are shown struck until it is accepted."""
        self.unseen = ""
        """Hidden words."""
        self.codes = [""]
        """What the fields say that begin here, in order."""

    def runs(self, parent: Element, source: Source | None = None) -> None:
        """Walk runs and what encloses them: links, fields, insertions, controls."""
        for child in parent:
            name = local(child)
            if name == "r":
                self.run(child, source)
            elif name == "sdt":
                self._control(child, source)
            elif child.tag == f"{MC}AlternateContent":
                self.runs(self._choose(child), source)
            elif name == "del":
                self._delete(child, source)
            elif name not in GONE and isinstance(child.tag, str):
                self.codes.append(child.get(f"{W}instr", ""))  # of simple fields
                self.runs(child, source)
        if parent.tag.endswith("}t") and not parent.tag.startswith(W):
            self.add(parent.text or "", self._look(None), source)

    def _control(self, control: Element, source: Source | None) -> None:
        in_body = self.place.source in (Source.TEXT, Source.TABLE)
        own = source or (Source.CONTENT_CONTROL if in_body else None)
        for content in control.iterchildren(f"{W}sdtContent"):
            self.runs(content, own)

    def _delete(self, deletion: Element, source: Source | None) -> None:
        text = "".join(t.text or "" for t in deletion.iter(f"{W}delText"))
        self.deleted.append(Piece(text, STRUCK, source or self.place.source))

    def _look(self, properties: Element | None) -> Look:
        character = None
        if properties is not None:
            named = properties.find(f"{W}rStyle")
            character = None if named is None else named.get(f"{W}val")
        look = self.walk.styles.look(self.style, character, self.place.table_style)
        look = direct(look, properties)
        if look.shade is None and self.shade is not None:
            look = replace(look, shade=self.shade)
        return look

    def run(self, run: Element, source: Source | None) -> None:
        """Take the characters of one run."""
        look = self._look(run.find(f"{W}rPr"))
        if look.hidden:
            self.unseen += "".join(t.text or "" for t in run.iter(f"{W}t"))
            return
        self._inside(run, look, source)

    def _inside(self, run: Element, look: Look, source: Source | None) -> None:
        for child in run:
            name = local(child)
            if name == "t":
                self.add(child.text or "", look, source)
            elif name in CHARACTERS:
                self.add(CHARACTERS[name], look, source)
            elif name in DRAWINGS:
                self.drawings.append(child)
            else:
                self._seldom(child, name, look, source)

    def _seldom(
        self, child: Element, name: str, look: Look, source: Source | None
    ) -> None:
        """Take what few runs hold."""
        if name == "sym":
            self.add(symbol(child), look, source)
        elif name == "fldChar":
            self._field(child, look)
        elif name == "instrText":
            self.codes[-1] += child.text or ""
        elif name == "ruby":
            self._ruby(child, source)
        elif child.tag == f"{MC}AlternateContent":
            self._alternative(child, look, source)

    def _alternative(self, child: Element, look: Look, source: Source | None) -> None:
        """Text of the branch that Word shows; drawings of both, told apart later."""
        if child.find(f".//{W}drawing") is None and child.find(f".//{W}pict") is None:
            self._inside(self._choose(child), look, source)
        else:
            self.drawings.append(child)

    def _ruby(self, ruby: Element, source: Source | None) -> None:
        """Take a word, and what stands small above it as a line of its own."""
        for base in ruby.iterchildren(f"{W}rubyBase"):
            self.runs(base, source)
        above = "".join(t.text or "" for t in ruby.iterfind(f"{W}rt//{W}t"))
        plain_lines(above, self.walk.found, source or self.place.source)

    def _choose(self, element: Element) -> Element:
        chosen = chosen_way(element)
        self.walk.found.concealed += other_ways(element, chosen)
        return chosen

    def _field(self, mark: Element, look: Look) -> None:
        """Follow legacy form fields; a drop-down shows its chosen entry."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self.codes.append("")
        if kind == "end":
            self.walk.field_source = None
        form = mark.find(f"{W}ffData")
        if kind != "begin" or form is None:
            return
        self.walk.field_source = Source.FORM_FIELD
        self.add(chosen_entry(form), look, Source.FORM_FIELD)

    def add(self, text: str, look: Look, source: Source | None) -> None:
        """Add characters with the source of their nearest surroundings."""
        if text:
            source = source or self.walk.field_source or self.place.source
            self.pieces.append(Piece(text, look, source))
