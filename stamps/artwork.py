"""The stamp as a drawing: which words stand where in it.

Turns the words of a stamp into lines with places; knows letters, and neither pages nor
the format that the drawing ends up in.
"""

from dataclasses import dataclass

from stamps.fonts import Face, load_face
from stamps.plan import StampStyle, StampText

PADDING_PT = 4.0
LEADING = 1.22
"""Distance of base lines, in sizes of the letters."""
DETAIL_WIDTH_PT = 170.0
"""Small lines longer than this are broken."""
NOTICE_WIDTH_PT = 230.0
BORDER_PT = 0.8
_ASCENT = 0.76
_DESCENT = 0.24


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A line of text; its base line starts at x, y from the drawing's top left."""

    text: str
    x: float
    y: float
    size_pt: float
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Art:
    """A drawing of lines of text, with a border or without; sizes in points."""

    width: float
    height: float
    runs: tuple[Run, ...]
    border: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    text: str
    size_pt: float
    bold: bool
    style: str

    @property
    def width(self) -> float:
        return load_face(self.style, bold=self.bold).width(self.text, self.size_pt)

    @property
    def step(self) -> float:
        return self.size_pt * LEADING


def draw_stamp(text: StampText, style: StampStyle, *, scale: float = 1.0) -> Art:
    """Draw the first page's stamp: mark, details and notice, one under the other."""
    marks, details = _mark_words(text, style, scale), _detail_words(text, style, scale)
    lines = marks + details
    width = max((line.width for line in lines), default=0.0) + 2 * PADDING_PT
    runs, y = _stack(lines, PADDING_PT, 0.0, width)
    return Art(width=width, height=y + PADDING_PT, runs=runs, border=True)


def draw_wide_stamp(
    text: StampText, style: StampStyle, *, width_pt: float, scale: float = 1.0
) -> Art:
    """Draw the stamp low and wide: the mark on the left, the small lines beside it."""
    marks = _mark_words(text, style, scale)
    left = max((line.width for line in marks), default=0.0) + 2 * PADDING_PT
    room = max(width_pt - left - 2 * PADDING_PT, style.detail_size_pt * 6)
    size = style.detail_size_pt * scale
    small = (" · ".join(text.details), *text.notice)
    details = _broken(tuple(s for s in small if s), style, size, room)
    first, y_marks = _stack(marks, PADDING_PT, 0.0, left)
    right = max((line.width for line in details), default=0.0)
    width = left + right + (PADDING_PT if details else 0.0)
    second, y_details = _stack(details, PADDING_PT, left, None)
    height = max(y_marks, y_details) + PADDING_PT
    return Art(width=width, height=height, runs=first + second, border=True)


def draw_line(
    text: str, style: StampStyle, size_pt: float, *, bold: bool = False
) -> Art:
    """Draw a single line without a border."""
    words = _Words(text=text, size_pt=size_pt, bold=bold, style=style.font)
    run = Run(text=text, x=0.0, y=size_pt * _ASCENT, size_pt=size_pt, bold=bold)
    height = size_pt * (_ASCENT + _DESCENT)
    return Art(width=words.width, height=height, runs=(run,))


def running_text(text: StampText, page: int, pages: int) -> str:
    """Return the running line of a page (1-based)."""
    return text.running.replace("{pages}", str(pages)).replace("{page}", str(page))


def _mark_words(text: StampText, style: StampStyle, scale: float) -> list[_Words]:
    size = style.mark_size_pt * scale
    return [
        _Words(text=line, size_pt=size, bold=True, style=style.font)
        for line in text.mark
    ]


def _detail_words(text: StampText, style: StampStyle, scale: float) -> list[_Words]:
    size = style.detail_size_pt * scale
    return _broken(text.details, style, size, DETAIL_WIDTH_PT * scale) + _broken(
        text.notice, style, size, NOTICE_WIDTH_PT * scale
    )


def _broken(
    lines: tuple[str, ...], style: StampStyle, size: float, room: float
) -> list[_Words]:
    face = load_face(style.font)
    return [
        _Words(text=part, size_pt=size, bold=False, style=style.font)
        for line in lines
        for part in break_line(line, face, size, room)
    ]


def break_line(line: str, face: Face, size_pt: float, room_pt: float) -> list[str]:
    """Break a line at its spaces so that each part is at most as wide as the room.

    A word wider than the room is broken inside, since it can't be left out.
    """
    parts: list[str] = []
    current = ""
    for word in line.split():
        longer = f"{current} {word}" if current else word
        if face.width(longer, size_pt) <= room_pt:
            current = longer
            continue
        if current:
            parts.append(current)
        current = word
        while face.width(current, size_pt) > room_pt and len(current) > 1:
            cut = _longest_fit(current, face, size_pt, room_pt)
            parts.append(current[:cut])
            current = current[cut:]
    return [*parts, current] if current else parts


def _longest_fit(word: str, face: Face, size_pt: float, room_pt: float) -> int:
    for cut in range(len(word) - 1, 1, -1):
        if face.width(word[:cut], size_pt) <= room_pt:
            return cut
    return 1


def _stack(
    lines: list[_Words], y: float, left: float, right: float | None
) -> tuple[tuple[Run, ...], float]:
    """Set lines one under the other; return them and the lower edge.

    They stand centred between two sides, or begin at the left where none is on the
    right.
    """
    runs = []
    for line in lines:
        x = left if right is None else (left + right - line.width) / 2
        base = y + (line.step + line.size_pt * (_ASCENT - _DESCENT)) / 2
        runs.append(
            Run(text=line.text, x=x, y=base, size_pt=line.size_pt, bold=line.bold)
        )
        y += line.step
    return tuple(runs), y
