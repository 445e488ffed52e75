"""Finds the lines of text on a level page, without reading them.

Says where ink forms lines, how high their letters are, and which of them are running
text; knows nothing of letters or marks.
"""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components

Gray = npt.NDArray[np.uint8]

LAYOUT_DPI = 100
_SMALLEST, _TALLEST = 4, 90
"""Heights of letters in pixels of the layout: 3 pt to 65 pt."""
FEW_LINES = 8
"""With no more lines nothing on a page is running text: a mark may be all it says."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Where a line stands, in pixels of the layout picture."""

    x0: int
    y0: int
    x1: int
    y1: int
    letter: float
    """Height of its letters."""
    odd: bool = False
    """Not a level line: turned letters, several sizes, or a drawing."""
    body: bool = False
    """A line of running text."""
    paragraph: int = 0

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a page, top to bottom."""

    lines: tuple[TextLine, ...]
    body_letter: float
    """The commonest letter height in pixels."""
    rules: tuple[tuple[int, int, int, int], ...]
    """Drawn lines and frames: x0, y0, x1, y1."""


def turned_line(line: TextLine, wide: int, high: int) -> TextLine:
    """Return where a line stands once its page, of that size, is turned over."""
    return replace(
        line,
        x0=max(0, wide - line.x1),
        y0=max(0, high - line.y1),
        x1=wide - line.x0,
        y1=high - line.y0,
    )


def ink_mask(gray: Gray, noise: float) -> Gray:
    """Return 255 where there is ink, faint ink too, on an even page picture."""
    level = 255 - max(30.0, min(120.0, 5 * noise))
    return np.asarray(
        cv2.threshold(gray, level, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8
    )


def find_lines(ink: Gray) -> Layout:
    """Return the lines of a level page picture at LAYOUT_DPI."""
    labels, stats = components(ink)
    letters, rules = _sort_components(stats)
    if not letters.any():
        return Layout((), 8.0, rules)
    body = _body_letter(stats[letters])
    keep = np.where(letters, 255, 0).astype(np.uint8)
    mask = keep[labels]
    pieces = _pieces(mask, body)
    lines = _joined(pieces)
    return Layout(tuple(_with_paragraphs(lines, body)), body, rules)


def _sort_components(
    stats: npt.NDArray[Any],
) -> tuple[npt.NDArray[np.bool_], tuple[tuple[int, int, int, int], ...]]:
    """Tell letters from specks and from drawn lines."""
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    drawn = ((width > 60) & (height < 7)) | (height > _TALLEST)
    drawn |= (width > 150) & (area < 0.12 * width * height)
    drawn |= (height > 60) & (width < 7)
    specks = (height < _SMALLEST) & (width < 6)
    letters = ~(drawn | specks)
    letters[0] = False
    drawn[0] = False
    rules = tuple(
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, _ in stats[drawn & ((width > 60) | (height > 60))]
    )
    return letters, rules


def _body_letter(stats: npt.NDArray[Any]) -> float:
    heights = stats[:, 3]
    tall = heights[heights >= 5]
    return float(np.median(tall)) if tall.size else 8.0


def _pieces(mask: Gray, body: float) -> list[TextLine]:
    """Close the gaps between letters and return what hangs together then."""
    reach = max(7, round(body * 1.4))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    found: list[TextLine] = []
    for index in range(1, len(stats)):
        x, y, w, h, _ = (int(value) for value in stats[index])
        if h < 5 or w < 4:
            continue
        part = (labels[y : y + h, x : x + w] == index) & (
            mask[y : y + h, x : x + w] > 0
        )
        found.extend(_split(part, x, y, body))
    return found


def _split(part: npt.NDArray[np.bool_], x: int, y: int, body: float) -> list[TextLine]:
    """Cut a piece that is several lines high where there is hardly any ink."""
    height, width = part.shape
    rows = part.sum(axis=1)
    letter = float(height)
    if height < 2.6 * body or width < 4 * body:
        return [TextLine(x, y, x + width, y + height, letter)]
    low = rows < 0.12 * np.percentile(rows, 90)
    cuts = _runs(~low)
    tall = [(a, b) for a, b in cuts if b - a >= 5]
    if len(tall) < 2 or max(b - a for a, b in tall) > 2.6 * body:
        odd = width < 14 * height and not _one_row(part)
        return [TextLine(x, y, x + width, y + height, letter, odd=odd)]
    lines = []
    for a, b in tall:
        columns = np.flatnonzero(part[a:b].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        lines.append(TextLine(x + left, y + a, x + right, y + b, float(b - a)))
    return lines


def _one_row(part: npt.NDArray[np.bool_]) -> bool:
    """Tell whether a tall piece is one level line of large letters."""
    ink = part.astype(np.uint8)
    stats = components(ink)[1]
    letters = stats[1:][stats[1:, 4] > 0.02 * part.size / max(1, len(stats))]
    if not len(letters):
        return False
    tall = letters[:, 3] > 0.55 * part.shape[0]
    return bool(letters[tall, 2].sum() > 0.6 * letters[:, 2].sum())


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _joined(pieces: list[TextLine]) -> list[TextLine]:
    """Join pieces that stand side by side on one line, near each other."""
    lines: list[TextLine] = []
    for piece in sorted(pieces, key=lambda item: (item.x0, item.y0)):
        for index, line in enumerate(lines):
            if _beside(line, piece):
                lines[index] = _union(line, piece)
                break
        else:
            lines.append(piece)
    lines = [line for line in lines if line.height >= 6 and line.width >= 5]
    return _in_rows(lines)


def _in_rows(lines: list[TextLine]) -> list[TextLine]:
    """Sort lines top to bottom, those that share a row left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda item: (item.y0 + item.y1, item.x0)):
        last = rows[-1][0] if rows else None
        middle = (line.y0 + line.y1) / 2
        if last is not None and last.y0 <= middle <= last.y1 and not line.odd:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.x0)]


def _beside(line: TextLine, piece: TextLine) -> bool:
    overlap = min(line.y1, piece.y1) - max(line.y0, piece.y0)
    if overlap <= 0 or line.odd or piece.odd:
        return False
    low, high = sorted((line.height, piece.height))
    gap = piece.x0 - line.x1
    return overlap > 0.6 * low and gap < 2.0 * high and high < 3.2 * low


def _union(line: TextLine, piece: TextLine) -> TextLine:
    return replace(
        line,
        x0=min(line.x0, piece.x0),
        y0=min(line.y0, piece.y0),
        x1=max(line.x1, piece.x1),
        y1=max(line.y1, piece.y1),
        letter=max(line.letter, piece.letter),
    )


def _with_paragraphs(lines: list[TextLine], body: float) -> list[TextLine]:
    """Number the paragraphs and say which lines are running text."""
    if not lines:
        return lines
    span = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    many = len(lines) > FEW_LINES
    long = [many and line.width > 0.5 * span and not line.odd for line in lines]
    result: list[TextLine] = []
    for index, line in enumerate(lines):
        above = _neighbour(lines, index, -1)
        below = _neighbour(lines, index, 1)
        running = long[index] and any(
            other is not None and long[other] and _continues(line, lines[other])
            for other in (above, below)
        )
        if not running and above is not None:
            running = result[above].body and _tail(lines[above], line)
        number = result[above].paragraph if above is not None else index + 1
        if above is None or not _same_type(line, lines[above]):
            number = index + 1
        result.append(replace(line, body=running, paragraph=number))
    return result


def _neighbour(lines: list[TextLine], index: int, step: int) -> int | None:
    """Return the nearest line above or below that shares columns with this one."""
    line = lines[index]
    other = index + step
    while 0 <= other < len(lines):
        near = lines[other]
        shared = min(line.x1, near.x1) - max(line.x0, near.x0)
        apart = min(abs(near.y0 - line.y1), abs(line.y0 - near.y1))
        if shared > 0.5 * min(line.width, near.width) and near.y0 != line.y0:
            return other if apart < 1.6 * max(line.height, near.height) else None
        other += step
    return None


def _continues(line: TextLine, other: TextLine) -> bool:
    """Tell whether two long lines begin at one margin, as those of a paragraph do."""
    return _same_type(line, other) and abs(line.x0 - other.x0) < 4 * line.height


def _same_type(line: TextLine, other: TextLine) -> bool:
    low, high = sorted((line.height, other.height))
    return high < 1.6 * low and not line.odd and not other.odd


def _tail(above: TextLine, line: TextLine) -> bool:
    """Tell whether a line ends the paragraph of the line above it."""
    gap = line.y0 - above.y1
    level = abs(line.x0 - above.x0) < 6 * line.height
    return _same_type(above, line) and level and gap < 0.9 * above.height
