"""Whether a text holds any mark is told as the search for marks tells it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agreement_file import load_agreement
from pipeline.recognition.skeletons import presence_pattern, trie_pattern
from pipeline.recognition.vocabulary import build_vocabulary

KNOWN = build_vocabulary(load_agreement("kz-by"))
WORDS = sorted({*KNOWN.forms, *KNOWN.parts})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: word[1:]),
    st.sampled_from(WORDS).map(lambda word: word[:-1]),
    st.text(alphabet="секртнокупияажв", max_size=6),
)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_told(word: str) -> None:
    assert KNOWN.any_mark.search(f"но{word}но")


@given(st.lists(PIECES, max_size=6).map("".join))
def test_pieces_are_told_as_the_search_tells_them(text: str) -> None:
    told = bool(KNOWN.any_mark.search(text))

    assert told == bool(KNOWN.pattern.search(text))


@given(
    words=st.lists(st.text(alphabet="аб.ж", min_size=2, max_size=4), min_size=1),
    text=st.text(alphabet="аб.ж", max_size=12),
)
def test_any_words_are_told(words: list[str], text: str) -> None:
    told = re.search(presence_pattern(words), text)

    assert bool(told) == bool(re.search(trie_pattern(words), text))
