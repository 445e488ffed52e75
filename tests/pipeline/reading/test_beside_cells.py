"""What workbooks and charts show that stands in no cell."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.bombs_office import with_parts
from tests.pipeline.reading.test_beside_text import (
    CONCEALED,
    MARK,
    A,
    picture,
    read,
    relations,
    shown,
)

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def workbook(**options: str) -> bytes:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = options.get("title", "Лист")
    sheet["A1"] = 5
    sheet["A1"].number_format = options.get("number", "General")
    sheet["A2"] = options.get("white", "")
    sheet["A2"].font = Font(color="FFFFFFFF")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_with(kind: str, target: str, parts: dict[str, bytes]) -> bytes:
    """A workbook whose sheet points at a part."""
    own = {"xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", kind, target))}
    return with_parts(workbook(), {**own, **parts})


def chart(inside: str) -> bytes:
    return f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}">{inside}</c:chartSpace>'.encode()


def with_chart(inside: str, **parts: bytes) -> bytes:
    return sheet_with(
        "drawing",
        "../drawings/drawing1.xml",
        {
            "xl/drawings/drawing1.xml": b"<wsDr/>",
            "xl/drawings/_rels/drawing1.xml.rels": relations(
                ("rId1", "chart", "/xl/charts/chart1.xml")
            ),
            "xl/charts/chart1.xml": chart(inside),
            **parts,
        },
    )


def with_old_drawing(vml: str) -> bytes:
    return sheet_with(
        "vmlDrawing",
        "../drawings/vml1.vml",
        {
            "xl/drawings/vml1.vml": vml.encode(),
            "xl/drawings/_rels/vml1.vml.rels": relations(
                ("rId1", "image", "../media/a.png")
            ),
            "xl/media/a.png": picture() if "imagedata" in vml else b"",
        },
    )


TITLE = f"<a:p><a:r><a:t>{MARK}</a:t></a:r></a:p>"
IN_SHEETS: dict[str, Callable[[], bytes]] = {
    "chart title": lambda: with_chart(TITLE),
    "shape on a chart": lambda: with_chart(
        "",
        **{
            "xl/charts/_rels/chart1.xml.rels": relations(
                ("rId1", "chartUserShapes", "../drawings/drawing2.xml")
            ),
            "xl/drawings/drawing2.xml": f'<x xmlns:a="{A}">{TITLE}</x>'.encode(),
        },
    ),
    "label": lambda: with_old_drawing(
        "<xml><v:textbox><div><font>Секрет</font>но<br></div></v:textbox></xml>"
    ),
    "shaped words": lambda: with_old_drawing(
        f'<xml><v:textpath on="t" string="{MARK}"/></xml>'
    ),
    "picture of a print header": lambda: with_old_drawing(
        '<xml><v:imagedata o:relid="rId1"/></xml>'
    ),
    "picture behind a sheet": lambda: sheet_with(
        "image", "../media/a.png", {"xl/media/a.png": picture()}
    ),
}


@pytest.mark.parametrize("case", IN_SHEETS)
def test_what_a_sheet_shows_beside_its_cells_is_read(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(IN_SHEETS[case]())

    assert shown(read(path, "xlsx")) == [MARK]


KEPT = f"<c:strCache><c:pt><c:v>{MARK}</c:v></c:pt></c:strCache>"
DOUBTS_OF_SHEETS: dict[str, Callable[[], bytes]] = {
    "cells kept by a chart": lambda: with_chart(KEPT),
    "white cell": lambda: workbook(white=MARK),
    "name of a sheet": lambda: workbook(title=MARK),
    "number format": lambda: workbook(number=f'"{MARK}"'),
    "escaped number format": lambda: workbook(
        number="0;" + "".join(f"\\{letter}" for letter in MARK)
    ),
}


@pytest.mark.parametrize("case", DOUBTS_OF_SHEETS)
def test_what_a_sheet_may_show_is_a_doubt(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(DOUBTS_OF_SHEETS[case]())

    reading = read(path, "xlsx")

    assert (shown(reading), reading.problems) == ([], CONCEALED)


def test_an_ordinary_chart_is_no_doubt(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_chart("<c:strCache><c:pt><c:v>год</c:v></c:pt></c:strCache>"))

    assert read(path, "xlsx").problems == ()


def test_words_a_slide_takes_from_the_cells_of_a_chart_are_a_doubt(
    tmp_path: Path,
) -> None:
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series(MARK, (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, *[Inches(2)] * 4, data)
    deck.save(str(tmp_path / "a.pptx"))

    assert "concealed-mark" in read(tmp_path / "a.pptx", "pptx").problems
