"""The quick way of squeezing common letters gives what the full table gives."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.recognition.folding import squeeze, squeeze_table

LETTERS = "Сс екрЕТҚқұпия 0oO-–—…№«»\n\r\t" + (
    "\x00\x01\x02\xa0\xad°€Ωğ\u200b\u0301\ufffe\U0001d400"
)


@given(st.one_of(st.text(), st.text(alphabet=LETTERS)))
def test_both_ways_agree(text: str) -> None:
    assert squeeze(text) == text.translate(squeeze_table())
