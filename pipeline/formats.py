"""The kinds of files belgi knows, one row each: who reads it and who stamps it.

A reader or stamper is named, not imported, so that the command line starts without
the libraries behind it; ``load`` imports it in the worker that needs it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from models.documents import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatRow:
    """One kind of file.

    ``reader`` is None for files whose inside belgi does not read, ``stamper`` is None
    where the carrier gets an accompanying sheet instead of a stamp of its own.
    """

    kind: str
    format: Format
    suffix: str
    reader: str | None
    stamper: str | None


def _row(
    kind: str, format_: Format, suffix: str, reader: str | None, stamper: str | None
) -> FormatRow:
    return FormatRow(
        kind=kind, format=format_, suffix=suffix, reader=reader, stamper=stamper
    )


_PDF = ("pipeline.reading.read_pdf:read_pdf", "stamps.on_pdf:stamp_pdf")
_DOCX = ("pipeline.reading.read_docx:read_docx", "stamps.on_docx:stamp_docx")
_IMAGE = ("pipeline.reading.read_image:read_image", "stamps.on_image:stamp_image")
_OFFICE_READ = "pipeline.reading.read_office:read_office"
_OFFICE = (_OFFICE_READ, "stamps.on_office:stamp_office")

FORMATS: tuple[FormatRow, ...] = (
    _row("pdf", Format.PDF, ".pdf", *_PDF),
    _row("docx", Format.DOCX, ".docx", *_DOCX),
    _row("docm", Format.DOCX, ".docm", *_DOCX),
    _row("png", Format.IMAGE, ".png", *_IMAGE),
    _row("jpeg", Format.IMAGE, ".jpg", *_IMAGE),
    _row("tiff", Format.IMAGE, ".tif", *_IMAGE),
    _row("bmp", Format.IMAGE, ".bmp", *_IMAGE),
    _row("gif", Format.IMAGE, ".gif", *_IMAGE),
    _row("webp", Format.IMAGE, ".webp", *_IMAGE),
    _row("xlsx", Format.OTHER, ".xlsx", *_OFFICE),
    _row("pptx", Format.OTHER, ".pptx", *_OFFICE),
    _row("odt", Format.OTHER, ".odt", *_OFFICE),
    _row("ods", Format.OTHER, ".ods", _OFFICE_READ, None),
    _row("odp", Format.OTHER, ".odp", _OFFICE_READ, None),
    _row("rtf", Format.OTHER, ".rtf", _OFFICE_READ, None),
    _row("txt", Format.OTHER, ".txt", _OFFICE_READ, None),
    _row("eml", Format.OTHER, ".eml", _OFFICE_READ, None),
    _row("msg", Format.OTHER, ".msg", _OFFICE_READ, None),
    _row("ole", Format.OTHER, ".ole", None, None),
    _row("zip", Format.OTHER, ".zip", None, None),
    _row("other", Format.OTHER, "", None, None),
)

_RASTER = "pipeline.reading.raster"
ON_DEMAND = (
    ("numpy", _RASTER),
    ("cv2", _RASTER),
    ("spacy", "pipeline.recognition.recogniser:load_pipeline"),
)
"""For pools whose workers examine: what they need rarely, and what loads it."""

_BY_KIND = {row.kind: row for row in FORMATS}


def format_row(kind: str) -> FormatRow:
    """Return the row of a kind; an unknown kind is ``other``."""
    return _BY_KIND.get(kind, _BY_KIND["other"])


def load(name: str) -> Callable[..., Any]:
    """Import the function that a row names."""
    module, _, function = name.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded
