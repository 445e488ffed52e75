"""Families of made scans, each a page with its truth; made, not found.

Every family draws from the words, fonts and degradations of its split, so that nothing
of the test split was seen while belgi was being made.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from benchmarks.recognition import words as w
from benchmarks.recognition.cases import Case, Truth
from benchmarks.recognition.degradations import DEGRADATIONS, fax
from benchmarks.recognition.drawing import blank
from benchmarks.recognition.scan_page import Drawn, Family, Maker
from benchmarks.recognition.scan_print import (
    bilingual,
    cover,
    crowded,
    faint,
    footer,
    mention,
    printed,
    short,
    struck,
    table_of_degrees,
    turned,
    two_rows,
    unmarked,
)  # fmt: skip
from benchmarks.recognition.scan_stamps import (
    conflict,
    lifted,
    outside,
    stamp_black,
    stamp_black_over,
    stamp_blue,
    stamp_double,
    stamp_faint,
    stamp_fax,
    stamp_over,
    stamp_red,
    stamp_sideways,
    stamp_struck,
)  # fmt: skip

LANGUAGES = ("ru", "ru", "kk", "kk", "be")


FAMILIES: tuple[Family, ...] = (
    printed, bilingual, cover, footer, short, stamp_red, stamp_blue, stamp_over,
    stamp_faint, stamp_black, stamp_black_over, stamp_fax, turned, faint, outside,
    lifted, struck, conflict, unmarked, mention, table_of_degrees, two_rows, crowded,
    stamp_double, stamp_sideways, stamp_struck,
)  # fmt: skip


def wrapped(maker: Maker) -> Drawn:
    """A scan in a PDF, without a text layer."""
    return maker.rng.choice((printed, stamp_red, stamp_blue, turned))(maker)


def wrong_layer(maker: Maker) -> Drawn:
    """A scan in a PDF whose invisible text layer says nothing of the mark."""
    return maker.rng.choice((printed, stamp_blue, cover, unmarked))(maker)


def pages_tiff(maker: Maker) -> Drawn:
    """A TIFF of three pages of which only the last, an annex, bears a mark."""
    return printed(maker)


IN_PDF = (wrapped, wrong_layer)
ALL_FAMILIES = (*FAMILIES, *IN_PDF, pages_tiff)


def make_scans(folder: Path, *, split: str, each: int, seed: int) -> Iterator[Case]:
    """Make the documents of every family, one after the other.

    Args:
        folder: where to write them.
        split: train or test.
        each: documents for each family.
        seed: the same seed makes the same documents.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for family in ALL_FAMILIES:
        for number in range(each):
            name = f"{family.__name__}-{number:02}"
            rng = random.Random(f"{seed}/{split}/{name}")
            image, truth, dpi = _draw(rng, family, split)
            path = _save(folder / name, image, dpi, family, rng)
            yield Case(name=name, family=family.__name__, path=path, truth=truth)


def _save(
    stem: Path, image: Image.Image, dpi: int, family: Family, rng: random.Random
) -> Path:
    """Write a page in the kind of file that its family asks for."""
    if family is pages_tiff:
        path = stem.with_suffix(".tiff")
        plain = blank(rng, "test", dpi)
        plain.paragraph(w.TEXTS["train"]["ru"], 1.0, 20)
        pages = [plain.image, plain.image, image]
        grey = [page.convert("L") for page in pages]
        grey[0].save(
            path, save_all=True, append_images=grey[1:], dpi=(dpi, dpi),
            compression="tiff_lzw",
        )  # fmt: skip
        return path
    jpeg = rng.random() < 0.5 or family in IN_PDF
    path = stem.with_suffix(".jpg" if jpeg else ".png")
    more = {"quality": 88} if jpeg else {"compress_level": 1}
    image.save(path, dpi=(dpi, dpi), **more)
    if family not in IN_PDF:
        return path
    wrong = w.TEXTS["train"]["ru"] if family is wrong_layer else None
    return wrap_in_pdf(path, text=wrong)


def wrap_in_pdf(picture: Path, *, text: str | None) -> Path:
    """Put a picture into a one-page A4 PDF, with an invisible text over it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    path = picture.with_suffix(".pdf")
    with Image.open(picture) as opened:
        size = A4 if opened.height > opened.width else A4[::-1]
    canvas = Canvas(str(path), pagesize=size, invariant=True)
    canvas.drawImage(str(picture), 0, 0, *size)
    if text:
        file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
        pdfmetrics.registerFont(TTFont("layer", file))
        layer = canvas.beginText(72, size[1] - 200)
        layer.setTextRenderMode(3)
        layer.setFont("layer", 11)
        for start in range(0, len(text), 70):
            layer.textLine(text[start : start + 70])
        canvas.drawText(layer)
    canvas.save()
    picture.unlink()
    return path


def _draw(
    rng: random.Random, family: Family, split: str
) -> tuple[Image.Image, Truth, int]:
    maker = Maker(
        rng=rng,
        split=split,
        language=rng.choice(LANGUAGES),
        degree=rng.choice(w.DEGREES),
        dpi=rng.choice((150, 200, 200, 300, 300)),
    )
    image, truth = family(maker)
    for step in rng.choice(DEGRADATIONS[split]):
        if step is fax and family in NOT_TO_FAX:
            continue
        image = step(image, rng)
    return image, truth, maker.dpi


NOT_TO_FAX = (
    stamp_red, stamp_blue, stamp_over, stamp_faint, stamp_black, stamp_black_over,
    lifted, conflict, outside, struck, faint, wrapped, wrong_layer, stamp_double,
    stamp_sideways, stamp_struck,
)  # fmt: skip
"""Families whose mark would vanish at a hard threshold."""
