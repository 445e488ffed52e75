"""What stands around words that may be a mark, and where on the page they stand.

Knows lines, tables and places; decides nothing.
"""

import math
import re
from dataclasses import replace

from models.documents import Align, Line, Page, Source
from pipeline.recognition.folding import fold
from pipeline.recognition.numbers import copy_span, registration_numbers
from pipeline.recognition.stacks import turned
from pipeline.recognition.types_of_recognition import Candidate
from pipeline.recognition.vocabulary import Vocabulary

RUNNING_WORDS, HUGE = 5, 2.0
"""Small words of a line of running text; times the body's letters of a newspaper's
head."""
FEW_LINES = 4
"""Lines from which a page read by OCR shows how it lies."""
UPPER, LOWER, TOP, BOTTOM = 0.36, 0.86, 0.1, 0.92
"""Parts of the page's height above and below which a mark is at home."""
SHORT_LINE_WORDS = 6
_TITLE = re.compile(r"(?:об?|аб|по|дел[оау]?|к вопросу)\s+\w", re.IGNORECASE)
"""How a title begins that may go on in the next line: «О делах / особой важности»."""
LABEL_WORDS = 3
"""Words of a heading of a column or a row of a form."""
FIRST_LINES, SENTENCE_WORDS = 6, 8
"""Lines of a format without places that are its head, unless a sentence came before."""
_WORD = re.compile(r"[^\W\d_]+")


def in_table(candidate: Candidate, page: Page, vocabulary: Vocabulary) -> Candidate:
    """Add what the table around a cell says; tables with places are read by place."""
    if candidate.source != Source.TABLE or candidate.box is not None:
        return candidate
    first = last = candidate.lines[0]
    while first > 0 and page.lines[first - 1].source == Source.TABLE:
        first -= 1
    while last + 1 < len(page.lines) and page.lines[last + 1].source == Source.TABLE:
        last += 1
    heads = [page.lines[i].text for i in range(first, candidate.lines[0])]
    about = any(
        speaks_about(text, vocabulary) for text in heads if len(text.split()) <= 4
    )
    return replace(candidate, cells=last - first + 1, about=candidate.about or about)


def row_words(page: Page, stack: tuple[int, ...], row: int) -> tuple[str, ...]:
    """Return the first words of another line of the stack."""
    if not 0 <= row < len(stack):
        return ()
    return tuple(_WORD.findall(page.lines[stack[row]].text)[:8])


def follows_text(
    page: Page, stack: tuple[int, ...], rows: list[int], before: str
) -> bool:
    """Tell whether the line above is running text whose sentence goes on here."""
    if rows[0] == 0 or _WORD.search(before):
        return False
    above, own = page.lines[stack[rows[0] - 1]], page.lines[stack[rows[0]]]
    if own.box is None and own.align == Align.RIGHT != above.align:
        return False
    words = _WORD.findall(above.text)
    long = len(words) >= 5 or bool(_TITLE.match(above.text))
    return long and not above.text.rstrip().endswith((".", ":", "!", "?", "»"))


def beside(page: Page, stack: tuple[int, ...], rows: list[int]) -> tuple[str, ...]:
    """Return the words of the lines above and below in the stack."""
    around = [*range(max(0, rows[0] - 2), rows[0]), *range(rows[-1] + 1, rows[-1] + 2)]
    own = page.lines[stack[rows[0]]]
    near = [
        page.lines[stack[row]].text
        for row in around
        if row < len(stack) and not _is_other_text(own, page.lines[stack[row]])
    ]
    column = [
        page.lines[stack[row]].text for row in range(max(0, rows[0] - 8), rows[0])
    ]
    heads = [text for text in column if len(text.split()) <= LABEL_WORDS]
    label = _label(page, own)
    return tuple(
        word for text in (*near, *heads, label) for word in _WORD.findall(text)
    )


def _label(page: Page, own: Line) -> str:
    """Return the short text that stands to the left on the same row, as in a form."""
    place = own.box
    if place is None:
        return ""
    middle, edge = (place.y0 + place.y1) / 2, place.x0
    left = [
        line
        for line in page.lines
        if (box := line.box) is not None
        and box.y0 < middle < box.y1
        and box.x1 <= edge
        and abs(line.angle_deg - own.angle_deg) < 2
    ]
    nearest = max(left, key=lambda line: line.box.x1 if line.box else 0.0, default=None)
    if nearest is None or len(nearest.words) > LABEL_WORDS:
        return ""
    return nearest.text


def _is_other_text(own: Line, near: Line) -> bool:
    """Tell whether a line is running text that a line set to the right stands off."""
    apart = own.box is None and own.align == Align.RIGHT != near.align
    return apart and len(near.words) > SHORT_LINE_WORDS


def speaks_about(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text holds words by which people talk about marks."""
    return any(fold(word) in vocabulary.about for word in _WORD.findall(text))


def is_numbered(page: Page, stack: tuple[int, ...], rows: list[int]) -> bool:
    """Tell whether a copy number stands on its lines or just above or below."""
    near = range(max(0, rows[0] - 1), min(len(stack), rows[-1] + 3))
    return any(
        copy_span(text) and len(_WORD.findall(text)) <= 10
        for text in (page.lines[stack[row]].text for row in near)
    )


def heads_text(page: Page, stack: tuple[int, ...], rows: list[int]) -> bool:
    """Tell whether it stands over running text as a chapter's or a paper's title does.

    Centred, with a line above it or in very large type, and no number near; a mark has
    a number, an address or a letterhead between itself and the text.
    """
    own = page.lines[stack[rows[0]]]
    if own.source != Source.TEXT or not _is_centred(own, page):
        return False
    first, last = stack[rows[0]], stack[rows[-1]]
    above, below = (
        page.lines[max(0, first - 2) : first],
        page.lines[last + 1 : last + 4],
    )
    if any(copy_span(line.text) for line in (*above, *below)):
        return False
    if (own.size_pt or 0.0) >= HUGE * (page.body_size_pt or math.inf):
        return any(_is_running(line, page) for line in below)
    under = bool(above) and bool(below) and _is_running(below[0], page)
    return under and not any(
        registration_numbers(line.text) for line in (*above, *below)
    )


def _is_centred(line: Line, page: Page) -> bool:
    if line.box is None or not page.width_pt:
        return line.align == Align.CENTER
    middle = (line.box.x0 + line.box.x1) / 2 / page.width_pt
    return abs(middle - 0.5) < 0.08 and line.box.width < 0.7 * page.width_pt


def _is_running(line: Line, page: Page) -> bool:
    """Tell whether a line is one of a sentence."""
    words = _WORD.findall(line.text)
    small = sum(word.islower() for word in words)
    if line.box is None or not page.width_pt:
        return bool(small >= SENTENCE_WORDS)
    return bool(small >= RUNNING_WORDS and line.box.width > 0.55 * page.width_pt)


def placed(candidate: Candidate, page: Page) -> Candidate:
    """Add where on the page it stands and how large it is."""
    line = page.lines[candidate.lines[0]]
    ratio = 1.0
    if line.size_pt and page.body_size_pt:
        ratio = line.size_pt / page.body_size_pt
    askew = abs(line.angle_deg - _lie(page, line)) > 1.5
    known = replace(candidate, size_ratio=ratio, askew=askew, ink=line.ink)
    box = candidate.box
    if box is None or not page.width_pt or not page.height_pt:
        return replace(
            known,
            first_lines=_is_among_first(candidate, page),
            right=line.align == Align.RIGHT,
            centred=line.align == Align.CENTER,
        )
    box = turned(box, page, line.angle_deg)
    sideways = round(line.angle_deg / 90) % 2 == 1
    width, height = page.width_pt, page.height_pt
    if sideways:
        width, height = height, width
    middle_x, middle_y = (box.x0 + box.x1) / 2 / width, (box.y0 + box.y1) / 2 / height
    return replace(
        known,
        upper=middle_y < UPPER,
        lower=middle_y > LOWER,
        top=middle_y < TOP,
        bottom=middle_y > BOTTOM,
        edge=sideways and not TOP < middle_y < 1 - TOP,
        right=middle_x > 0.55 or line.align == Align.RIGHT,
        centred=abs(middle_x - 0.5) < 0.06 or line.align == Align.CENTER,
    )


def _is_among_first(candidate: Candidate, page: Page) -> bool:
    """Tell whether it stands among the first lines, before any sentence."""
    first = candidate.lines[0]
    return first <= FIRST_LINES and not any(
        line.source == Source.TEXT
        and len(line.words) >= SENTENCE_WORDS
        and line.text.rstrip().endswith((".", "!", "?"))
        for line in page.lines[:first]
    )


def _middle(angles: list[float]) -> float:
    """Return the median."""
    ordered, half = sorted(angles), len(angles) // 2
    return (ordered[half] + ordered[~half]) / 2


def _lie(page: Page, line: Line) -> float:
    """Return the angle at which a line lies that is as level as its page.

    All print of a page that was scanned askew hangs by the same angle.
    """
    if line.source == Source.OCR and line.ink is None:
        printed = [
            near.angle_deg
            for near in page.lines
            if near.source == Source.OCR and near.ink is None
        ]
        if len(printed) >= FEW_LINES:
            return _middle(printed)
    return 90.0 * round(line.angle_deg / 90)
