"""A scan that is drawn by forms within forms is read, or sent to a person."""

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import examine
from tests.build_letters import letter_bytes


def _nested(path: Path, depth: int) -> Path:
    """Write a page with the scan of a marked letter, so many forms deep."""
    with pdfium.PdfDocument(letter_bytes("Секретно")) as letter:
        scan = letter[0].render(scale=200 / 72).to_pil().convert("L")
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842)).obj
        drawn = Stream(pdf, scan.tobytes())
        drawn.Subtype, drawn.ColorSpace = Name.Image, Name.DeviceGray
        drawn.BitsPerComponent = 8
        drawn.Width, drawn.Height = scan.size
        content = b"q 595 0 0 842 0 0 cm /X Do Q"
        for _ in range(depth):
            form = Stream(pdf, content)
            form.Subtype, form.BBox = Name.Form, Array([0, 0, 595, 842])
            form.Resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(drawn)))
            drawn, content = form, b"/X Do"
        page.Resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(drawn)))
        page.Contents = pdf.make_stream(content)
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("depth", "outcome"), [(8, Outcome.MARKED), (60, Outcome.REVIEW)]
)
def test_a_scan_within_forms_is_never_passed_over(
    tmp_path: Path, depth: int, outcome: Outcome
) -> None:
    """No reader of ours shows what lies very deep; others may."""
    path = _nested(tmp_path / "scan.pdf", depth)

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.verdict.outcome == outcome
    assert ("unreadable-page" in examined.verdict.reasons) == (depth > 40)
