"""Small texts, workbooks and presentations for tests that stamp them."""

import zipfile
from pathlib import Path

from stamps.on_office import stamp_office
from stamps.plan import Stamped
from tests.build_stamp_plan import make_plan

KINDS = ("odt", "xlsx", "pptx")
RUNNING = ("Құпия · 12с/2026 ·",)
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'


def build_odt(path: Path, *, manifest: str = "", standard: str = "") -> Path:
    header = "<style:header><text:p>Верхний</text:p></style:header>"
    footer = "<style:footer><text:p>Нижний</text:p></style:footer>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {ODF}><office:body><office:text><text:p>x"
            "</text:p></office:text></office:body></office:document-content>"
        ),
        "styles.xml": (
            f"<office:document-styles {ODF}><office:automatic-styles>"
            '<style:page-layout style:name="pm1"><style:page-layout-properties '
            'fo:margin-left="20mm"/></style:page-layout></office:automatic-styles>'
            '<office:master-styles><style:master-page style:name="Standard" '
            f'{standard} style:page-layout-name="pm1">{header}{footer}'
            "</style:master-page>"
            '<style:master-page style:name="Other" style:page-layout-name="pm1"/>'
            "</office:master-styles></office:document-styles>"
        ),
        "META-INF/manifest.xml": (
            f"<manifest:manifest {MANIFEST}>{manifest}</manifest:manifest>"
        ),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def build_xlsx(path: Path) -> Path:
    import openpyxl
    from openpyxl.chart import BarChart, Reference

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([1, 2])
    sheet.oddHeader.center.text = "Верхний"
    sheet.oddFooter.center.text = "Нижний"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=1))
    book.create_chartsheet("chart").add_chart(chart)
    book.create_sheet("hidden").sheet_state = "hidden"
    both = book.create_sheet("both")
    both.HeaderFooter.differentOddEven = True
    both.HeaderFooter.differentFirst = True
    book.save(path)
    return path


def build_pptx(path: Path) -> Path:
    import pptx

    deck = pptx.Presentation()
    for layout in (0, 1, 6):
        deck.slides.add_slide(deck.slide_layouts[layout])
    full = deck.slides[2].shapes
    full.add_textbox(0, 0, deck.slide_width, deck.slide_height)
    deck.save(str(path))
    return path


BUILD = {"odt": build_odt, "xlsx": build_xlsx, "pptx": build_pptx}


def stamped(tmp_path: Path, kind: str, **changes: object) -> Stamped:
    source = BUILD[kind](tmp_path / f"in.{kind}")
    before = source.read_bytes()
    target = tmp_path / f"out.{kind}"
    result = stamp_office(source, target, make_plan(**changes), kind=kind)
    assert source.read_bytes() == before
    return result
