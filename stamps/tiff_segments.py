"""The strips and tiles of one TIFF page: where they stand, and of what kind they are.

Only what can be packed again to the same pixels is taken; a page of any other kind is
none of these. It must not know what is drawn on them.

Source: TIFF 6.0, sections 8, 15 and 18.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from models.errors import CorruptInput
from stamps.tiff_file import (
    STRIP_COUNTS,
    STRIPS,
    TILE_COUNTS,
    TILES,
    Structure,
    Tag,
)

NONE, GROUP3, GROUP4, LZW, JPEG, DEFLATE, PACKBITS = 1, 3, 4, 5, 7, 8, 32773
_OLD_DEFLATE = 32946
_COLOURS = {0: 1, 1: 1, 2: 3, 5: 4, 6: 3}
"""Samples of a colour by photometric interpretation."""
_YCC = 6
_STRIP_BYTES = 1024**2
_MOST_SAMPLES, _MOST_PIXELS, _LARGEST_TILE = 8, 2**33, 2**26
"""More is a trap; the office's own limit is far below."""
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, ROWS = 256, 257, 258, 259, 262, 278
_FILL_ORDER, SAMPLES, _PLANAR, _PREDICTOR = 266, 277, 284, 317
_TILE_WIDTH, _TILE_HEIGHT, _EXTRA, _FORMAT, FAX_OPTIONS = 322, 323, 338, 339, 292


@dataclass(frozen=True, slots=True)
class Place:
    """Where a strip or tile stands; a tile may reach beyond the page."""

    plane: int
    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A page's strips or tiles."""

    width: int
    height: int
    bits: int
    """1, 8 or 16."""
    samples: int
    planes: int
    photometric: int
    compression: int
    predictor: int
    order: str
    tile: tuple[int, int]
    """Rows and columns of each; the last strip may be shorter."""
    is_tiled: bool
    alpha: str
    """none, plain (straight) or joined (premultiplied)."""
    chunks: tuple[tuple[int, int], ...]
    """Offset and length in the file."""
    fax_options: int = 0

    def row_bytes(self, width: int) -> int:
        """Return the length of a row of a strip or tile, unpacked."""
        return (width * self.per_place * self.bits + 7) // 8

    @property
    def dtype(self) -> str:
        """Of the pixels, once unpacked."""
        return "u2" if self.bits == 16 else "u1"

    @property
    def top(self) -> int:
        """The value of paper."""
        return int(2**self.bits - 1)

    @property
    def colours(self) -> int:
        """How many samples of a pixel are its colour."""
        return _COLOURS[self.photometric]

    @property
    def per_place(self) -> int:
        """Samples in each strip or tile."""
        return 1 if self.planes > 1 else self.samples

    def places(self) -> Iterator[Place]:
        """Yield the places in the file's order."""
        rows, columns = self.tile
        for plane in range(self.planes):
            for top in range(0, self.height, rows):
                height = rows if self.is_tiled else min(rows, self.height - top)
                for left in range(0, self.width, columns):
                    yield Place(plane, top, left, height, columns)


def grid_of(structure: Structure, tags: Mapping[int, Tag]) -> Grid | None:
    """Describe a page, or answer None where it is of another kind."""

    def one(number: int, usual: int) -> int:
        return structure.number(tags, number, usual)

    samples, width, height = one(SAMPLES, 1), one(WIDTH, 0), one(HEIGHT, 0)
    bits = set(structure.numbers(tags, BITS)) or {1}
    formats = set(structure.numbers(tags, _FORMAT)) or {1}
    photometric, compression = one(PHOTOMETRIC, -1), one(COMPRESSION, NONE)
    colours = _COLOURS.get(photometric, 0)
    is_tiled = TILES in tags
    whole = one(_TILE_HEIGHT, 0), one(_TILE_WIDTH, 0)
    tile = whole if is_tiled else (min(one(ROWS, height), height), width)
    grid = Grid(
        width=width,
        height=height,
        bits=max(bits),
        samples=samples,
        planes=samples if one(_PLANAR, 1) == 2 else 1,
        photometric=photometric,
        compression=DEFLATE if compression == _OLD_DEFLATE else compression,
        predictor=one(_PREDICTOR, 1),
        order=structure.order,
        tile=tile,
        is_tiled=is_tiled,
        fax_options=one(FAX_OPTIONS, 0),
        alpha=_alpha(samples - colours, structure.numbers(tags, _EXTRA)),
        chunks=tuple(
            zip(
                structure.numbers(tags, TILES if is_tiled else STRIPS),
                structure.numbers(tags, TILE_COUNTS if is_tiled else STRIP_COUNTS),
                strict=False,
            )
        ),
    )
    known = (
        len(bits) == 1
        and formats == {1}
        and one(_FILL_ORDER, 1) == 1
        and _MOST_SAMPLES >= samples >= colours > 0
        and min(*tile, width, height) > 0
        and width * height <= _MOST_PIXELS
        and (not is_tiled or tile[0] * tile[1] <= _LARGEST_TILE)
    )
    return _split(grid) if known and _is_known(grid) else None


def _is_known(grid: Grid) -> bool:
    down, across = -(-grid.height // grid.tile[0]), -(-grid.width // grid.tile[1])
    if len(grid.chunks) != grid.planes * down * across:
        return False
    if grid.compression == JPEG:
        plain = grid.samples == grid.colours and grid.colours in (1, 3)
        return grid.bits == 8 and plain and grid.planes == 1 and grid.photometric > 0
    if grid.bits == 1:
        codings = (NONE, DEFLATE, LZW, PACKBITS, GROUP3, GROUP4)
        return grid.samples == 1 and grid.compression in codings and grid.colours == 1
    return (
        grid.bits in (8, 16)
        and grid.photometric != _YCC
        and grid.compression in (NONE, DEFLATE, LZW, PACKBITS)
        and grid.predictor in (1, 2)
    )


def _alpha(extra: int, told: tuple[int, ...]) -> str:
    kind = told[0] if extra > 0 and told else 0
    return {1: "joined", 2: "plain"}.get(kind, "none")


def _split(grid: Grid) -> Grid:
    """Cut one long strip that is not packed, so that it need not be held whole."""
    row = grid.row_bytes(grid.width)
    rows = max(1, _STRIP_BYTES // row)
    one_strip = not grid.is_tiled and grid.tile[0] >= grid.height > rows
    if grid.compression != NONE or not one_strip:
        return grid
    chunks = tuple(
        (offset + top * row, min(rows, grid.height - top) * row)
        for offset, _ in grid.chunks
        for top in range(0, grid.height, rows)
    )
    values = {name: getattr(grid, name) for name in Grid.__slots__}
    return Grid(**(values | {"tile": (rows, grid.width), "chunks": chunks}))


def read_chunk(file: BinaryIO, grid: Grid, index: int) -> bytes:
    """Return a strip or tile as it is packed.

    Raises:
        CorruptInput: The file is cut short.
    """
    offset, length = grid.chunks[index]
    file.seek(offset)
    data = file.read(length)
    if len(data) != length:
        raise CorruptInput("The picture is cut short; ask for it again.")
    return data
