"""Finds running text that something black was printed or stamped over.

Running text is not read, and a thin black stamp over it leaves few traces: ink between
the lines, lines higher than their neighbours, turned letters that cut lines in two.
Knows lines as laid out and ink; reads nothing.
"""

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components
from pipeline.reading.patches import Rect
from pipeline.reading.stamp_places import frames, rect
from pipeline.reading.text_lines import Layout, TextLine

Gray = npt.NDArray[np.uint8]

_INK_BELOW = 150
_BLOCK_PX, _FEWEST_BLOCKS = 40, 6
"""Width of the strips looked at, 5 mm, and how many a pair of lines must have."""
_GAP_PX = (8, 90)
"""How far the middles of two lines of one paragraph may be apart."""
_EMPTIEST = 0.25
"""Share of the rows between two lines' middles that are taken for empty."""
_INKED, _WINDOWS = 0.1, 3
"""Ink in empty rows of text, many times what descenders leave, and where: 15 mm."""
_TALLER, _LOWER, _LONG, _FEWEST = 1.19, 0.82, 20, 3
"""How high and how low, against the usual, a line is that something joined or cut."""
_ACCENT = (0.55, 0.35)
"""Width and height, against a line, of what stands over letters as in «й» and «ў»."""
_CORE = 0.4
"""Ink in a row, against the fullest, from which it goes through small letters."""
_REACH = (0.55, 0.5)
"""How far letters reach above small ones and below their foot, in small letters."""
_ODD_TALL = 2.2
"""Heights of a line from which a turned piece is no word of that line."""
_BESIDE, _BELOW = 3.0, 8.0
"""Heights of a line within which pieces of its row, and text below it, stand."""
_OVER_PX, _LINES_OVER = 16, 2
"""How far lines reach over the side of a frame that they do not belong to."""


def overprinted(gray: Gray, ink: Gray, layout: Layout) -> list[TextLine]:
    """Return lines of running text that look as if something stood on them.

    Args:
        gray: the level page at the working resolution.
        ink: its ink at the layout's.
        layout: its lines.
    """
    body = sorted((x for x in layout.lines if x.body), key=lambda line: line.y0)
    if len(body) < _FEWEST:
        return []
    usual = float(np.median([line.height for line in body]))
    found = {
        line
        for line in body
        if (line.height > _TALLER * usual and not _is_print_alone(ink, line, usual))
        or (
            line.height < _LOWER * usual
            and line.width > _LONG * usual
            and _goes_on(ink, line)
        )
    }
    inked = [
        (pair, windows)
        for pair in pairwise(body)
        if (windows := _inked_windows(gray, *pair))
    ]
    if sum(windows for _, windows in inked) >= _WINDOWS:
        found |= {line for pair, _ in inked for line in pair}
    return sorted(found, key=lambda line: line.y0)


def _is_print_alone(ink: Gray, line: TextLine, usual: float) -> bool:
    """Tell whether a line is only higher since letters reach up and others down.

    No letter of it is higher than lines usually are then, none reaches further up or
    down than letters do, and each but for accents and points stands on the line and
    reaches from its foot to the head of small letters.
    """
    shown = (ink[line.y0 : line.y1, line.x0 : line.x1] > 0).astype(np.uint8)
    rows = shown.sum(axis=1)
    core = np.flatnonzero(rows > _CORE * rows.max())
    head, foot = int(core[0]), int(core[-1]) + 1
    up, down = (share * (foot - head) for share in _REACH)
    if head > up or line.height - foot > down:
        return False
    stats = components(shown)[1][1:]
    wide, high = (share * usual for share in _ACCENT)
    letters = stats[(stats[:, 2] > wide) | (stats[:, 3] > high)]
    if not len(letters):
        return False
    top, height = letters[:, 1], letters[:, 3]
    stands = (top <= head + 1) & (top + height >= foot - 1)
    return bool((stands & (height <= _TALLER * usual)).all())


def _goes_on(ink: Gray, line: TextLine) -> bool:
    """Tell whether there is ink right above or below a line, as of what cut it low."""
    beside = (line.y0 - 1, line.y1)
    return any(
        bool(ink[y, line.x0 : line.x1].any()) for y in beside if 0 <= y < len(ink)
    )


def cuts_text(layout: Layout) -> bool:
    """Tell whether a stamp's turned letters or its frame cut lines of text in two."""
    body = [line for line in layout.lines if line.body]
    if len(body) < _FEWEST:
        return False
    usual = float(np.median([line.height for line in body]))
    odd = [
        line
        for line in layout.lines
        if line.odd
        and line.height > _ODD_TALL * usual
        and any(0 < x.y0 - line.y0 < _BELOW * usual for x in body)
    ]
    level = [line for line in layout.lines if not line.odd]
    return any(_is_between(line, level) for line in odd) or any(
        _crosses(frame, layout.lines) for frame in frames(layout)
    )


def _is_between(odd: TextLine, level: list[TextLine]) -> bool:
    """Tell whether pieces of one row of text end before and begin behind a thing."""
    rows = [x for x in level if odd.y0 < (x.y0 + x.y1) / 2 < odd.y1]
    left = [x for x in rows if 0 <= odd.x0 - x.x1 + x.height < _BESIDE * x.height]
    right = [x for x in rows if 0 <= x.x0 - odd.x1 + x.height < _BESIDE * x.height]
    return any(abs(a.y0 - b.y0) < a.height / 2 for a in left for b in right)


def _crosses(frame: Rect, lines: tuple[TextLine, ...]) -> bool:
    """Tell whether lines of text run over the sides of a frame, as over no cell's."""
    crossing = 0
    for line in lines:
        x0, y0, x1, y1 = rect(line)
        inside = frame[1] < (y0 + y1) / 2 < frame[3]
        over = (x0 + _OVER_PX < side < x1 - _OVER_PX for side in (frame[0], frame[2]))
        crossing += inside and any(over)
    return crossing >= _LINES_OVER


def _inked_windows(gray: Gray, above: TextLine, below: TextLine) -> int:
    """Return in how many places there is ink in the empty rows between two lines."""
    a, b = rect(above), rect(below)
    y0, y1 = (a[1] + a[3]) // 2, (b[1] + b[3]) // 2
    x0, x1 = max(a[0], b[0]), min(a[2], b[2])
    blocks = (x1 - x0) // _BLOCK_PX
    if not _GAP_PX[0] < y1 - y0 < _GAP_PX[1] or blocks < _FEWEST_BLOCKS:
        return 0
    crop = gray[y0:y1, x0 : x0 + blocks * _BLOCK_PX]
    ink = cv2.threshold(crop, _INK_BELOW - 1, 1, cv2.THRESH_BINARY_INV)[1]
    sums = cv2.boxFilter(ink, cv2.CV_16U, (_BLOCK_PX, 1), normalize=False)
    strips = sums[:, _BLOCK_PX // 2 :: _BLOCK_PX] / _BLOCK_PX
    windows = (strips[:, :-1] + strips[:, 1:]) / 2
    count = max(3, round(_EMPTIEST * (y1 - y0)))
    empty = np.argsort(_medians(windows), kind="stable")[:count]
    return int(np.count_nonzero(windows[empty].mean(axis=0) > _INKED))


def _medians(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the median of each row, in a third of the time ``np.median`` takes."""
    ordered, middle = np.sort(rows, axis=1), rows.shape[1] // 2
    lower = middle - 1 + rows.shape[1] % 2
    return np.asarray((ordered[:, lower] + ordered[:, middle]) / 2, dtype=np.float64)
