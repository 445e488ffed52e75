"""Which marks a change of degree strikes through on a carrier of ours.

What recognition found, and the words that our own stamp put there: those are known from
the agreement's table, and need not be found. Must not know any format.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.agreement import Level
from models.documents import Source
from models.geometry import Box
from models.marks import FoundMark

LETTER_EMS = 0.55
"""Usual width of a letter, in heights of its line."""
SLACK = 1.4


Place = tuple[int, str, Box]
"""Page index, word, and where it stands."""


def marks_to_strike(
    found: Iterable[FoundMark],
    old: Level,
    own: Sequence[Place] = (),
) -> tuple[FoundMark, ...]:
    """Return the old marks, one for each line of them.

    Args:
        found: What was recognised on the carrier; what names no degree, such as the
            words of an earlier change, stays as it is.
        old: The degree that our stamp on it says.
        own: Page index, word and place of each of its words, where they were found.

    Returns:
        Marks with a box a line, so that a stroke runs through words and not between
        two lines; and the words of our stamp without a box, for carriers whose words
        are found by their text.
    """
    certain = [mark for mark in found if mark.degree is not None]
    first = old.printed[0].casefold() if old.printed else ""
    if any(_has_partner(one, own) for one in own):
        places = [_own(*one, old) for one in own if _has_partner(one, own)]
        return (*(m for m in certain if m.text.casefold() != first), *places)
    lines = [line for mark in certain for line in _lines(mark, old.printed)]
    if not lines or any(mark.box is not None for mark in certain):
        return tuple(lines)
    known = {mark.text.casefold() for mark in lines}
    missing = [word for word in old.printed if word.casefold() not in known]
    return (*lines, *(replace(lines[0], text=word) for word in missing))


def _has_partner(one: Place, own: Sequence[Place]) -> bool:
    """Tell whether the stamp's other word stands beside; prose has but one of them."""
    page, word, box = one
    reach = 1.5 * (box.y1 - box.y0)
    return any(
        other_page == page
        and other_word != word
        and abs(other.y0 - box.y0) <= reach
        and other.x0 <= box.x1 + reach
        and box.x0 <= other.x1 + reach
        for other_page, other_word, other in own
    )


def _own(page: int, word: str, box: Box, old: Level) -> FoundMark:
    return FoundMark(
        text=word,
        degree=old.degree,
        page_index=page,
        box=box,
        source=Source.TEXT,
        confidence=1.0,
    )


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
