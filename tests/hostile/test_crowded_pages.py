"""A picture that shows nothing is noticed however much else a page holds."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream

from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import examine
from pipeline.reading.pdf_objects import MOST_OBJECTS
from tests.build_letters import letter_bytes


def _torn(pdf: pikepdf.Pdf) -> Stream:
    """Make a picture that does not decode."""
    torn = Stream(pdf, b"\xff\xd8\xff\xe0 no picture")
    torn.Subtype, torn.ColorSpace = Name.Image, Name.DeviceGray
    torn.Width, torn.Height, torn.BitsPerComponent = 1000, 1400, 8
    torn.Filter = Name.DCTDecode
    return torn


@pytest.mark.parametrize("strokes", [0, MOST_OBJECTS + 1])
@pytest.mark.parametrize("in_form", [False, True])
def test_a_picture_that_cannot_be_drawn_goes_to_a_person(
    tmp_path: Path, strokes: int, in_form: bool
) -> None:
    path = tmp_path / "page.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842)).obj
        torn = _torn(pdf)
        content = b"0 0 m 1 1 l S\n" * strokes + b"q 595 0 0 842 0 0 cm /X Do Q"
        resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(torn)))
        if in_form:
            form = Stream(pdf, content)
            form.Subtype, form.BBox = Name.Form, pikepdf.Array([0, 0, 595, 842])
            form.Resources, content = resources, b"/X Do"
            resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(form)))
        page.Resources, page.Contents = resources, pdf.make_stream(content)
        pdf.save(path)

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.verdict.outcome == Outcome.REVIEW
    assert "unreadable-page" in examined.verdict.reasons


@pytest.mark.parametrize("depth", [0, 60])
def test_a_stamp_that_cannot_be_drawn_goes_to_a_person(
    tmp_path: Path, depth: int
) -> None:
    """The look of an annotation is a form as well."""
    path = tmp_path / "page.pdf"
    with pikepdf.open(BytesIO(letter_bytes(None))) as pdf:
        drawn, content = _torn(pdf), b"q 200 0 0 80 0 0 cm /X Do Q"
        for _ in range(depth + 1):
            form = Stream(pdf, content)
            form.Subtype, form.BBox = Name.Form, pikepdf.Array([0, 0, 200, 80])
            form.Resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(drawn)))
            drawn, content = form, b"/X Do"
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4)
        note.Rect = pikepdf.Array([300, 700, 500, 780])
        note.AP = Dictionary(N=pdf.make_indirect(drawn))
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(path)

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.verdict.outcome == Outcome.REVIEW
    assert "unreadable-page" in examined.verdict.reasons
