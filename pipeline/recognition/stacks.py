"""Put the lines of a page into stacks: lines that stand under one another.

A mark of two lines, and the copy number under a mark, are read from one stack. Knows
places, no words.
"""

from models.documents import Line, Page, Source
from models.geometry import Box

MAX_LEADING = 1.9
"""Lines further apart than this many letter heights belong to different stacks."""
TALLEST = 72.0
"""Height in points of the largest letters that are stacked with what stands below."""
_RUNNING = frozenset({Source.TEXT, Source.OCR})


def stack_lines(page: Page) -> tuple[tuple[int, ...], ...]:
    """Return the stacks of a page as indexes of its lines, in reading order."""
    placed = [i for i, line in enumerate(page.lines) if line.box is not None]
    loose = [i for i, line in enumerate(page.lines) if line.box is None]
    return (*_by_place(page, placed), *_by_block(page, loose))


def _by_block(page: Page, indexes: list[int]) -> list[tuple[int, ...]]:
    stacks: list[list[int]] = []
    for index in indexes:
        if stacks and _goes_on(page.lines[stacks[-1][-1]], page.lines[index]):
            stacks[-1].append(index)
        else:
            stacks.append([index])
    return [tuple(stack) for stack in stacks]


def _goes_on(above: Line, below: Line) -> bool:
    """Tell whether a line without a place follows another in one stack."""
    if above.source != below.source:
        return False
    return above.block == below.block or above.source in _RUNNING | {
        Source.HEADER,
        Source.FOOTER,
    }


def _by_place(page: Page, indexes: list[int]) -> list[tuple[int, ...]]:
    """Stack lines from the top down, looking only at stacks that end near by."""
    stacks: list[list[int]] = []
    near: list[list[int]] = []
    boxes = {i: _upright(page, i) for i in indexes}
    tallest = min(TALLEST, max((box.height for box in boxes.values()), default=0.0))
    reach = 2 * (MAX_LEADING * max(tallest, 4.0) + 4)
    for index in sorted(
        indexes, key=lambda i: (boxes[i].y0 + boxes[i].y1, boxes[i].x0)
    ):
        level = boxes[index].y0 + boxes[index].y1
        near = [s for s in near if level - boxes[s[-1]].y0 - boxes[s[-1]].y1 <= reach]
        above = [s for s in near if _stands_under(page, s[-1], index, boxes)]
        if above:
            max(above, key=lambda s: _overlap(boxes[s[-1]], boxes[index])).append(index)
        else:
            stacks.append([index])
            near.append(stacks[-1])
    return sorted((tuple(stack) for stack in stacks), key=lambda stack: stack[0])


def _stands_under(page: Page, above: int, below: int, boxes: dict[int, Box]) -> bool:
    if abs(page.lines[above].angle_deg - page.lines[below].angle_deg) > 4:
        return False
    top, low = boxes[above], boxes[below]
    height = min(max(top.height, 4.0), max(low.height, 4.0))
    distance = (low.y0 + low.y1 - top.y0 - top.y1) / 2
    if not 0.45 * height < distance < MAX_LEADING * max(top.height, low.height) + 4:
        return False
    return top.x0 < low.x1 and low.x0 < top.x1


def _overlap(top: Box, low: Box) -> float:
    """Return how well two lines stand under one another, edges that agree counting."""
    shared = min(top.x1, low.x1) - max(top.x0, low.x0)
    edges = min(abs(top.x0 - low.x0), abs(top.x1 - low.x1))
    return shared / max(1.0, min(top.width, low.width)) - edges / 50


def _upright(page: Page, index: int) -> Box:
    box = page.lines[index].box
    return turned(box, page, page.lines[index].angle_deg) if box else Box(0, 0, 0, 0)


def turned(box: Box, page: Page, angle_deg: float) -> Box:
    """Return the box on the page turned so that a line at this angle stands upright.

    Only quarter turns count: a stamp set askew stays where it is.
    """
    quarter = round(angle_deg / 90) % 4
    width, height = page.width_pt or 0.0, page.height_pt or 0.0
    if quarter == 1:
        return Box(box.y0, width - box.x1, box.y1, width - box.x0)
    if quarter == 2:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if quarter == 3:
        return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    return box
