"""Pages by pdfium's own handles are what pypdfium2's objects say of them."""

import io

import pikepdf
import pypdfium2 as pdf
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.reading import pdfium_calls as calls
from pipeline.reading.pdf_fields import show_fields
from pipeline.reading.pdf_page import frame_of, open_page, open_text
from tests.build_letters import letter_bytes

LETTER = letter_bytes("Секретно")


def with_page(**entries: object) -> pdf.PdfDocument:
    """A letter whose page has further entries."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(LETTER)) as file:
        page = file.pages[0].obj
        for key, value in entries.items():
            if value is None:
                del page[f"/{key}"]
            else:
                page[f"/{key}"] = file.make_indirect(value)
        file.save(target)
    return pdf.PdfDocument(target.getvalue())


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"Rotate": 90},
        {"Rotate": 180},
        {"Rotate": -90},
        {"CropBox": Array([50, 60, 400, 700])},
        {"CropBox": Array([900, 900, 1200, 1200])},
        {"MediaBox": Array([0, 0, 0, 0])},
        {"MediaBox": None},
    ],
)
def test_a_frame_is_what_the_page_shows(entries: dict[str, object]) -> None:
    with with_page(**entries) as document:
        theirs = document[0]
        bounds = theirs.get_bbox()
        if bounds[2] <= bounds[0] or bounds[3] <= bounds[1]:
            bounds = theirs.get_mediabox()
        with open_page(document, 0) as page:
            frame = frame_of(page, 2.0)

        assert (frame.x0, frame.y0, frame.x1, frame.y1) == bounds
        assert (frame.rotation, frame.unit) == (theirs.get_rotation(), 2.0)


@pytest.mark.parametrize("annotated", [True, False])
def test_only_pages_with_annotations_are_asked_for_fields(annotated: bool) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Square,
        Rect=Array([1, 1, 9, 9]),
    )
    notes = {"Annots": Array([note])} if annotated else {}
    with with_page(**notes) as document:
        show_fields(document)
        with open_page(document, 0) as page:
            assert (page.form is not None) == annotated


def test_a_page_that_is_not_there_is_told() -> None:
    with (
        pdf.PdfDocument(LETTER) as document,
        pytest.raises(pdf.PdfiumError),
        open_page(document, 1),
    ):
        pass


def odd_page() -> bytes:
    """A page with a picture, a shape, retold words, and letters of no known name."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(LETTER)) as file:
        page = file.pages[0]
        block = file.make_stream(b"9 0 d0 0 0 8 8 re f")
        nameless = [65, *(Name(f"/zz{code}") for code in range(65, 91))]
        page.Resources.Font["/Q"] = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 9, 9]),
            FontMatrix=Array([0.1, 0, 0, 0.1, 0, 0]),
            FirstChar=65,
            LastChar=90,
            Widths=Array([9] * 26),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array(nameless)),
            CharProcs=Dictionary({str(name): block for name in nameless[1:]}),
        )
        page.contents_add(
            b"BT /Q 12 Tf 60 60 Td (ABC) Tj ET 40 40 90 9 re f "
            b"/Span <</ActualText (x)>> BDC BT /Q 9 Tf 60 90 Td (DEF) Tj ET EMC "
            b"q 9 0 0 9 9 9 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
        )
        file.save(target)
    return target.getvalue()


def test_direct_calls_answer_as_the_usual_ones() -> None:
    kinds, marked, unmapped = set(), 0, 0
    with (
        pdf.PdfDocument(odd_page()) as document,
        open_page(document, 0) as page,
        open_text(page) as text,
    ):
        here, words = calls.address_of(page.raw), calls.address_of(text)
        for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
            ours = calls.object_at(here, at)
            theirs = pdfium.FPDFPage_GetObject(page.raw, at)
            said = calls.type_of(ours), calls.count_marks(ours)
            kinds.add(said[0])
            marked += said[1]

            assert ours == calls.address_of(theirs)
            assert said == (
                pdfium.FPDFPageObj_GetType(theirs),
                pdfium.FPDFPageObj_CountMarks(theirs),
            )
        for at in range(pdfium.FPDFText_CountChars(text)):
            lacks = calls.lacks_letter(words, at)
            unmapped += lacks

            assert lacks == pdfium.FPDFText_HasUnicodeMapError(text, at)
    assert (len(kinds) > 2, marked > 0, unmapped > 0) == (True, True, True)
