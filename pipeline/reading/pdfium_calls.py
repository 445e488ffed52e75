"""pdfium's functions that are asked about every object or many letters of a page.

Called with addresses instead of pypdfium2's typed pointers, and without letting other
threads run meanwhile, they take 0.6 of the time; the calls are most of what they cost.
Answers are those of ``pypdfium2.raw``.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def address_of(handle: object) -> int:
    """Return where a handle of pypdfium2's points to; it has to stay open meanwhile."""
    return ctypes.cast(handle, _POINTER).value or 0  # type: ignore[arg-type]


def _direct(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


lacks_letter = _direct(pdfium.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
"""FPDFText_HasUnicodeMapError of a text page and an index: 1 where it does."""
object_at = _direct(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
"""FPDFPage_GetObject of a page and an index."""
type_of = _direct(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
"""FPDFPageObj_GetType of an object."""
count_marks = _direct(pdfium.FPDFPageObj_CountMarks, _INT, _POINTER)
"""FPDFPageObj_CountMarks of an object."""
