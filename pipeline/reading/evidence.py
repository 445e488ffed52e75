"""Cuts a picture of each found mark out of its carrier, so that a person can check it.

Renders PDF pages and opens images; knows where marks stand, not how they were found.
"""

import io
import warnings
from pathlib import Path

from models.geometry import POINTS_PER_INCH, Box
from models.outcomes import Verdict

DPI = 150.0
MARGIN_PT = 14.0


def crop_marks(path: Path, kind: str, verdict: Verdict) -> list[tuple[str, bytes]]:
    """Return a PNG of every mark that has a place, with a name for each.

    Args:
        path: The carrier; it is only read.
        kind: Its row of the format table: pdf, png, jpeg, tiff, …
        verdict: What was found on it.

    Returns:
        Names such as ``mark-1-page-2.png``, numbered as the verdict's marks are; marks
        without a place and kinds without pictures give none.
    """
    wanted = [
        (number, mark.page_index, mark.box)
        for number, mark in enumerate(verdict.marks, 1)
        if mark.page_index is not None and mark.box is not None
    ]
    cut = _cut_pdf if kind == "pdf" else _cut_image
    if not wanted or kind not in (
        "pdf",
        "png",
        "jpeg",
        "jpg",
        "tiff",
        "bmp",
        "webp",
        "image",
    ):
        return []
    return [
        (f"mark-{number}-page-{page_index + 1}.png", cut(path, page_index, box))
        for number, page_index, box in wanted
    ]


def _cut_pdf(path: Path, page_index: int, box: Box) -> bytes:
    import pypdfium2 as pdf

    document = pdf.PdfDocument(path)
    try:
        if document.formenv is None and document.get_formtype():
            document.init_forms()
        page = document[page_index]
        width, height = page.get_size()
        area = box.grown(MARGIN_PT)
        crop = (
            max(0.0, area.x0),
            max(0.0, height - area.y1),
            max(0.0, width - area.x1),
            max(0.0, area.y0),
        )
        picture = page.render(scale=DPI / POINTS_PER_INCH, crop=crop).to_pil()
        return _png(picture.convert("RGB"))
    finally:
        document.close()


def _cut_image(path: Path, page_index: int, box: Box) -> bytes:
    from PIL import Image, ImageOps

    from pipeline.reading.clear_picture import on_white
    from pipeline.reading.read_image import resolution

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        # Given a path, Pillow maps a raw TIFF and mistakes rows for columns.
        with path.open("rb") as file, Image.open(file) as opened:
            opened.seek(page_index)
            across, down = resolution(opened)
            if opened.getexif().get(0x0112, 1) in (5, 6, 7, 8):
                across, down = down, across
            seen = ImageOps.exif_transpose(opened)
            picture = on_white(seen, opened.format)[0].convert("RGB")
    area = box.grown(MARGIN_PT)
    right, low = across / POINTS_PER_INCH, down / POINTS_PER_INCH
    bounds = (
        max(0, int(area.x0 * right)),
        max(0, int(area.y0 * low)),
        min(picture.width, int(area.x1 * right) + 1),
        min(picture.height, int(area.y1 * low) + 1),
    )
    return _png(picture.crop(bounds))


def _png(picture: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")  # type: ignore[attr-defined]
    return target.getvalue()
