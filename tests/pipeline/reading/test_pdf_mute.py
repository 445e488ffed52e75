"""Where the text of a page says nothing, found line by line as a pattern would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.pdf_mute import mute_spans

BLANK = r"[^\S\r\n]|[\u00ad\u200b-\u200f\u2060\ufeff]"
MUTE = re.compile(rf"(?m)^(?:{BLANK})+|(?:{BLANK})+(?=\r?$)|[.·•∙…?]{{4,}}")
SIGNS = " \r\n\t.\u00ad\u200b\u2029\ufeffab·\x1c\x85\u3000…"


@given(st.text(SIGNS) | st.text())
def test_it_finds_what_the_pattern_says(text: str) -> None:
    assert mute_spans(text) == [match.span() for match in MUTE.finditer(text)]


def test_rows_of_dots_and_blank_ends_are_told() -> None:
    assert mute_spans("a b\r\n  c \r\n\u200b\r\nСм. .... с. 5") == [
        (5, 7),
        (8, 9),
        (11, 12),
        (18, 22),
    ]
