"""What annotations and form fields of a PDF page show.

Through pdfium; knows kinds of annotations, no marks.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from models.documents import Line, Source, Word
from models.geometry import Box
from pipeline.reading.pdf_objects import MIN_GLYPHS, MOST_DEPTH, WORD_SEGMENTS
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
_STRAIGHT = 6
"""Segments of a frame or a stroke; shapes with more may be letters."""
_MOST_DRAWN = 500
"""Objects of one appearance; one with more is looked at."""


@dataclass(slots=True)
class Annotations:
    """What the annotations of one page add to it."""

    lines: list[Line] = field(default_factory=list)
    pictured: list[Box] = field(default_factory=list)
    """Places whose appearance may say something that no text says."""
    strokes: list[Stroke] = field(default_factory=list)
    too_many: bool = False


def read_annotations(
    page: object, frame: Frame, form: object | None, *, most: int
) -> Annotations:
    """Return what is shown by the annotations of a page."""
    found = Annotations()
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
    if kind in _PICTURED or _says_more(annotation, kind):
        found.pictured.append(box)
    if kind in _STRIKES:
        middle = (box.y0 + box.y1) / 2
        found.strokes.append(Stroke(box.x0, middle, box.x1, middle))


def _says_more(annotation: object, kind: int) -> bool:
    """Tell whether an annotation of any kind draws what no text of the page says.

    What is typed into a field is its value, and drawn as words.
    """
    count = pdfium.FPDFAnnot_GetObjectCount(annotation)
    if count <= 0:
        return False
    drawn = [
        pdfium.FPDFAnnot_GetObject(annotation, index)
        for index in range(min(count, _MOST_DRAWN))
    ]
    typed = kind == pdfium.FPDF_ANNOT_WIDGET
    return count > _MOST_DRAWN or _may_be_words(drawn, words=not typed)


def _may_be_words(items: Sequence[object], *, words: bool, depth: int = 0) -> bool:
    """Tell whether some objects may form words: pictures, letters drawn as shapes.

    Args:
        items: What is drawn, as the appearance of an annotation.
        words: Count text objects as well.
        depth: How many forms this stands in.
    """
    shapes = 0
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            inner = [
                pdfium.FPDFFormObj_GetObject(item, index)
                for index in range(max(0, pdfium.FPDFFormObj_CountObjects(item)))
            ]
            if depth >= MOST_DEPTH or _may_be_words(
                inner, words=words, depth=depth + 1
            ):
                return True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
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
        value = _string(annotation, b"V") or _field_value(annotation, form)
        found.lines += _lines(value, box, Source.FORM_FIELD)
        if not value:
            found.pictured.append(box)
    elif kind in _WRITTEN:
        found.lines += _lines(_string(annotation, b"Contents"), box, Source.ANNOTATION)
    elif kind in _NOTES:
        found.lines += _lines(_string(annotation, b"Contents"), box, Source.METADATA)


def _string(annotation: object, key: bytes) -> str:
    """Return a text entry of an annotation, empty where it has none."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def _field_value(annotation: object, form: object | None) -> str:
    """Return the value of a form field, its parents' included."""
    if form is None:
        return ""
    size = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetFormFieldValue(
        form, annotation, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def _lines(text: str, box: Box, source: Source) -> list[Line]:
    rows = [row.split() for row in text.replace("\r", "\n").split("\n")]
    rows = [row for row in rows if row]
    step = box.height / max(1, len(rows))
    made = []
    for index, row in enumerate(rows):
        place = Box(box.x0, box.y0 + index * step, box.x1, box.y0 + (index + 1) * step)
        words = tuple(Word(text=word, box=place) for word in row)
        made.append(Line(words=words, source=source))
    return made
