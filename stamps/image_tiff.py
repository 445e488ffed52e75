"""Stamping TIFF: page after page, each in the compression and depth that it came in.

It must not know what a stamp looks like.

Source: TIFF 6.0; compression numbers as libtiff names them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageSequence, TiffImagePlugin

from models.errors import LimitExceeded, OutputError, UnsupportedInput
from models.settings import Limits
from stamps.image_blend import has_room_for_ink, inks_of
from stamps.image_canvas import Sheet, plan_sheet, stamped_pixels
from stamps.image_frame import Pixels, frame_of
from stamps.image_tiff_exact import write_exact
from stamps.image_written import Written, prove_code, prove_ink
from stamps.plan import LabelContent, StampPlan

_KEPT_TAGS = frozenset(
    {
        *(254, 269, 270, 271, 272, 282, 283, 285, 286, 287, 296),
        *(305, 306, 315, 316, 337, 33432, 33723, 34377),
    }
)
"""Descriptions, resolution, orientation, dates, IPTC.

Not the page number (297): Pillow hands libtiff half of it, and the rest is chance.
"""
_XMP_TAG, _BITS_TAG, _SAMPLES_TAG = 700, 258, 277
_ORIENTATION_TAG, _ACROSS_TAG, _DOWN_TAG = 274, 282, 283
_FIRST_TURNED = 5
_TWELVE = (12,)
_BILEVEL = ("group3", "group4", "tiff_ccitt", "tiff_raw_16")
_LOSSLESS = (
    "raw",
    "tiff_lzw",
    "tiff_adobe_deflate",
    "tiff_deflate",
    "packbits",
    "zstd",
)
_LOSSY = ("jpeg", "tiff_jpeg", "webp")
_OTHERWISE = "tiff_adobe_deflate"
_JPEG_QUALITY = 92


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Page:
    """A page, drawn, with what its directory is to say."""

    sheet: Sheet
    pixels: Pixels
    picture: Image.Image
    options: dict[str, Any]
    notes: tuple[str, ...]


def write_tiff(
    source: Path, target: Path, image: Image.Image, plan: StampPlan
) -> Written:
    """Write a stamped TIFF of all its pages and read it back.

    One page is in memory at a time.

    Args:
        source: The file as received.
        target: Written whole; may exist.
        image: ``source`` as Pillow opened it, not yet decoded.
        plan: What to put on it.
    """
    exact = write_exact(source, target, plan, Limits())
    if exact is not None:
        return exact
    sheets: list[Sheet] = []
    notes: list[str] = []
    with TiffImagePlugin.AppendingTiffWriter(str(target), new=True) as out:
        for page in _pages(image, plan):
            page.picture.save(out, format="TIFF", **page.options)
            out.newFrame()
            sheets.append(page.sheet)
            notes += page.notes
    with Image.open(target) as written:
        if getattr(written, "n_frames", 1) != len(sheets):
            raise OutputError("The written picture has another number of pages.")
        _read_back(written, image, plan)
    return Written(pages=tuple(sheets), notes=tuple(notes))


def _pages(image: Image.Image, plan: StampPlan) -> Iterator[_Page]:
    """Draw page after page; the same again, whenever it is asked for."""
    count = getattr(image, "n_frames", 1)
    for index, frame in enumerate(ImageSequence.Iterator(image)):
        yield _page(frame, index, count, plan)


def _page(image: Image.Image, index: int, count: int, plan: StampPlan) -> _Page:
    if image.width * image.height > Limits().page_pixels:
        raise LimitExceeded(
            "A page has more pixels than the limit; scan it at 300 dpi."
        )
    tags = image.tag_v2  # type: ignore[attr-defined]  # Pillow's TIFF has it
    bits = tags.get(_BITS_TAG, (1,))
    if max(bits) > 8 and tags.get(_SAMPLES_TAG, 1) > 1:
        raise UnsupportedInput(
            "The picture keeps 16 bits of each colour in a TIFF. "
            "Convert it to PNG, which keeps them, or to 8 bits.",
            slug="deep-colour-tiff",
        )
    turned = tags.get(_ORIENTATION_TAG, 1) >= _FIRST_TURNED
    image.load()  # Pillow makes the pixels upright and forgets the orientation
    frame = frame_of(image, index)
    if turned:
        frame = replace(frame, dpi=(frame.dpi[1], frame.dpi[0]))
    notes: list[str] = []
    page = _drawable(image, notes)
    sheet = plan_sheet(page, frame, plan, pages=count)
    pixels = stamped_pixels(np.asarray(page), sheet, inks_of(page, plan.style.colour))
    picture = _picture(pixels, page, plan)
    return _Page(
        sheet=sheet,
        pixels=pixels,
        picture=picture,
        options=_options(image, picture, plan, notes, turned=turned),
        notes=tuple(notes),
    )


def _drawable(image: Image.Image, notes: list[str]) -> Image.Image:
    bits = image.tag_v2.get(_BITS_TAG)  # type: ignore[attr-defined]
    if bits == _TWELVE:
        # Pillow writes what it read of 12 bits as 16, where white is higher.
        notes.append("depth-widened")
        values = np.asarray(image, np.uint32) * 65535 // 4095
        return Image.fromarray(values.astype(np.uint16))
    if image.mode == "P" and not has_room_for_ink(image):
        notes.append("palette-expanded")
        return image.convert("RGB")
    if image.mode in ("YCbCr", "LAB", "PA", "RGBX", "RGBa", "La"):
        notes.append("colours-converted")
        return image.convert("RGBA" if image.mode in ("PA", "RGBa") else "RGB")
    return image


def _picture(pixels: Pixels, page: Image.Image, plan: StampPlan) -> Image.Image:
    if page.mode == "CMYK":
        return Image.fromarray(pixels, "CMYK")
    picture = Image.fromarray(pixels)
    if page.mode == "P":
        palette = inks_of(page, plan.style.colour).palette
        picture = picture.convert("L")
        picture.putpalette(b"" if palette is None else palette.tobytes())
    return picture


def _options(
    image: Image.Image,
    picture: Image.Image,
    plan: StampPlan,
    notes: list[str],
    *,
    turned: bool,
) -> dict[str, Any]:
    tags = image.tag_v2  # type: ignore[attr-defined]  # Pillow's TIFF has it
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in sorted(_KEPT_TAGS & set(tags)):
        info[tag] = tags[tag]
        info.tagtype[tag] = tags.tagtype[tag]
    if turned and _ACROSS_TAG in info and _DOWN_TAG in info:
        info[_ACROSS_TAG], info[_DOWN_TAG] = info[_DOWN_TAG], info[_ACROSS_TAG]
    packet = _labelled(tags.get(_XMP_TAG), plan.label)
    if packet is not None:
        info[_XMP_TAG] = packet
        info.tagtype[_XMP_TAG] = 1
    options: dict[str, Any] = {
        "tiffinfo": info,
        "compression": _compression(image, picture, notes),
    }
    if image.info.get("icc_profile") and "colours-converted" not in notes:
        options["icc_profile"] = image.info["icc_profile"]
    if options["compression"] in _LOSSY:
        options["quality"] = _JPEG_QUALITY
    return options


def _labelled(there: Any, label: LabelContent | None) -> bytes | None:
    existing = there if isinstance(there, bytes) else None
    if label is None:
        return existing
    from stamps.labels import xmp_binding

    return xmp_binding(label, existing)


def _compression(
    image: Image.Image, picture: Image.Image, notes: list[str]
) -> str | None:
    told = str(image.info.get("compression", "raw"))
    if told == "raw":
        return None
    if told in _BILEVEL and picture.mode == "1":
        return told if told in ("group3", "group4", "tiff_ccitt") else "group4"
    if told in _LOSSLESS:
        return told
    if told in _LOSSY and picture.mode in ("L", "RGB", "CMYK"):
        notes.append("coded-anew")
        return "jpeg"
    return _OTHERWISE


def _read_back(written: Image.Image, image: Image.Image, plan: StampPlan) -> None:
    """Draw each page once more and compare it with what was written."""
    for index, page in enumerate(_pages(image, plan)):
        written.seek(index)
        written.load()
        if page.options["compression"] == "jpeg":
            prove_ink(written.crop, page.sheet)
        elif not np.array_equal(np.asarray(written), page.pixels):
            raise OutputError("The written picture does not hold its stamp.")
        prove_code(written, page.sheet)
