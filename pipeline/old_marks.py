"""Which marks a change of degree strikes through on a carrier of ours.

What recognition found, and the words that our own stamp put there: those are known from
the agreement's table, and need not be found. Must not know any format.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.agreement import Level
from models.marks import FoundMark

LETTER_EMS = 0.55
"""Usual width of a letter, in heights of its line."""
SLACK = 1.4


def marks_to_strike(found: Iterable[FoundMark], old: Level) -> tuple[FoundMark, ...]:
    """Return the old marks, one for each line of them.

    Args:
        found: What was recognised on the carrier; what names no degree, such as the
            words of an earlier change, stays as it is.
        old: The degree that our stamp on it says.

    Returns:
        Marks with a box a line, so that a stroke runs through words and not between
        two lines; and the words of our stamp without a box, for carriers whose words
        are found by their text.
    """
    certain = [mark for mark in found if mark.degree is not None]
    lines = [line for mark in certain for line in _lines(mark, old.printed)]
    if not lines or any(mark.box is not None for mark in certain):
        return tuple(lines)
    known = {mark.text.casefold() for mark in lines}
    own = [word for word in old.printed if word.casefold() not in known]
    return (*lines, *(replace(lines[0], text=word) for word in own))


def _lines(mark: FoundMark, printed: Sequence[str]) -> Iterator[FoundMark]:
    """Cut the box of a stamp of ours that stands on several lines."""
    box = mark.box
    ours = bool(printed) and mark.text.casefold() == printed[0].casefold()
    if box is None or not ours:
        yield mark
        return
    longest = max(len(word) for word in printed)
    high = box.y1 - box.y0
    is_one = high * LETTER_EMS * longest <= SLACK * (box.x1 - box.x0)
    count = 1 if is_one else len(printed)
    for index in range(count):
        top = box.y0 + high * index / count
        yield replace(mark, box=replace(box, y0=top, y1=top + high / count))
