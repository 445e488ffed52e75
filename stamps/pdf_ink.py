"""Where a PDF page bears ink: a small grey picture of it, asked about rectangles.

Knows pdfium and pixels; nothing of stamps. The picture shows annotations too.
"""

from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from models.geometry import Box
from stamps.pdf_render import Picture, Spot, render_part, render_rows

Edges = NDArray[np.int64]
INK_SCALE = 0.75
"""Pixels per point of an ink map (54 dpi): a hair line still shows."""
_LARGEST_SIDE_PX = 1400
_UNEVEN = 26
"""Grey levels off the ground that count as ink."""
_LIGHT = 176
"""A ground darker than this takes a ground of its own under the stamp."""
_DARK, _WHITE = 200, 253
"""More than twice the unevenness apart: no ground has pixels of both for its own."""
_HALF = 32
_LOWER = (1 << _HALF) - 1
_EACH = 2
"""Pixels from one that is counted to the next, along both sides."""
_STRAY_SHARE = 0.002
_QUIET_SPREAD = 90
_AROUND = 2
"""Pixels around what is rendered: what only touches its edge is left out at times."""
_FEW_LOOKS = 5
"""Rectangles of half a page rendered alone before it is: as many take as long."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkMap:
    """A grey picture of the visible page with its scale in pixels per user unit."""

    picture: Picture
    scale: float
    _sums: list[tuple[int, NDArray[np.int64]]] = field(default_factory=list, repr=False)
    """Dark and light pixels above and left of each place, of the rows asked for yet,
    and which row that is."""

    def is_even(self, box: Box) -> bool:
        """Tell whether nothing stands in a rectangle but an even ground."""
        return _is_even(self._part(box))

    def unmixed(self, spots: list[Spot], size: tuple[float, float]) -> list[Spot]:
        """Leave out places of a rectangle that can't be even, all in one go.

        No ground is near both dark and light pixels; where there are many of both, a
        few of them say so.
        """
        if not spots:
            return []
        left, top = (
            np.fromiter(chain.from_iterable(spots), np.float64, 2 * len(spots))
            .reshape(-1, 2)
            .T
        )
        height, width = self.picture.shape
        x0, x1 = _edges(left, left + size[0], self.scale, width)
        y0, y1 = _edges(top, top + size[1], self.scale, height)
        area = (x1 - x0) * (y1 - y0)
        kept = (x1 <= x0) | (y1 <= y0)
        kept |= self._fewer(x0, x1, y0, y1) <= area * _STRAY_SHARE
        return [spots[index] for index in np.flatnonzero(kept)]

    def _fewer(self, x0: Edges, x1: Edges, y0: Edges, y1: Edges) -> NDArray[np.int64]:
        """Count dark or light pixels, whichever are fewer, of those looked at."""
        x0, x1, y0, y1 = (-(-edge // _EACH) for edge in (x0, x1, y0, y1))
        first, sums = self._sums_of(int(y0.min()), int(y1.max()))
        y0, y1 = y0 - first, y1 - first
        both = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        fewer: NDArray[np.int64] = np.minimum(both & _LOWER, both >> _HALF)
        return fewer

    def _sums_of(self, first: int, last: int) -> tuple[int, NDArray[np.int64]]:
        """Return the sums of rows that are looked at, and with which row they begin."""
        if self._sums:
            begin, sums = self._sums[0]
            first, last = min(first, begin), max(last, begin + len(sums) - 1)
        if not self._sums or last - first >= len(sums):
            rows = self.picture[::_EACH, ::_EACH][first:last]
            self._sums[:] = [(first, _summed(rows))]
        return self._sums[0]

    def is_light(self, box: Box) -> bool:
        """Tell whether the ground of a rectangle is light enough for a stamp."""
        return _is_light(self._part(box))

    def is_clear(self, box: Box) -> bool:
        """Tell whether a rectangle is even and light: room for a stamp as it is."""
        return self.is_even(box) and self.is_light(box)

    def fitted(
        self, size: tuple[float, float], scale: float, left: float, top: float
    ) -> "InkMap":
        """Return the map of a page that holds this one made smaller.

        Args:
            size: Width and height of the new page in user units.
            scale: How much smaller the content is drawn.
            left: Where it begins, in user units of the new page.
            top: Where it begins, y down.
        """
        wide, high = (max(round(side * self.scale), 1) for side in size)
        canvas: Picture = np.full((high, wide), 255, dtype=np.uint8)
        rows = ((np.arange(high) - top * self.scale) / scale).astype(np.int32)
        columns = ((np.arange(wide) - left * self.scale) / scale).astype(np.int32)
        inside_rows = (rows >= 0) & (rows < self.picture.shape[0])
        inside_columns = (columns >= 0) & (columns < self.picture.shape[1])
        canvas[np.ix_(inside_rows, inside_columns)] = self.picture[
            np.ix_(rows[inside_rows], columns[inside_columns])
        ]
        return InkMap(picture=canvas, scale=self.scale)

    def _part(self, box: Box) -> Picture:
        height, width = self.picture.shape
        x0, y0, x1, y1 = _pixels(box, self.scale, width, height)
        return self.picture[y0:y1, x0:x1]


def _pixels(
    box: Box, scale: float, width: int, height: int
) -> tuple[int, int, int, int]:
    """Return the pixels that a rectangle touches: first and behind the last."""
    x0, y0 = max(int(box.x0 * scale), 0), max(int(box.y0 * scale), 0)
    x1, y1 = int(box.x1 * scale) + 1, int(box.y1 * scale) + 1
    return x0, y0, min(x1, width), min(y1, height)


def _edges(
    first: NDArray[np.float64], last: NDArray[np.float64], scale: float, side: int
) -> tuple[Edges, Edges]:
    """Do for many places what ``_pixels`` does for one, along one side."""
    start = np.clip((first * scale).astype(np.int64), 0, side)
    return start, np.clip((last * scale).astype(np.int64) + 1, 0, side)


def _summed(picture: Picture) -> NDArray[np.int64]:
    """Return how many dark pixels are above and left, and in the upper half light."""
    sums = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1), dtype=np.int64)
    inner = sums[1:, 1:]
    inner[...] = picture >= _WHITE
    inner <<= _HALF
    inner += picture <= _DARK
    np.add.accumulate(inner, axis=0, out=inner)
    np.add.accumulate(inner, axis=1, out=inner)
    return sums


def _is_even(part: Picture) -> bool:
    if part.size == 0:
        return False
    # The ground lies between both ends: mostly these alone say enough.
    spread = int(part.max()) - int(part.min())
    if spread <= _UNEVEN or spread > 2 * _QUIET_SPREAD:
        return spread <= _UNEVEN
    ground = int(np.partition(part, part.size // 2, axis=None)[part.size // 2])
    off = np.abs(part.astype(np.int16) - ground)
    stray = int((off > _UNEVEN).sum())
    return stray <= part.size * _STRAY_SHARE and int(off.max()) <= _QUIET_SPREAD


def _is_light(part: Picture) -> bool:
    if part.size == 0:
        return False
    return int(part.min()) >= _LIGHT or float(np.median(part)) >= _LIGHT


def map_ink(page: pdfium.PdfPage) -> InkMap:
    """Render a whole page small."""
    width, height = page.get_size()
    scale = _scale_of(page)
    picture = render_part(page, Box(0.0, 0.0, width, height), scale)
    return InkMap(picture=picture, scale=scale)


def _scale_of(page: pdfium.PdfPage) -> float:
    return min(INK_SCALE, _LARGEST_SIDE_PX / float(max(*page.get_size(), 1.0)))


@dataclass(kw_only=True)
class PageJudge:
    """Says what ``map_ink(page).is_clear`` says, for pages that are asked little.

    The first few rectangles of the upper and of the lower half are rendered alone,
    pixel for pixel as in the map, which takes a tenth of the time; then that half is.
    The page has to stay open.
    """

    page: pdfium.PdfPage
    ink: InkMap
    """White where it is not drawn."""
    looks: list[int] = field(default_factory=lambda: [0, 0])
    """Rectangles that were asked about, by the half that they begin in."""
    drawn: set[int] = field(default_factory=set)
    """Halves of the map that are drawn, 0 for the upper."""

    def is_clear(self, box: Box) -> bool:
        """Tell whether a rectangle is even and light."""
        height, width = self.ink.picture.shape
        x0, y0, x1, y1 = _pixels(box, self.ink.scale, width, height)
        if x1 <= x0 or y1 <= y0:
            return False
        half = int(y0 >= height // 2)
        self.looks[half] += 1
        if self.looks[half] > _FEW_LOOKS:
            self._draw(y0, y1)
            return self.ink.is_clear(box)
        scale = self.ink.scale
        shown = Box(x0 / scale, y0 / scale, x1 / scale, y1 / scale)
        part = render_part(self.page, shown.grown(_AROUND / scale), scale)
        part = part[_AROUND:-_AROUND, _AROUND:-_AROUND]
        return _is_even(part) and _is_light(part)

    def unmixed(self, spots: list[Spot], size: tuple[float, float]) -> list[Spot]:
        """Leave out places that are mixed, once more than a few were looked at."""
        if not self.drawn or not spots:
            return spots
        height, width = self.ink.picture.shape
        tops = [top for _, top in spots]
        rows = Box(0.0, min(tops), 0.0, max(tops) + size[1])
        _, y0, _, y1 = _pixels(rows, self.ink.scale, width, height)
        self._draw(y0, y1)
        return self.ink.unmixed(spots, size)

    def _draw(self, y0: int, y1: int) -> None:
        """Draw those halves of the map that have one of some rows."""
        height, width = self.ink.picture.shape
        middle = height // 2
        for half, (first, last) in enumerate(((0, middle), (middle, height))):
            if half not in self.drawn and y0 < last and first < y1:
                rows = (max(first - _AROUND, 0), min(last + _AROUND, height))
                scale, size = self.ink.scale, (width, height)
                picture = render_rows(self.page, size, scale, (0.0, 0.0), rows)
                self.ink.picture[first:last] = picture[first:last]
                self.drawn.add(half)


def judge_of(page: pdfium.PdfPage) -> PageJudge:
    """Return who answers for a page that is asked little."""
    scale, (width, height) = _scale_of(page), page.get_size()
    shape = max(round(height * scale), 1), max(round(width * scale), 1)
    white: Picture = np.full(shape, 255, dtype=np.uint8)
    return PageJudge(page=page, ink=InkMap(picture=white, scale=scale))
