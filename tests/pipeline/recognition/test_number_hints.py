"""Lines are passed over only where no search for a copy's number would find one."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.recognition import numbers

SEARCHES = (*numbers._COPY, numbers._MISREAD, numbers._ONLY_COPY)
PIECES = st.sampled_from(
    [
        *("экз", "ЭКЗ", "Э К З Е М П Л Я Р", "экземпляр", "экв", "Эка", "э кз", "эkз"),
        *("асобнік", "АСОБНІК", "А С О Б Н І К", "асобн", "aсoбн", "а\u1c83обн"),
        *("дана", "Д А Н А", "д а н а", "данасы", "[ана", "\u1c81ана", "дaна"),
        *("единственный", "ед.", "жалғыз", "адзіны", "единств."),
        *(".", " ", "  ", "№", " № ", "N", "M", "-", "–", "ші ", "1", "12", "З", "И"),
        *("_", "«", "»", "\n", "\t", "а", "э", "слово", "лист", "Исх. ", "\u212a"),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
@example("№ 3[ана")
@example("ЕДИНСТВЕННЫЙ ЭКЗЕМПЛЯР")
def test_what_is_found_was_hinted_at(text: str) -> None:
    found = any(search.search(text) for search in SEARCHES)

    assert not found or numbers._MAY_BE_COPY.search(text)


@given(st.lists(TEXTS, max_size=4).map("\n".join))
def test_spans_are_those_of_every_line_searched_alone(text: str) -> None:
    assert numbers.number_spans(text) == list(_searched(text))


def test_hints_allow_the_letters_that_a_search_without_case_allows() -> None:
    for sample in ("эк", "асо", "дан"):
        for at, letter in enumerate(sample):
            same = re.compile(letter, re.IGNORECASE)
            for other in filter(same.fullmatch, map(chr, range(0x2200))):
                text = sample[:at] + other + sample[at + 1 :]
                assert numbers._MAY_BE_COPY.search(text), text


def _searched(text):
    """Every search on every short line, as slow as that is."""
    start = 0
    for row in text.split("\n"):
        line = re.sub("[_«»]", " ", row)
        told = numbers._ONLY_COPY.search(line) or numbers._MISREAD.search(line)
        if len(row) <= numbers.HEAD_LINE and (told or re.search(r"\d", line)):
            last = (numbers._REGISTRATION, numbers._BARE, numbers._UNSIGNED)
            for search in (*SEARCHES, *last):
                for match in search.finditer(line):
                    yield start + match.start(), start + match.end()
        start += len(row) + 1
