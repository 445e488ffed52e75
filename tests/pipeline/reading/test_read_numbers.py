"""Numbers are settled by the vote of several readings."""

import pytest

from pipeline.reading.agreeing import is_torn
from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.read_numbers import settle_numbers
from tests.build_scans import interest


def line(*texts: str, sure: float = 0.8) -> OcrLine:
    return OcrLine(
        tuple(
            OcrWord(t, 60 * at, 0, 60 * at + 50, 20, sure) for at, t in enumerate(texts)
        )
    )


@pytest.mark.parametrize(
    ("own", "others", "right"),
    [
        ("52-745сс", ["32-745сс", "32-745сс", "52-745сс"], "52-745сс"),
        ("52-745сс", ["32-745сс", "32-745сс", "32-745сс"], "32-745сс"),
        ("588к", ["588к", "588", "588қ"], "588қ"),
        ("45к", ["45к", "45к", "45к"], "45к"),
        ("1152ек,", ["1152өқ", "1152ек", "1152"], "1152өқ,"),
        ("17", ["№17", "11", "17"], "17"),
        ("337508", ["337508", "3375ов", "337508"], "3375ов"),
        ("337508", ["337508", "337508", "337508"], "337508"),
    ],
)
def test_most_readings_win(own: str, others: list[str], right: str) -> None:
    attempts = [lambda text=text: (line("№", text),) for text in others]
    read = settle_numbers(line("№", own), attempts, lambda text: ((0, len(text)),))
    assert read.words[1].text == right


def test_a_sure_number_is_read_once() -> None:
    def never() -> tuple[OcrLine, ...]:
        raise AssertionError

    sure = line("№", "17", sure=0.96)
    assert settle_numbers(sure, [never], lambda text: ((0, len(text)),)) == sure


def test_only_what_means_something_together_is_torn() -> None:
    assert is_torn("СОВЕРШЕННО", "СЕКРЕТНО", interest)
    assert not is_torn("СЕКРЕТНО", "СЕКРЕТНО", interest)
