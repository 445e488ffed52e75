"""Pixels of a part of a page are those that pypdfium2's own renderer gives."""

import io

import pypdfium2 as pdf
import pytest

from models.geometry import Box
from pipeline.reading.pdf_page import OpenPage, open_page
from pipeline.reading.pdf_render import render_box
from pipeline.reading.pdf_text import Frame
from tests.build_letters import letter_bytes

FRAME = Frame(x0=0.0, y0=0.0, x1=595.0, y1=842.0, rotation=0)


@pytest.mark.parametrize("dpi", [72.0, 108.0, 200.0])
@pytest.mark.parametrize("annotations", [True, False])
@pytest.mark.parametrize(
    "box", [Box(0, 0, 595, 842), Box(301.3, 20.7, 560.2, 99.1), Box(-5, 700, 60.5, 900)]
)
def test_pixels_are_those_of_the_usual_renderer(
    box: Box, annotations: bool, dpi: float
) -> None:
    with pdf.PdfDocument(io.BytesIO(letter_bytes("Секретно"))) as file:
        page = file[0]
        ours = render_box(OpenPage(page.raw), FRAME, box, dpi, annotations=annotations)
        crop = (max(0, box.x0), max(0, 842 - box.y1), max(0, 595 - box.x1), box.y0)
        theirs = page.render(scale=dpi / 72, crop=crop, draw_annots=annotations)

        assert ours is not None
        assert ours.tobytes() == theirs.to_pil().convert("RGB").tobytes()


def test_nothing_is_outside_of_a_page() -> None:
    with pdf.PdfDocument(io.BytesIO(letter_bytes(None))) as file:
        outside = Box(600, 0, 700, 90)

        with open_page(file, 0) as page:
            assert render_box(page, FRAME, outside, 72, annotations=False) is None
