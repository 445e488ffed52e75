"""What the reader of one office format learned, before it becomes a reading."""

from dataclasses import dataclass, field

from models.documents import ForeignLabel, Line
from pipeline.reading.docx_lines import Found


@dataclass(slots=True, kw_only=True)
class Facts:
    """Lines by page, and what stands beside them."""

    found: Found = field(default_factory=Found)
    pages: tuple[tuple[Line, ...], ...] = ()
    """Empty: everything in ``found.lines`` is one page."""
    page_count: int | None = None
    labels: tuple[ForeignLabel, ...] = ()
    not_in_force: tuple[str, ...] = ()
    """Text of headers that no page shows."""
