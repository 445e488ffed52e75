"""Packing and unpacking the strips and tiles of a TIFF, to the same pixels and back.

Codings that Python lacks go through libtiff, as Pillow binds it, one strip at a time.

Source: TIFF 6.0, sections 7 to 14.
"""

import io
import zlib

import numpy as np
from PIL import Image, TiffImagePlugin

from models.errors import CorruptInput
from stamps.image_frame import Pixels
from stamps.tiff_file import (
    STRIP_COUNTS,
    STRIPS,
    Structure,
    read_structure,
    write_pages,
)
from stamps.tiff_segments import (
    BITS,
    COMPRESSION,
    DEFLATE,
    FAX_OPTIONS,
    GROUP3,
    GROUP4,
    HEIGHT,
    LZW,
    NONE,
    PACKBITS,
    PHOTOMETRIC,
    ROWS,
    SAMPLES,
    WIDTH,
    Grid,
    Place,
)

_BYTES = {LZW: "tiff_lzw", PACKBITS: "packbits"}
_FAX = {GROUP3: "group3", GROUP4: "group4"}
_WHITE_IS_ZERO = 0


def unpack(data: bytes, grid: Grid, place: Place) -> Pixels:
    """Return the pixels of a strip or tile: rows, columns, samples; black is 0.

    Raises:
        CorruptInput: There are fewer than there must be.
    """
    row = grid.row_bytes(place.width)
    plain = _inflated(data, grid, place, row)
    if len(plain) < row * place.height:
        raise CorruptInput("The picture is cut short; ask for it again.")
    if grid.bits == 1:
        packed = np.frombuffer(plain, np.uint8, row * place.height)
        bits = np.unpackbits(packed.reshape(place.height, row), axis=1)
        return _turned(bits[:, : place.width, None], grid)
    kind = f"{grid.order}u{grid.bits // 8}"
    flat = np.frombuffer(plain, kind, row * place.height * 8 // grid.bits)
    pixels = flat.reshape(place.height, place.width, grid.per_place)
    pixels = pixels.astype(grid.dtype)
    if grid.predictor == 2 and grid.compression != NONE:
        pixels = np.cumsum(pixels, axis=1, dtype=pixels.dtype)
    return _turned(pixels, grid)


def pack(pixels: Pixels, grid: Grid) -> bytes:
    """Undo ``unpack``."""
    values = _turned(pixels, grid)
    if grid.bits == 1:
        rows: Pixels = np.packbits(values[..., 0], axis=1)
    else:
        if grid.predictor == 2 and grid.compression != NONE:
            values = values.copy()
            values[:, 1:] -= values[:, :-1].copy()
        rows = np.ascontiguousarray(values.astype(f"{grid.order}u{grid.bits // 8}"))
    if grid.compression == NONE:
        return rows.tobytes()
    if grid.compression == DEFLATE:
        return zlib.compress(rows.tobytes(), 6)
    if grid.compression in _FAX:
        return _faxed(values[..., 0], grid)
    data = rows.view(np.uint8).reshape(rows.shape[0], -1)
    return _saved(Image.fromarray(data), _BYTES[grid.compression], {})


def _turned(pixels: Pixels, grid: Grid) -> Pixels:
    return grid.top - pixels if grid.photometric == _WHITE_IS_ZERO else pixels


def _inflated(data: bytes, grid: Grid, place: Place, row: int) -> bytes:
    if grid.compression == NONE:
        return data
    if grid.compression == DEFLATE:
        try:
            return zlib.decompressobj().decompress(data, row * place.height)
        except zlib.error as error:
            raise CorruptInput("The picture is damaged; ask for it again.") from error
    if grid.compression in _FAX:
        return _through_pillow(data, grid, place.width, place.height, 1)
    # libtiff unpacks bytes, whatever they mean, as a grey picture of 8 bits.
    return _through_pillow(data, grid, row, place.height, 8)


def _through_pillow(
    data: bytes, grid: Grid, width: int, height: int, bits: int
) -> bytes:
    structure = Structure(order="<", is_big=False)
    tags = {
        WIDTH: structure.tag(4, width),
        HEIGHT: structure.tag(4, height),
        BITS: structure.tag(3, bits),
        COMPRESSION: structure.tag(3, grid.compression),
        PHOTOMETRIC: structure.tag(3, 1),
        SAMPLES: structure.tag(3, 1),
        ROWS: structure.tag(4, height),
    }
    if grid.compression == GROUP3:
        tags[FAX_OPTIONS] = structure.tag(4, grid.fax_options)
    small = io.BytesIO()
    write_pages(small, structure, [(tags, iter((data,)))])
    with Image.open(small, formats=("TIFF",)) as image:
        return image.tobytes()


def _faxed(values: Pixels, grid: Grid) -> bytes:
    """Code bits as a fax does; 1 is what the file holds for the first colour."""
    extra = {FAX_OPTIONS: grid.fax_options} if grid.compression == GROUP3 else {}
    image = Image.fromarray(values.astype(bool))
    return _saved(image, _FAX[grid.compression], extra)


def _saved(image: Image.Image, coding: str, extra: dict[int, int]) -> bytes:
    """Return the one strip of a picture as libtiff packs it."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for number, value in {ROWS: image.height, PHOTOMETRIC: 1, **extra}.items():
        info[number] = value
    small = io.BytesIO()
    image.save(small, "TIFF", compression=coding, tiffinfo=info)
    structure = read_structure(small, most_pages=1)
    tags = structure.pages[0]
    (place,) = structure.numbers(tags, STRIPS)
    (length,) = structure.numbers(tags, STRIP_COUNTS)
    return small.getvalue()[place : place + length]
