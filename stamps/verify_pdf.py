"""Looking at a stamped PDF again, at any later time, with nothing but the file.

Renders each page and reads the codes that can be seen on it. Whether a code is ours,
and what the register says of it, is for the caller.
"""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from models.errors import CorruptInput, EncryptedInput
from models.geometry import Box
from stamps.code2d import CodeFacts, parse, read_codes
from stamps.pdf_ink import open_pdf, render_part

_CORNER_PT = 90.0
_CODE_SCALE = 2.5
"""Pixels per point at which codes are read (180 dpi)."""
_LARGEST_SIDE_PX = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """What can be seen on one page of a carrier."""

    page_index: int
    payloads: tuple[str, ...]
    """The codes of our kind that could be read, believed only if checked."""
    in_order: bool
    """Exactly one code is there and says this page of this many pages."""


def verify_pdf(path: Path) -> tuple[PageCheck, ...]:
    """Read the codes of every page of a PDF from its pixels.

    Raises:
        EncryptedInput: It needs a password.
        CorruptInput: It can't be opened.
    """
    try:
        document = open_pdf(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedInput(f"{path.name} needs a password.") from error
        raise CorruptInput(f"{path.name} is not a whole PDF.") from error
    try:
        count = len(document)
        return tuple(_check(document[index], index, count) for index in range(count))
    finally:
        document.close()


def _check(page: pdfium.PdfPage, index: int, count: int) -> PageCheck:
    try:
        payloads = _codes_of(page)
    finally:
        page.close()
    facts = [fact for fact in map(parse, payloads) if fact is not None]
    return PageCheck(
        page_index=index,
        payloads=payloads,
        in_order=len(facts) == 1 and _says(facts[0], index, count),
    )


def _says(facts: CodeFacts, index: int, count: int) -> bool:
    return facts.page == index + 1 and facts.pages == count


def _codes_of(page: pdfium.PdfPage) -> tuple[str, ...]:
    """Read the lower left corner, where codes mostly stand; then the whole page."""
    width, height = page.get_size()
    corner = Box(0.0, max(height - _CORNER_PT, 0.0), min(_CORNER_PT, width), height)
    scale = min(_CODE_SCALE, _LARGEST_SIDE_PX / max(width, height, 1.0))
    for box in (corner, Box(0.0, 0.0, width, height)):
        found = read_codes(Image.fromarray(render_part(page, box, scale)))
        if found:
            return tuple(dict.fromkeys(found))
    return ()
