"""Which pages of a PDF may fill shapes with a tiling pattern.

A pattern draws anything, pictures and words too, and pdfium tells of a shape only that
it is filled. Knows resources of pikepdf, and nothing of what they draw.
"""

from typing import Any

from pipeline.reading.pdf_streams import entries

_TILING = 1
"""PatternType, ISO 32000-2, 8.7.3."""


def patterned_pages(file: Any, part: tuple[int, int] = (0, 1)) -> frozenset[int]:
    """Return the pages that name a tiling pattern, in their forms too.

    Args:
        file: A PDF open with pikepdf.
        part: Which share of the pages is asked about, of how many shares.
    """
    known: dict[tuple[int, int], bool] = {}
    count = len(file.pages)
    first, end = (count * (part[0] + more) // part[1] for more in (0, 1))
    return frozenset(
        index
        for index in range(first, end)
        if _has_pattern(file.pages[index].obj, known)
    )


def _has_pattern(holder: Any, known: dict[tuple[int, int], bool]) -> bool:
    """Tell whether a page, a form, or a form inside of it names a tiling pattern."""
    waiting, seen = [holder], []
    found = False
    while waiting and not found:
        resources = entries(waiting.pop()).get("/Resources")
        key = getattr(resources, "objgen", (0, 0))
        if key in known:
            found = known[key]
            continue
        if key != (0, 0):
            known[key] = False  # until more is known; forms may hold themselves
            seen.append(key)
        patterns = entries(entries(resources).get("/Pattern")).values()
        found = any(entries(one).get("/PatternType") == _TILING for one in patterns)
        waiting += entries(entries(resources).get("/XObject")).values()
    known.update((key, found) for key in seen)
    return found
