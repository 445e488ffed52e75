"""What other readers show and pdfium does not draw is a doubt, never a blank page."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from models.outcomes import Outcome
from tests.pipeline.reading.test_read_pdf import make, plain, read


def marked(canvas: Canvas) -> None:
    canvas.drawRightString(550, 800, "Секретно")
    plain(canvas)


def fonts_replaced(path: Path, by: bytes | None) -> Path:
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                if by is None:
                    del item["/FontFile2"]
                else:
                    item.FontFile2.write(by)
        file.save(path)
    return path


@pytest.mark.parametrize("program", [b"no font " * 99, None], ids=["broken", "missing"])
def test_a_mark_in_a_font_that_cannot_be_drawn(
    tmp_path: Path, program: bytes | None
) -> None:
    """A public file: its words were taken for invisible ones, which are no mark."""
    verdict = read(fonts_replaced(make(tmp_path / "a.pdf", marked), program))

    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("unreadable-page",))


def test_other_words_in_such_a_font_are_read(tmp_path: Path) -> None:
    verdict = read(fonts_replaced(make(tmp_path / "a.pdf", plain), b"no font"))

    assert verdict.outcome == Outcome.UNMARKED


def test_a_page_whose_content_is_found_by_another_reader_only(tmp_path: Path) -> None:
    """A public file: its list of objects was wrong, and its page came out blank."""
    path = tmp_path / "a.pdf"
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        file.pages[0].Contents = file.make_stream(b"0 0 100 100 re f")
        file.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = path.read_bytes()
    offset = b"%010d 00000 n" % data.index(b"4 0 obj")
    assert offset in data
    path.write_bytes(data.replace(offset, b"%010d 00000 n" % 15))

    assert read(path).outcome != Outcome.UNMARKED


def empty(file: pikepdf.Pdf) -> None:
    file.pages[0].Contents = file.make_stream(b"q Q")


def clipped(file: pikepdf.Pdf) -> None:
    file.pages[0].Contents = file.make_stream(b"0 0 10 10 re W n BT ( ) Tj ET")


@pytest.mark.parametrize("content", [empty, clipped])
def test_a_page_that_draws_nothing_is_blank(
    tmp_path: Path, content: Callable[[pikepdf.Pdf], None]
) -> None:
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        content(file)
        file.save(tmp_path / "a.pdf")

    assert read(tmp_path / "a.pdf").outcome == Outcome.UNMARKED
