"""Makes what `make bench` measures on: PDFs, scans, Word files; the same for one seed.

Every text is made up of words without meaning for anybody.
"""

import io
import random
from pathlib import Path
from typing import TYPE_CHECKING

from stamps.fonts import font_path

if TYPE_CHECKING:
    from PIL import Image

A4 = (595.28, 841.89)
SYLLABLES = ("по", "ста", "вка", "уз", "ла", "до", "го", "вор", "ка", "ме", "ри", "ной")
VOCABULARY = 3000
LINES = 54
MARK, COPY = "Секретно", "Экз. № 1"


def words(chance: random.Random) -> list[str]:
    """Make words up; about as many as a long text holds."""
    return [
        "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))
        for _ in range(VOCABULARY)
    ]


def make_pdf(path: Path, pages: int, *, seed: int = 1) -> None:
    """Write a born-digital file with a mark and a copy number on its first page."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(seed)
    known = words(chance)
    pdfmetrics.registerFont(TTFont("Serif", font_path("serif")))
    drawing = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    for page in range(pages):
        drawing.setFont("Serif", 9)
        if page == 0:
            drawing.drawRightString(540, 800, MARK)
            drawing.drawRightString(540, 785, COPY)
        for line in range(LINES):
            text = " ".join(chance.choices(known, k=14))[:92]
            drawing.drawString(72, 770 - 13 * line, text)
        drawing.drawCentredString(297, 30, str(page + 1))
        drawing.showPage()
    drawing.save()


def pack_objects(source: Path, target: Path) -> None:
    """Write a file again as newer producers do: most objects packed in streams."""
    import pikepdf

    with pikepdf.open(source) as pdf:
        mode = pikepdf.ObjectStreamMode.generate
        pdf.save(target, object_stream_mode=mode, deterministic_id=True)


def make_folder(folder: Path, files: int, pages: int) -> None:
    """Write many born-digital files, no two alike."""
    folder.mkdir()
    for at in range(files):
        make_pdf(folder / f"{at:04d}.pdf", pages, seed=at)


def make_page_image(*, seed: int = 1, dpi: int = 300) -> "Image.Image":
    """Draw a page as a scanner sees it: grey, with a little grain."""
    import numpy
    from PIL import Image, ImageDraw, ImageFont

    chance = random.Random(seed)
    known = words(chance)
    scale = dpi / 72
    size = (round(A4[0] * scale), round(A4[1] * scale))
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_path("serif"), round(11 * scale))
    large = ImageFont.truetype(font_path("serif", bold=True), round(13 * scale))
    for row, text in enumerate((MARK, COPY)):
        draw.text((400 * scale, (40 + 18 * row) * scale), text, fill=20, font=large)
    for line in range(44):
        text = " ".join(chance.choices(known, k=12))[:78]
        draw.text((72 * scale, (100 + 15 * line) * scale), text, fill=30, font=font)
    grain = numpy.random.default_rng(seed).normal(0, 4, (size[1], size[0]))
    pixels = numpy.clip(numpy.asarray(image) + grain, 0, 255).astype("uint8")
    return Image.fromarray(pixels)


def make_scan(path: Path, pages: int, *, seed: int = 1) -> None:
    """Write a PDF of scanned pages, JPEG at 300 dpi."""
    import img2pdf

    pictures = []
    for page in range(pages):
        buffer = io.BytesIO()
        picture = make_page_image(seed=seed + page)
        picture.save(buffer, "JPEG", quality=80, dpi=(300, 300))
        pictures.append(buffer.getvalue())
    path.write_bytes(img2pdf.convert(pictures, nodate=True))


def make_docx(path: Path, pages: int = 10) -> None:
    """Write a Word file with a mark and a picture, as long as letters get."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    chance = random.Random(1)
    known = words(chance)
    document = Document()
    for text in (MARK, COPY):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for _ in range(pages * 9):
        document.add_paragraph(" ".join(chance.choices(known, k=60)))
    picture = io.BytesIO()
    make_page_image(dpi=100).save(picture, "PNG")
    picture.seek(0)
    document.add_picture(picture, width=Cm(12))
    document.save(str(path))


def make_report(path: Path, pages: int = 10) -> None:
    """Write a Word file as offices do: tables, many runs, a photograph, a header."""
    from docx import Document
    from docx.shared import Cm, Pt

    chance = random.Random(2)
    known = words(chance)
    document = Document()
    for text in (MARK, COPY):
        document.sections[0].header.add_paragraph(text)
    for _ in range(pages):
        for _ in range(4):
            paragraph = document.add_paragraph()
            for _ in range(9):
                run = paragraph.add_run(" ".join(chance.choices(known, k=6)) + " ")
                run.bold, run.font.size = chance.random() < 0.2, Pt(11)
        table = document.add_table(rows=8, cols=5)
        for cell in table._cells:
            cell.text = " ".join(chance.choices(known, k=2))
    photograph = io.BytesIO()
    make_page_image(dpi=150).save(photograph, "JPEG", quality=80)
    photograph.seek(0)
    document.add_picture(photograph, width=Cm(12))
    document.save(str(path))
