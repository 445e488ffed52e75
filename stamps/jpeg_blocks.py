"""Ink in the DCT blocks of a JPEG; blocks without ink keep every coefficient.

Works on the coefficients of one component at a time. It must not know markers, files
or what is drawn.

Source: ITU-T T.81, A.3 (DCT and quantisation), A.1 (sampling factors).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stamps.image_frame import Pixels

SIDE = 8
_LEVEL_SHIFT = 128.0
_LARGEST = 32767

Blocks = NDArray[np.int16]
"""Rows of blocks, columns of blocks, 8 by 8 coefficients."""


def _basis() -> NDArray[np.float64]:
    k = np.arange(SIDE)[:, None]
    n = np.arange(SIDE)[None, :]
    basis = np.sqrt(2 / SIDE) * np.cos((2 * n + 1) * k * np.pi / (2 * SIDE))
    basis[0] = np.sqrt(1 / SIDE)
    return np.asarray(basis)


_BASIS = _basis()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component:
    """One colour component of a JPEG with what is needed to draw on it."""

    blocks: Blocks
    table: NDArray[np.uint16]
    """Quantisation, 8 by 8, in natural order."""
    shrink: tuple[int, int]
    """Pixels of the picture that one sample stands for, down and across."""
    colour: float
    """Sample values of ink, black and paper, 0 to 255."""
    black: float
    paper: float
    neutral: float
    """What a watermark draws a sample to: 0, or 128 for colour differences."""


def enlarged(
    component: Component, size_px: tuple[int, int], offset_px: tuple[int, int]
) -> Blocks:
    """Return the blocks on a larger canvas of paper.

    Args:
        component: Its blocks are copied.
        size_px: Height and width of the canvas in pixels of the picture.
        offset_px: Where the picture's first row and column come to stand, multiples of
            the largest block.
    """
    down, across = (
        -(-size // (SIDE * shrink))
        for size, shrink in zip(size_px, component.shrink, strict=True)
    )
    canvas = np.zeros((down, across, SIDE, SIDE), np.int16)
    light = (component.paper - _LEVEL_SHIFT) * SIDE / float(component.table[0, 0])
    canvas[..., 0, 0] = round(light)
    top, left = (
        offset // (SIDE * shrink)
        for offset, shrink in zip(offset_px, component.shrink, strict=True)
    )
    height = min(component.blocks.shape[0], down - top)
    width = min(component.blocks.shape[1], across - left)
    canvas[top : top + height, left : left + width] = component.blocks[:height, :width]
    return canvas


def put_ink(
    blocks: Blocks,
    component: Component,
    coverage: Pixels,
    place_px: tuple[int, int],
    *,
    ink: str,
) -> NDArray[np.bool_]:
    """Put ink into blocks; they are changed in place.

    Args:
        blocks: Of the component, on the canvas.
        component: Table, sampling and the values of the inks.
        coverage: 0 to 255 for each pixel of the picture.
        place_px: Row and column of the coverage's first pixel.
        ink: colour, black, paper or watermark.

    Returns:
        Which blocks were changed, rows and columns of blocks.
    """
    share, first = _sampled(coverage, place_px, component.shrink)
    rows = slice(first[0], min(first[0] + share.shape[0] // SIDE, blocks.shape[0]))
    columns = slice(first[1], min(first[1] + share.shape[1] // SIDE, blocks.shape[1]))
    tiles = _tiled(share)[: rows.stop - rows.start, : columns.stop - columns.start]
    inked = np.asarray(tiles.max(axis=(2, 3)) > 0)
    changed = np.zeros(blocks.shape[:2], bool)
    changed[rows, columns] = inked
    samples = _samples(blocks[changed], component.table)
    part = tiles[inked]
    target = component.neutral if ink == "watermark" else getattr(component, ink)
    samples += (target - samples) * part
    blocks[changed] = _coefficients(samples, component.table)
    return changed


def _sampled(
    coverage: Pixels, place_px: tuple[int, int], shrink: tuple[int, int]
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return coverage per sample, 0 to 1, from the start of a block to the end of one.

    The second value is the row and column of the first block.
    """
    block = (SIDE * shrink[0], SIDE * shrink[1])
    first = (place_px[0] // block[0], place_px[1] // block[1])
    lead = (place_px[0] - first[0] * block[0], place_px[1] - first[1] * block[1])
    height = -(-(lead[0] + coverage.shape[0]) // block[0]) * block[0]
    width = -(-(lead[1] + coverage.shape[1]) // block[1]) * block[1]
    whole = np.zeros((height, width))
    whole[
        lead[0] : lead[0] + coverage.shape[0], lead[1] : lead[1] + coverage.shape[1]
    ] = coverage / 255.0
    cells = whole.reshape(height // shrink[0], shrink[0], width // shrink[1], shrink[1])
    return np.asarray(cells.mean(axis=(1, 3))), first


def _tiled(share: NDArray[np.float64]) -> NDArray[np.float64]:
    rows, columns = share.shape[0] // SIDE, share.shape[1] // SIDE
    return share.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2)


def _samples(blocks: Blocks, table: NDArray[np.uint16]) -> NDArray[np.float64]:
    values = blocks.astype(np.float64) * table
    return np.asarray(_BASIS.T @ values @ _BASIS + _LEVEL_SHIFT)


def _coefficients(samples: NDArray[np.float64], table: NDArray[np.uint16]) -> Blocks:
    limited = np.clip(samples, 0, 255) - _LEVEL_SHIFT
    values = np.rint(_BASIS @ limited @ _BASIS.T / table)
    return np.clip(values, -_LARGEST, _LARGEST).astype(np.int16)
