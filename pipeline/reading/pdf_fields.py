"""What a form field of a PDF holds: its kind, its value, the choices made in it.

Through pdfium; knows neither places nor what is drawn.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pypdfium2 as pdf
import pypdfium2.raw as pdfium

from models.geometry import Box

Rect = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own coordinates."""
_BUTTONS = frozenset(
    {
        pdfium.FPDF_FORMFIELD_PUSHBUTTON,
        pdfium.FPDF_FORMFIELD_CHECKBOX,
        pdfium.FPDF_FORMFIELD_RADIOBUTTON,
    }
)
_END_BYTES = 2
"""Of the letter that ends a text of pdfium's."""
_MOST_OPTIONS = 500
"""Options of one field that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedField:
    """A field whose appearance is drawn as words."""

    rect: Rect
    box: Box
    value: str


def is_button(annotation: object, form: object | None) -> bool:
    """Tell whether a field is a button, which no value says what it shows."""
    if form is None:
        return False
    return pdfium.FPDFAnnot_GetFormFieldType(form, annotation) in _BUTTONS


def chosen_labels(annotation: object, form: object | None) -> list[str]:
    """Return the labels that a field of choices shows; its value need not say them."""
    if form is None:
        return []
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind not in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        return []
    count = min(
        _MOST_OPTIONS, max(0, pdfium.FPDFAnnot_GetOptionCount(form, annotation))
    )
    chosen = [
        at
        for at in range(count)
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, at)
    ]
    return [_label(annotation, form, at) for at in chosen]


def _label(annotation: object, form: object, index: int) -> str:
    return _told(partial(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, index))


def string_of(annotation: object, key: bytes) -> str:
    """Return a text entry of an annotation, empty where it has none."""
    return _told(partial(pdfium.FPDFAnnot_GetStringValue, annotation, key))


def value_of(annotation: object, form: object | None) -> str:
    """Return the value of a field, its own before its parents'."""
    own = string_of(annotation, b"V")
    if own or form is None:
        return own
    return _told(partial(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation))


def _told(ask: Callable[[object, int], int]) -> str:
    """Return a text that pdfium writes into a buffer once its size is known."""
    size = ask(None, 0)
    if size <= _END_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - _END_BYTES].decode("utf-16-le", errors="replace")


def show_fields(document: pdf.PdfDocument) -> None:
    """Let form fields be drawn, those of a file without a form too, as others do."""
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
        return
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    if handle := pdfium.FPDFDOC_InitFormFillEnvironment(document, config):
        document.formenv = pdf.PdfFormEnv(handle, config)
