"""Finds old marks in the pieces of a paragraph, so that just they can be struck out.

A mark stands alone: in a long paragraph its word is only mentioned. Knows no format.

Source: article 6(3).
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from models.marks import FoundMark

LOOKALIKES = str.maketrans("abcehkmoptxyiëқөұүғңһі", "авсенкмортхуиекоууднни")
LONGEST_LINE = 3
"""The paragraph of a mark is at most this many times as long as the mark."""
SHORTEST_PARAGRAPH = 60
SOFT_HYPHEN = "\u00ad"

Key = TypeVar("Key", bound=Hashable)


def words_of(found: Iterable[FoundMark]) -> set[str]:
    """Return the marks' words, folded, for looking them up."""
    return {folded(mark.text) for mark in found} - {""}


def folded(text: str) -> str:
    """Return a text without white space and case, look-alike letters made the same."""
    letters = "".join(text.split()).replace(SOFT_HYPHEN, "").casefold()
    return letters.translate(LOOKALIKES)


def marks_in(
    pieces: Iterable[tuple[Key, str]], wanted: set[str]
) -> tuple[dict[Key, tuple[int, int]], set[str]]:
    """Find marks in a paragraph.

    Args:
        pieces: What the paragraph's text is made of, in order, each with a key.
        wanted: Folded words.

    Returns:
        For each piece that a mark reaches into, its first and past-last letter to be
        struck; and which of the words were found.
    """
    letters: list[tuple[Key, int, str]] = []
    within: list[bool] = []
    before = " "
    for key, text in pieces:
        for place, letter in enumerate(text):
            if letter.strip() and letter != SOFT_HYPHEN:
                letters.append((key, place, letter))
                within.append(before.isalnum() and letter.isalnum())
            before = before if letter == SOFT_HYPHEN else letter
    within.append(False)
    whole = "".join(folded(letter) for _, _, letter in letters)
    if len(whole) != len(letters):
        return {}, set()
    hit: set[str] = set()
    spans: dict[Key, tuple[int, int]] = {}
    for mark in sorted(wanted, key=len, reverse=True):
        start = _as_words(whole, mark, within)
        if start < 0 or len(whole) > max(len(mark) * LONGEST_LINE, SHORTEST_PARAGRAPH):
            continue
        hit.add(mark)
        for key, place, _ in letters[start : start + len(mark)]:
            first, last = spans.get(key, (place, place + 1))
            spans[key] = min(first, place), max(last, place + 1)
    return spans, hit


def _as_words(whole: str, mark: str, within: Sequence[bool]) -> int:
    """Return where a mark stands as words of its own, -1 where it does not.

    Args:
        whole: The paragraph without its spaces, folded.
        mark: The same of a mark.
        within: For each letter, and the end: it goes on a word that began before.
    """
    start = whole.find(mark)
    while start >= 0 and (within[start] or within[start + len(mark)]):
        start = whole.find(mark, start + 1)
    return start
