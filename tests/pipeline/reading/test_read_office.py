"""Sheets, slides, and what every office reader refuses."""

import io
import zipfile
from pathlib import Path

import pytest

from models.documents import Align, Source
from models.errors import CorruptInput, EmptyInput, UnsupportedInput
from pipeline.reading.read_office import READERS
from tests.hostile.bombs_office import with_parts
from tests.pipeline.reading.read_made import MARK, marks, read_kind


def workbook(path: Path) -> Path:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = MARK
    sheet["A1"].font = Font(strike=True, bold=True)
    for number in range(500):
        sheet.append([number, "строка"])
    sheet.oddHeader.right.text = "СЕКРЕТНО"
    hidden = book.create_sheet("hidden")
    hidden["A1"] = MARK
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_workbook_is_read_near_what_is_of_interest(tmp_path: Path) -> None:
    reading = read_kind(workbook(tmp_path / "a.xlsx"), "xlsx")

    assert marks(reading) == [(0, Source.HEADER), (0, Source.TEXT)]
    assert reading.pages[0].lines[0].align is Align.RIGHT
    assert reading.pages[0].lines[1].words[0].struck
    assert len(reading.pages[0].lines) < 20
    assert reading.problems == ("concealed-mark",)


def test_a_cell_without_its_text_is_damage(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cell}</sheetData></worksheet>'
    part = {"xl/worksheets/sheet1.xml": sheet.encode()}
    path.write_bytes(with_parts(path.read_bytes(), part))

    with pytest.raises(CorruptInput):
        read_kind(path, "xlsx")


def test_a_presentation_is_read_slide_by_slide(tmp_path: Path) -> None:
    import pptx

    deck = pptx.Presentation()
    for text in ("Погода", MARK):
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        slide.shapes.title.text = text
    deck.save(str(tmp_path / "a.pptx"))

    reading = read_kind(tmp_path / "a.pptx", "pptx")

    assert marks(reading) == [(1, Source.TEXTBOX)]
    assert reading.page_count == 2


@pytest.mark.parametrize("kind", READERS)
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.touch()

    with pytest.raises(EmptyInput):
        read_kind(path, kind)


NOT_TEXT = [kind for kind in READERS if kind not in ("txt", "eml")]


@pytest.mark.parametrize("kind", NOT_TEXT)
@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 cut", bytes(range(256)), b"{\\rtg"],
    ids=["truncated", "noise", "other"],
)
def test_what_is_not_of_the_kind_is_refused(
    tmp_path: Path, kind: str, data: bytes
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)

    with pytest.raises(CorruptInput):
        read_kind(path, kind)


def test_an_unknown_kind_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")

    with pytest.raises(UnsupportedInput):
        read_kind(path, "wpd")


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    path = tmp_path / "a.odt"
    path.write_bytes(stream.getvalue())

    with pytest.raises(Exception) as caught:
        read_kind(path, "odt")

    assert getattr(caught.value, "slug", "") == "too-large"


@pytest.mark.parametrize(
    ("cell", "below", "source", "align"),
    [
        ("H1", 2, Source.TEXT, Align.RIGHT),
        ("A2", 2, Source.TEXT, Align.LEFT),
        ("H12", 2, Source.TABLE, Align.LEFT),
        ("H1", 1, Source.TABLE, Align.LEFT),
    ],
    ids=["far to the right", "at the left", "within the table", "in a column"],
)
def test_a_lone_cell_above_a_table_is_no_cell_of_it(
    tmp_path: Path, cell: str, below: int, source: Source, align: Align
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet[cell] = MARK
    for row in range(4, 16):
        for column in range(1, below + 1):
            sheet.cell(row, column, "кабель")
    book.save(tmp_path / "a.xlsx")

    page = read_kind(tmp_path / "a.xlsx", "xlsx").pages[0]

    found = [line for line in page.lines if MARK in line.text]
    assert [(line.source, line.align) for line in found] == [(source, align)]
