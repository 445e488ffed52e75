"""Which pages of a PDF may show more than they draw: through tiling patterns and masks.

A pattern draws anything, pictures and words too, and so does a mask, which gives its
form to whatever is painted through it. pdfium tells of a shape only that it is filled.
Knows resources of pikepdf, and nothing of what they draw.
"""

from collections.abc import Callable
from typing import Any

from pipeline.reading.pdf_streams import appearances, entries, pages_of

_TILING = 1
"""PatternType, ISO 32000-2, 8.7.3."""
_WORDLESS = 300
"""Bytes of a mask that draws a shading or a rectangle, and no letter."""


def patterned_pages(file: Any, part: tuple[int, int] = (0, 1)) -> frozenset[int]:
    """Return the pages that name a tiling pattern, in forms and annotations too.

    Args:
        file: A PDF open with pikepdf.
        part: Which share of the pages is asked about, of how many shares.
    """
    return _pages_with(_has_tiling, file, part)


def masked_pages(file: Any, part: tuple[int, int] = (0, 1)) -> frozenset[int]:
    """Return the pages that name a mask in which words may stand.

    Args:
        file: A PDF open with pikepdf.
        part: Which share of the pages is asked about, of how many shares.
    """
    return _pages_with(_has_mask, file, part)


def _pages_with(
    names: Callable[[Any], bool], file: Any, part: tuple[int, int]
) -> frozenset[int]:
    known: dict[tuple[int, int], bool] = {}
    return frozenset(
        index for index, page in pages_of(file, part) if _is_named(names, page, known)
    )


def _is_named(
    names: Callable[[Any], bool], page: Any, known: dict[tuple[int, int], bool]
) -> bool:
    """Tell whether a page, or a form inside of it, names what is looked for."""
    waiting, seen = [page, *appearances(page)], []
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
        found = names(entries(resources))
        waiting += entries(entries(resources).get("/XObject")).values()
    known.update((key, found) for key in seen)
    return found


def _has_tiling(resources: Any) -> bool:
    patterns = entries(resources.get("/Pattern")).values()
    return any(entries(one).get("/PatternType") == _TILING for one in patterns)


def _has_mask(resources: Any) -> bool:
    states = entries(resources.get("/ExtGState")).values()
    masks = [entries(entries(one).get("/SMask")).get("/G") for one in states]
    return any(_may_draw_words(mask) for mask in masks if mask is not None)


def _may_draw_words(mask: Any) -> bool:
    own = entries(entries(mask).get("/Resources"))
    if any(kind in own for kind in ("/Font", "/XObject", "/Pattern")):
        return True
    return int(entries(mask).get("/Length", 0)) > _WORDLESS
