"""Half of a mark that stands alone: «ОСОБОЙ» in a head, its other row unread.

Knows lines with places and words of marks. It can only send to a person: what the other
half said is not known.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from models.documents import Line, Page, Reading, Source, Word
from models.marks import FoundMark
from pipeline.recognition.folding import squeeze
from pipeline.recognition.forms import Form, HitKind
from pipeline.recognition.judge import DOUBTFUL, Call, Judged
from pipeline.recognition.vocabulary import Vocabulary

HEAD, FOOT = 0.3, 0.85
"""Shares of the page's height above and below which a mark stands."""
ASKEW = 4.0
"""Degrees from level, or from a quarter turn, from which a line is a stamp's."""
SHORTEST, SPELT = 3, 6
"""Letters of the shortest half, and of one that may be a letter off."""
_SPECKS = ",;:'’`"
_WORD = re.compile(r"[^\W\d_]+")


def lone_halves(
    reading: Reading, judged: Sequence[Judged], vocabulary: Vocabulary
) -> list[FoundMark]:
    """Return doubtful marks for halves, read from pixels, of marks nobody found.

    Halves of a degree that is marked on the carrier anyway, or of a lower one, add
    nothing.
    """
    halves = _halves(vocabulary)
    taken = {(j.candidate.page_index, i) for j in judged for i in j.candidate.lines}
    known = [
        j.candidate.degree
        for j in judged
        if j.call != Call.MENTION
        if j.candidate.degree is not None
    ]
    found = []
    for page in reading.pages:
        for index, line in enumerate(page.lines):
            if line.source != Source.OCR or (page.index, index) in taken:
                continue
            form = _half_of(line, halves)
            if form is None or form.degree is None or not _is_place(line, page):
                continue
            if not known or max(known) < form.degree:
                found.append(_doubtful(form, line, page))
    return found


def without_commas(page: Page, vocabulary: Vocabulary) -> Page:
    """Return a page without the specks that OCR read between the words of a mark.

    «ЗУСІМ, САКРЭТНА» is «Зусім сакрэтна»; no text puts a comma there.
    """
    lines = tuple(
        replace(line, words=_cleaned(line.words, vocabulary))
        if line.source == Source.OCR and any(c in line.text for c in _SPECKS)
        else line
        for line in page.lines
    )
    return page if lines == page.lines else replace(page, lines=lines)


def _cleaned(words: tuple[Word, ...], vocabulary: Vocabulary) -> tuple[Word, ...]:
    """Return words with the specks gone that keep two of them from being a mark."""
    cleaned = list(words)
    for at, (word, after) in enumerate(pairwise(words)):
        bare = word.text.rstrip(_SPECKS)
        if bare != word.text and any(
            hit.form.kind == HitKind.MARK and hit.start < len(bare) < hit.end
            for hit in vocabulary.find(f"{bare} {after.text}")
        ):
            cleaned[at] = replace(word, text=bare)
    return tuple(cleaned)


def _doubtful(form: Form, line: Line, page: Page) -> FoundMark:
    return FoundMark(
        text=form.text,
        degree=form.degree,
        page_index=page.index,
        box=line.box,
        source=line.source,
        confidence=DOUBTFUL,
        doubts=("low-confidence",),
        language=form.language,
    )


@lru_cache(maxsize=8)
def _halves(vocabulary: Vocabulary) -> dict[str, Form]:
    """Return the marks by those of their words that are no mark themselves."""
    forms = vocabulary.forms.values()
    marks = {f.skeleton: f for f in forms if f.kind == HitKind.MARK and f.language}
    halves: dict[str, Form] = {}
    for skeleton, form in marks.items():
        cuts = [0, *sorted(form.starts), len(skeleton)]
        for start, end in pairwise(cuts):
            word = skeleton[start:end]
            if len(word) >= SHORTEST and word not in marks:
                halves.setdefault(word, form)
    return halves


def _half_of(line: Line, halves: dict[str, Form]) -> Form | None:
    """Return the mark of which a line's only word, or any of a stamp's, is a half."""
    words = [squeeze(word) for word in _WORD.findall(line.text) if len(word) > 1]
    if line.ink is not None:
        return next((halves[word] for word in words if word in halves), None)
    if len(words) != 1:
        return None
    word = words[0]
    if word in halves or len(word) < SPELT:
        return halves.get(word)
    near = [
        half
        for half in halves
        if len(half) >= SPELT and Levenshtein.distance(word, half, score_cutoff=1) <= 1
    ]
    return halves[near[0]] if near else None


def _is_place(line: Line, page: Page) -> bool:
    """Tell whether a mark may stand where a line does, or as a stamp's does."""
    if line.ink is not None or line.box is None or not page.height_pt:
        return True
    if ASKEW < abs(line.angle_deg) % 90 < 90 - ASKEW:
        return True
    middle = (line.box.y0 + line.box.y1) / 2 / page.height_pt
    return middle < HEAD or middle > FOOT
