"""Make many small files of all kinds, a tenth of them broken; the same for one seed.

Used by the soak and as seeds of the fuzzer. Every text is made up.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

from stamps.fonts import font_path

MARKS = ("Секретно", "Совершенно секретно", "Құпия", "Особой важности", None)
BROKEN_SHARE = 0.1
WORDS = ("поставка", "узла", "по", "договору", "согласно", "перечню", "работ", "и")


def text_of(mark: str | None, pages: int = 1) -> Iterator[list[str]]:
    """Yield the lines of each page."""
    for page in range(pages):
        lines = [" ".join(WORDS[n % 5 :]) + "." for n in range(12)]
        yield [mark, "Экз. № 1", *lines] if mark and page == 0 else lines


def make_pdf(mark: str | None, pages: int = 2) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Sans", font_path("sans")))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    for lines in text_of(mark, pages):
        canvas.setFont("Sans", 12)
        for row, line in enumerate(lines):
            near_edge = bool(mark) and row < 2 and line in (mark, "Экз. № 1")
            canvas.drawString(420 if near_edge else 70, 790 - 18 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_docx(mark: str | None) -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    for lines in text_of(mark):
        for row, line in enumerate(lines):
            paragraph = document.add_paragraph(line)
            if mark and row < 2:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_xlsx(mark: str | None) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for lines in text_of(mark):
        for line in lines:
            book.active.append([line])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_odt(mark: str | None) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = "".join(f"<t:p>{line}</t:p>" for page in text_of(mark) for line in page)
    content = (
        f'<o:document-content xmlns:o="{names}office:1.0" xmlns:t="{names}text:1.0">'
        f"<o:body><o:text>{rows}</o:text></o:body></o:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", content)
    return buffer.getvalue()


def make_rtf(mark: str | None) -> bytes:
    rows = [rf"{line}\par " for page in text_of(mark) for line in page]
    body = "".join(
        character if ord(character) < 128 else rf"\u{ord(character)}?"
        for character in "".join(rows)
    )
    return rf"{{\rtf1\ansi\ansicpg1251 {body}}}".encode("ascii")


def make_txt(mark: str | None) -> bytes:
    return "\n".join(line for page in text_of(mark) for line in page).encode()


def make_eml(mark: str | None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message["Subject"] = mark or "Поставка"
    message.set_content(make_txt(mark).decode())
    return message.as_bytes()


def make_picture(mark: str | None, kind: str = "PNG") -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(font_path("sans")), 26)
    for lines in text_of(mark):
        for row, line in enumerate(lines):
            left = 860 if mark and row < 2 else 150
            draw.text((left, 80 + 44 * row), line, font=font, fill=0)
    buffer = io.BytesIO()
    image.save(buffer, kind, dpi=(150, 150))
    return buffer.getvalue()


def make_jpeg(mark: str | None) -> bytes:
    return make_picture(mark, "JPEG")


def make_tiff(mark: str | None) -> bytes:
    return make_picture(mark, "TIFF")


KINDS: dict[str, tuple[Callable[[str | None], bytes], int]] = {
    "pdf": (make_pdf, 50),
    "docx": (make_docx, 25),
    "xlsx": (make_xlsx, 4),
    "odt": (make_odt, 4),
    "rtf": (make_rtf, 4),
    "txt": (make_txt, 6),
    "eml": (make_eml, 4),
    "png": (make_picture, 1),
    "jpg": (make_jpeg, 1),
    "tif": (make_tiff, 1),
}
"""Maker of each kind, and how many of a hundred files are of it."""


def make_dossier(folder: Path, count: int, *, seed: int = 1) -> int:
    """Write files into a folder.

    Returns:
        How many of them are broken.
    """
    chance = random.Random(seed)
    seeds = {kind: [make(mark) for mark in MARKS] for kind, (make, _) in KINDS.items()}
    kinds = list(KINDS)
    weights = [weight for _, weight in KINDS.values()]
    folder.mkdir(parents=True, exist_ok=True)
    broken = 0
    for number in range(count):
        kind = chance.choices(kinds, weights)[0]
        data = distinct(kind, chance.choice(seeds[kind]), number)
        if chance.random() < BROKEN_SHARE:
            data, broken = break_bytes(data, chance), broken + 1
        (folder / f"{number:06d}.{kind}").write_bytes(data)
    return broken


def distinct(kind: str, data: bytes, number: int) -> bytes:
    """Make a file differ from its siblings without changing what it shows."""
    if kind == "pdf":
        return data + b"%% %d\n" % number
    if kind in ("docx", "xlsx", "odt"):
        note = b"%d" % number
        return data[:-2] + len(note).to_bytes(2, "little") + note
    if kind in ("txt", "eml"):
        return data + b"\n%d\n" % number
    if kind == "rtf":
        return data[:-1] + rb"{\*\comment %d}}" % number
    return data + b"%d" % number


def break_bytes(data: bytes, chance: random.Random) -> bytes:
    """Break a file as transport and disks do."""
    way = chance.randrange(6)
    place = chance.randrange(max(1, len(data)))
    if way == 0:
        return data[:place]
    if way == 1:
        return b""
    if way == 2:
        return data[:place] + bytes(chance.randrange(1, 4000)) + data[place:]
    if way == 3:
        return chance.randbytes(chance.randrange(1, 5000))
    if way == 4:
        return data[:place] + chance.randbytes(40) + data[place + 40 :]
    return data[place:] + data[:place]
