"""What a form field of a PDF holds: its kind, its value, the choices made in it.

Through pdfium; knows neither places nor what is drawn.
"""

import ctypes
from dataclasses import dataclass

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
    size = pdfium.FPDFAnnot_GetOptionLabel(form, annotation, index, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetOptionLabel(form, annotation, index, target, size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def string_of(annotation: object, key: bytes) -> str:
    """Return a text entry of an annotation, empty where it has none."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def value_of(annotation: object, form: object | None) -> str:
    """Return the value of a field, its own before its parents'."""
    return string_of(annotation, b"V") or _fieldvalue_of(annotation, form)


def _fieldvalue_of(annotation: object, form: object | None) -> str:
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


def show_fields(document: pdf.PdfDocument) -> None:
    """Let form fields be drawn, those of a file without a form too, as others do."""
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
        return
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    if handle := pdfium.FPDFDOC_InitFormFillEnvironment(document, config):
        document.formenv = pdf.PdfFormEnv(handle, config)
