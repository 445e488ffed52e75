"""The words of one PDF page with their places, through pdfium's text page.

Takes the page's text once and places only the lines that are asked for. Knows pdfium,
no marks. Boxes come out in the coordinates of the visible page.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2.raw as pdfium

from models.documents import Line, Source, Word
from models.geometry import Box

GAP_EM = 1.8
"""Empty room, in letter heights, after which words belong to different columns."""
LETTER_EM = 0.7  # letter heights that a letter set close takes
HYPHENATED = "\ufffe"
"""What pdfium puts for a hyphen at the end of a line, and for the line's end too."""
_NOT_ONE_WORD = re.compile(
    r"\ufffe(?=[^\w\s]|№|\d)|(?<=[^\W\d_A-ZА-ЯЁІЎӘҒҚҢӨҰҮҺ])\ufffe(?=[A-ZА-ЯЁІЎӘҒҚҢӨҰҮҺ])"
    r"|\ufffe(?=[A-ZА-ЯЁІЎӘҒҚҢӨҰҮҺ][a-zа-яёіўәғқңөұүһ])"
    r"|\ufffe(?=\s*(?i:экз|дана|ас[оа]бн|рег|инв|исх|уч|тірк))"
)
"""A hyphen at a line's end after which no word goes on: «- Секретно -», «Экз. № 1»."""
_NO_LETTERS = re.compile("\ufffe{3,}")
_WORD = re.compile(r"\S+")
SAMPLES = 24
"""Characters looked at to learn what holds for a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """From a page's own coordinates to those of the visible page."""

    x0: float
    y0: float
    x1: float
    y1: float
    """CropBox within MediaBox, user space, y up."""
    rotation: int
    """0, 90, 180 or 270, clockwise."""
    unit: float = 1.0

    @property
    def width_pt(self) -> float:
        """Width as seen."""
        across = self.y1 - self.y0 if self.rotation % 180 else self.x1 - self.x0
        return across * self.unit

    @property
    def height_pt(self) -> float:
        """Height as seen."""
        up = self.x1 - self.x0 if self.rotation % 180 else self.y1 - self.y0
        return up * self.unit

    def seen(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a rectangle of user space as a box of the visible page."""
        if left > right:
            left, right = right, left
        if bottom > top:
            bottom, top = top, bottom
        left, right = left - self.x0, right - self.x0
        bottom, top = bottom - self.y0, top - self.y0
        if not self.rotation and self.unit == 1.0:
            height = self.y1 - self.y0
            return Box(left, height - top, right, height - bottom)
        width, height, unit = self.x1 - self.x0, self.y1 - self.y0, self.unit
        if self.rotation == 90:
            box = (bottom, left, top, right)
        elif self.rotation == 180:
            box = (width - right, bottom, width - left, top)
        elif self.rotation == 270:
            box = (height - top, width - right, height - bottom, width - left)
        else:
            box = (left, height - top, right, height - bottom)
        return Box(*(value * unit for value in box))

    def holds(self, box: Box) -> bool:
        """Tell whether the middle of a box can be seen."""
        middle_x, middle_y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        return (
            -1 <= middle_x <= self.width_pt + 1 and -1 <= middle_y <= self.height_pt + 1
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page's text and the handle by which its characters are placed."""

    handle: object
    """FPDF_TEXTPAGE; lives as long as the page."""
    text: str
    chars: int
    """Characters of the text page, those without a mapping included."""
    frame: Frame


def read_text(handle: object, frame: Frame) -> PageText:
    """Return the whole text of a text page."""
    chars = pdfium.FPDFText_CountChars(handle)
    if chars <= 0:
        return PageText(handle=handle, text="", chars=0, frame=frame)
    buffer = _buffer(chars.bit_length())
    written = pdfium.FPDFText_GetText(handle, 0, chars, buffer)
    raw = memoryview(buffer).cast("B")[: max(0, written - 1) * 2]
    text = str(raw, "utf-16-le", "replace")
    if 3 * HYPHENATED in text:  # what it puts for characters of no letter, too
        text = _NO_LETTERS.sub(lambda run: "\0" * len(run.group()), text)
    if HYPHENATED in text:  # one character for one, so that places stay true
        text = _NOT_ONE_WORD.sub("\n", text)
    return PageText(handle=handle, text=text, chars=chars, frame=frame)


@lru_cache(maxsize=1)
def _buffer(bits: int) -> "ctypes.Array[ctypes.c_ushort]":
    """Return room for so many characters as a number of so many bits may say."""
    return (ctypes.c_ushort * (1 << bits))()


def line_bounds(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line that holds anything but white space."""
    bounds, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            bounds.append((start, end))
        start = end + 1
    return bounds


def place_lines(page: PageText, bounds: Iterable[tuple[int, int]]) -> list[Line]:
    """Return lines of words with places; what can't be seen is left out.

    A line with a wide empty room in it is two lines beside one another.
    """
    lines: list[Line] = []
    for start, end in bounds:
        for words in _split(_words(page, start, end)):
            line = _line(page, words)
            if line.box is not None and page.frame.holds(line.box):
                lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class _Placed:
    word: Word
    first: int
    """Index of its first character in the text page."""
    size: float
    angle: float


def _words(page: PageText, start: int, end: int) -> list[_Placed]:
    spans = (match.span() for match in _WORD.finditer(page.text, start, end))
    return [placed for span in spans if (placed := _word(page, *span))]


def _word(page: PageText, start: int, stop: int) -> _Placed | None:
    """Place a word by its first and its last letter alone."""
    first = char_index(page, start)
    ends = _raw_box(page.handle, first)
    if stop - start > 1:
        last = _raw_box(page.handle, char_index(page, stop - 1))
        if ends and last:
            ends = (
                min(ends[0], last[0]),
                min(ends[1], last[1]),
                max(ends[2], last[2]),
                max(ends[3], last[3]),
            )
        ends = ends or last
    if ends is None:
        return None
    box = page.frame.seen(*ends)
    angle = _angle(page, first)
    sideways = 45 < abs(angle) < 135
    size = box.width if sideways else box.height
    return _Placed(Word(text=page.text[start:stop], box=box), first, size, angle)


def _raw_box(handle: object, index: int) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right, top of a character in user space."""
    rect = _RECT
    if not pdfium.FPDFText_GetLooseCharBox(handle, index, _RECT_REF):
        return None
    found = (rect.left, rect.bottom, rect.right, rect.top)
    return None if found[0] == found[2] and found[1] == found[3] else found


_RECT = pdfium.FS_RECTF()
_RECT_REF = ctypes.byref(_RECT)


def char_index(page: PageText, place: int) -> int:
    """Return which character of the text page stands at a place of its text."""
    if len(page.text) == page.chars:
        return place
    found = pdfium.FPDFText_GetCharIndexFromTextIndex(page.handle, place)
    return int(found) if found >= 0 else place


def char_box(page: PageText, index: int) -> Box | None:
    """Return the room of a character of the text page, as high as its line."""
    found = _raw_box(page.handle, index)
    return page.frame.seen(*found) if found else None


def _angle(page: PageText, index: int) -> float:
    """Return how far a character is turned on the visible page, clockwise."""
    radians = float(pdfium.FPDFText_GetCharAngle(page.handle, index))
    if radians < 0:
        return 0.0
    degrees = radians * 57.29577951 + page.frame.rotation
    return float((degrees + 180.0) % 360.0 - 180.0)


def _split(words: list[_Placed]) -> list[list[_Placed]]:
    groups: list[list[_Placed]] = []
    for item in words:
        if groups and _hangs_on(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _hangs_on(left: _Placed, right: _Placed) -> bool:
    a, b = left.word.box, right.word.box
    if a is None or b is None or abs(left.angle) > 45 or abs(right.angle) > 45:
        return True
    letter = len(left.word.text) == 1 and len(right.word.text) == 1
    room = GAP_EM * (1.6 if letter else 1.0) * max(left.size, right.size, 4.0)
    gap = b.x0 - a.x1
    return gap < room or gap < room + 3.0 * min(_letter_room(left), _letter_room(right))


def _letter_room(item: _Placed) -> float:
    """Return the room that letter-spacing adds beside every letter of a word.

    A space is a letter too: words set with wide letters stand wide apart.
    """
    box, letters = item.word.box, len(item.word.text)
    if box is None or letters < 2:
        return 0.0
    return max(0.0, box.width / letters - LETTER_EM * item.size)


def _line(page: PageText, words: list[_Placed]) -> Line:
    sizes = [round(item.size, 1) for item in words]
    return Line(
        words=tuple(item.word for item in words),
        source=Source.TEXT,
        size_pt=_commonest(sizes),
        angle_deg=round(words[0].angle, 1),
    )


def _commonest(sizes: list[float]) -> float:
    """Return the size that most have; nearly always all have one."""
    if sizes.count(sizes[0]) == len(sizes):
        return sizes[0]
    return Counter(sizes).most_common(1)[0][0]


def body_size(page: PageText) -> float | None:
    """Return the commonest letter height of a page, from a sample."""
    sizes: Counter[float] = Counter()
    step = max(1, page.chars // SAMPLES)
    for index in range(0, page.chars, step):
        box = char_box(page, index)
        if box is not None and box.height:
            sizes[round(min(box.height, max(box.width * 4, 4.0)), 1)] += 1
    return sizes.most_common(1)[0][0] if sizes else None
