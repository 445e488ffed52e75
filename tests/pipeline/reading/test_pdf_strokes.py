"""Lines drawn through words are found among those that come near to them."""

from hypothesis import given
from hypothesis import strategies as st

from models.documents import Line, Source, Word
from models.geometry import Box
from pipeline.reading.pdf_strokes import Stroke, crosses, strike, touches

PLACES = st.floats(0, 60, allow_nan=False).map(lambda value: round(value, 1))
STROKES = st.tuples(PLACES, PLACES, PLACES, PLACES).map(
    lambda at: Stroke(min(at[0], at[2]), at[1], max(at[0], at[2]), at[3])
)
BOXES = st.tuples(PLACES, PLACES, PLACES, PLACES).map(
    lambda at: Box(
        min(at[0], at[2]), min(at[1], at[3]), max(at[0], at[2]), max(at[1], at[3])
    )
)


@given(stroke=STROKES, box=BOXES, other=BOXES)
def test_what_crosses_a_word_touches_its_line(
    stroke: Stroke, box: Box, other: Box
) -> None:
    if crosses(stroke, box):
        assert touches(stroke, box)
        assert touches(stroke, box.union(other))


def test_only_the_words_under_a_line_are_struck() -> None:
    words = (
        Word(text="Секретно", box=Box(10, 10, 60, 20)),
        Word(text="нет", box=Box(64, 10, 90, 20)),
    )
    line = Line(words=words, source=Source.TEXT)
    through, below = Stroke(8, 15, 61, 15), Stroke(8, 21, 95, 21)

    assert [word.struck for word in strike(line, (through, below)).words] == [
        True,
        False,
    ]
    assert strike(line, (below,)) == line
