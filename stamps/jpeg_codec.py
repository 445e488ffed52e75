"""Reading and writing the coefficients of a JPEG, through libjpeg as jpeglib binds it.

jpeglib's own objects write received bytes to the system's temporary folder and describe
three components only; so its binding is called here directly, on a file that holds no
metadata. It must not know what the coefficients show.
"""

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jpeglib._bind import CJpegLib
from numpy.typing import NDArray

GRAY, RGB, YCC = 1, 2, 3
"""Kinds of colour, as libjpeg numbers them; four components jpeglib can't write."""
_COMPONENTS = 4
_MARKERS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coefficients:
    """All that a JPEG's picture is made of."""

    height: int
    width: int
    colour: int
    """GRAY, RGB or YCC."""
    factors: NDArray[np.int32]
    """Sampling factors, a row for each component: down, across."""
    blocks: tuple[NDArray[np.int16], ...]
    """For each component: rows and columns of blocks of 8 by 8."""
    tables: NDArray[np.uint16]
    """Quantisation tables, 8 by 8, in natural order."""
    table_numbers: tuple[int, ...]
    """For each component."""


def read_coefficients(path: Path) -> Coefficients:
    """Read a JPEG without metadata.

    Raises:
        OSError: libjpeg can't read it.
        ValueError: It has components that can't be written again.
    """
    ints = ctypes.c_int
    dims, factors = (ints * 8)(), (ints * 8)()
    size, count, colour = (ints * 2)(), (ints * 1)(), (ints * 2)()
    CJpegLib.read_jpeg_info(
        srcfile=str(path),
        block_dims=dims,
        image_dims=size,
        num_components=count,
        samp_factor=factors,
        jpeg_color_space=colour,
        marker_lengths=(ints * _MARKERS)(),
        marker_types=(ctypes.c_uint32 * _MARKERS)(),
        huffman_bits=(((ctypes.c_int16 * 17) * 4) * 2)(),
        huffman_values=(((ctypes.c_int16 * 256) * 4) * 2)(),
        num_scans=(ints * 1)(),
        flags=(ctypes.c_uint64 * 1)(),
    )
    components = int(count[0])
    if (components, colour[1]) not in ((1, GRAY), (3, RGB), (3, YCC)):
        raise ValueError("a JPEG with components that can't be written again")
    blocks = tuple(
        np.zeros((dims[2 * i], dims[2 * i + 1], 8, 8), np.int16)
        for i in range(components)
    )
    tables = np.zeros((_COMPONENTS, 8, 8), np.uint16)
    numbers = np.zeros(_COMPONENTS, np.int16)
    pointers = [_pointer(part) for part in blocks]
    pointers += [None] * (_COMPONENTS - components)
    CJpegLib.read_jpeg_dct(
        str(path), *pointers, _pointer(tables), _pointer(numbers), path="the picture"
    )
    return Coefficients(
        height=int(size[0]),
        width=int(size[1]),
        colour=int(colour[1]),
        factors=np.array(factors[: 2 * components], np.int32).reshape(-1, 2),
        blocks=blocks,
        tables=tables,
        table_numbers=tuple(int(n) for n in numbers[:components]),
    )


def write_coefficients(path: Path, coded: Coefficients) -> None:
    """Write a JPEG of these coefficients; libjpeg adds what metadata it thinks fit.

    Raises:
        OSError: libjpeg can't write it.
    """
    components = len(coded.blocks)
    blocks = [np.ascontiguousarray(part, np.int16) for part in coded.blocks]
    dims = (ctypes.c_int * 8)()
    for index, part in enumerate(blocks):
        dims[2 * index], dims[2 * index + 1] = part.shape[:2]
    factors = np.ones((_COMPONENTS, 2), np.int32)
    factors[:components] = coded.factors
    used = max(coded.table_numbers) + 1
    tables = np.ascontiguousarray(coded.tables[:used])
    numbers = np.full(_COMPONENTS, -1, np.int16)
    numbers[:components] = coded.table_numbers
    pointers = [_pointer(part) for part in blocks]
    pointers += [None] * (_COMPONENTS - components)
    CJpegLib.write_jpeg_dct(
        None,
        str(path),
        *pointers,
        image_dims=(ctypes.c_int * 2)(coded.height, coded.width),
        block_dims=dims,
        in_color_space=coded.colour,
        in_components=components,
        samp_factor=_pointer(factors),
        qt=_pointer(tables),
        quality=-1,
        quant_tbl_no=_pointer(numbers),
        num_markers=0,
        marker_types=None,
        marker_lengths=None,
        markers=None,
        flags=[],
    )


def _pointer(array: NDArray[Any]) -> Any:
    return array.ctypes.data_as(ctypes.c_void_p)
