"""Ink in the JPEG streams of a TIFF: blocks without ink keep every coefficient.

It must not know what is drawn nor where the streams stand in the file.

Source: TIFF technical note 2 (JPEG tables and abbreviated streams).
"""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from models.errors import CorruptInput, OutputError
from stamps.image_frame import Pixels
from stamps.image_jpeg import components_of
from stamps.jpeg_blocks import put_ink
from stamps.jpeg_codec import GRAY, RGB, YCC, read_coefficients, write_coefficients
from stamps.jpeg_markers import without_metadata
from stamps.tiff_segments import Grid, Place

TABLES = 347
_COLOURS = {1: GRAY, 2: RGB, 6: YCC}
_EOI = b"\xff\xd9"
_NO_TRANSFORM = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
"""Adobe's segment: the components are red, green and blue."""

Ink = tuple[Pixels, tuple[int, int], str]
"""Coverage, row and column of its first pixel in the stream, and which ink it is."""


def whole_stream(data: bytes, tables: bytes) -> bytes:
    """Join a strip or tile with the tables that all of them share."""
    if not tables:
        return data
    head = tables[: -len(_EOI)] if tables.endswith(_EOI) else tables
    return head + data[2:]


def gray_of(stream: bytes, grid: Grid, place: Place) -> Pixels:
    """Return a stream's picture in grey, rows and columns.

    Raises:
        CorruptInput: It cannot be read.
    """
    if _COLOURS[grid.photometric] == RGB:
        stream = stream[:2] + _NO_TRANSFORM + stream[2:]
    try:
        with Image.open(io.BytesIO(stream), formats=("JPEG",)) as image:
            gray = np.asarray(image.convert("L"))
    except (OSError, SyntaxError, ValueError) as error:
        raise CorruptInput("The picture is damaged; ask for it again.") from error
    if gray.shape[0] < place.height or gray.shape[1] < place.width:
        raise CorruptInput("The picture is cut short; ask for it again.")
    return gray[: place.height, : place.width]


def inked_stream(
    stream: bytes,
    grid: Grid,
    inks: list[Ink],
    *,
    colour: tuple[float, float, float],
    scratch: Path,
) -> bytes:
    """Put ink into a stream and prove that no other block has changed.

    Args:
        stream: Whole, with its tables.
        grid: Of the page; its photometric tells what the components are.
        inks: What falls on the stream.
        colour: Of the ink, RGB, 0 to 1.
        scratch: A file that is written over.

    Raises:
        OSError, ValueError: It is coded in a way that cannot be written again.
        OutputError: Another block has changed.
    """
    scratch.write_bytes(without_metadata(stream))
    coded = read_coefficients(scratch)
    named = replace(coded, colour=_COLOURS[grid.photometric])
    components = components_of(named, colour)
    drawn = []
    for component in components:
        blocks = component.blocks.copy()
        for coverage, place, ink in inks:
            put_ink(blocks, component, coverage, place, ink=ink)
        drawn.append(blocks)
    write_coefficients(scratch, replace(coded, blocks=tuple(drawn)))
    data = without_metadata(scratch.read_bytes())
    scratch.write_bytes(data)
    again = read_coefficients(scratch)
    for got, wanted in zip(again.blocks, drawn, strict=True):
        if not np.array_equal(got, wanted):
            raise OutputError("The picture was changed where it bears no stamp.")
    return data
