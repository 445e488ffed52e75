"""TIFF files of kinds that Pillow cannot write, made of their parts."""

from pathlib import Path
from typing import Any

import numpy as np

from stamps.tiff_coding import pack
from stamps.tiff_file import TILES, Structure, Tag, write_pages
from stamps.tiff_segments import Grid

COLOURS = {"grey": 1, "inverted": 0, "rgb": 2, "cmyk": 5}


def build_tiff(
    path: Path,
    pages: list[np.ndarray],
    *,
    colours: str = "grey",
    order: str = "<",
    is_big: bool = False,
    compression: int = 1,
    predictor: int = 1,
    is_planar: bool = False,
    tile: tuple[int, int] | None = None,
    rows: int = 128,
    orientation: int = 1,
    alpha: str = "none",
    dpi: int = 150,
    extra: dict[int, Tag] | None = None,
) -> Path:
    """Write pages of 8 or 16 bits: rows, columns and, with colours, samples."""
    structure = Structure(order=order, is_big=is_big)
    parts = []
    for page in pages:
        pixels = page.reshape(*page.shape[:2], -1)
        height, width, samples = pixels.shape
        bits = pixels.dtype.itemsize * 8
        grid = Grid(
            width=width,
            height=height,
            bits=bits,
            samples=samples,
            planes=samples if is_planar else 1,
            photometric=COLOURS[colours],
            compression=compression,
            predictor=predictor,
            order=order,
            tile=tile or (rows, width),
            is_tiled=tile is not None,
            alpha=alpha,
            chunks=(),
        )
        tags: dict[int, Tag] = {
            number: structure.tag(3, *values)
            for number, values in {
                258: (bits,) * samples,
                259: (compression,),
                262: (COLOURS[colours],),
                274: (orientation,),
                277: (samples,),
                284: (2 if is_planar else 1,),
                296: (2,),
                317: (predictor,),
            }.items()
        }
        tags |= {256: structure.tag(4, width), 257: structure.tag(4, height)}
        ratio = structure.tag(4, dpi, 1).data
        tags |= {282: Tag(5, 1, ratio), 283: Tag(5, 1, ratio)}
        if alpha != "none":
            tags[338] = structure.tag(3, 1 if alpha == "joined" else 2)
        if tile:
            tags |= {322: structure.tag(4, tile[1]), 323: structure.tag(4, tile[0])}
            tags[TILES] = Tag(4, 0, b"")
        else:
            tags[278] = structure.tag(4, rows)
        parts.append((tags | (extra or {}), iter(_chunks(pixels, grid))))
    with path.open("wb") as out:
        write_pages(out, structure, parts)
    return path


def _chunks(pixels: np.ndarray, grid: Grid) -> list[bytes]:
    chunks = []
    for place in grid.places():
        part: Any = pixels[place.top :, place.left :]
        part = part[: place.height, : place.width]
        if grid.planes > 1:
            part = part[..., place.plane : place.plane + 1]
        whole = np.zeros((place.height, place.width, part.shape[2]), part.dtype)
        whole[: part.shape[0], : part.shape[1]] = part
        chunks.append(pack(whole, grid))
    return chunks
