"""Shapes through which something is drawn on a PDF page: clips that may be letters.

Through pdfium; knows no places on the visible page, and no marks.
"""

import ctypes
from dataclasses import dataclass

import pypdfium2.raw as pdfium

STRAIGHT = 6
"""Segments of a clip that is a frame, as most are."""
MOST_POINTS = 20_000
"""Points of a clip that are looked at; a clip with more counts as large as these."""

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that is no mere frame."""

    segments: int
    edges: Edges
    """Left, bottom, right, top in the space of the page or form that draws it."""


def clip_of(item: object) -> Clip | None:
    """Return the clip of most segments by which an object is cut out.

    Args:
        item: FPDF_PAGEOBJECT.
    """
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    if not clip:
        return None
    counts = [
        (pdfium.FPDFClipPath_CountPathSegments(clip, index), index)
        for index in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)))
    ]
    segments, index = max(counts, default=(0, 0))
    if segments <= STRAIGHT:
        return None
    edges = _edges(clip, index, min(segments, MOST_POINTS))
    return Clip(segments, edges) if edges else None


def _edges(clip: object, index: int, count: int) -> Edges | None:
    across, up = [], []
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, index, at)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            across.append(x.value)
            up.append(y.value)
    return (min(across), min(up), max(across), max(up)) if across else None
