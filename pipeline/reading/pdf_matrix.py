"""Where objects of a PDF page stand, as seen.

Forms move and turn what they hold; edges are what pdfium tells of an object. Knows
places; not what is drawn there.
"""

import ctypes

import pypdfium2.raw as pdfium

from models.geometry import Box
from pipeline.reading.pdf_clips import Edges
from pipeline.reading.pdf_text import Frame

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EDGES = tuple(ctypes.c_float() for _ in range(4))
_EDGES_REF = tuple(map(ctypes.byref, _EDGES))


def bounds_of(item: object, frame: Frame, matrix: Matrix) -> Box | None:
    """Return what of an object stands on the visible page; None where nothing does.

    Args:
        item: FPDF_PAGEOBJECT.
        frame: Of its page.
        matrix: Of the forms that hold it.
    """
    if not pdfium.FPDFPageObj_GetBounds(item, *_EDGES_REF):
        return None
    left, bottom, right, top = [edge.value for edge in _EDGES]
    return placed((left, bottom, right, top), frame, matrix)


def placed(edges: Edges, frame: Frame, matrix: Matrix) -> Box | None:
    """Return what of a rectangle stands on the visible page."""
    left, bottom, right, top = edges
    if matrix is not IDENTITY:
        corners = [apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
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


def matrix_of(item: object) -> Matrix:
    """Return the matrix of an object by itself."""
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one after the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
