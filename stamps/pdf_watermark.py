"""The proof that a copy's watermark can be seen on a page, by its pixels.

The line is rendered alone, and where its letters stand the page has to be darker, or
lighter, than right beside them. Knows pdfium and drawings; changes nothing.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary

from models.geometry import Box
from stamps.pdf_drawing import Inks, draw_watermark, make_palette
from stamps.pdf_fonts import make_stream
from stamps.pdf_plan import PageLayout
from stamps.pdf_render import AnyPage, open_pdf, render_part
from stamps.plan import StampPlan, StampStyle, StampText

_LONGEST_SIDE_PX = 420
"""A small picture of the page is enough: letters are some ten pixels high."""
_CELL_PX = 20
_FEWEST_PX = 8
"""Of letters, and of what is beside them, for a cell to count."""
_INKED = 4
"""Grey levels off white that make a pixel one of a letter."""
_LEAST_SHARE = 0.4
"""Of the contrast that the line has on white paper."""
_LEAST_CONTRAST = 4.0
_SEEN_SHARE = 0.3
"""A page may hide the rest: pictures in strong colours, white on black."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """The watermark alone on a page of one size."""

    scale: float
    letters: Mask
    beside: Mask
    contrast: float
    """Grey levels between letters and paper."""


def is_watermark_seen(
    page: AnyPage, layout: PageLayout, plan: StampPlan, *, outline: bool
) -> bool:
    """Tell whether the line can be seen on a page of the output."""
    frame = layout.frame
    size = (round(frame.width), round(frame.height))
    line = _line(plan.text, plan.style, size, outline=outline)
    whole = Box(0.0, 0.0, frame.width, frame.height)
    shown = render_part(page, whole, line.scale)
    height = min(shown.shape[0], line.letters.shape[0])
    width = min(shown.shape[1], line.letters.shape[1])
    seen = counted = 0
    least = max(line.contrast * _LEAST_SHARE, _LEAST_CONTRAST)
    for top in range(0, height, _CELL_PX):
        for left in range(0, width, _CELL_PX):
            part = np.s_[top : top + _CELL_PX, left : left + _CELL_PX]
            cell = shown[:height, :width][part]
            letters = cell[line.letters[:height, :width][part]]
            beside = cell[line.beside[:height, :width][part]]
            if min(letters.size, beside.size) >= _FEWEST_PX:
                counted += 1
                seen += (
                    abs(float(np.median(letters)) - float(np.median(beside))) > least
                )
    return seen >= max(counted * _SEEN_SHARE, 1)


@lru_cache(maxsize=16)
def _line(
    text: StampText, style: StampStyle, size: tuple[int, int], *, outline: bool
) -> Line:
    width, height = size
    scale = _LONGEST_SIDE_PX / max(width, height, 1)
    sheet = open_pdf(_sheet(text, style, size, outline=outline))
    try:
        page = sheet[0]
        alone = render_part(page, Box(0.0, 0.0, width, height), scale)
        page.close()
    finally:
        sheet.close()
    letters = alone < 255 - _INKED
    beside = _grown(letters, 4) & ~_grown(letters, 1)
    shades = alone[letters]
    contrast = 255.0 - float(np.median(shades)) if shades.size else 0.0
    return Line(scale=scale, letters=letters, beside=beside, contrast=contrast)


def _grown(mask: Mask, by: int) -> Mask:
    """Let a mask reach further on all sides by some pixels."""
    grown = mask
    for _ in range(by):
        wide = np.pad(grown, 1)
        grown = (
            wide[1:-1, 1:-1]
            | wide[:-2, 1:-1]
            | wide[2:, 1:-1]
            | wide[1:-1, :-2]
            | wide[1:-1, 2:]
        )
    return grown


def _sheet(
    text: StampText, style: StampStyle, size: tuple[int, int], *, outline: bool
) -> bytes:
    """Make a document whose only page bears nothing but the line."""
    with pikepdf.new() as pdf:
        plan = StampPlan(
            text=text,
            style=style,
            code=None,
            label=None,
            clock=datetime.min.replace(tzinfo=UTC),
        )
        palette = make_palette(pdf, plan, Inks.RGB)
        pdf.add_blank_page(page_size=(max(size[0], 3), max(size[1], 3)))
        page = pdf.pages[0].obj
        drawn = draw_watermark(text.watermark or "", palette, *size, outline=outline)
        page.Contents = make_stream(pdf, drawn, {})
        page.Resources = Dictionary(
            {key: Dictionary(entries) for key, entries in palette.resources.items()}
        )
        target = io.BytesIO()
        pdf.save(target, compress_streams=False, static_id=True)
    return target.getvalue()
