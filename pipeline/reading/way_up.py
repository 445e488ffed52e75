"""Turns a page picture the way in which its longest lines can be read.

Tries a page the other way up, and a quarter round, where its lines read badly. Knows
how well lines read; nothing of what they say.
"""

from dataclasses import dataclass, replace

from pipeline.reading.alike_lines import UNREAD, WELL
from pipeline.reading.page_picture import WORK_DPI, Gray, PagePicture
from pipeline.reading.read_lines import glance
from pipeline.reading.text_lines import (
    LAYOUT_DPI,
    Layout,
    TextLine,
    find_lines,
    turned_line,
)
from pipeline.reading.upright import Sheet, set_upright, small_ink, turned_over

_DECIDED = 0.35
"""Difference in confidence that tells which way up lines stand."""
_GLANCE = 16.0
"""Times its height that a line is looked at to see which way up it stands."""
_FIRST = 3
"""Lines looked at, the longest first."""


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page set upright, with the lines that it has that way up."""

    sheet: Sheet
    ink: Gray
    """Its ink at LAYOUT_DPI."""
    layout: Layout


def as_it_reads(page: PagePicture) -> tuple[LaidPage, float]:
    """Return the page turned in the way in which its longest lines can be read.

    The second is how well they read; a page without lines counts as read.
    """
    laid, sure = _right_way_up(_lay(set_upright(page)))
    if sure >= UNREAD:
        return laid, sure
    other, surer = a_quarter_round(page)
    return (other, surer) if surer > sure + _DECIDED else (laid, sure)


def a_quarter_round(page: PagePicture) -> tuple[LaidPage, float]:
    """Return the page turned a quarter from how its ink lies, and how well it reads."""
    return _right_way_up(_lay(set_upright(page, otherwise=True)))


def _lay(sheet: Sheet) -> LaidPage:
    ink = small_ink(sheet.gray, sheet.noise)
    return LaidPage(sheet, ink, find_lines(ink))


def _right_way_up(laid: LaidPage) -> tuple[LaidPage, float]:
    """Return the page the better way up, and how well lines of it read.

    A page without lines counts as read.
    """
    over: Sheet | None = None
    sure, other, looked = 0.0, 0.0, 0
    for line in _samples(laid):
        new = glance(laid.sheet.gray, line)
        if new >= WELL:
            return laid, new
        looked += 1
        over = over or turned_over(laid.sheet)
        high, wide = (side * LAYOUT_DPI // WORK_DPI for side in over.gray.shape)
        there = turned_line(line, wide, high)
        sure, other = sure + new, other + glance(over.gray, there)
        if sure - other > _DECIDED:
            break  # the other way up takes all of them: a shape may seem to read so
    if over is None or not looked:
        return laid, 1.0
    best = max(sure, other) / looked
    return (laid if sure >= other else _lay(over)), best


def _samples(laid: LaidPage) -> list[TextLine]:
    """Return pieces of the longest lines of a page."""
    level = [line for line in laid.layout.lines if not line.odd]
    longest = sorted(level, key=lambda line: -line.width)[:_FIRST]
    return [
        replace(line, x1=min(line.x1, line.x0 + round(_GLANCE * line.height)))
        for line in longest
    ]
