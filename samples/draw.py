"""Drawing of sample carriers: PDF pages, Word documents, scans and rubber stamps.

Everything is drawn from fixed numbers, so that the same dossier comes out each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

FONT = "SampleSerif"
FONT_BOLD = "SampleSerif-Bold"
A4_PT = (595.28, 841.89)
MARGIN_PT = 57.0
SEED = 20261122


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a made letter."""

    mark: tuple[str, ...] = ()
    """Lines in the upper right corner, the mark first."""
    number: str | None = None
    """Registration line in the upper left corner."""
    title: str | None = None
    body: tuple[str, ...] = ()
    landscape: bool = False


def _font_file(name: str) -> Path:
    package = files("font_source_serif_pro") / "files" / f"{name}.ttf"
    with as_file(package) as path:
        return path


def draw_pdf(
    target: Path,
    sheets: Sequence[Sheet],
    *,
    table: tuple[tuple[str, str], ...] = (),
    password: str | None = None,
) -> None:
    """Write a born-digital PDF with selectable text."""
    from reportlab.pdfgen.canvas import Canvas

    _register_fonts()
    canvas = Canvas(str(target), invariant=1, pageCompression=1, encrypt=password)
    for sheet in sheets:
        width, height = A4_PT[::-1] if sheet.landscape else A4_PT
        canvas.setPageSize((width, height))
        bottom = _draw_sheet(canvas, sheet, width, height)
        if table:
            _draw_table(canvas, table, width, bottom)
        canvas.showPage()
    canvas.save()


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in ((FONT, "Regular"), (FONT_BOLD, "Bold")):
        pdfmetrics.registerFont(TTFont(name, str(_font_file(f"SourceSerifPro-{file}"))))


def _draw_sheet(canvas: Any, sheet: Sheet, width: float, height: float) -> float:
    """Draw the page from its top; return the height at which the body ends."""
    y = height - MARGIN_PT
    for index, line in enumerate(sheet.mark):
        canvas.setFont(FONT_BOLD if index == 0 else FONT, 14 if index == 0 else 11)
        canvas.drawRightString(width - MARGIN_PT, y - 16 * index, line)
    if sheet.number:
        canvas.setFont(FONT, 11)
        canvas.drawString(MARGIN_PT, y, sheet.number)
    y -= 120
    if sheet.title:
        canvas.setFont(FONT_BOLD, 13)
        canvas.drawCentredString(width / 2, y, sheet.title)
        y -= 30
    canvas.setFont(FONT, 12)
    for paragraph in sheet.body:
        for line in _wrap(canvas, paragraph, width - 2 * MARGIN_PT - 30):
            canvas.drawString(MARGIN_PT + 20, y, line)
            y -= 17
        y -= 6
    return y


def _wrap(canvas: Any, text: str, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if canvas.stringWidth(longer, FONT, 12) > width and line:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _draw_table(
    canvas: Any, table: tuple[tuple[str, str], ...], width: float, y: float
) -> None:
    left, middle, right = MARGIN_PT, width / 2, width - MARGIN_PT
    top = y - 10
    for index, row in enumerate(table):
        base = top - 24 * (index + 1)
        canvas.setFont(FONT_BOLD if index == 0 else FONT, 11)
        canvas.drawString(left + 6, base + 8, row[0])
        canvas.drawString(middle + 6, base + 8, row[1])
        canvas.line(left, base, right, base)
    bottom = top - 24 * len(table)
    canvas.line(left, top, right, top)
    for x in (left, middle, right):
        canvas.line(x, top, x, bottom)


def draw_docx(
    target: Path,
    sheet: Sheet,
    *,
    mark_in_header: bool = False,
    struck: bool = False,
) -> None:
    """Write a Word document; the mark stands in the body or only in the header."""
    from datetime import datetime

    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    place = document.sections[0].header if mark_in_header else document
    for index, line in enumerate(sheet.mark):
        paragraph = place.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(line)
        run.bold = index == 0
        run.font.size = Pt(14 if index == 0 else 11)
        run.font.strike = struck and index == 0
    if sheet.number:
        document.add_paragraph(sheet.number)
    if sheet.title:
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(sheet.title).bold = True
    for text in sheet.body:
        document.add_paragraph(text)
    facts = document.core_properties
    facts.author = "belgi samples"
    facts.created = facts.modified = datetime(2026, 3, 12)  # noqa: DTZ001 - a date only
    document.save(str(target))


def draw_scan(sheet: Sheet, *, dpi: int = 200, skew_deg: float = 0.0) -> Any:
    """Return a page as a scanner would see it: grey paper, noise, a little skew."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    scale = dpi / 72
    width, height = (round(v * scale) for v in A4_PT)
    picture = Image.new("L", (width, height), 250)
    draw = ImageDraw.Draw(picture)

    def font(bold: bool, size_pt: float) -> Any:
        name = "SourceSerifPro-Bold" if bold else "SourceSerifPro-Regular"
        return ImageFont.truetype(str(_font_file(name)), round(size_pt * scale))

    margin = round(MARGIN_PT * scale)
    y = margin
    for index, line in enumerate(sheet.mark):
        face = font(index == 0, 15 if index == 0 else 12)
        box = draw.textbbox((0, 0), line, font=face)
        draw.text((width - margin - (box[2] - box[0]), y), line, font=face, fill=25)
        y += round(20 * scale)
    if sheet.number:
        draw.text((margin, margin), sheet.number, font=font(False, 12), fill=30)
    y = margin + round(120 * scale)
    face = font(False, 12)
    for paragraph in sheet.body:
        line = ""
        for word in [*paragraph.split(), "\n"]:
            longer = f"{line} {word}".strip()
            if word == "\n" or draw.textlength(longer, font=face) > width - 2 * margin:
                draw.text((margin, y), line, font=face, fill=35)
                y += round(18 * scale)
                line = word.strip()
            else:
                line = longer
        y += round(6 * scale)
    picture = picture.rotate(skew_deg, Image.Resampling.BICUBIC, fillcolor=250)
    picture = picture.filter(ImageFilter.GaussianBlur(0.4))
    noise = np.random.default_rng(SEED).normal(0, 5, (height, width))
    noisy = np.clip(np.asarray(picture, dtype=float) + noise, 0, 255)
    return Image.fromarray(noisy.astype("uint8"))


def press_stamp(
    page: Any,
    lines: Sequence[str],
    *,
    ink: tuple[int, int, int],
    angle_deg: float,
    at: tuple[float, float],
    dpi: int = 200,
) -> Any:
    """Press a framed rubber stamp onto a page.

    Args:
        page: A picture; it is turned into RGB.
        lines: The words of the stamp.
        ink: RGB colour of the ink.
        angle_deg: How far the stamp is turned, counter-clockwise.
        at: Its centre as a share of width and height.
        dpi: Resolution of the page.
    """
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    scale = dpi / 72
    face = ImageFont.truetype(str(_font_file("SourceSerifPro-Bold")), round(17 * scale))
    ruler = ImageDraw.Draw(Image.new("L", (1, 1)))
    width = round(max(ruler.textlength(line, font=face) for line in lines) + 24 * scale)
    height = round(24 * scale * len(lines) + 14 * scale)
    stamp = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, width - 4, height - 4), outline=ink, width=round(1.6 * scale))
    for index, line in enumerate(lines):
        middle = (width - draw.textlength(line, font=face)) / 2
        draw.text((middle, (6 + 24 * index) * scale), line, font=face, fill=ink)
    turned = stamp.rotate(
        angle_deg, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255)
    )
    sheet = Image.new("RGB", page.size, (255, 255, 255))
    x = round(page.width * at[0] - turned.width / 2)
    y = round(page.height * at[1] - turned.height / 2)
    sheet.paste(turned, (x, y))
    return ImageChops.multiply(page.convert("RGB"), sheet)


def as_bytes(picture: Any, format_: str, **options: Any) -> bytes:
    """Return a picture as a file of some format."""
    buffer = BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()
