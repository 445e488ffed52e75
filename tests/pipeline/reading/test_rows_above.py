"""A row right above half of a mark is read again before it is believed."""

import pytest

from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.read_lines import ReadLine
from pipeline.reading.rows_above import rows_above, stay_unread
from pipeline.reading.text_lines import Layout, TextLine
from pipeline.reading.torn_text import breaks_text
from tests.build_scans import interest


def item(
    text: str, x: int, y: int, *, sure: float = 0.95, tall: int = 14, body: bool = False
) -> ReadLine:
    wide = len(text) * 10
    where = TextLine(x, y, x + wide, y + tall, float(tall), body=body)
    words, at = [], 2 * x
    for word in text.split():
        end = at + 20 * len(word)
        words.append(OcrWord(word, at, 2 * y, end, 2 * (y + tall), sure))
        at = end + 12
    return ReadLine(where, OcrLine(tuple(words)))


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        pytest.param(item("Зус1м", 600, 82), [0], id="right above"),
        pytest.param(item("Зус1м", 600, 20), [], id="far above"),
        pytest.param(item("Зус1м", 100, 82), [], id="beside"),
        pytest.param(item("Зус1м", 600, 120), [], id="below"),
        pytest.param(item("Зус1м", 600, 60, tall=34), [], id="another size"),
        pytest.param(item("Министерство обороны", 600, 82), [], id="a long line"),
        pytest.param(item("СЕКРЕТНО", 600, 82), [], id="of interest itself"),
    ],
)
def test_rows_that_may_be_a_first_half(above: ReadLine, expected: list[int]) -> None:
    assert rows_above([above, item("СЕКРЕТНО", 600, 100)], interest) == expected


def test_a_sentence_has_no_first_half() -> None:
    below = item("Хранить секретно в шкафу", 600, 100)
    assert rows_above([item("Зус1м", 600, 82), below], interest) == []


@pytest.mark.parametrize(
    ("text", "sure", "unread"),
    [
        ("Минск", 0.95, False),
        ("Минск", 0.5, True),
        ("@ТЕ", 0.95, True),
        ("7-34", 0.95, True),
    ],
)
def test_only_plain_words_are_believed(text: str, sure: float, unread: bool) -> None:
    assert stay_unread(item(text, 0, 0, sure=sure)) is unread


def test_scraps_of_neighbouring_lines_break_the_text() -> None:
    body = [TextLine(100, y, 700, y + 14, 14.0, body=True) for y in (100, 120, 180)]
    layout = Layout(tuple(body), 14.0, ())
    scraps = [item("жмкнғ", 300, 140, sure=0.3), item("вотлр", 310, 160, sure=0.4)]
    assert breaks_text(scraps, layout)
    assert not breaks_text(scraps[:1], layout)
    assert not breaks_text([item("Приложение", 300, 140)], layout)
    away = [item("жмкнғ", 300, 900, sure=0.3), item("вотлр", 310, 920, sure=0.4)]
    assert not breaks_text(away, layout)
