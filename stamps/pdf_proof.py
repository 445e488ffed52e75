"""Proving a PDF's stamps: what each page should show, and whether it does.

Renders only the places where parts of a stamp stand. Knows pdfium, layouts and
drawings; changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from models.geometry import POINTS_PER_MM, Box
from stamps.artwork import Art, draw_line
from stamps.code2d import QUIET_MODULES, SYMBOL_MM, gray_modules, payload
from stamps.code2d_batch import make_many
from stamps.pdf_pattern import paint
from stamps.pdf_plan import PageLayout
from stamps.pdf_render import AnyPage, Picture, render_part
from stamps.plan import StampPlan
from stamps.readback import (
    CODE_PIXELS,
    PROOF_SCALE,
    Expected,
    Finding,
    compare,
    compare_code,
    compare_rest,
    is_same,
    worst,
)

SYMBOL_PT = SYMBOL_MM * POINTS_PER_MM
_DARK_BELOW = 128
_MOST_SEEN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The 2-D code of one page as modules, one byte each, 0 for dark."""

    side: int
    pixels: bytes
    rows: bytes
    """One bit a module, 1 for light, each row ending on a byte; in hexadecimal."""

    @property
    def quiet_pt(self) -> float:
        """Width of the quiet zone in points."""
        return QUIET_MODULES * SYMBOL_PT / self.side


def make_codes(plan: StampPlan, pages: int) -> list[Code | None]:
    """Return the code of each page; None for each where the plan asks for none."""
    if plan.code is None:
        return [None] * pages
    texts = [payload(plan.code, page, pages) for page in range(1, pages + 1)]
    found = make_many(texts, gray_modules)
    rows = {side: _packed_rows(found, side) for side in {side for side, _ in found}}
    return [Code(side=side, pixels=m, rows=next(rows[side])) for side, m in found]


def _packed_rows(found: list[tuple[int, bytes]], side: int) -> Iterator[bytes]:
    """Yield the rows of each code with so many modules on a side, packed together."""
    data = b"".join(modules for own, modules in found if own == side)
    modules = np.frombuffer(data, np.uint8).reshape(-1, side, side)
    packed = np.packbits(modules >= _DARK_BELOW, axis=2)
    length = 2 * packed.shape[1] * packed.shape[2]
    text = packed.tobytes().hex().encode("ascii")
    return (text[at : at + length] for at in range(0, len(text), length))


def symbol_box(box: Box) -> Box:
    """Return the code itself within its box, which has the quiet zone around it."""
    aside, down = (box.width - SYMBOL_PT) / 2, (box.height - SYMBOL_PT) / 2
    x, y = box.x0 + aside, box.y0 + down
    return Box(x, y, x + SYMBOL_PT, y + SYMBOL_PT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """What the pages of one document should show."""

    line: Expected
    stamps: dict[Art, Expected]
    seen: set[bytes] = field(default_factory=set)
    """What lines looked like that were found good up to the page's number."""


def make_template(plan: StampPlan, arts: list[Art]) -> Template:
    """Render the stamp's parts alone on white, as the proof compares them."""
    style, text = plan.style, plan.text.running
    known = text.partition("{page}")[0]
    # What stands before the page's number is the same on every page.
    prefix = draw_line(known.rstrip(), style, style.running_size_pt)
    pictures = [paint(art, style, PROOF_SCALE) for art in (prefix, *arts)]
    first = pictures[0]
    return Template(
        line=Expected(picture=first, known_width=first.shape[1]),
        stamps={
            art: Expected(picture=picture, known_width=picture.shape[1])
            for art, picture in zip(arts, pictures[1:], strict=True)
        },
    )


def prove_page(
    page: AnyPage, layout: PageLayout, template: Template, code: Code | None
) -> Finding:
    """Find every part of the stamp on a page of the output by its pixels."""
    findings = []
    if layout.stamp is not None and layout.art is not None:
        picture = render_part(page, layout.stamp, PROOF_SCALE)
        findings.append(compare(picture, template.stamps[layout.art]))
    picture = render_part(page, layout.line, PROOF_SCALE)
    findings.append(_compare_line(picture, template))
    if layout.code is not None and code is not None:
        findings.append(_prove_code(page, layout.code, code))
    return worst(findings)


def _compare_line(actual: Picture, template: Template) -> Finding:
    """Compare a running line, whose end differs from page to page."""
    ideal = template.line.picture
    height = min(actual.shape[0], ideal.shape[0])
    width = min(actual.shape[1], ideal.shape[1])
    known = actual[:, :width]
    looks = b"%d %b" % (width, known.tobytes())
    if looks not in template.seen:
        wanted: Picture = np.full(actual.shape, 255, dtype=np.uint8)
        wanted[:height, :width] = ideal[:height, :width]
        if not is_same(known, wanted[:, :width]):
            return compare(actual, Expected(picture=wanted, known_width=width))
        if len(template.seen) < _MOST_SEEN:
            template.seen.add(looks)
    return compare_rest(actual[:, width:])


def _prove_code(page: AnyPage, box: Box, code: Code) -> Finding:
    symbol = symbol_box(box)
    scale = CODE_PIXELS * code.side / SYMBOL_PT
    picture = render_part(page, symbol.grown(code.quiet_pt), scale)
    modules = np.frombuffer(code.pixels, dtype=np.uint8)
    return compare_code(picture, modules.reshape(code.side, code.side), QUIET_MODULES)
