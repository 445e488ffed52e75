"""Makes small letters with a mark, quickly: one page of PDF, drawn once each."""

from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from samples.draw import FONT, FONT_BOLD, _register_fonts

BODY = (
    "Направляем порядок обмена образцами.",
    "Просим подтвердить получение в установленный срок.",
)


@cache
def letter_bytes(
    mark: str | None = "Секретно",
    number: str | None = None,
    body: tuple[str, ...] = BODY,
    subject: str | None = None,
) -> bytes:
    """Return a letter as a PDF file."""
    _register_fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595.28, 841.89), invariant=1)
    if mark:
        canvas.setFont(FONT_BOLD, 14)
        canvas.drawRightString(538, 785, mark)
    if number:
        canvas.setFont(FONT, 11)
        canvas.drawString(57, 785, number)
    canvas.setFont(FONT, 12)
    for index, line in enumerate(body):
        canvas.drawString(77, 640 - 17 * index, line)
    if subject:
        canvas.setSubject(subject)
        canvas.setTitle(subject)
    canvas.save()
    return target.getvalue()


def write_letter(
    path: Path, mark: str | None = "Секретно", number: str | None = None
) -> Path:
    """Write a letter; two letters of different names hold different bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(letter_bytes(mark, number, (*BODY, f"Образец {path.stem}.")))
    return path
