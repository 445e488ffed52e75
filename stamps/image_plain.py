"""Stamping pictures through Pillow alone: BMP, GIF, WEBP, and JPEG of odd kinds.

Lossless where the format is. It must not know what a stamp looks like.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageSequence, JpegImagePlugin

from models.errors import OutputError
from stamps.image_blend import Inks, has_room_for_ink, inks_of, with_room
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Pixels, frame_of
from stamps.image_written import Written, prove_code, prove_ink
from stamps.labels import xmp_binding
from stamps.plan import StampPlan

_KEPT = ("icc_profile", "exif", "dpi", "xmp")
_OF_GIF = ("duration", "loop", "comment")
_LOSSY_QUALITY = 92
_ONE_SHADE = 48
"""Steps of grey that are no letters."""
_LONGEST_PACKET = 65_000
"""Of a segment of a JPEG."""
_SAVED_AS = {"DIB": "BMP", "MPO": "JPEG"}


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
    kind = _SAVED_AS.get(image.format or "", image.format or "")
    sheets: list[Sheet] = []
    pictures: list[Image.Image] = []
    notes: list[str] = []
    for index, frame_image in enumerate(ImageSequence.Iterator(image)):
        page = _drawable(frame_image, kind, notes)
        sheet = plan_sheet(page, frame_of(frame_image, index), plan, pages=pages)
        inks = inks_of(page, plan.style.colour)
        pixels = stamped_pixels(np.asarray(page), sheet, inks)
        sheets.append(sheet)
        pictures.append(_picture(pixels, page, inks))
    label, more = _label(image, kind, plan)
    notes += more
    if kind == "JPEG" or _is_lossy(source, image):
        notes.append("coded-anew")
    exact = kind == "BMP" or (kind == "GIF" and pages == 1)
    for options in _options(source, image):
        options |= label
        if pages > 1:
            options |= {"save_all": True, "append_images": pictures[1:]}
        pictures[0].save(target, format=kind, **options)
        try:
            _read_back(target, pictures, sheets, lossless=exact)
        except OutputError:
            continue
        return Written(pages=tuple(sheets), notes=tuple(dict.fromkeys(notes)))
    raise OutputError(
        "The stamp can't be read back from the written picture. "
        "Convert the picture to PNG and send it again."
    )


def _drawable(frame: Image.Image, kind: str, notes: list[str]) -> Image.Image:
    """Return a page in a mode that can be drawn on and that its format can hold."""
    page = frame.copy()
    page.info = dict(frame.info)
    clear = "A" in page.getbands() or "transparency" in page.info
    single = getattr(frame, "n_frames", 1) == 1
    if page.mode == "L" and kind == "GIF" and single:
        page = page.convert("P")  # a palette of greys, as the file has it
        page.info = dict(frame.info)
    if page.mode == "P" and kind in ("BMP", "GIF") and single:
        return _with_ink(page, notes)
    if page.mode == "P":
        notes.append("palette-expanded")
    if kind == "JPEG" and page.mode in ("L", "RGB", "CMYK"):
        return page
    # Viewers lay the frames of a GIF on one another.
    if clear and (kind == "GIF" or (kind == "BMP" and page.mode == "RGBA")):
        notes.append("alpha-dropped")
        return _laid(page) if kind == "GIF" else _on_paper(page)
    if kind == "GIF" or page.mode not in ("1", "L", "RGB", "RGBA"):
        return page.convert("RGBA" if clear else "RGB")
    return page


def _with_ink(page: Image.Image, notes: list[str]) -> Image.Image:
    """Return a page whose palette has room for the ink."""
    if has_room_for_ink(page):
        return page
    notes.append("colours-merged")
    return with_room(page)


def _on_paper(page: Image.Image) -> Image.Image:
    """Return a page without alpha.

    Many programs do not look at the alpha of a BMP: what it hides is kept, unless it is
    a ground of one shade, which would swallow letters.
    """
    alpha = np.asarray(page.getchannel("A"))
    hidden = np.asarray(page.convert("L"))[alpha == 0]
    opaque = page.convert("RGB")
    if alpha.min() != alpha.max() and (not hidden.size or np.ptp(hidden) <= _ONE_SHADE):
        return _laid(page)
    opaque.info = page.info
    return opaque


def _laid(page: Image.Image) -> Image.Image:
    """Return a page as it looks on white paper."""
    clear = page.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    opaque = Image.alpha_composite(paper, clear).convert("RGB")
    opaque.info = {k: v for k, v in page.info.items() if k != "transparency"}
    return opaque


def _picture(pixels: Pixels, page: Image.Image, inks: Inks) -> Image.Image:
    if page.mode == "CMYK":
        return Image.fromarray(pixels, "CMYK")
    picture = Image.fromarray(pixels)
    if inks.palette is not None:
        picture.putpalette(inks.palette.tobytes())
        if "transparency" in page.info:
            picture.info["transparency"] = page.info["transparency"]
    return picture


def _label(
    image: Image.Image, kind: str, plan: StampPlan
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return how to save the label, where the format has a place for it."""
    if plan.label is None:
        return {}, ()
    if kind not in ("JPEG", "WEBP"):
        return {}, ("label-left-out",)
    there = image.info.get("xmp")
    packet = xmp_binding(plan.label, there if isinstance(there, bytes) else None)
    if kind == "JPEG" and len(packet) > _LONGEST_PACKET:
        return {}, ("label-left-out",)
    return {"xmp": packet}, ()


def _is_lossy(source: Path, image: Image.Image) -> bool:
    if image.format != "WEBP":
        return False
    data = source.read_bytes()  # an animation names the kind of each of its pictures
    return b"VP8L" not in data or b"VP8 " in data


def _options(source: Path, image: Image.Image) -> Iterator[dict[str, Any]]:
    """Yield how to save: at the quality found, then, if letters suffer, at a better."""
    kept = {key: image.info[key] for key in _KEPT if key in image.info}
    if image.format in ("JPEG", "MPO"):
        sampling = JpegImagePlugin.get_sampling(image)
        tables = getattr(image, "quantization", None)
        if tables:
            yield {**kept, "qtables": tables, "subsampling": sampling}
        yield {**kept, "quality": _LOSSY_QUALITY, "subsampling": 0}
    elif image.format == "WEBP":
        lossless = not _is_lossy(source, image)
        yield {**kept, "lossless": lossless, "quality": _LOSSY_QUALITY, "exact": True}
    elif image.format == "GIF":
        kept = {key: image.info[key] for key in _OF_GIF if key in image.info}
        yield {**kept, "optimize": False}
    else:
        yield kept


def _read_back(
    target: Path, pictures: list[Image.Image], sheets: list[Sheet], *, lossless: bool
) -> None:
    with Image.open(target) as image:
        if getattr(image, "n_frames", 1) != len(sheets):
            raise OutputError("The written picture has another number of pages.")
        pages = zip(sheets, pictures, ImageSequence.Iterator(image), strict=True)
        for sheet, wanted, frame in pages:
            seen = (frame.convert("RGBA"), wanted.convert("RGBA"))
            if lossless and ImageChops.difference(*seen).getbbox(alpha_only=False):
                raise OutputError("The written picture does not hold its stamp.")
            prove_ink(frame.crop, sheet)
            prove_code(frame, sheet)
