"""From pages to a verdict: what a carrier bears, and why a person must look at it.

Knows no format and no file. Fails closed: what was not read is never unmarked.
"""

import re
from dataclasses import replace

from models.degrees import Degree
from models.documents import Reading, Source
from models.marks import FoundMark
from models.outcomes import Outcome, Verdict
from pipeline.recognition.candidates import find_candidates
from pipeline.recognition.forms import Form, HitKind
from pipeline.recognition.judge import DOUBTFUL, Call, Judged, judge_page
from pipeline.recognition.lone_halves import lone_halves, without_commas
from pipeline.recognition.parts import find_parts
from pipeline.recognition.registration import Numbers, find_numbers
from pipeline.recognition.rows import join_rows
from pipeline.recognition.second_reader import propose_number
from pipeline.recognition.vocabulary import Vocabulary

_CHANGED = re.compile(r"измен|пониж|сниж|өзгер|төмен|downgrad", re.IGNORECASE)


def judge(
    reading: Reading, *, vocabulary: Vocabulary, sender: str | None = None
) -> Verdict:
    """Return what a carrier bears.

    Args:
        reading: Every page of it, as read.
        vocabulary: The marks to look for.
        sender: Code of the Party that sent it; words of somebody who is not a Party
            are never read by the agreement's table.
    """
    pages = tuple(
        join_rows(without_commas(page, vocabulary), vocabulary)
        for page in reading.pages
    )
    reading = replace(reading, pages=pages)
    judged = _judge_pages(reading, vocabulary)
    certain = [j.candidate for j in judged if j.call == Call.MARK]
    numbers = find_numbers(reading, certain)
    foreign = sender is not None and sender not in vocabulary.parties
    marks = [
        _found(item, foreign=foreign) for item in judged if item.call != Call.MENTION
    ]
    marks += lone_halves(reading, judged, vocabulary)
    marks += _by_suffix(numbers, marks, vocabulary)
    marks = _doubt_half_read(numbers, marks, vocabulary)
    marks = _lift(marks, judged)
    verdict = _conclude(reading, tuple(marks), numbers, vocabulary)
    if verdict.degree is None or numbers.registration_number:
        return verdict
    return replace(verdict, proposed_number=propose_number(reading, certain))


def _judge_pages(reading: Reading, vocabulary: Vocabulary) -> list[Judged]:
    return [
        judged
        for page in reading.pages
        for judged in judge_page(find_candidates(page, vocabulary))
    ]


def _found(item: Judged, *, foreign: bool) -> FoundMark:
    candidate = item.candidate
    doubts = []
    if item.call == Call.DOUBT:
        doubts.append("low-confidence")
    if candidate.struck:
        doubts.append("struck-out")
    if candidate.form.kind == HitKind.LIFTED:
        doubts.append(
            "changed" if _CHANGED.search(candidate.form.text) else "declassified"
        )
    outside = candidate.form.kind == HitKind.OUTSIDE or foreign
    if outside and candidate.form.kind != HitKind.LIFTED:
        doubts.append("outside-table")
    return FoundMark(
        text=candidate.form.text,
        degree=None if outside else candidate.degree,
        page_index=candidate.page_index,
        box=candidate.box,
        source=candidate.source,
        confidence=round(item.confidence, 3),
        doubts=tuple(doubts),
        language=candidate.form.language,
    )


def _by_suffix(
    numbers: Numbers, marks: list[FoundMark], vocabulary: Vocabulary
) -> list[FoundMark]:
    """Return the mark that only the suffix of the registration number tells of."""
    form: Form | None = vocabulary.short_forms.get(numbers.suffix or "")
    if form is None or numbers.place is None or any(m.degree for m in marks):
        return []
    if numbers.in_text:
        return []
    page_index, box, source = numbers.place
    sure = numbers.copy_number is not None
    return [
        FoundMark(
            text=form.text,
            degree=form.degree,
            page_index=page_index,
            box=box,
            source=source,
            confidence=0.9 if sure else DOUBTFUL,
            doubts=() if sure else ("low-confidence",),
            language=form.language,
        )
    ]


def _doubt_half_read(
    numbers: Numbers, marks: list[FoundMark], vocabulary: Vocabulary
) -> list[FoundMark]:
    """Doubt a mark that was read from pixels and is lower than its number's suffix.

    «ҚҰПИЯ» beside № 822сс may be all that OCR saw of «ӨТЕ ҚҰПИЯ».
    """
    form: Form | None = vocabulary.short_forms.get(numbers.suffix or "")
    degrees = [mark.degree for mark in marks if mark.degree is not None]
    if form is None or form.degree is None or numbers.in_text or not degrees:
        return marks
    if max(degrees) >= form.degree:
        return marks
    return [
        replace(mark, doubts=(*mark.doubts, "low-confidence"))
        if mark.source is Source.OCR and "low-confidence" not in mark.doubts
        else mark
        for mark in marks
    ]


def _lift(marks: list[FoundMark], judged: list[Judged]) -> list[FoundMark]:
    """Say of every degree that it was lifted, where a stamp on the carrier says so."""
    lifted = {
        doubt
        for mark in marks
        for doubt in mark.doubts
        if doubt in ("declassified", "changed")
    }
    if not lifted:
        return marks
    return [
        replace(mark, doubts=tuple(dict.fromkeys((*mark.doubts, *sorted(lifted)))))
        for mark in marks
    ]


def _conclude(
    reading: Reading,
    marks: tuple[FoundMark, ...],
    numbers: Numbers,
    vocabulary: Vocabulary,
) -> Verdict:
    reasons = [slug for mark in marks for slug in mark.doubts]
    degrees = {mark.degree for mark in marks if mark.degree is not None}
    if len(degrees) > 1:
        reasons.insert(0, "conflict")
    reasons += [page.problem for page in reading.pages if page.problem]
    reasons += reading.problems
    reasons += _label_reasons(reading, vocabulary, degrees)
    if not reading.pages and not reasons:
        reasons.append("empty")
    degree = max(degrees, default=None)
    outcome = Outcome.UNMARKED
    if reasons:
        outcome = Outcome.REVIEW
    elif degree is not None:
        outcome = Outcome.MARKED
    return Verdict(
        outcome=outcome,
        degree=degree,
        reasons=tuple(dict.fromkeys(reasons)),
        marks=marks,
        copy_number=numbers.copy_number,
        registration_number=numbers.registration_number,
        registration_date=numbers.registration_date,
        language=_language(reading, marks),
        page_count=reading.page_count,
        parts=find_parts(
            marks,
            page_count=reading.page_count,
            paged=any(page.width_pt for page in reading.pages),
        ),
    )


def _label_reasons(
    reading: Reading, vocabulary: Vocabulary, degrees: set[Degree]
) -> list[str]:
    """A machine-readable label of secrecy on a carrier without a mark is a doubt."""
    if degrees:
        return []
    named = any(
        hit.form.kind in (HitKind.MARK, HitKind.OUTSIDE)
        for label in reading.labels
        for hit in vocabulary.find(label.name)
    )
    return ["outside-table"] if named else []


def _language(reading: Reading, marks: tuple[FoundMark, ...]) -> str | None:
    """Return the language of the carrier, by its own letters, else by its mark."""
    text = " ".join(
        line.text for page in reading.pages[:3] for line in page.lines
    ).lower()
    own = [mark.language for mark in marks if mark.language]
    if "be" in own or re.search(r"ў", text):
        return "be"
    if "kk" in own or len(re.findall(r"[әғқңөұүһ]", text)) >= 3:
        return "kk"
    return own[0] if own else None
