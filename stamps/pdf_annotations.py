"""The parts of a stamp as annotations with an appearance of their own.

For pages whose content may not be changed, or hides whatever is drawn into it. Decides
nothing.

Source: ISO 32000-2, 12.5.5 (appearances), 12.5.6.12 (stamp annotations).
"""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from models.geometry import Box
from stamps.artwork import draw_line, running_text
from stamps.pdf_drawing import (
    STRIKE_PT,
    Palette,
    around_code,
    draw,
    draw_ground,
    draw_strike,
)
from stamps.pdf_fonts import make_stream
from stamps.pdf_job import Job
from stamps.pdf_proof import symbol_box

_FLAGS = 4 | 64 | 128
"""Print, read only, locked."""


def stamp_annotations(
    pdf: pikepdf.Pdf, job: Job, index: int, palette: Palette
) -> list[Any]:
    """Make the annotations of one page, in ``pdf``, each part of the stamp its own."""
    return [
        _annotation(pdf, job, index, box, content, palette)
        for box, content in _drawings(job, index, palette)
    ]


def _drawings(job: Job, index: int, palette: Palette) -> list[tuple[Box, bytes]]:
    """Return each part of a page's stamp with the box that it fills."""
    style, pages, layout = job.plan.style, len(job.pages), job.layouts[index]
    text = running_text(job.plan.text, index + 1, pages)
    line = draw(draw_line(text, style, style.running_size_pt), palette)
    parts = [(layout.line, line)]
    if layout.stamp is not None and layout.art is not None:
        parts.append((layout.stamp, draw(layout.art, palette)))
    code = job.codes[index]
    if layout.code is not None and code is not None:
        symbol = symbol_box(layout.code)
        before, after = around_code(code.side, symbol.width, palette.inks)
        drawn = before + code.rows + after
        aside = b"q 1 0 0 1 %.3f %.3f cm\n" % (
            symbol.x0 - layout.code.x0,
            layout.code.y1 - symbol.y1,
        )
        parts.append((layout.code, aside + drawn + b"Q\n"))
    for box in layout.strikes:
        middle = (box.y0 + box.y1) / 2
        place = Box(box.x0 - 1, middle - STRIKE_PT, box.x1 + 1, middle + STRIKE_PT)
        parts.append((place, draw_strike(place.width, style.colour, palette.inks)))
    grounds = {(g.x0 + 1.0, g.y0 + 1.0) for g in layout.grounds}
    return [
        (box, _on_ground(box, content, palette) if _stands(box, grounds) else content)
        for box, content in parts
    ]


def _stands(box: Box, grounds: set[tuple[float, float]]) -> bool:
    return any(abs(box.x0 - x) + abs(box.y0 - y) < 1e-6 for x, y in grounds)


def _on_ground(box: Box, content: bytes, palette: Palette) -> bytes:
    return draw_ground(box.width, box.height, palette.inks) + content


def _annotation(
    pdf: pikepdf.Pdf,
    job: Job,
    index: int,
    box: Box,
    content: bytes,
    palette: Palette,
) -> Any:
    frame = job.layouts[index].frame
    a, b, c, d, _, _ = frame.matrix
    resources = Dictionary(
        {key: Dictionary(entries) for key, entries in palette.resources.items()}
    )
    appearance = make_stream(
        pdf,
        content,
        {
            "Type": Name.XObject,
            "Subtype": Name.Form,
            "BBox": Array([0, 0, round(box.width, 3), round(box.height, 3)]),
            # The page turns its annotations along; turned back, the stamp is upright.
            "Matrix": Array([a, b, c, d, 0, 0]),
            "Resources": resources,
        },
    )
    moment = job.plan.clock.strftime("D:%Y%m%d%H%M%SZ")
    rectangle = frame.in_user_space(box)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Name=Name("/Confidential"),
            Rect=Array([round(value, 3) for value in rectangle]),
            F=_FLAGS,
            M=moment.encode("ascii"),
            NM=f"belgi-{index}-{box.x0:.0f}-{box.y0:.0f}".encode("ascii"),
            Contents=" ".join(job.plan.text.mark),
            AP=Dictionary(N=appearance),
        )
    )
