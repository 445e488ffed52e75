"""What is drawn on each page of a PDF: places, decided, in one record a page.

Pure data and the arithmetic of making a page smaller; knows no library.
"""

from dataclasses import dataclass
from enum import IntEnum

from models.geometry import Box
from stamps.artwork import Art
from stamps.pdf_frames import Frame, Matrix
from stamps.plan import Stamped


class Isolation(IntEnum):
    """How the stamp is kept apart from what the page's own content leaves behind.

    The next one is taken only where the proof shows that the one before failed.
    """

    WRAPPED = 0
    """The content stands between a saved and a restored state."""
    BALANCED = 1
    """And states that it leaves open, or closes too many of, are made up for."""
    FORM = 2
    """The content becomes a form, which nothing can get out of."""
    ANNOTATION = 3
    """The stamp becomes an annotation above all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrink:
    """How the page's old content is fitted into its new frame."""

    matrix: Matrix
    """In user space; the identity where only space was added."""
    clip: tuple[float, float, float, float]
    """The part that was visible, in old user space."""
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """One page of the output, or several alike; boxes in user units as seen, y down."""

    frame: Frame
    line: Box
    code: Box | None
    stamp: Box | None = None
    art: Art | None = None
    grounds: tuple[Box, ...] = ()
    """White areas under our parts where the page is dark or uneven."""
    shrink: Shrink | None = None
    isolation: Isolation = Isolation.WRAPPED
    strikes: tuple[Box, ...] = ()
    """Found marks to strike through."""
    is_dark: bool = False
    """The page swallows a dark watermark, so that it is drawn lighter than the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where the parts of the stamp stand on each page, and how they are drawn."""

    layouts: tuple[PageLayout, ...]
    """Of every page, in order; pages that are alike share one."""
    opaque: bool
    """Nothing is transparent (PDF/A)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproved:
    """A file that was stamped and that nobody has looked at yet."""

    stamped: Stamped
    shown: Shown
    """What its pages should show."""


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def inverse_of_turn(matrix: Matrix) -> Matrix:
    """Invert a frame's matrix, which turns and shifts but never scales."""
    a, b, c, d, e, f = matrix
    return (a, c, b, d, -(a * e + b * f), -(c * e + d * f))


def shrink_into(frame: Frame, scale: float, left: float, bottom: float) -> Shrink:
    """Make a page's content smaller within its own frame.

    Args:
        frame: The page.
        scale: Below 1.
        left: Margin at the left as seen, in user units.
        bottom: Margin at the bottom as seen, in user units.
    """
    inner: Matrix = (scale, 0.0, 0.0, scale, left, bottom)
    turn = frame.matrix
    matrix = product(product(inverse_of_turn(turn), inner), turn)
    corners = (frame.x0, frame.y0, frame.x1, frame.y1)
    return Shrink(matrix=matrix, clip=corners, scale=scale)


def shrunk_box(box: Box, frame: Frame, shrink: Shrink) -> Box:
    """Return where a box as seen stands after the content was made smaller."""
    a, b, c, d, e, f = shrink.matrix
    x0, y0, x1, y1 = frame.in_user_space(box)
    spots = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((x0, y0), (x1, y1))]
    return frame.seen(*spots[0], *spots[1])
