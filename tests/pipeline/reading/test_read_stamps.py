"""Which readings of a stamp are plain enough to pass over."""

import pytest

from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.read_stamps import reads_plainly


@pytest.mark.parametrize(
    ("text", "sure", "black", "plain"),
    [
        ("224", 0.65, False, False),
        ("224", 0.65, True, True),
        ("21.03.2025", 0.92, False, True),
        ("ПОЛУЧЕНО", 0.65, False, True),
        ("ПОЛУЧЕНО", 0.4, False, False),
    ],
    ids=["signs", "black-signs", "date", "word", "unread-word"],
)
def test_signs_in_coloured_ink_must_be_sure(
    text: str, sure: float, *, black: bool, plain: bool
) -> None:
    line = OcrLine((OcrWord(text, 0, 0, 90, 30, sure),))

    assert reads_plainly((line,), black=black) is plain


@pytest.mark.parametrize(("sure", "plain"), [(0.62, False), (0.95, True)])
def test_struck_words_in_coloured_ink_must_be_sure(sure: float, *, plain: bool) -> None:
    line = OcrLine((OcrWord("АСАБЛІБАЙ", 0, 0, 90, 30, sure),))

    assert reads_plainly((line,), black=False, struck=True) is plain
