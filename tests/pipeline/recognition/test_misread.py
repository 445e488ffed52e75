"""Words that OCR spoilt or ran together go to a person; numbers are still read."""

from dataclasses import replace

import pytest

from models.agreement_file import load_agreement
from models.documents import Format, Line, Page, Reading, Source, Word
from models.geometry import Box
from models.outcomes import Outcome, Verdict
from pipeline.recognition.numbers import copy_number
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary


def _line(text: str, *, x: float, y: float, source: Source = Source.OCR) -> Line:
    words = []
    for word in text.split():
        words.append(Word(text=word, box=Box(x, y, x + 7 * len(word), y + 12)))
        x += 7 * len(word) + 5
    return Line(words=tuple(words), source=source, size_pt=12.0)


def _verdict(*lines: Line) -> Verdict:
    page = Page(index=0, width_pt=595, height_pt=842, lines=lines, body_size_pt=12.0)
    reading = Reading(format=Format.IMAGE, kind="png", pages=(page,), page_count=1)
    vocabulary = build_vocabulary(load_agreement("kz-by"))
    return judge(reading, vocabulary=vocabulary)


def _outcome(*lines: Line) -> Outcome:
    return _verdict(*lines).outcome


@pytest.mark.parametrize(
    ("text", "x"),
    [("кте купия", 460.0), ("Об учениях по связи СЕКРЕТНО", 250.0)],
    ids=["scrap", "stamp-beside-title"],
)
def test_what_ocr_ran_together_is_never_unmarked(text: str, x: float) -> None:
    assert _outcome(_line(text, x=x, y=60.0)) == Outcome.REVIEW


@pytest.mark.parametrize(
    "text",
    ["Ц. алкам сакрэтна", "Сов ершенно, секретно", "с6вершенно секретно", "0те. купия"],
)
def test_a_mark_that_ocr_tore_apart_keeps_its_degree(text: str) -> None:
    line = _line(text, x=400.0, y=40.0)

    degree = _verdict(line).degree
    assert degree is not None
    assert degree.slug == "top-secret"


def test_a_number_in_a_sentence_marks_nothing() -> None:
    text = "В деле имеется письмо с грифом «Секретно», экз. № 2, рег. № 45с."

    assert _outcome(_line(text, x=70.0, y=200.0, source=Source.TEXT)) == (
        Outcome.UNMARKED
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Экз. М 11", 11),
        ("Экз. МЗ", 3),
        ("Экз. МИ", 11),
        ("Асобн. № 12", 12),
        ("Асобнк № 8", 8),
        ("экземпляр N3", 3),
        ("Эка. № 25", 25),
        ("[ана № 10", 10),
        ("Экз. Марк", None),
    ],
)
def test_copy_numbers_are_read_as_ocr_spells_them(
    text: str, number: int | None
) -> None:
    assert copy_number(text) == number


@pytest.mark.parametrize(
    ("number", "outcome"),
    [("№ 822сс", Outcome.REVIEW), ("№ 822с", Outcome.MARKED)],
    ids=["higher-suffix", "same-suffix"],
)
def test_a_mark_below_its_number_may_be_half_read(
    number: str, outcome: Outcome
) -> None:
    lines = (_line("ҚҰПИЯ", x=460.0, y=60.0), _line(number, x=60.0, y=60.0))

    assert _outcome(*lines) == outcome


@pytest.mark.parametrize("word", ["ОСОБОЙ", "важности", "ӨТЕ", "Цалкам", "ОСОВОЙ"])
def test_half_of_a_mark_read_alone_is_never_unmarked(word: str) -> None:
    assert _outcome(_line(word, x=460.0, y=60.0)) == Outcome.REVIEW


def test_half_of_a_higher_mark_beside_a_lower_one_is_doubted() -> None:
    lines = (_line("Секретно", x=60.0, y=40.0), _line("ОСОБОЙ", x=460.0, y=140.0))

    assert _outcome(*lines) == Outcome.REVIEW


@pytest.mark.parametrize(
    ("text", "y"),
    [("важности", 420.0), ("особой пользы", 60.0), ("Важно", 60.0)],
    ids=["in-the-text", "other-words", "another-word"],
)
def test_words_of_marks_elsewhere_are_no_half_of_one(text: str, y: float) -> None:
    assert _outcome(_line(text, x=460.0, y=y)) == Outcome.UNMARKED


def test_a_speck_between_the_words_of_a_mark_does_not_part_them() -> None:
    assert _outcome(_line("ЗУСІМ, САКРЭТНА", x=60.0, y=60.0)) == Outcome.MARKED


@pytest.mark.parametrize(
    ("left", "right", "number"), [("экз.", "№7", 7), ("№9", "дана", 9)]
)
def test_halves_of_a_copy_number_far_apart_are_one(
    left: str, right: str, number: int
) -> None:
    lines = (
        _line("СЕКРЕТНО", x=380.0, y=40.0),
        _line(left, x=380.0, y=60.0),
        _line(right, x=430.0, y=60.0),
    )
    page = Page(index=0, width_pt=595, height_pt=842, lines=lines, body_size_pt=12.0)
    reading = Reading(format=Format.IMAGE, kind="png", pages=(page,), page_count=1)
    vocabulary = build_vocabulary(load_agreement("kz-by"))

    assert judge(reading, vocabulary=vocabulary).copy_number == number


def test_half_of_a_mark_beside_a_spoilt_word_of_a_stamp_is_doubted() -> None:
    line = replace(_line("зусім сактотия]", x=300.0, y=20.0), ink="red")

    assert _outcome(line) == Outcome.REVIEW
