"""Gathers runs of a paragraph into lines of words.

Knows pieces of text with their look, and the sort of place they stand in; nothing of
the XML that they came from.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from models.documents import Align, Line, Source, Word
from pipeline.reading.docx_package import Relation
from pipeline.reading.docx_styles import ALIGNS, Look
from pipeline.reading.shown_ways import AS_STORED, Way

SOFT_HYPHEN = "\u00ad"
BREAK = "\n"
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one run."""

    text: str
    look: Look
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is shown, by the part that holds it."""

    part: str
    """Name of the part, or an outside address."""
    external: bool
    width_pt: float | None
    height_pt: float | None
    source: Source
    way: Way = AS_STORED


def picture_of(
    relation: Relation,
    source: Source,
    size: tuple[float | None, float | None] = (None, None),
    way: Way = AS_STORED,
) -> Picture:
    """Return the picture that a part of an OOXML package points at.

    Args:
        relation: How the part points at it.
        source: The place in which it is shown.
        size: Width and height in points as it is shown, where that is told.
        way: How it is turned.
    """
    return Picture(
        part=relation.target,
        external=relation.external,
        width_pt=size[0],
        height_pt=size[1],
        source=source,
        way=way,
    )


@dataclass(slots=True)
class Found:
    """What was gathered from the parts of one document so far."""

    lines: list[Line] = field(default_factory=list)
    concealed: list[str] = field(default_factory=list)
    """Text that is there and that a person would not see."""
    pictures: list[Picture] = field(default_factory=list)
    problems: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    blocks: int = 0

    def new_block(self) -> int:
        """Return a number for the next paragraph, cell or text box."""
        self.blocks += 1
        return self.blocks

    def mark(self) -> tuple[int, int]:
        """Remember how far the lines and pictures have come."""
        return len(self.lines), len(self.pictures)


def lines_of(
    pieces: list[Piece],
    *,
    block: int,
    look: Look,
    base: Source,
    wide: re.Pattern[str] | None = None,
) -> list[Line]:
    """Make the lines of one paragraph; hidden pieces must have been left out.

    What stands behind ``wide`` room becomes a line of its own, set to the right.
    """
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split(BREAK)
        rows[-1].append(replace(piece, text=first) if rest else piece)
        rows.extend([replace(piece, text=part)] for part in rest)
    made = []
    for row in rows:
        for index, part in enumerate(_columns(row, wide)):
            own = replace(look, align="right") if index else look
            made.append(_line(part, block, own, base))
    return [line for line in made if line is not None]


def _columns(row: list[Piece], wide: re.Pattern[str] | None) -> list[list[Piece]]:
    """Cut a row where wide room parts words that stand beside one another.

    What follows a number or a colon belongs to it, as in lists and forms.
    """
    text = "".join(piece.text for piece in row)
    gaps = [
        gap
        for gap in (wide.finditer(text) if wide else ())
        if WORD.search(text, 0, gap.start())
        and WORD.search(text, gap.end())
        and text[gap.start() - 1] != ":"
    ]
    if not gaps:
        return [row]
    gap, at = gaps[-1], 0
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in row:
        cut, end = gap.start() - at, gap.end() - at
        before.append(replace(piece, text=piece.text[: max(0, cut)]))
        after.append(replace(piece, text=piece.text[max(0, end) :]))
        at += len(piece.text)
    return [before, after]


def _line(row: list[Piece], block: int, look: Look, base: Source) -> Line | None:
    words = split_words(row)
    if not words:
        return None
    sizes: Counter[float] = Counter()
    bold = total = 0
    sources = set()
    for piece in row:
        count = len("".join(piece.text.split()))
        if not count:
            continue
        sizes[piece.look.size_pt] += count
        total += count
        bold += count if "b" in piece.look.toggles else 0
        sources.add(piece.source)
    return Line(
        words=words,
        source=sources.pop() if len(sources) == 1 else base,
        size_pt=sizes.most_common(1)[0][0] if sizes else None,
        bold=bold * 2 > total,
        align=ALIGNS.get(look.align or "left", Align.LEFT),
        block=block,
    )


def split_words(row: list[Piece]) -> tuple[Word, ...]:
    """Cut pieces at white space; a word with any struck letter counts as struck."""
    words: list[Word] = []
    text, struck = "", False
    for piece in row:
        shown = piece.text.replace(SOFT_HYPHEN, "")
        if piece.look.upper:
            shown = shown.upper()
        own = piece.look.struck
        if text and shown[:1].isspace():
            words.append(Word(text=text, struck=struck))
            text, struck = "", False
        *whole, last = shown.split() or [""]
        for part in whole:
            words.append(Word(text=text + part, struck=struck or own))
            text, struck = "", False
        if last:
            text, struck = text + last, struck or own
            if shown[-1].isspace():
                words.append(Word(text=text, struck=struck))
                text, struck = "", False
    if text:
        words.append(Word(text=text, struck=struck))
    return tuple(words)


def plain_lines(text: str, found: Found, source: Source) -> None:
    """Take in text that has no formatting of its own."""
    block = found.new_block()
    for row in text.splitlines():
        words = tuple(Word(text=word) for word in row.replace(SOFT_HYPHEN, "").split())
        if words:
            found.lines.append(Line(words=words, source=source, block=block))
