"""Find on a page everything that may be a mark, with what speaks for and against it.

Knows lines, words and places; decides nothing.
"""

import re
from dataclasses import replace

from models.documents import Page, Source, Word
from models.geometry import Box
from pipeline.recognition.folding import fold, squeeze
from pipeline.recognition.forms import Hit, HitKind
from pipeline.recognition.misspelt import add_misspelt
from pipeline.recognition.numbers import copy_span, registration_numbers
from pipeline.recognition.short_marks import short_marks
from pipeline.recognition.stacks import stack_lines
from pipeline.recognition.surroundings import (
    SHORT_LINE_WORDS,
    beside,
    follows_text,
    heads_text,
    in_table,
    is_numbered,
    placed,
    row_words,
    speaks_about,
)
from pipeline.recognition.types_of_recognition import Candidate
from pipeline.recognition.vocabulary import Vocabulary

QUOTED_BLOCK = 60
"""Letters behind a mark within which a quotation of several lines ends."""
_QUOTES = "«»\"“”„‟‹›'‘’"
_WORD = re.compile(r"[^\W\d_]+")
_BOXES = "□☐☑☒■▢◻◯○●✓✔◦"
_LEADER = re.compile(r"[.…_]{4,}\s*\d+\s*$|…{2,}")
"""Dots that lead to a page number."""
_TICKED = "☑☒■✓✔●"
_MONTH_STEM = re.compile(
    r"^(янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|қаң|ақпан|наур|сәуір|мамыр|маусым"
    r"|шілде|тамыз|қырк|қазан|қараша|желтоқ|студз|лют|сакав|красав|траў|чэрв|ліпен|жніў"
    r"|верас|кастр|ліста|снеж)"
)


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
    if vocabulary.any_mark.search(squeeze(text)):
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
        hits = add_misspelt(page.lines[index], text, offset, hits, vocabulary)
    made = [
        _candidate(page, stack, offsets, joined, hit, hits, vocabulary) for hit in hits
    ]
    return made + short_marks(page, stack, texts, vocabulary)


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
    near = beside(page, stack, rows)
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
            row_words(page, stack, rows[0] - 1),
            row_words(page, stack, rows[-1] + 1),
        ),
        leads=not _WORD.search(before),
        quoted=_is_quoted(joined, hit),
        struck=bool(words) and sum(word.struck for word in words) * 2 >= len(words),
        loose=hit.loose,
        distance=hit.distance,
        guessed=hit.guessed,
        numbered=is_numbered(page, stack, rows),
        listed=_is_listed(before) or bool(_LEADER.search(joined[hit.end : end])),
        ticked=any(c in _TICKED for c in before)
        or bool(re.search(r"\[[xXхХvV+]\]", before)),
        titled=heads_text(page, stack, rows),
        after_text=follows_text(page, stack, rows, before),
        about=speaks_about(" ".join((*rest, *near)), vocabulary),
        several=len(others) > 1,
        confidence=min((word.confidence for word in words), default=1.0),
    )
    return placed(in_table(candidate, page, vocabulary), page)


def _hit_words(
    page: Page, stack: tuple[int, ...], offsets: list[int], rows: list[int], hit: Hit
) -> list[Word]:
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
    if not before or before[-1] not in _QUOTES:
        return False
    if after and after[0] in _QUOTES:
        return True
    rest = joined[hit.end : hit.end + QUOTED_BLOCK]
    return before[-1] == "«" and "»" in rest and "«" not in rest.split("»")[0]


def _is_listed(before: str) -> bool:
    lead = before.strip()
    return bool(lead) and bool(
        re.fullmatch(r"(?:[-–—•*·▪►_]+|\d{1,2}[.)]|[а-яa-z][.)]|\[.?\]|\(.?\))", lead)
        or any(char in _BOXES for char in lead)
    )


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
