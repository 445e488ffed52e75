"""The two doors through which a reader is told what to look for.

Readers find words and places. What is worth placing comes in as a plain function, and
so does the reading of pictures, so that no reader imports recognition and the PDF
reader does not import OCR.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from models.documents import Line

if TYPE_CHECKING:
    from PIL.Image import Image

Interest = Callable[[str], tuple[tuple[int, int], ...]]
"""Spans ``(start, end)`` of a text that a mark, a mark of another table, a number or a
declassification could be made of; in order, empty where nothing is of interest. In a
text of at most 120 characters (a line that OCR read) words one letter off are named
too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RasterLines:
    """What was read from the pixels of one picture.

    Boxes are in points from the picture's top left corner as it was handed in, at the
    dpi that was given, whichever way up the page was found to be.
    """

    lines: tuple[Line, ...]
    line_count: int = 0
    """Lines of writing seen, those left out included."""
    body_size_pt: float | None = None
    problem: str | None = None
    """unreadable-page, when some of the picture that may bear a mark stayed unread."""


class RasterReader(Protocol):
    """Reads a picture of a page, or of a part of one."""

    def __call__(
        self, image: "Image", *, dpi: float, interest: Interest
    ) -> RasterLines:
        """Return the lines of interest in the picture."""
        ...
