"""Where small things that a PDF page draws may be letters together, or parts of some.

A word can be drawn as one shape a letter, one stroke a line of a letter, one picture a
letter or a strip. Pure geometry on the visible page; knows neither pdfium nor marks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from itertools import product

from models.geometry import Box

MIN_GLYPHS = 4
MIN_STROKES, MIN_CROSSING = 10, 3
"""Strokes of a word, and those of them that go another way than most."""
MIN_PIECES = 40
"""Pieces from which any heap of them may be letters, as where they are hatched."""
MIN_PICTURES = 2
WORD = (20.0, 5.0)
"""Long and short side in points of the smallest heap that may be a word."""
NEAR = 0.45
"""Room between pieces of a word, in long sides of a piece."""
LEAST_ROOM, MOST_ROOM = 1.0, 24.0
"""The same in points."""
SQUARE = 5.0
"""Points within which things count as near in any case."""


class Piece(StrEnum):
    """What a small thing is."""

    SHAPE = auto()
    """Filled, and may be a letter."""
    BLOCK = auto()
    """Filled, and a mere rectangle."""
    LEVEL = auto()
    UPRIGHT = auto()
    SLANTED = auto()
    """Strokes by the way they go."""
    PICTURE = auto()


@dataclass(slots=True)
class _Heap:
    box: Box
    counts: dict[Piece, int] = field(default_factory=lambda: defaultdict(int))


def heaps(pieces: Sequence[tuple[Box, Piece]]) -> list[Box]:
    """Return the places where pieces lie so near to one another that they may be words.

    Whichever way the word goes: letters on a slope or on their side lie near as well.
    """
    found: dict[int, _Heap] = {}
    parents = _joined([box for box, _ in pieces])
    for index, (box, kind) in enumerate(pieces):
        root = _root(parents, index)
        heap = found.setdefault(root, _Heap(box))
        heap.box = heap.box.union(box)
        heap.counts[kind] += 1
    return [heap.box for heap in found.values() if _may_be_a_word(heap)]


def _may_be_a_word(heap: _Heap) -> bool:
    long = max(heap.box.width, heap.box.height)
    short = min(heap.box.width, heap.box.height)
    if long < WORD[0] or short < WORD[1]:
        return False
    counts = heap.counts
    strokes = [counts[Piece.LEVEL], counts[Piece.UPRIGHT], counts[Piece.SLANTED]]
    return (
        counts[Piece.SHAPE] >= MIN_GLYPHS
        or counts[Piece.PICTURE] >= MIN_PICTURES
        or sum(counts.values()) >= MIN_PIECES
        or (sum(strokes) >= MIN_STROKES and sum(strokes) - max(strokes) >= MIN_CROSSING)
    )


def _joined(boxes: Sequence[Box]) -> list[int]:
    """Return for each box another one of its heap, itself for one of each heap.

    Boxes that reach into one small square of the page are near; whoever compared each
    with each would take seconds for some thousand pieces.
    """
    parents = list(range(len(boxes)))
    first: dict[tuple[int, int], int] = {}
    for index, box in enumerate(boxes):
        for square in _squares(box):
            other = first.setdefault(square, index)
            if other != index:
                parents[_root(parents, other)] = _root(parents, index)
    return parents


def _squares(box: Box) -> Iterable[tuple[int, int]]:
    """Return the squares of a page that a box and half the room around it reach."""
    room = min(MOST_ROOM, max(LEAST_ROOM, NEAR * max(box.width, box.height))) / 2
    left, right = int((box.x0 - room) // SQUARE), int((box.x1 + room) // SQUARE)
    top, bottom = int((box.y0 - room) // SQUARE), int((box.y1 + room) // SQUARE)
    return product(range(left, right + 1), range(top, bottom + 1))


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def shape_rows(shapes: list[Box]) -> list[Box]:
    """Return the rows in which letters drawn as shapes may stand."""
    rows: list[tuple[Box, int]] = []
    for box in sorted(shapes, key=lambda b: (round(b.y1 / 6), b.x0)):
        for index, (row, count) in enumerate(rows):
            near = box.x0 - row.x1 < 2.5 * max(row.height, 6.0) and row.x0 - box.x1 < 40
            level = box.y0 < row.y1 and row.y0 < box.y1
            if near and level and box.height < 4 * row.height + 4:
                rows[index] = (row.union(box), count + 1)
                break
        else:
            rows.append((box, 1))
    return [
        row for row, count in rows if count >= MIN_GLYPHS and row.width > row.height
    ]
