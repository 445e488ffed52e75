"""Which marks a change of degree strikes through on a carrier of ours.

What recognition found, and the words that our own stamp put there: those are known from
the agreement's table, and need not be found. Must not know any format.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from models.agreement import Level
from models.documents import Format, Source
from models.events import EventValue
from models.geometry import Box
from models.marks import FoundMark

RUNNING_PT = 8.0
"""What is lower is the running line of our own stamp."""
NOT_SHOWN = (Source.METADATA, Source.INVENTORY)
NO_RUNS = (Source.OCR, Source.WATERMARK, Source.ANNOTATION)
"""Where a text document bears a mark that has no run to strike."""


Place = tuple[int, str, Box]
"""Page index, word, and where it stands."""


def marks_to_strike(
    found: Iterable[FoundMark],
    old: Level,
    own: Sequence[Place] = (),
) -> tuple[FoundMark, ...]:
    """Return the old marks; a stamper strikes every line within a box of theirs.

    Args:
        found: What was recognised on the carrier; what names no degree, such as the
            words of an earlier change, stays as it is.
        old: The degree that our stamp on it says.
        own: Page index, word and place of each of its words, where they were found.

    Returns:
        Marks with their boxes; and the words of our stamp without a box, for carriers
        whose words are found by their text.
    """
    certain = [mark for mark in found if mark.degree is not None]
    first = old.printed[0].casefold() if old.printed else ""
    if any(_has_partner(one, own) for one in own):
        places = [_own(*one, old) for one in own if _has_partner(one, own)]
        others = (m for m in certain if not _is_ours(m, first, places))
        return (*others, *places)
    if not certain or any(mark.box is not None for mark in certain):
        return tuple(certain)
    known = {mark.text.casefold() for mark in certain}
    missing = [word for word in old.printed if word.casefold() not in known]
    return (*certain, *(replace(certain[0], text=word) for word in missing))


def giver_words(
    entry: Mapping[str, EventValue], equivalents: Collection[str]
) -> str | None:
    """Return the words of the giver's mark that intake found, or None.

    Args:
        entry: What the register says of the received carrier.
        equivalents: Our degrees for the mark that was found. Where a person named
            another one, the giver's mark is not known.
    """
    found = entry.get("mark_found")
    if not isinstance(found, Mapping) or entry.get("degree") not in equivalents:
        return None
    return str(found.get("text"))


def leaves_one(
    strikes: Sequence[FoundMark], carrier: Format, old: Level, giver: str | None
) -> bool:
    """Tell whether a mark of before would stay alive on a carrier.

    Args:
        strikes: What ``marks_to_strike`` answered.
        carrier: Its format.
        old: The degree that our stamp on it says.
        giver: The words of the giver's mark; None: nobody knows where it stands;
            empty: there is none, since the document was made here.
    """
    shown = [mark for mark in strikes if mark.source not in NOT_SHOWN]
    if giver is None or not shown:
        return True
    if carrier in (Format.DOCX, Format.OTHER):  # struck by their words, not places
        return any(mark.source in NO_RUNS for mark in shown)
    if any(mark.box is None for mark in shown):
        return True
    if not giver:
        return False
    like = [
        mark
        for mark in shown
        if mark.text.casefold() == giver.casefold()
        and mark.box is not None
        and mark.box.height > RUNNING_PT
    ]
    is_like_ours = giver.casefold() == old.printed[0].casefold()
    return len(like) < (2 if is_like_ours else 1)


def _is_ours(mark: FoundMark, first: str, places: Sequence[FoundMark]) -> bool:
    """Tell whether a mark is our own stamp, whose words were found one by one."""
    if mark.text.casefold() != first or mark.box is None:
        return mark.text.casefold() == first
    return any(
        place.page_index == mark.page_index
        and place.box is not None
        and place.box.overlaps(mark.box)
        for place in places
    )


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
