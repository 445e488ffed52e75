"""Find on a page everything that may be a mark, with what speaks for and against it.

Knows lines, words and places; decides nothing.
"""

import re
from dataclasses import dataclass, replace
from statistics import median

from models.degrees import Degree
from models.documents import Align, Line, Page, Source
from models.geometry import Box
from pipeline.recognition.folding import fold, squeeze
from pipeline.recognition.numbers import copy_span, registration_numbers
from pipeline.recognition.stacks import stack_lines, turned
from pipeline.recognition.vocabulary import Form, Hit, HitKind, Vocabulary

FEW_LINES = 4
"""Lines from which a page read by OCR shows how it lies."""
_QUOTES = "«»\"“”„‟‹›'‘’"
_WORD = re.compile(r"[^\W\d_]+")
_BOXES = "□☐☑☒■▢◻◯○●✓✔◦"
_TICKED = "☑☒■✓✔●"
UPPER, LOWER, TOP = 0.36, 0.86, 0.1
"""Parts of the page's height above and below which a mark is at home."""
SHORT_LINE_WORDS = 6
_MONTH_STEM = re.compile(
    r"^(янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|қаң|ақпан|наур|сәуір|мамыр|маусым"
    r"|шілде|тамыз|қырк|қазан|қараша|желтоқ|студз|лют|сакав|красав|траў|чэрв|ліпен|жніў"
    r"|верас|кастр|ліста|снеж)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Words that may be a mark, and how they stand."""

    form: Form
    page_index: int
    lines: tuple[int, ...]
    """Indexes of its lines on the page."""
    stack: tuple[int, ...]
    box: Box | None
    source: Source
    rest: tuple[str, ...] = ()
    """Other words on its lines that say nothing of marks or numbers."""
    words: tuple[tuple[str, ...], ...] = ((), (), (), ())
    """Words before and after it on its lines, and on the lines above and below."""
    capital: bool = False
    """It begins with a capital letter."""
    capitals: bool = False
    leads: bool = False
    """Nothing but signs stands before it on its line."""
    quoted: bool = False
    struck: bool = False
    loose: bool = False
    distance: int = 0
    upper: bool = False
    lower: bool = False
    top: bool = False
    """In the head margin, above where text begins."""
    right: bool = False
    centred: bool = False
    first_lines: bool = False
    """Among the first lines of a format without places."""
    cells: int = 0
    """Lines of the table that it stands in, 0 outside of tables without places."""
    size_ratio: float = 1.0
    askew: bool = False
    ink: str | None = None
    numbered: bool = False
    """A copy number, or a registration number with this suffix, in its stack."""
    listed: bool = False
    """A bullet, a box to tick or a number stands before it."""
    ticked: bool = False
    after_text: bool = False
    """The line above it in its stack is running text that goes on."""
    about: bool = False
    """Words about marks stand on its lines or beside them."""
    several: bool = False
    """Marks of other degrees stand on the same line."""
    confidence: float = 1.0
    short: bool = False
    """С, СС, ОВ, қ, өқ, ем."""

    @property
    def degree(self) -> Degree | None:
        """The degree it would be a mark of."""
        return self.form.degree

    @property
    def alone(self) -> bool:
        """Whether nothing else of meaning stands on its lines."""
        return not self.rest


def find_candidates(page: Page, vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """Return the candidates of one page, in reading order, pairs made one."""
    found: list[Candidate] = []
    if not _is_worth_it(page, vocabulary):
        return ()
    for stack in stack_lines(page):
        found += _in_stack(page, stack, vocabulary)
    return _join_pairs(tuple(found))


def _is_worth_it(page: Page, vocabulary: Vocabulary) -> bool:
    """Tell whether any line may hold a candidate; most pages hold none."""
    text = "\n".join([line.text for line in page.lines])
    if vocabulary.quick_marks.search(squeeze(text)):
        return True
    return any(
        line.source == Source.OCR or len(line.words) <= SHORT_LINE_WORDS
        for line in page.lines
    )


def _in_stack(
    page: Page, stack: tuple[int, ...], vocabulary: Vocabulary
) -> list[Candidate]:
    texts = [page.lines[i].text for i in stack]
    joined = "\n".join(texts)
    hits = list(vocabulary.find(joined))
    offsets, at = [], 0
    for text in texts:
        offsets.append(at)
        at += len(text) + 1
    for text, offset, index in zip(texts, offsets, stack, strict=True):
        if _is_spoilt(page.lines[index], text, offset, hits) and (
            near := vocabulary.find_near(text)
        ):
            hits.append(replace(near, start=near.start + offset, end=near.end + offset))
    made = [
        _candidate(page, stack, offsets, joined, hit, hits, vocabulary) for hit in hits
    ]
    return made + _short_marks(page, stack, texts, vocabulary)


def _is_spoilt(line: Line, text: str, offset: int, hits: list[Hit]) -> bool:
    """Tell whether a line of OCR holds no word found, so that a near one may count."""
    return line.source == Source.OCR and not any(
        hit.start < offset + len(text) and offset < hit.end for hit in hits
    )


def _candidate(
    page: Page,
    stack: tuple[int, ...],
    offsets: list[int],
    joined: str,
    hit: Hit,
    hits: list[Hit],
    vocabulary: Vocabulary,
) -> Candidate:
    ends = [*offsets[1:], len(joined) + 1]
    rows = [
        row
        for row, (start, end) in enumerate(zip(offsets, ends, strict=True))
        if start < hit.end and hit.start < end - 1
    ]
    start, end = offsets[rows[0]], ends[rows[-1]] - 1
    rest = _rest(joined, start, end, hits, vocabulary)
    lines = tuple(stack[row] for row in rows)
    words = _hit_words(page, stack, offsets, rows, hit)
    before = joined[start : hit.start]
    others = {
        other.form.degree
        for other in hits
        if start <= other.start < end and other.form.kind == HitKind.MARK
    }
    beside = _beside(page, stack, rows)
    text = joined[hit.start : hit.end]
    candidate = Candidate(
        form=hit.form,
        page_index=page.index,
        lines=lines,
        stack=stack,
        box=_union([word.box for word in words]),
        source=page.lines[lines[0]].source,
        rest=_trust(rest, page, lines),
        capital=next((c for c in text if c.isalpha()), "a").isupper(),
        capitals=text.isupper(),
        words=(
            tuple(_WORD.findall(before)),
            tuple(_WORD.findall(joined[hit.end : end])),
            _row_words(page, stack, rows[0] - 1),
            _row_words(page, stack, rows[-1] + 1),
        ),
        leads=not _WORD.search(before),
        quoted=_is_quoted(joined, hit),
        struck=bool(words) and sum(word.struck for word in words) * 2 >= len(words),
        loose=hit.loose,
        distance=hit.distance,
        numbered=_is_numbered(page, stack, rows),
        listed=_is_listed(before),
        ticked=any(c in _TICKED for c in before)
        or bool(re.search(r"\[[xXхХvV+]\]", before)),
        after_text=_follows_text(page, stack, rows, before),
        about=_speaks_about(" ".join((*rest, *beside)), vocabulary),
        several=len(others) > 1,
        confidence=min((word.confidence for word in words), default=1.0),
    )
    return _placed(_in_table(candidate, page, vocabulary), page)


def _in_table(candidate: Candidate, page: Page, vocabulary: Vocabulary) -> Candidate:
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
        _speaks_about(text, vocabulary) for text in heads if len(text.split()) <= 4
    )
    return replace(candidate, cells=last - first + 1, about=candidate.about or about)


def _row_words(page: Page, stack: tuple[int, ...], row: int) -> tuple[str, ...]:
    """Return the first words of another line of the stack."""
    if not 0 <= row < len(stack):
        return ()
    return tuple(_WORD.findall(page.lines[stack[row]].text)[:8])


def _hit_words(
    page: Page, stack: tuple[int, ...], offsets: list[int], rows: list[int], hit: Hit
) -> list:  # type: ignore[type-arg]
    """Return the words of the hit."""
    found = []
    for row in rows:
        at = offsets[row]
        for word in page.lines[stack[row]].words:
            if at < hit.end and hit.start < at + len(word.text):
                found.append(word)
            at += len(word.text) + 1
    return found


def _union(boxes: list[Box | None]) -> Box | None:
    known = [box for box in boxes if box is not None]
    whole = known[0] if known else None
    for box in known[1:]:
        whole = whole.union(box) if whole else box
    return whole


def _rest(
    joined: str, start: int, end: int, hits: list[Hit], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return the words of lines that are neither marks, numbers, dates nor beside."""
    line = list(joined[start:end])
    for hit in hits:
        for place in range(max(hit.start, start), min(hit.end, end)):
            line[place - start] = " "
    text = "".join(line)
    if span := copy_span(text):
        text = text[: span[0]] + " " + text[span[1] :]
    for number in reversed(registration_numbers(text)):
        text = text[: number.start] + " " + text[number.end :]
    words = _WORD.findall(text)
    return tuple(
        word
        for word in words
        if fold(word) not in vocabulary.beside and not _MONTH_STEM.match(word.lower())
    )


def _trust(
    rest: tuple[str, ...], page: Page, lines: tuple[int, ...]
) -> tuple[str, ...]:
    """Leave out scraps that OCR made of dirt and frames."""
    if page.lines[lines[0]].source != Source.OCR:
        return rest
    unsure = {
        part
        for index in lines
        for word in page.lines[index].words
        if word.confidence < 0.6 or len(word.text) == 1
        for part in _WORD.findall(word.text)
        if len(part) <= 3
    }
    return tuple(word for word in rest if word not in unsure)


def _is_quoted(joined: str, hit: Hit) -> bool:
    before = joined[max(0, hit.start - 3) : hit.start].strip(" (")
    after = joined[hit.end : hit.end + 3].strip(" )")
    return bool(before and after and before[-1] in _QUOTES and after[0] in _QUOTES)


def _is_listed(before: str) -> bool:
    lead = before.strip()
    return bool(lead) and bool(
        re.fullmatch(r"(?:[-–—•*·▪►_]+|\d{1,2}[.)]|[а-яa-z][.)]|\[.?\]|\(.?\))", lead)
        or any(char in _BOXES for char in lead)
    )


def _follows_text(
    page: Page, stack: tuple[int, ...], rows: list[int], before: str
) -> bool:
    """Tell whether the line above is running text whose sentence goes on here."""
    if rows[0] == 0 or _WORD.search(before):
        return False
    above, own = page.lines[stack[rows[0] - 1]], page.lines[stack[rows[0]]]
    if own.box is None and own.align == Align.RIGHT != above.align:
        return False
    words = _WORD.findall(above.text)
    return len(words) >= 5 and not above.text.rstrip().endswith(
        (".", ":", "!", "?", "»")
    )


def _beside(page: Page, stack: tuple[int, ...], rows: list[int]) -> tuple[str, ...]:
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
    heads = [text for text in column if len(text.split()) <= 3]
    return tuple(word for text in (*near, *heads) for word in _WORD.findall(text))


def _is_other_text(own: Line, near: Line) -> bool:
    """Tell whether a line is running text that a line set to the right stands off."""
    apart = own.box is None and own.align == Align.RIGHT != near.align
    return apart and len(near.words) > SHORT_LINE_WORDS


def _speaks_about(text: str, vocabulary: Vocabulary) -> bool:
    return any(fold(word) in vocabulary.about for word in _WORD.findall(text))


def _is_numbered(page: Page, stack: tuple[int, ...], rows: list[int]) -> bool:
    """Tell whether a copy number stands on its lines or just above or below."""
    near = range(max(0, rows[0] - 1), min(len(stack), rows[-1] + 3))
    return any(
        copy_span(text) and len(_WORD.findall(text)) <= 10
        for text in (page.lines[stack[row]].text for row in near)
    )


def _placed(candidate: Candidate, page: Page) -> Candidate:
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
            first_lines=candidate.lines[0] <= 6,
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
        right=middle_x > 0.55 or line.align == Align.RIGHT,
        centred=abs(middle_x - 0.5) < 0.06 or line.align == Align.CENTER,
    )


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
            return median(printed)
    return 90.0 * round(line.angle_deg / 90)


def _short_marks(
    page: Page, stack: tuple[int, ...], texts: list[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Return the bare letters that stand beside a copy or registration number."""
    made = []
    for row, text in enumerate(texts):
        seen = page.lines[stack[row]].source == Source.OCR
        form = _short_form(text, vocabulary, by_eye=seen)
        if form is None:
            continue
        near = texts[max(0, row - 1) : row + 3]
        if not any(copy_span(t) or _is_number_line(t) for t in near):
            continue
        line = page.lines[stack[row]]
        candidate = Candidate(
            form=form,
            page_index=page.index,
            lines=(stack[row],),
            stack=stack,
            box=line.box,
            source=line.source,
            capital=True,
            struck=any(word.struck for word in line.words),
            numbered=True,
            short=True,
            confidence=min((word.confidence for word in line.words), default=1.0),
        )
        made.append(_placed(candidate, page))
    return made


def _is_number_line(text: str) -> bool:
    return len(_WORD.findall(text)) <= 5 and any(
        not number.foreign for number in registration_numbers(text)
    )


def _short_form(text: str, vocabulary: Vocabulary, *, by_eye: bool) -> Form | None:
    """Return the short form that a line consists of, a copy number left out.

    OCR can't tell a large «с» from a small one that has nothing beside it.
    """
    if len(text) > 40:
        return None
    if span := copy_span(text):
        text = text[: span[0]] + text[span[1] :]
    bare = text.strip(" .,;·|()\t")
    plain = bare.lower().translate(str.maketrans("cobem", "совем"))
    form = vocabulary.short_forms.get(plain)
    small = not by_eye and not bare.isupper()
    if form is None or (form.language == "ru" and small):
        return None
    return form


def _join_pairs(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Make one of «Құпия» and «(Секретно)» that stand together and mean one degree."""
    joined: list[Candidate] = []
    for candidate in found:
        last = joined[-1] if joined else None
        if last and _is_pair(last, candidate):
            box = _union([last.box, candidate.box])
            joined[-1] = replace(
                last,
                box=box,
                lines=tuple(dict.fromkeys((*last.lines, *candidate.lines))),
                rest=(*last.rest, *candidate.rest)
                if last.lines != candidate.lines
                else last.rest,
                struck=last.struck or candidate.struck,
                numbered=last.numbered or candidate.numbered,
                about=last.about or candidate.about,
                quoted=last.quoted or candidate.quoted,
            )
        else:
            joined.append(candidate)
    return tuple(joined)


def _is_pair(first: Candidate, second: Candidate) -> bool:
    if first.stack != second.stack or first.degree != second.degree:
        return False
    if first.form.kind != HitKind.MARK or second.form.kind != HitKind.MARK:
        return False
    if first.form == second.form and first.lines != second.lines:
        return False
    rows = [first.stack.index(first.lines[-1]), first.stack.index(second.lines[0])]
    return 0 <= rows[1] - rows[0] <= 1
