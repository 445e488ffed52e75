"""The words that recognition looks for, and how they are found in a text.

Made from an agreement and from ``models/vocabulary/words.toml``. Finds words and says
where they stand; whether one is a mark is for the judge.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise

from models.agreement import Agreement, MarkForm
from models.degrees import Degree
from pipeline.recognition.folding import fold, kept_places, squeeze
from pipeline.recognition.forms import Form, Hit, HitKind, check
from pipeline.recognition.numbers import number_spans
from pipeline.recognition.skeletons import (
    nearest_form,
    presence_pattern,
    trie_pattern,
)

LONG_MARK = 16
"""Letters of a mark of another table from which a letter misread leaves it plain."""
SHORT_TEXT = 120
"""Letters up to which a text is taken for a line that OCR read."""
PAGE_TEXT = 400
"""Letters from which a text is taken for a page, whose lines are told and not words."""
_PARTING = "\0"
"""Stays in a squeezed text, and stands in hardly any."""
PART_LINE = 40
"""Letters of a line in which one word of a mark of several is worth placing."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Everything to look for under one agreement."""

    forms: dict[str, Form]
    """Of every kind, by skeleton."""
    pattern: re.Pattern[str]
    """Any expression, or a word of one that may be split over columns."""
    any_mark: re.Pattern[str]
    """Tells sooner whether ``pattern`` finds anything."""
    short_forms: dict[str, Form]
    """С, СС, ОВ, қ, өқ, ем: by their small letters, unfolded."""
    parts: frozenset[str]
    """Words of marks of several words."""
    fuzzy: tuple[str, ...]
    """Skeletons long enough to be found with a wrong letter."""
    parties: frozenset[str]
    """Codes of the agreement's Parties."""
    beside: frozenset[str]
    about: frozenset[str]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every expression in a text, in order, none overlapping another."""
        if not self.pattern.search(squeeze(text)):
            return ()
        folded = fold(text)
        places = kept_places(folded)
        squeezed = "".join([folded[place] for place in places])
        hits: list[Hit] = []
        position = 0
        while match := self.pattern.search(squeezed, position):
            hit = self._longest(text, folded, squeezed, places, match.start())
            position = match.start() + (len(hit.form.skeleton) if hit else 1)
            if hit:
                hits.append(hit)
        return tuple(hits)

    def _longest(
        self, text: str, folded: str, squeezed: str, places: list[int], start: int
    ) -> Hit | None:
        """Return the longest expression that begins here and stands by itself."""
        match = self.pattern.match(squeezed, start)
        end = match.end() if match else start
        while end > start + 2:
            form = self.forms.get(squeezed[start:end])
            if form and (hit := check(text, folded, places[start:end], form)):
                return hit
            end -= 1
        return None

    def find_near(self, text: str) -> Hit | None:
        """Return the expression that a short line is one or two letters away from."""
        found = nearest_form(text, self.fuzzy)
        if found is None:
            return None
        skeleton, start, end, distance = found
        return Hit(form=self.forms[skeleton], start=start, end=end, distance=distance)

    def interest(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the spans that a reader should place; see ``Interest``."""
        if len(text) > PAGE_TEXT:
            return self._page_spans(text)
        spans = [(hit.start, hit.end) for hit in self.find(text)]
        spans += number_spans(text)
        parts = _part_pattern(self.parts)
        spans += [(m.start(), m.end()) for m in parts.finditer(fold(text))]
        if not spans and len(text) <= SHORT_TEXT and (near := self.find_near(text)):
            spans.append((near.start, near.end))
        return tuple(sorted(set(spans))) or self._short_spans(text)

    def _page_spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return lines of interest of a page, each folded only once."""
        if not self.any_mark.search(squeeze(text)):
            return tuple(sorted(set(number_spans(text))))
        rows = text.split("\n")
        squeezed = _squeezed_rows(text)
        starts = list(accumulate((len(row) + 1 for row in rows), initial=0))
        ends = list(accumulate(map(len, squeezed)))
        spans: set[tuple[int, int]] = set()
        tried: set[tuple[int, int]] = set()
        for match in self.pattern.finditer("".join(squeezed)):
            first = bisect_right(ends, match.start())
            last = bisect_right(ends, match.end() - 1)
            window = (starts[first], starts[last] + len(rows[last]))
            if window in tried:  # a long line may hold a great many of them
                continue
            tried.add(window)
            brief = last == first and len(rows[first]) <= PART_LINE
            if brief or self.find(text[window[0] : window[1]]):
                spans.add(window)
        return tuple(sorted(spans | set(number_spans(text))))

    def _short_spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return a line that is nothing but a short form."""
        if len(text) > SHORT_TEXT:
            return ()
        bare = text.strip(" .,«»\"'()\t\r\n")
        if bare.lower() in self.short_forms:
            start = text.index(bare)
            return ((start, start + len(bare)),)
        return ()


def _squeezed_rows(text: str) -> list[str]:
    """Return every row squeezed; all at once where a sign is left to part them by."""
    if _PARTING in text:
        return [squeeze(row) for row in text.split("\n")]
    return squeeze(text.replace("\n", _PARTING)).split(_PARTING)


class _Same:
    """An agreement as a key: the very one, which is told sooner than an equal one."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def __hash__(self) -> int:
        return id(self.agreement)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.agreement is other.agreement


def build_vocabulary(agreement: Agreement) -> Vocabulary:
    """Return the vocabulary of an agreement; cheap after the first call."""
    return _build_once(_Same(agreement))


@lru_cache(maxsize=8)
def _build_once(key: _Same) -> Vocabulary:
    parties = key.agreement.parties
    forms = [
        (form, level.degree)
        for party in parties
        for level in party.levels
        for form in level.forms
    ]
    return _build(tuple(forms), frozenset(party.code for party in parties))


@lru_cache(maxsize=8)
def _build(
    marks: tuple[tuple[MarkForm, Degree], ...], parties: frozenset[str]
) -> Vocabulary:
    words = tomllib.loads(
        files("models").joinpath("vocabulary/words.toml").read_text(encoding="utf-8")
    )
    forms: dict[str, Form] = {}
    short: dict[str, Form] = {}
    for mark, degree in marks:
        made = _form(mark.text, HitKind.MARK, degree, mark.language)
        if mark.kind == "abbreviation":
            short.setdefault(mark.text.lower(), made)
        else:
            forms.setdefault(made.skeleton, made)
    for key, kind in (
        ("outside", HitKind.OUTSIDE),
        ("plain", HitKind.PLAIN),
        ("lifted", HitKind.LIFTED),
    ):
        for group in words[key]:
            brief = group.get("kind") == "abbreviation"
            for text in group["texts"]:
                made = _form(text, kind, None, None, brief=brief)
                forms.setdefault(made.skeleton, made)
    parts = _long_parts(forms)
    return Vocabulary(
        forms=forms,
        pattern=re.compile(trie_pattern([*forms, *parts])),
        parts=frozenset(parts),
        any_mark=re.compile(presence_pattern([*forms, *parts])),
        short_forms=short,
        fuzzy=tuple(
            key
            for key, form in forms.items()
            if (
                len(key) >= 5
                and form.kind == HitKind.MARK
                and form.language is not None
            )
            or (len(key) >= LONG_MARK and form.kind == HitKind.OUTSIDE)
        ),
        parties=parties,
        beside=frozenset(w for t in words["beside"]["texts"] for w in fold(t).split()),
        about=frozenset(w for t in words["about"]["texts"] for w in fold(t).split()),
    )


def _form(
    text: str,
    kind: HitKind,
    degree: Degree | None,
    language: str | None,
    *,
    brief: bool = False,
) -> Form:
    starts, length = set(), 0
    for word in re.split(r"[\s\-–./]+", text):
        starts.add(length)
        length += len(squeeze(word))
    return Form(
        text=text,
        skeleton=squeeze(text),
        kind=kind,
        degree=degree,
        language=language,
        starts=frozenset(starts - {0, length}),
        abbreviation=brief,
    )


def _long_parts(forms: dict[str, Form]) -> set[str]:
    """Return the words of marks of several words: either may stand on its own line."""
    parts = set()
    for skeleton, form in forms.items():
        if form.kind != HitKind.MARK:
            continue
        cuts = [0, *sorted(form.starts), len(skeleton)]
        words = [skeleton[a:b] for a, b in pairwise(cuts)]
        parts |= {word for word in words if len(words) > 1 and len(word) >= 5}
    return parts


@lru_cache(maxsize=8)
def _part_pattern(parts: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(parts)) + r")(?!\w)")
