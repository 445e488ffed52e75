"""What a PDF page draws besides text: pictures, letters drawn as shapes, strokes.

Walks the page's objects once through pdfium. Says where pixels may say more than the
text does; reads no words.
"""

import ctypes
import math
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from models.geometry import Box
from pipeline.reading.pdf_pictures import MOST_DEPTH, can_be_drawn
from pipeline.reading.pdf_strokes import Stroke
from pipeline.reading.pdf_text import Frame

MOST_OBJECTS = 4000
"""Objects looked at on one page; a page with more is read from its pixels too, so that
of the rest only what pixels may not show is looked for."""
MOST_LOOKED_AT = 1_000_000
"""Objects of a page after which nobody looks for pictures any more."""
MIN_PICTURE = (24.0, 8.0)
"""Width and height in points below which a picture can't hold a legible mark."""
GLYPH = (3.0, 60.0)
"""Height in points of shapes that may be letters."""
MIN_GLYPHS = 4
WORD_SEGMENTS, WORD_SHAPE = 30, 1.8
"""Segments and width, in heights, from which one shape may be a whole word."""
RETOLD_WIDTH = 2.5
"""Width in heights of retold words; ligatures and hyphens are narrower."""
_TEXT = pdfium.FPDF_PAGEOBJ_TEXT
_MAY_HIDE = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
_type_of, _count_marks = pdfium.FPDFPageObj_GetType, pdfium.FPDFPageObj_CountMarks

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Survey:
    """What was found while walking the objects of one page."""

    pictures: list[Box] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)
    """Small filled shapes that may be letters."""
    strokes: list[Stroke] = field(default_factory=list)
    retold: list[Box] = field(default_factory=list)
    """Words for which the file names another text than its letters."""
    patterned: bool = False
    """Each filled shape counts as a picture."""
    seen: int = 0
    """Objects, those inside of forms included."""
    shaded: bool = False
    undrawn: bool = False
    """A picture could not be decoded, or may stand where nobody looks: its place may
    show nothing."""

    @property
    def crowded(self) -> bool:
        """More is drawn than can be told; only pictures were still looked at."""
        return self.seen > MOST_OBJECTS


def survey_page(page: object, frame: Frame, *, patterned: bool = False) -> Survey:
    """Return what a page draws besides text.

    Args:
        page: FPDF_PAGE.
        frame: Of this page.
        patterned: Shapes on it may be filled with whatever a pattern draws.
    """
    survey = Survey(patterned=patterned)
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        item = pdfium.FPDFPage_GetObject(page, index)
        if _is_passed_over(item, survey):
            survey.seen += 1
        else:
            _visit(item, frame, IDENTITY, survey, 0)
    return survey


def _is_passed_over(item: object, survey: Survey) -> bool:
    """Tell whether an object is what nearly all are: words of which nothing is said.

    Of a crowded page it is all but pictures and forms, which pixels may not show.
    """
    kind = _type_of(item)
    if kind == _TEXT and _count_marks(item) <= 0:
        return True
    return survey.crowded and kind not in _MAY_HIDE


def _visit(
    item: object, frame: Frame, matrix: Matrix, survey: Survey, depth: int
) -> None:
    survey.seen += 1
    kind = _type_of(item)
    if survey.seen > MOST_LOOKED_AT or depth > MOST_DEPTH:
        survey.undrawn = True
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        _visit_text(item, frame, matrix, survey)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        box = _bounds(item, frame, matrix)
        if box and _is_legible(box):
            survey.pictures.append(box)
            survey.undrawn = survey.undrawn or not can_be_drawn(item)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _visit_path(item, frame, matrix, survey)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM:
        _visit_form(item, frame, _multiply(_matrix(item), matrix), survey, depth)
    elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
        survey.shaded = True


def _visit_form(
    item: object, frame: Frame, inner: Matrix, survey: Survey, depth: int
) -> None:
    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(item))):
        child = pdfium.FPDFFormObj_GetObject(item, index)
        if _is_passed_over(child, survey):
            survey.seen += 1
        else:
            _visit(child, frame, inner, survey, depth + 1)


def _is_retold(item: object) -> bool:
    """Tell whether words bear an /ActualText, which pdfium gives as their text."""
    count = pdfium.FPDFPageObj_CountMarks(item)
    if count <= 0:
        return False
    size = ctypes.c_ulong()
    for index in range(count):
        mark = pdfium.FPDFPageObj_GetMark(item, index)
        if pdfium.FPDFPageObjMark_GetParamStringValue(
            mark, b"ActualText", None, 0, ctypes.byref(size)
        ):
            return True
    return False


def _visit_text(item: object, frame: Frame, matrix: Matrix, survey: Survey) -> None:
    if not _is_retold(item):
        return
    box = _bounds(item, frame, matrix)
    if box is None:
        return
    if max(box.width, box.height) > RETOLD_WIDTH * min(box.width, box.height):
        survey.retold.append(box)
    else:  # a row of them may be a word set letter by letter
        survey.shapes.append(box)


def _is_legible(box: Box) -> bool:
    long, short = max(box.width, box.height), min(box.width, box.height)
    return long >= MIN_PICTURE[0] and short >= MIN_PICTURE[1]


def _visit_path(item: object, frame: Frame, matrix: Matrix, survey: Survey) -> None:
    box = _bounds(item, frame, matrix)
    if box is None:
        return
    segments = pdfium.FPDFPath_CountSegments(item)
    if survey.patterned and _is_legible(box):
        survey.pictures.append(box)
    elif segments <= 6 and _thin(box):
        survey.strokes.append(_along(box))
    elif 2 <= segments <= 3 and (stroke := _diagonal(item, frame, matrix)):
        survey.strokes.append(stroke)
    elif segments >= 4 and GLYPH[0] <= box.height <= GLYPH[1] * 12:
        wordlike = segments >= WORD_SEGMENTS and box.width > WORD_SHAPE * box.height
        if box.height <= GLYPH[1] and box.width <= GLYPH[1] * 1.6 and not wordlike:
            survey.shapes.append(box)
        elif (wordlike and box.height <= GLYPH[1]) or segments >= 60:
            survey.pictures.append(box)


def _thin(box: Box) -> bool:
    return min(box.width, box.height) <= 3.2 and max(box.width, box.height) >= 12


def _along(box: Box) -> Stroke:
    if box.width >= box.height:
        middle = (box.y0 + box.y1) / 2
        return Stroke(box.x0, middle, box.x1, middle)
    middle = (box.x0 + box.x1) / 2
    return Stroke(middle, box.y0, middle, box.y1)


def _diagonal(item: object, frame: Frame, matrix: Matrix) -> Stroke | None:
    own = _multiply(_matrix(item), matrix)
    points = []
    for index in range(2):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return None
        px, py = _apply(own, x.value, y.value)
        spot = frame.seen(px, py, px, py)
        points.append((spot.x0, spot.y0))
    (x0, y0), (x1, y1) = sorted(points)
    return Stroke(x0, y0, x1, y1) if math.dist((x0, y0), (x1, y1)) >= 12 else None


def _bounds(item: object, frame: Frame, matrix: Matrix) -> Box | None:
    if not pdfium.FPDFPageObj_GetBounds(item, *_EDGES_REF):
        return None
    left, bottom, right, top = [edge.value for edge in _EDGES]
    if matrix is not IDENTITY:
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        left, right = min(c[0] for c in corners), max(c[0] for c in corners)
        bottom, top = min(c[1] for c in corners), max(c[1] for c in corners)
    box = frame.seen(left, bottom, right, top)
    width, height = frame.width_pt, frame.height_pt
    across = box.x0 - 0.5 < width and box.x1 + 0.5 > 0.0
    if not across or not (box.y0 - 0.5 < height and box.y1 + 0.5 > 0.0):
        return None
    return Box(
        max(box.x0, 0.0), max(box.y0, 0.0), min(box.x1, width), min(box.y1, height)
    )


_EDGES = tuple(ctypes.c_float() for _ in range(4))
_EDGES_REF = tuple(map(ctypes.byref, _EDGES))


def _matrix(item: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def shape_rows(shapes: list[Box]) -> list[Box]:
    """Return the rows in which letters drawn as shapes may stand."""
    rows: list[tuple[Box, int]] = []
    for box in sorted(shapes, key=lambda b: (round(b.y1 / 6), b.x0)):
        for index, (row, count) in enumerate(rows):
            near = box.x0 - row.x1 < 2.5 * max(row.height, 6.0) and row.x0 - box.x1 < 40
            level = box.y0 < row.y1 and row.y0 < box.y1
            if near and level and box.height < 4 * row.height + 4:
                rows[index] = (row.union(box), count + 1)
                break
        else:
            rows.append((box, 1))
    return [
        row for row, count in rows if count >= MIN_GLYPHS and row.width > row.height
    ]
