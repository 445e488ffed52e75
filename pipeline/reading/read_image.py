"""Opens picture files (PNG, JPEG, TIFF, BMP, GIF, WEBP) and reads their pages.

Knows file formats of pictures; what stands on a page is read by ``raster``. One page is
in memory at a time, and no pixel is decoded before it was counted.
"""

import warnings
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from models.documents import Format, Page, Reading
from models.errors import (
    BelgiError,
    CorruptInput,
    EmptyInput,
    LimitExceeded,
    UnsupportedInput,
)
from models.geometry import POINTS_PER_INCH
from models.picture_size import true_resolution
from models.settings import Limits
from pipeline.reading.clear_picture import on_white
from pipeline.reading.raster import read_raster
from pipeline.reading.sound_picture import is_torn, listening
from pipeline.reading.types_of_reading import Interest

KINDS = {
    "PNG": "png",
    "JPEG": "jpeg",
    "MPO": "jpeg",
    "TIFF": "tiff",
    "BMP": "bmp",
    "DIB": "bmp",
    "GIF": "gif",
    "WEBP": "webp",
}
OPENED = tuple(name for name in KINDS if name != "MPO")
"""Pillow opens MPO as JPEG; by that name it knows no opener."""
TORN = "unreadable-page"
MOVING = "moving-picture"
"""A PNG whose further pictures are not read; few programs show them."""


def read_image(path: Path, *, limits: Limits, interest: Interest) -> Reading:
    """Read every page of a picture file.

    Raises:
        EmptyInput: the file has no bytes.
        CorruptInput: it is cut short or not what it claims to be.
        UnsupportedInput: it is no picture of a known kind.
        LimitExceeded: a page or the file is larger than the limits allow.
        DependencyError: Tesseract's language data is missing.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyInput(f"{path.name}: the file is empty; ask for it again.")
    if size > limits.file_bytes:
        raise LimitExceeded(f"{path.name}: {size} bytes are more than the limit.")
    try:
        reading = _read(path, limits, interest)
        return replace(reading, problems=(*reading.problems, *_faults(path, reading)))
    except BelgiError:
        raise
    except UnidentifiedImageError as error:
        raise UnsupportedInput(
            f"{path.name}: not a picture that can be read; convert it to PNG or PDF."
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except Exception as error:
        raise CorruptInput(
            f"{path.name}: the picture is damaged or cut short; ask for it again."
        ) from error


def _faults(path: Path, reading: Reading) -> tuple[str, ...]:
    """Say that pixels were lost where the decoder only went on."""
    return (TORN,) if is_torn(reading.kind.upper(), path.read_bytes) else ()


def _read(path: Path, limits: Limits, interest: Interest) -> Reading:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Pillow, given a path, maps plain TIFFs into memory and garbles turned ones.
        with path.open("rb") as file, Image.open(file, formats=OPENED) as image:
            count = getattr(image, "n_frames", 1)
            if count > limits.pages:
                raise LimitExceeded(f"{path.name}: {count} pages are over the limit.")
            kind = KINDS[image.format or ""]
            if kind in ("gif", "webp", "png"):
                count = min(count, 1) if kind == "png" else count
            pages = []
            for index, frame in enumerate(ImageSequence.Iterator(image)):
                if index >= count:
                    break
                if frame.width * frame.height > limits.page_pixels:
                    raise _too_large(path)
                with listening() as torn:
                    frame.load()
                page = _read_page(frame, index, interest, limits)
                pages.append(replace(page, problem=TORN) if torn() else page)
            moving = kind == "png" and getattr(image, "n_frames", 1) > 1
    return Reading(
        format=Format.IMAGE,
        kind=kind,
        pages=tuple(pages),
        page_count=len(pages),
        problems=(MOVING,) if moving else (),
    )


def _too_large(path: Path) -> LimitExceeded:
    return LimitExceeded(
        f"{path.name}: a page has more pixels than the limit; scan it at 300 dpi."
    )


def _read_page(
    frame: Image.Image, index: int, interest: Interest, limits: Limits
) -> Page:
    turned = frame.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    across, down = resolution(frame)
    if turned:
        across, down = down, across
    form, frame = frame.format, _upright(frame)
    page, sure = on_white(frame, form)
    if abs(across - down) > 0.03 * across:
        page = page.resize((round(page.width * down / across), page.height))
    found = read_raster(page, dpi=down, interest=interest, most_s=limits.page_time_s)
    return Page(
        index=index,
        width_pt=page.width * POINTS_PER_INCH / down,
        height_pt=page.height * POINTS_PER_INCH / down,
        lines=found.lines,
        line_count=found.line_count,
        body_size_pt=found.body_size_pt,
        problem=found.problem if sure else TORN,
    )


def _upright(frame: Image.Image) -> Image.Image:
    """Return a page as its EXIF turns it; one that lies upright is not copied."""
    frame.load()
    if frame.getexif().get(0x0112, 1) == 1:
        return frame
    return ImageOps.exif_transpose(frame)


def resolution(frame: Image.Image) -> tuple[float, float]:
    """Return dots per inch across and down, guessed where they can't be true."""
    return true_resolution(frame.width, frame.height, frame.info.get("dpi"))
