"""What a PDF page draws besides text: pictures, letters drawn as shapes, strokes.

Walks the page's objects once through pdfium. Says where pixels may say more than the
text does; reads no words.
"""

import ctypes
import math
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from models.geometry import Box
from pipeline.reading.pdf_clips import STRAIGHT, clip_of
from pipeline.reading.pdf_matrix import (
    IDENTITY,
    Matrix,
    apply,
    bounds_of,
    matrix_of,
    multiply,
    placed,
)
from pipeline.reading.pdf_pictures import MOST_DEPTH, can_be_drawn
from pipeline.reading.pdf_pieces import Piece
from pipeline.reading.pdf_strokes import Stroke
from pipeline.reading.pdf_text import Frame
from pipeline.reading.pdfium_calls import (
    address_of,
    count_marks,
    object_at,
    type_of,
)

MOST_OBJECTS = 4000
"""Objects looked at on one page; a page with more is read from its pixels too, so that
of the rest only what pixels may not show is looked for."""
MOST_LOOKED_AT = 1_000_000
"""Objects of a page after which nobody looks for pictures any more."""
MIN_PICTURE = (24.0, 8.0)
"""Width and height in points below which a picture can't hold a legible mark."""
GLYPH = (3.0, 60.0)
"""Height in points of shapes that may be letters."""
MANY_SEGMENTS = 60
"""Segments from which a shape of any size may hold words."""
MIN_SLANT = 1.5
"""Points that a slanted stroke goes both ways."""
LARGEST_GLYPH, LARGE_SEGMENTS = 300.0, 8
"""The same for what is no rectangle, and the segments that show it."""
PIECE = (1.5, 24.0)
"""Points of strokes that may be parts of letters; longer ones are rules and frames."""
WORD_SEGMENTS, WORD_SHAPE = 30, 1.8
"""Segments and width, in heights, from which one shape may be a whole word."""
RETOLD_WIDTH = 2.5
"""Width in heights of retold words; ligatures and hyphens are narrower."""
_TEXT = pdfium.FPDF_PAGEOBJ_TEXT
_MAY_HIDE = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)


@dataclass(slots=True)
class Survey:
    """What was found while walking the objects of one page."""

    page: object = None
    """FPDF_PAGE."""
    pictures: list[Box] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)
    """Small filled shapes that may be letters."""
    pieces: list[tuple[Box, Piece]] = field(default_factory=list)
    """Small things that may be letters, or parts of them, together; shapes too."""
    strokes: list[Stroke] = field(default_factory=list)
    retold: list[Box] = field(default_factory=list)
    """Words for which the file names another text than its letters."""
    patterned: bool = False
    """Each filled shape counts as a picture."""
    masked: bool = False
    """So does each shape and form that shows through."""
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


def survey_page(
    page: object, frame: Frame, *, patterned: bool = False, masked: bool = False
) -> Survey:
    """Return what a page draws besides text.

    Args:
        page: FPDF_PAGE.
        frame: Of this page.
        patterned: Shapes on it may be filled with whatever a pattern draws.
        masked: What shows through on it may have the form of whatever a mask draws.
    """
    survey = Survey(page, patterned=patterned, masked=masked)
    count, here = pdfium.FPDFPage_CountObjects(page), address_of(page)
    for index in range(count):
        if _is_passed_over(object_at(here, index), survey):
            survey.seen += 1
        else:
            item = pdfium.FPDFPage_GetObject(page, index)
            _visit(item, frame, IDENTITY, survey, 0)
    return survey


def _is_passed_over(item: int, survey: Survey) -> bool:
    """Tell whether an object is what nearly all are: words of which nothing is said.

    Of a crowded page it is all but pictures and forms, which pixels may not show.
    """
    kind = type_of(item)
    if kind == _TEXT and count_marks(item) <= 0:
        return True
    return survey.crowded and kind not in _MAY_HIDE


def _visit(
    item: object, frame: Frame, matrix: Matrix, survey: Survey, depth: int
) -> None:
    survey.seen += 1
    kind = pdfium.FPDFPageObj_GetType(item)
    if survey.seen > MOST_LOOKED_AT or depth > MOST_DEPTH:
        survey.undrawn = True
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        _visit_text(item, frame, matrix, survey)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        _visit_image(item, frame, matrix, survey)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _visit_path(item, frame, matrix, survey)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM:
        _visit_form(item, frame, matrix, survey, depth)
    elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
        survey.shaded = True
        _visit_clipped(item, frame, matrix, survey)


def _visit_image(item: object, frame: Frame, matrix: Matrix, survey: Survey) -> None:
    box = bounds_of(item, frame, matrix)
    if box is None:
        return
    if is_legible(box):
        survey.pictures.append(box)
        survey.undrawn = survey.undrawn or not can_be_drawn(item, survey.page)
    else:
        survey.pieces.append((box, Piece.PICTURE))


def _visit_form(
    item: object, frame: Frame, outer: Matrix, survey: Survey, depth: int
) -> None:
    if survey.masked and pdfium.FPDFPageObj_HasTransparency(item):
        _add_picture(bounds_of(item, frame, outer), survey)
    inner = multiply(matrix_of(item), outer)
    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(item))):
        child = pdfium.FPDFFormObj_GetObject(item, index)
        if _is_passed_over(address_of(child), survey):
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
    box = bounds_of(item, frame, matrix)
    if box is None:
        return
    if max(box.width, box.height) > RETOLD_WIDTH * min(box.width, box.height):
        survey.retold.append(box)
    else:  # a row of them may be a word set letter by letter
        survey.shapes.append(box)


def is_legible(box: Box) -> bool:
    """Tell whether a legible mark may stand in a box."""
    long, short = max(box.width, box.height), min(box.width, box.height)
    return long >= MIN_PICTURE[0] and short >= MIN_PICTURE[1]


def _add_picture(box: Box | None, survey: Survey) -> None:
    if box and is_legible(box):
        survey.pictures.append(box)


def _visit_path(item: object, frame: Frame, matrix: Matrix, survey: Survey) -> None:
    box = bounds_of(item, frame, matrix)
    if box is None:
        return
    segments = pdfium.FPDFPath_CountSegments(item)
    if survey.patterned or (survey.masked and pdfium.FPDFPageObj_HasTransparency(item)):
        _add_picture(box, survey)
    if _visit_clipped(item, frame, matrix, survey):
        return
    if segments <= STRAIGHT and _thin(box):
        survey.strokes.append(_along(box))
        level = Piece.LEVEL if box.width > box.height else Piece.UPRIGHT
        _add_stroke(box, level, survey)
    elif 2 <= segments <= 3:
        if stroke := _diagonal(item, frame, matrix):
            survey.strokes.append(stroke)
        _add_stroke(box, _way(box), survey)
    else:
        _add_shape(box, segments, survey)


def _visit_clipped(item: object, frame: Frame, matrix: Matrix, survey: Survey) -> bool:
    """Note what is drawn through a clip that may be letters; tell whether it is."""
    clip = clip_of(item)
    if clip is None:
        return False
    if box := placed(clip.edges, frame, matrix):
        _add_shape(box, clip.segments, survey)
    return True


def _way(box: Box) -> Piece:
    if min(box.width, box.height) > MIN_SLANT:
        return Piece.SLANTED
    return Piece.LEVEL if box.width > box.height else Piece.UPRIGHT


def _add_stroke(box: Box, kind: Piece, survey: Survey) -> None:
    if PIECE[0] <= max(box.width, box.height) <= PIECE[1]:
        survey.pieces.append((box, kind))


def _add_shape(box: Box, segments: int, survey: Survey) -> None:
    long, short = max(box.width, box.height), min(box.width, box.height)
    wordlike = segments >= WORD_SEGMENTS and long > WORD_SHAPE * short
    if segments < 4 or long < GLYPH[0]:
        return
    if short <= GLYPH[1] and long <= GLYPH[1] * 1.6 and not wordlike:
        kind = Piece.SHAPE if segments > STRAIGHT - 1 else Piece.BLOCK
        survey.pieces.append((box, kind))
        if box.height >= GLYPH[0]:
            survey.shapes.append(box)
    elif (wordlike and short <= GLYPH[1]) or segments >= MANY_SEGMENTS:
        _add_picture(box, survey)
    elif segments >= LARGE_SEGMENTS and long <= LARGEST_GLYPH:
        survey.pieces.append((box, Piece.SHAPE))


def _thin(box: Box) -> bool:
    return min(box.width, box.height) <= 3.2 and max(box.width, box.height) >= 12


def _along(box: Box) -> Stroke:
    if box.width >= box.height:
        middle = (box.y0 + box.y1) / 2
        return Stroke(box.x0, middle, box.x1, middle)
    middle = (box.x0 + box.x1) / 2
    return Stroke(middle, box.y0, middle, box.y1)


def _diagonal(item: object, frame: Frame, matrix: Matrix) -> Stroke | None:
    own = multiply(matrix_of(item), matrix)
    points = []
    for index in range(2):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return None
        px, py = apply(own, x.value, y.value)
        spot = frame.seen(px, py, px, py)
        points.append((spot.x0, spot.y0))
    (x0, y0), (x1, y1) = sorted(points)
    return Stroke(x0, y0, x1, y1) if math.dist((x0, y0), (x1, y1)) >= 12 else None
