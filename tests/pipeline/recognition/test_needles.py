"""The quick look for words: it never says no where the slow one says yes."""

from hypothesis import given
from hypothesis import strategies as st

from models.agreement_file import load_agreement
from pipeline.recognition.folding import squeeze
from pipeline.recognition.skeletons import needles
from pipeline.recognition.vocabulary import build_vocabulary

VOCABULARY = build_vocabulary(load_agreement("kz-by"))
WORDS = sorted({*VOCABULARY.forms, *VOCABULARY.parts})
LETTERS = "секртнопуия abc"


@given(st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=12), max_size=20))
def test_every_word_holds_a_needle(words: list[str]) -> None:
    found = needles(words)
    assert all(any(needle in word for needle in found) for word in words)
    assert all(any(needle in word for word in words) for needle in found)


def test_every_expression_is_seen() -> None:
    assert [word for word in WORDS if not VOCABULARY.may_hold(f"на{word}но")] == []


@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(alphabet=LETTERS, max_size=9)),
        max_size=8,
    )
)
def test_a_quick_no_is_a_no(pieces: list[str]) -> None:
    text = squeeze("".join(pieces))
    found = VOCABULARY.quick_marks.search(text) is not None
    assert VOCABULARY.may_hold(text) == found
