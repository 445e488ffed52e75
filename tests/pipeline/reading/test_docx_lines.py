"""Words of a paragraph are the same however its runs cut them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from models.documents import Source, Word
from pipeline.reading.docx_lines import Piece, split_words
from pipeline.reading.docx_styles import Look

PLAIN = Look()
LOOKS = [PLAIN, Look(toggles=frozenset({"strike"})), Look(toggles=frozenset({"caps"}))]
LETTERS = "аБ1-\u00ad \t\n\r\x0b\x1c\x85\u00a0\u2003\u200b\u3000ßŉ"


def letter_by_letter(row: list[Piece]) -> tuple[Word, ...]:
    """Say it in the simplest way: each letter knows whether it is struck."""
    letters = [
        (letter, piece.look.struck)
        for piece in row
        for shown in piece.text.replace("\u00ad", "")
        for letter in (shown.upper() if piece.look.upper else shown)
    ]
    text = "".join(letter for letter, _ in letters)
    return tuple(
        Word(
            text=found[0],
            struck=any(struck for _, struck in letters[found.start() : found.end()]),
        )
        for found in re.finditer(r"\S+", text)
    )


@given(
    st.lists(
        st.builds(
            Piece,
            text=st.text(LETTERS, max_size=6) | st.text(max_size=6),
            look=st.sampled_from(LOOKS),
            source=st.just(Source.TEXT),
        ),
        max_size=6,
    )
)
def test_words_are_cut_at_white_space_alone(row: list[Piece]) -> None:
    assert split_words(row) == letter_by_letter(row)
