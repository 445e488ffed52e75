"""Where the fonts of a PDF page tell no letters.

What pdfium gives for such characters is their codes, which may look like words.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat

from pipeline.reading.pdf_text import SAMPLES, PageText, char_index
from pipeline.reading.pdfium_calls import address_of, lacks_letter

LEAST_UNMAPPED = 3
"""Characters of a line without a letter; fewer are bullets."""


def unmapped_lines(
    page: PageText, bounds: list[tuple[int, int]]
) -> frozenset[tuple[int, int]]:
    """Return the lines at an end of which the font tells no letter, and for several."""
    ends = [place for start, end in bounds for place in (start, end - 1)]
    said = _unmapped(page, ends)
    if 1 not in said:
        return frozenset()
    return frozenset(
        bound
        for bound, *there in zip(bounds, said[::2], said[1::2], strict=True)
        if 1 in there and _unmapped(page, range(*bound)).count(1) >= LEAST_UNMAPPED
    )


def _unmapped(page: PageText, places: Sequence[int]) -> list[int]:
    """Say of characters whether the font tells no letter for them: then 1."""
    indexes: Iterable[int] = places
    if len(page.text) != page.chars:
        indexes = [char_index(page, place) for place in places]
    return _said(page, indexes)


def unmapped_share(page: PageText) -> float:
    """Return the part of sampled characters for which the font tells no letter."""
    if not page.chars:
        return 0.0
    step = max(1, page.chars // SAMPLES)
    sample = range(0, page.chars, step)
    return _said(page, sample).count(1) / len(sample)


def _said(page: PageText, indexes: Iterable[int]) -> list[int]:
    return list(map(lacks_letter, repeat(address_of(page.handle)), indexes))
