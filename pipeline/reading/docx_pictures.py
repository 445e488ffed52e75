"""Reads the pictures inside an office document through the raster reader.

A picture that may bear a mark and stays unread is a problem of the document. Knows no
office format; pictures arrive as bytes.
"""

import io
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from models.documents import Line, Source
from pipeline.reading.docx_lines import Found, Picture
from pipeline.reading.sound_picture import is_torn, listening
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "DIB", "PPM")
UNREAD = "unread-picture"
SMALLEST_PT = (24.0, 6.0)
"""Width and height under which no mark could be read on paper."""
SMALLEST_PX = (24, 10)
USUAL_DPI = 150.0
DPI_RANGE = (40.0, 1200.0)


def read_pictures(
    container: Container,
    found: Found,
    *,
    interest: Interest,
    raster: RasterReader | None,
    known: "dict[str, tuple[Line, ...] | None] | None" = None,
) -> None:
    """Read each picture once, at its largest size, and add its lines.

    Args:
        container: Where the pictures are.
        found: Names the pictures, and takes what they show.
        interest: Handed to ``raster``.
        raster: Reads a picture; None: none can be read.
        known: What pictures showed that other pages share; it is added to.

    Side effects: adds lines with source OCR, and problems, to ``found``.
    """
    shared = {} if known is None else known
    for picture in _worth_reading(container, found):
        if picture.part not in shared:
            shared[picture.part] = _read_one(container, picture, interest, raster)
        lines = shared[picture.part]
        if lines is None:
            found.problems.add(UNREAD)
            continue
        found.lines.extend(placed(lines, found))


def _worth_reading(container: Container, found: Found) -> list[Picture]:
    """Return each picture once, at its largest; outside ones are only reported."""
    largest: dict[str, Picture] = {}
    for picture in found.pictures:
        if picture.external:
            found.active.add("remote-image")
            found.problems.add("remote-image")
        elif picture.part in container.names and not _too_small(picture):
            wider = largest.get(picture.part)
            if wider is None or (picture.width_pt or 0) > (wider.width_pt or 0):
                largest[picture.part] = picture
    return list(largest.values())


def _too_small(picture: Picture) -> bool:
    width, height = picture.width_pt, picture.height_pt
    return (width is not None and width < SMALLEST_PT[0]) or (
        height is not None and height < SMALLEST_PT[1]
    )


def placed(lines: tuple[Line, ...], found: Found) -> list[Line]:
    """Take the places away: they are the picture's, not the page's."""
    first = found.blocks + 1
    found.blocks = first + max((line.block for line in lines), default=0)
    return [
        replace(
            line,
            words=tuple(replace(word, box=None) for word in line.words),
            source=Source.OCR,
            block=first + line.block,
        )
        for line in lines
    ]


def _read_one(
    container: Container,
    picture: Picture,
    interest: Interest,
    raster: RasterReader | None,
) -> tuple[Line, ...] | None:
    """Return the lines of interest of one picture, None where it stayed unread."""
    from PIL import Image

    data = container.read(picture.part)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > container.limits.page_pixels:
                return None
            if image.width < SMALLEST_PX[0] or image.height < SMALLEST_PX[1]:
                return ()
            if raster is None:
                return None
            image, sure = all_of(image, data)
            if not sure:
                return None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    read = raster(image, dpi=_dpi(picture, image.width), interest=interest)
    return None if read.problem is not None else read.lines


def all_of(image: "Image.Image", data: bytes) -> tuple["Image.Image", bool]:
    """Decode a picture onto white paper; tells whether nothing was lost.

    Args:
        image: As it was opened.
        data: The file that it was opened from.
    """
    from pipeline.reading.clear_picture import on_white

    with listening() as heard:
        image.load()
    torn = heard() or is_torn(image.format, lambda: data)
    page, sure = on_white(image, image.format)
    return page, sure and not torn


def _dpi(picture: Picture, width_px: int) -> float:
    """Return pixels per inch as the document shows the picture."""
    if not picture.width_pt:
        return USUAL_DPI
    dpi = width_px * 72 / picture.width_pt
    return min(max(dpi, DPI_RANGE[0]), DPI_RANGE[1])
