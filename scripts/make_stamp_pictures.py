"""Make the pictures of docs/stamping.md: ``python -m scripts.make_stamp_pictures``.

Builds a file for each case, stamps it, renders its first page and writes a small PNG
to docs/pictures. Nothing here is a real document.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array

from models.geometry import Box
from models.profile_file import load_profile
from stamps.on_pdf import stamp_pdf
from stamps.plan import StampPlan
from stamps.sheet import make_sheet
from stamps.wording import sheet_words
from tests.build_pdf import (
    A4,
    add_page,
    found,
    image_page,
    make_plan,
    save,
    signed_pdf,
    text_content,
)

TARGET = Path(__file__).parent.parent / "docs" / "pictures"
SIDE_PX = 460
COPY = {
    "watermark": "Дана № 3 · Экз. № 3 · 12с/2026",
    "details": ("Дана 3/5 · Экз. 3/5", "12с/2026 · 22.11.2026", "Для: отдел № 4"),
}
HATCHED = b"".join(b"0 %d m 595 %d l S\n" % (y, y) for y in range(0, 842, 6))
Build = Callable[[pikepdf.Pdf], Any]


def _mark_page(pdf: pikepdf.Pdf) -> None:
    mark = b"BT /F1 12 Tf 470 790 Td (SECRET) Tj ET\n"
    add_page(pdf, mark + text_content(*A4, margin=120))


CASES: dict[str, tuple[Build, StampPlan]] = {
    "text": (lambda pdf: add_page(pdf, text_content(*A4)), make_plan()),
    "under-mark": (_mark_page, make_plan(found=(found(Box(470, 40, 516, 54)),))),
    "turned": (
        lambda pdf: add_page(pdf, text_content(*A4), Rotate=90),
        make_plan(),
    ),
    "crop": (
        lambda pdf: add_page(
            pdf, text_content(*A4, margin=110), CropBox=Array([40, 60, 560, 790])
        ),
        make_plan(),
    ),
    "grey-scan": (lambda pdf: image_page(pdf, 215), make_plan(words=COPY)),
    "dark": (lambda pdf: image_page(pdf, 50), make_plan()),
    "full": (lambda pdf: add_page(pdf, HATCHED), make_plan()),
    "tiny": (lambda pdf: add_page(pdf, b"0.7 g 5 5 40 40 re f", (50, 50)), make_plan()),
    "dark-copy": (lambda pdf: image_page(pdf, 50), make_plan(words=COPY)),
    "struck": (
        _mark_page,
        make_plan(
            found=(found(Box(470, 40, 516, 54)),),
            words={
                "strike_found": True,
                "mark": ("Өте құпия", "(Совершенно секретно)"),
                "details": ("12с/2026 → 12сс/2026 · 22.11.2026",),
                "running": "Өте құпия (Совершенно секретно) · {page}/{pages}",
            },
        ),
    ),
    "copy": (lambda pdf: add_page(pdf, text_content(*A4)), make_plan(words=COPY)),
}


def picture(path: Path, target: Path) -> None:
    """Render the first page with its annotations."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    shown = page.render(scale=SIDE_PX / max(page.get_size())).to_pil()
    shown.quantize(64).save(target, optimize=True)
    document.close()


def main() -> None:
    """Write one picture a case."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case, (build, plan) in CASES.items():
            pdf = pikepdf.new()
            build(pdf)
            source = save(pdf, folder / "in.pdf")
            stamped = stamp_pdf(source, folder / "out.pdf", plan)
            picture(stamped.path, TARGET / f"stamp-{case}.png")
        source = signed_pdf(folder / "in.pdf")
        stamped = stamp_pdf(source, folder / "out.pdf", make_plan())
        picture(stamped.path, TARGET / "stamp-signed.png")
        sheet = make_sheet(
            folder / "sheet.pdf",
            make_plan(sheet_words=sheet_words(load_profile("KZ"))),
            file_name="drawing.dwg",
            sha256="0" * 64,
            size_bytes=48_216,
            pages=None,
        )
        picture(sheet.path, TARGET / "stamp-sheet.png")


if __name__ == "__main__":
    main()
