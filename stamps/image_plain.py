"""Stamping pictures through Pillow alone: BMP, GIF, WEBP and what no writer knows.

Lossless where the format is. It must not know what a stamp looks like.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageSequence

from models.errors import OutputError
from stamps.image_blend import inks_of
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Pixels, frame_of
from stamps.image_written import Written, prove_code
from stamps.plan import StampPlan

_KEPT = ("icc_profile", "exif", "dpi", "xmp")
_LOSSY_QUALITY = 90


def write_plain(
    source: Path, target: Path, image: Image.Image, plan: StampPlan
) -> Written:
    """Write a stamped picture of one or several pages and read it back.

    Args:
        source: The file as received.
        target: Written whole; may exist.
        image: ``source`` as Pillow opened it, not yet decoded.
        plan: What to put on it.
    """
    pages = getattr(image, "n_frames", 1)
    kind = image.format or "BMP"
    options = _options(source, image)
    sheets, pictures, wanted, notes = [], [], [], []
    for index, frame_image in enumerate(ImageSequence.Iterator(image)):
        page = frame_image.copy()
        page.info = dict(frame_image.info)
        if kind == "GIF" or page.mode not in ("1", "L", "P", "RGB", "RGBA"):
            page = page.convert("RGBA" if "A" in page.getbands() else "RGB")
        if page.mode == "P":
            notes.append("palette-expanded")
            page = page.convert("RGBA" if "transparency" in page.info else "RGB")
        sheet = plan_sheet(page, frame_of(frame_image, index), plan, pages=pages)
        pixels = stamped_pixels(
            np.asarray(page), sheet, inks_of(page, plan.style.colour)
        )
        sheets.append(sheet)
        wanted.append(pixels)
        pictures.append(Image.fromarray(pixels))
    options |= {"save_all": True, "append_images": pictures[1:]} if pages > 1 else {}
    pictures[0].save(target, format="BMP" if kind == "DIB" else kind, **options)
    _read_back(target, wanted, sheets, lossless=kind in ("BMP", "DIB"))
    return Written(pages=tuple(sheets), notes=tuple(notes))


def _options(source: Path, image: Image.Image) -> dict[str, Any]:
    options = {key: image.info[key] for key in _KEPT if key in image.info}
    if image.format == "WEBP":
        lossless = b"VP8L" in source.read_bytes()[:64]
        options |= {"lossless": lossless, "quality": _LOSSY_QUALITY, "exact": True}
    if image.format == "GIF":
        options = {
            key: image.info[key] for key in ("duration", "loop") if key in image.info
        }
    return options


def _read_back(
    target: Path, wanted: list[Pixels], sheets: list[Sheet], *, lossless: bool
) -> None:
    tolerance = 0 if lossless else _LOSSY_TOLERANCE
    with Image.open(target) as image:
        if getattr(image, "n_frames", 1) != len(sheets):
            raise OutputError("The written picture has another number of pages.")
        for sheet, pixels, frame in zip(
            sheets, wanted, ImageSequence.Iterator(image), strict=True
        ):
            mode = Image.fromarray(pixels[:1, :1]).mode
            got = np.asarray(frame.convert(mode)).astype(np.int16)
            off = np.abs(got - pixels.astype(np.int16)).mean()
            if off > tolerance:
                raise OutputError("The written picture does not hold its stamp.")
            prove_code(frame, sheet)


_LOSSY_TOLERANCE = 12.0
"""Mean difference of all pixels, in levels."""
