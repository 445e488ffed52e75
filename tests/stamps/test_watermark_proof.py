"""A copy whose watermark can't be seen on a page does not count as a copy."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from models.errors import OutputError
from models.geometry import Box
from stamps.on_pdf import stamp_pdf
from stamps.pdf_frames import Frame
from stamps.pdf_plan import PageLayout
from stamps.pdf_render import open_pdf
from stamps.pdf_watermark import is_watermark_seen
from tests.build_pdf import A4, add_page, image_page, make_plan, save, text_content

COPY = make_plan(words={"watermark": "Дана № 3 · Экз. № 3 · 12с/2026"}, is_copy=True)
GREYS = (0, 30, 60, 100, 128, 180, 214, 235, 255)


@pytest.mark.parametrize("grey", GREYS)
def test_the_watermark_is_seen_on_any_ground(tmp_path: Path, grey: int) -> None:
    with pikepdf.new() as pdf:
        image_page(pdf, grey)
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", COPY)

    data = stamped.path.read_bytes()
    assert (b"/Screen" in data) == (grey < 100)


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("margin", [3, 60], ids=["full", "room"])
def test_the_watermark_is_seen_among_text(
    tmp_path: Path, margin: int, turn: int
) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, text_content(*A4, margin=margin), Rotate=turn)
        source = save(pdf, tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", COPY)

    assert is_seen(stamped.path, turn)


def test_a_page_without_it_is_told(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, text_content(*A4))
        source = save(pdf, tmp_path / "in.pdf")
    bare = stamp_pdf(source, tmp_path / "bare.pdf", make_plan())
    copy = stamp_pdf(source, tmp_path / "copy.pdf", COPY)

    assert [is_seen(path) for path in (source, bare.path, copy.path)] == [
        False,
        False,
        True,
    ]


def is_seen(path: Path, turn: int = 0) -> bool:
    frame = Frame(x0=0, y0=0, x1=A4[0], y1=A4[1], rotate=turn)
    layout = PageLayout(frame=frame, line=Box(0, 0, 1, 1), code=None)
    document = open_pdf(path)
    try:
        return is_watermark_seen(document[0], layout, COPY, outline=False)
    finally:
        document.close()


def test_what_covers_the_whole_page_fails_the_copy(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, text_content(*A4, margin=150))
        form = pdf.make_stream(b"1 g 0 0 595 842 re f")
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, 595, 842])
        over = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=Array([0, 0, 595, 842]),
            F=4,
            AP=Dictionary(N=form),
        )
        page.Annots = Array([pdf.make_indirect(over)])
        source = save(pdf, tmp_path / "in.pdf")

    with pytest.raises(OutputError):
        stamp_pdf(source, tmp_path / "out.pdf", COPY)
    assert not (tmp_path / "out.pdf").exists()
