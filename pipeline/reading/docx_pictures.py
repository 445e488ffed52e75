"""Reads the pictures inside an office document through the raster reader.

A picture that may bear a mark and stays unread is a problem of the document. Knows no
office format; pictures arrive as bytes.
"""

import io
import warnings
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from models.documents import Line, Source
from pipeline.reading.docx_lines import Found, Picture
from pipeline.reading.shown_picture import (
    UNDECODED,
    frames_of,
    orientation_of,
    read_frames,
)
from pipeline.reading.shown_ways import Way
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


Known = dict[tuple[str, frozenset[Way]], tuple[Line, ...] | None]
"""What pictures showed, by part and the ways in which it is shown; None: unread."""


def read_pictures(
    container: Container,
    found: Found,
    *,
    interest: Interest,
    raster: RasterReader | None,
    known: Known | None = None,
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
    for picture, ways in _worth_reading(container, found):
        key = (picture.part, ways)
        if key not in shared:
            shared[key] = _read_one(container, picture, ways, interest, raster)
        lines = shared[key]
        if lines is None:
            found.problems.add(UNREAD)
            continue
        found.lines.extend(placed(lines, found))


def _worth_reading(
    container: Container, found: Found
) -> list[tuple[Picture, frozenset[Way]]]:
    """Return each picture once, at its largest, with the ways in which it is laid.

    Outside ones are only reported.
    """
    largest: dict[str, Picture] = {}
    ways: dict[str, set[Way]] = {}
    for picture in found.pictures:
        if picture.external:
            found.active.add("remote-image")
            found.problems.add("remote-image")
        elif picture.part in container.names and not _too_small(picture):
            ways.setdefault(picture.part, set()).add(picture.way)
            wider = largest.get(picture.part)
            if wider is None or (picture.width_pt or 0) > (wider.width_pt or 0):
                largest[picture.part] = picture
    return [(one, frozenset(ways[part])) for part, one in largest.items()]


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
    ways: frozenset[Way],
    interest: Interest,
    raster: RasterReader | None,
) -> tuple[Line, ...] | None:
    """Return the lines of interest of one picture, None where it stayed unread."""
    from PIL import Image

    data = container.read(picture.part)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        except (*UNDECODED, Image.DecompressionBombError):
            return None
        if image.width * image.height > container.limits.page_pixels:
            return None
        if image.width < SMALLEST_PX[0] or image.height < SMALLEST_PX[1]:
            return ()
        if raster is None:
            return None
        dpi = _dpi(picture, image)
        lines, sure = read_frames(
            frames_of(image, data), ways, interest, partial(raster, dpi=dpi)
        )
    return lines if sure else None


def _dpi(picture: Picture, image: "Image.Image") -> float:
    """Return pixels per inch as the document shows the picture."""
    if not picture.width_pt:
        return USUAL_DPI
    across, down = image.size
    # A place may be told for the picture as EXIF turns it.
    high = picture.height_pt or 0.0
    if orientation_of(image) >= 5 and (across > down) != (picture.width_pt > high > 0):
        across = down
    dpi = across * 72 / picture.width_pt
    return min(max(dpi, DPI_RANGE[0]), DPI_RANGE[1])
