"""Tell the parts of a composite document, each of which bears a mark of its own.

Knows marks and pages; that such a document goes to a person is the verdict's.
"""

from itertools import groupby

from models.documents import Source
from models.marks import FoundMark, MarkedPart

_OF_THE_WHOLE = frozenset({Source.HEADER, Source.FOOTER, Source.WATERMARK})
"""Where a format without pages puts marks that stand for all of it."""


def find_parts(
    marks: tuple[FoundMark, ...], *, page_count: int | None, paged: bool
) -> tuple[MarkedPart, ...]:
    """Return the parts of a document, the whole of which bears several degrees.

    A part begins at a mark of another degree and goes on to the next. Two degrees on
    one page, or beside a mark that stands for the whole, are a contradiction and no
    parts.

    Args:
        marks: Every mark found, in reading order.
        page_count: Pages of the carrier, None where nobody knows.
        paged: Whether the format has pages of its own.
    """
    certain = [mark for mark in marks if mark.degree is not None]
    if len({mark.degree for mark in certain}) < 2 or _is_contradiction(certain, paged):
        return ()
    runs = [list(run) for _, run in groupby(certain, key=lambda mark: mark.degree)]
    starts = [run[0].page_index if paged else None for run in runs]
    ends = [None if start is None else start - 1 for start in starts[1:]]
    last = page_count - 1 if paged and page_count else runs[-1][-1].page_index
    return tuple(
        MarkedPart(
            degree=run[0].degree,
            first_page_index=start,
            last_page_index=end,
            marks=tuple(run),
        )
        for run, start, end in zip(
            runs, starts, [*ends, last if paged else None], strict=True
        )
        if run[0].degree is not None
    )


def _is_contradiction(marks: list[FoundMark], paged: bool) -> bool:
    if not paged:
        return any(mark.source in _OF_THE_WHOLE for mark in marks)
    by_page: dict[int | None, set[object]] = {}
    for mark in marks:
        by_page.setdefault(mark.page_index, set()).add(mark.degree)
    return None in by_page or any(len(degrees) > 1 for degrees in by_page.values())
