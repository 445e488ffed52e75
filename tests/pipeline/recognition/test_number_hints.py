"""Lines are passed over only where no search for a copy's number would find one."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.recognition.numbers import (
    HEAD_LINE,
    copy_number,
    copy_span,
    number_spans,
)

HINT = " | эк 0"
"""No number, but what makes every search look at its line."""
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
def test_a_copy_is_found_where_nothing_else_hints_at_one(text: str) -> None:
    assert copy_span(text) == copy_span(text + HINT)


@example("экз № З")
@given(st.lists(TEXTS, max_size=4).map("\n".join))
def test_spans_are_those_of_every_line_searched_alone(text: str) -> None:
    expected, start = [], 0
    for row in text.split("\n"):
        searched = row + HINT if len(row) <= HEAD_LINE - len(HINT) else row
        expected += [(start + a, start + b) for a, b in number_spans(searched)]
        start += len(row) + 1

    assert number_spans(text) == expected


@pytest.mark.parametrize("word", ["экз.", "эkз.", "асобнік", "дана"])
def test_words_are_found_in_all_letters_that_are_alike_but_for_case(word: str) -> None:
    for at, letter in enumerate(word[:3]):
        same = re.compile(re.escape(letter), re.IGNORECASE)
        for other in filter(same.fullmatch, map(chr, range(0x2200))):
            text = f"{word[:at]}{other}{word[at + 1 :]} единственный"
            assert copy_number(text) == 1, text
