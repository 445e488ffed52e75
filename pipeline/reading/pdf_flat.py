"""Reads what appearances of typed form fields say, where it is not their value.

A program that fills a form in without drawing its fields anew leaves another word to
be seen than the value that it holds. Through pdfium, which tells the words of an
appearance only once it is laid flat, as a part of its page; knows no marks.
"""

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdf
import pypdfium2.raw as pdfium

from models.documents import Source
from pipeline.reading.pdf_annotations import Annotations, lines_at
from pipeline.reading.pdf_fields import Rect, TypedField


@dataclass(slots=True)
class FlatPages:
    """The file opened a second time, so that its pages may be laid flat."""

    source: Path | bytes
    _document: pdf.PdfDocument | None = field(default=None, init=False)

    def close(self) -> None:
        """Let go of the file, if it was opened."""
        if self._document is not None:
            self._document.close()

    def words_in(self, index: int, rects: Sequence[Rect]) -> list[str] | None:
        """Return the words that a page shows in places, its fields' with its own.

        Args:
            index: Of the page, 0-based.
            rects: The places.

        Returns:
            None where the page cannot be laid flat.
        """
        if self._document is None:
            self._document = pdf.PdfDocument(self.source)
        try:
            page = self._document[index]
            flat = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            if flat == pdfium.FLATTEN_FAIL:
                return None
            page = self._document[index]
        except pdf.PdfiumError:
            return None
        try:
            text = page.get_textpage()
            words = [bounded(text.raw, rect) for rect in rects]
            text.close()
            return words
        except pdf.PdfiumError:
            return None
        finally:
            page.close()


def read_appearances(
    notes: Annotations, flat: FlatPages, text_page: object, index: int
) -> None:
    """Add what fields show that is not their value, and where it is to be looked at.

    Args:
        notes: What the annotations of the page add to it; is added to.
        flat: The file once more.
        text_page: FPDF_TEXTPAGE of the page as it is.
        index: Of the page, 0-based.
    """
    rects = [one.rect for one in notes.typed]
    if not rects:
        return
    own = [bounded(text_page, rect) for rect in rects]
    for one, words in shown_otherwise(notes.typed, own, flat.words_in(index, rects)):
        notes.lines += lines_at(words, one.box, Source.FORM_FIELD)
        notes.pictured.append(one.box)


def bounded(text_page: object, rect: Rect) -> str:
    """Return the text of a page in a place."""
    left, bottom, right, top = rect
    where = (text_page, left, top, right, bottom)
    count = pdfium.FPDFText_GetBoundedText(*where, None, 0)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetBoundedText(*where, buffer, count)
    return bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0")


def shown_otherwise(
    fields: Sequence[TypedField], own: Sequence[str], flat: Sequence[str] | None
) -> list[tuple[TypedField, str]]:
    """Return the fields that may say something else than their value, and what.

    Args:
        fields: Of one page.
        own: Words of the page itself in the place of each.
        flat: The same with those of the fields; None: nobody knows.
    """
    if flat is None:
        return [(one, "") for one in fields]
    found = []
    for one, before, after in zip(fields, own, flat, strict=True):
        drawn = _counted(after) - _counted(before)
        other = drawn - _counted(one.value)
        # Digits are set as the field's format asks; other letters are other words.
        if not drawn or any(map(str.isalpha, other)):
            found.append((one, after))
    return found


def _counted(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, text.casefold()))
