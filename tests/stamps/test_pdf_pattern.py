"""What a drawing looks like alone, beside what a page with its operators shows."""

import io

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary

from models.geometry import Box
from stamps.artwork import Art, draw_line, draw_stamp, draw_wide_stamp
from stamps.pdf_drawing import Inks, draw, make_palette
from stamps.pdf_fonts import make_stream
from stamps.pdf_pattern import paint
from stamps.pdf_render import Picture, open_pdf, render_part
from stamps.plan import StampPlan, StampStyle
from tests.build_pdf import make_plan

SCALE = 2.0


def page_of(art: Art, plan: StampPlan) -> Picture:
    """Render a page that draws the same by the operators that stamps are made of."""
    with pikepdf.new() as pdf:
        palette = make_palette(pdf, plan, Inks.RGB)
        pdf.add_blank_page(page_size=(art.width, art.height))
        page = pdf.pages[0].obj
        page.Contents = make_stream(pdf, draw(art, palette), {})
        page.Resources = Dictionary(
            {key: Dictionary(entries) for key, entries in palette.resources.items()}
        )
        target = io.BytesIO()
        pdf.save(target)
    document = open_pdf(target.getvalue())
    try:
        return render_part(document[0], Box(0, 0, art.width, art.height), SCALE)
    finally:
        document.close()


@pytest.mark.parametrize("font", ["sans", "serif"])
@pytest.mark.parametrize("colour", [(0.72, 0.07, 0.11), (0.0, 0.0, 0.5)])
def test_a_drawing_looks_as_on_a_page(
    font: str, colour: tuple[float, float, float]
) -> None:
    plan = make_plan(style=StampStyle(font=font, colour=colour))
    text, style = plan.text, plan.style
    arts = (
        draw_stamp(text, style),
        draw_stamp(text, style, scale=0.86),
        draw_wide_stamp(text, style, width_pt=300.0),
        draw_line(text.mark[0], style, 7.5),
    )

    for art in (*arts, *arts):
        picture, wanted = paint(art, style, SCALE), page_of(art, plan)
        assert picture.shape == wanted.shape
        assert picture.min() < 160
        assert np.abs(picture.astype(int) - wanted).max() <= 1
