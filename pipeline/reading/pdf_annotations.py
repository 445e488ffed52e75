"""What annotations and form fields of a PDF page show.

Through pdfium; knows kinds of annotations, no marks.
"""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from models.documents import Line, Source, Word
from models.geometry import Box
from pipeline.reading.pdf_fields import (
    TypedField,
    chosen_labels,
    is_button,
    string_of,
    value_of,
)
from pipeline.reading.pdf_objects import WORD_SEGMENTS, is_legible
from pipeline.reading.pdf_pictures import MOST_DEPTH, can_be_drawn
from pipeline.reading.pdf_pieces import MIN_GLYPHS
from pipeline.reading.pdf_strokes import Stroke
from pipeline.reading.pdf_text import Frame

_HIDDEN = 2 | 32
"""Flags Hidden and NoView (ISO 32000-2, 12.5.3)."""
_WRITTEN = frozenset({pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
_PICTURED = frozenset(
    {pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_INK}
)
_NOTES = frozenset(
    {pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE}
)
_STRIKES = frozenset(
    {pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_INK}
)
_TAG = re.compile(r"<[^>]*>")
_STRAIGHT = 6
"""Segments of a frame or a stroke; shapes with more may be letters."""
_MOST_DRAWN = 500
"""Objects of one appearance; one with more is looked at."""


@dataclass(slots=True)
class Annotations:
    """What the annotations of one page add to it."""

    page: object = None
    """FPDF_PAGE."""
    lines: list[Line] = field(default_factory=list)
    pictured: list[Box] = field(default_factory=list)
    """Places whose appearance may say something that no text says."""
    strokes: list[Stroke] = field(default_factory=list)
    patterned: bool = False
    """Each shape of an appearance may show words."""
    too_many: bool = False
    typed: list[TypedField] = field(default_factory=list)
    """Fields of which only their value was read, and not what is drawn in them."""
    undrawn: bool = False
    """A picture in an appearance could not be decoded."""


def read_annotations(
    page: object,
    frame: Frame,
    form: object | None,
    *,
    most: int,
    patterned: bool = False,
) -> Annotations:
    """Return what is shown by the annotations of a page.

    Args:
        page: FPDF_PAGE.
        frame: Of this page.
        form: FPDF_FORMHANDLE of the document, where it has one.
        most: Annotations that are looked at.
        patterned: Shapes may be filled with whatever a pattern draws.
    """
    found = Annotations(page, patterned=patterned)
    count = pdfium.FPDFPage_GetAnnotCount(page)
    found.too_many = count > most
    for index in range(min(count, most)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            _read_one(annotation, frame, form, found)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _read_one(
    annotation: object, frame: Frame, form: object | None, found: Annotations
) -> None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    rect = pdfium.FS_RECTF()
    if (
        kind == pdfium.FPDF_ANNOT_POPUP
        or pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN
        or not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
    ):
        return
    box = frame.seen(rect.left, rect.bottom, rect.right, rect.top)
    _read_words(annotation, kind, box, form, found)
    drawn = _look(annotation, kind, box, form, found)
    if kind == pdfium.FPDF_ANNOT_WIDGET and not is_button(annotation, form):
        said = " ".join((value_of(annotation, form), *chosen_labels(annotation, form)))
        corners = (rect.left, rect.bottom, rect.right, rect.top)
        if said.strip() and _has_text(drawn):
            found.typed.append(TypedField(rect=corners, box=box, value=said))
    if kind in _STRIKES and not _is_captioned(annotation, kind):
        middle = (box.y0 + box.y1) / 2
        found.strokes.append(Stroke(box.x0, middle, box.x1, middle))


def _look(
    annotation: object, kind: int, box: Box, form: object | None, found: Annotations
) -> Sequence[object]:
    """Note where an appearance draws what no text says, or cannot be drawn.

    What is typed into a field is its value, and drawn as words; a button's are not.
    Returns what it draws.
    """
    drawn = _drawn(annotation)
    typed = kind == pdfium.FPDF_ANNOT_WIDGET and not (
        is_legible(box) and is_button(annotation, form)
    )
    if (
        kind in _PICTURED
        or drawn is None
        or (drawn and found.patterned)
        or _may_be_words(drawn, words=not typed)
    ):
        found.pictured.append(box)
    bare = kind == pdfium.FPDF_ANNOT_STAMP and not pdfium.FPDFAnnot_HasKey(
        annotation, b"AP"
    )  # readers make a stamp of its name, each in its own way
    unseen = (
        drawn is None
        or bare
        or any(
            pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE
            and not can_be_drawn(item, found.page)
            for item in drawn
        )
    )
    found.undrawn = found.undrawn or unseen
    return drawn or ()


def _has_text(drawn: Sequence[object]) -> bool:
    return pdfium.FPDF_PAGEOBJ_TEXT in map(pdfium.FPDFPageObj_GetType, drawn)


def _drawn(annotation: object) -> list[object] | None:
    """Return what an appearance and its forms draw, None where that is too much."""
    count = min(pdfium.FPDFAnnot_GetObjectCount(annotation), _MOST_DRAWN + 1)
    waiting = [(pdfium.FPDFAnnot_GetObject(annotation, at), 0) for at in range(count)]
    drawn: list[object] = []
    while waiting:
        item, depth = waiting.pop()
        if len(drawn) >= _MOST_DRAWN or depth > MOST_DEPTH:
            return None
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
            drawn.append(item)
            continue
        inner = min(pdfium.FPDFFormObj_CountObjects(item), _MOST_DRAWN + 1)
        waiting += [
            (pdfium.FPDFFormObj_GetObject(item, at), depth + 1) for at in range(inner)
        ]
    return drawn


def _may_be_words(drawn: Sequence[object], *, words: bool) -> bool:
    """Tell whether objects may form words: pictures, letters drawn as shapes.

    Args:
        drawn: Objects that are no forms.
        words: Count text as well.
    """
    shapes = 0
    for item in drawn:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            segments = pdfium.FPDFPath_CountSegments(item)
            shapes += segments > _STRAIGHT
            if segments >= WORD_SEGMENTS or shapes >= MIN_GLYPHS:
                return True
        elif words or kind != pdfium.FPDF_PAGEOBJ_TEXT:
            return True
    return False


def _read_words(
    annotation: object, kind: int, box: Box, form: object | None, found: Annotations
) -> None:
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        value = value_of(annotation, form)
        found.lines += lines_at(value, box, Source.FORM_FIELD)
        if not value:
            found.pictured.append(box)
        for label in chosen_labels(annotation, form):
            found.lines += lines_at(label, box, Source.FORM_FIELD)
    elif kind in _WRITTEN:
        found.lines += lines_at(_written(annotation), box, Source.ANNOTATION)
    elif _is_captioned(annotation, kind):
        found.lines += lines_at(
            string_of(annotation, b"Contents"), box, Source.ANNOTATION
        )
    elif kind in _NOTES:
        found.lines += lines_at(
            string_of(annotation, b"Contents"), box, Source.METADATA
        )


def _is_captioned(annotation: object, kind: int) -> bool:
    """Tell whether a line bears its words; readers draw them over it."""
    line = kind == pdfium.FPDF_ANNOT_LINE
    return line and bool(pdfium.FPDFAnnot_HasKey(annotation, b"Cap"))


def _written(annotation: object) -> str:
    """Return the words of an annotation, formatted ones where it has no others."""
    formatted = _TAG.sub("\n", string_of(annotation, b"RC"))
    return string_of(annotation, b"Contents") or formatted


def lines_at(text: str, box: Box, source: Source) -> list[Line]:
    """Return the rows of a text, laid one below the other in a place."""
    rows = [row.split() for row in text.replace("\r", "\n").split("\n")]
    rows = [row for row in rows if row]
    step = box.height / max(1, len(rows))
    made = []
    for index, row in enumerate(rows):
        place = Box(box.x0, box.y0 + index * step, box.x1, box.y0 + (index + 1) * step)
        words = tuple(Word(text=word, box=place) for word in row)
        made.append(Line(words=words, source=source))
    return made
