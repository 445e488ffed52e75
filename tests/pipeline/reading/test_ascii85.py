"""Decoding base-85 through qpdf says what the standard library says."""

from base64 import a85decode, a85encode

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.ascii85 import Ascii85, is_plain

TEXTS = st.one_of(
    st.lists(st.sampled_from(b'!"#stu8W-z \n\v\0\f~>v'), max_size=24).map(bytes),
    st.binary(max_size=40).map(a85encode),
    st.binary(max_size=40),
)


@given(texts=st.lists(TEXTS, max_size=4))
def test_says_what_the_standard_library_says(texts: list[bytes]) -> None:
    """This test ensures that speed changes neither bytes nor refusals."""
    with pikepdf.new() as file:
        letters = Ascii85(file)
        said = [_said(letters.decode, text) for text in texts]

    assert said == [_said(a85decode, text) for text in texts]


@pytest.mark.parametrize(
    ("digits", "plain"),
    [
        (b"", True),
        (b"s8W-!", True),
        (b's8W-"', False),
        (b"s8W-", False),
        (b"!!!!!s", False),
        (b"z", False),
        (b'87cURD]i,"Ebo80', True),
    ],
)
def test_only_what_needs_no_forgiving_is_plain(digits: bytes, plain: bool) -> None:
    """This test ensures that numbers past four bytes are left to be refused."""
    assert is_plain(digits) is plain


def _said(decode, text):
    try:
        return decode(text)
    except ValueError:
        return "refused"
