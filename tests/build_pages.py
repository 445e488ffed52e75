"""Pages of words with places, for tests of recognition."""

from models.documents import Format, Line, Page, Reading, Source, Word
from models.geometry import Box

WIDTH, HEIGHT = 595.0, 842.0
BODY = (
    "Направляем материалы о ходе совместных работ за первый квартал.",
    "Просим сообщить о готовности участка к приёмке изделий в срок.",
)


def line_at(
    text: str,
    y: float,
    *,
    side: str = "left",
    size: float = 12.0,
    source: Source = Source.TEXT,
    angle: float = 0.0,
    struck: bool = False,
    ink: str | None = None,
) -> Line:
    """Return one line of words at a height, each letter half its size wide."""
    parts = text.split()
    width = sum(len(part) for part in parts) * size / 2 + (len(parts) - 1) * size / 4
    x = {"left": 60.0, "right": WIDTH - 45 - width, "center": (WIDTH - width) / 2}[side]
    words = []
    for part in parts:
        end = x + len(part) * size / 2
        words.append(Word(text=part, box=Box(x, y, end, y + size), struck=struck))
        x = end + size / 4
    return Line(
        words=tuple(words), source=source, size_pt=size, angle_deg=angle, ink=ink
    )


def page_of(*lines: Line, index: int = 0, problem: str | None = None) -> Page:
    """Return a page with some lines and a body of running text."""
    body = tuple(line_at(text, 400 + 16 * i) for i, text in enumerate(BODY))
    return Page(
        index=index,
        width_pt=WIDTH,
        height_pt=HEIGHT,
        lines=(*lines, *body),
        line_count=len(lines) + 2,
        body_size_pt=12.0,
        problem=problem,
    )


def reading_of(*pages: Page, problems: tuple[str, ...] = ()) -> Reading:
    """Return a PDF of some pages."""
    return Reading(
        format=Format.PDF,
        kind="pdf",
        pages=pages,
        page_count=len(pages),
        problems=problems,
    )


def letter_with(*rows: str, side: str = "right", y: float = 40.0) -> Reading:
    """Return a letter with some rows in its upper corner."""
    placed = [line_at(row, y + 16 * i, side=side) for i, row in enumerate(rows)]
    return reading_of(page_of(*placed))
