"""The usual slips of OCR in numbers are mended, and readings must agree."""

import pytest

from models.errors import DependencyError
from pipeline.reading import ocr
from pipeline.reading.agreeing import read_until_agreed
from pipeline.reading.ocr import OcrLine, OcrWord
from pipeline.reading.ocr_slips import mend_number
from tests.build_scans import interest


@pytest.mark.parametrize(
    ("read", "before", "meant"),
    [
        ("6090в", None, "609ов"),
        ("377СС", None, "377сс"),
        ("80/12С", None, "80/12с"),
        ("43бов", None, "436ов"),
        ("567бөқ", None, "5676өқ"),
        ("50/16бем", None, "50/166ем"),
        ("337508В", None, "3375ов"),
        ("45/45Зек", None, "45/453ек"),
        ("3656сСс", None, "3656сс"),
        ("З455сс", "Мо", "3455сс"),
        ("Зус1м", None, "Зусім"),
        ("ВАЖНАСЦ!", None, "ВАЖНАСЦІ"),
        ("СЕКРЕТНО!", None, "СЕКРЕТНО!"),
        ("З", "№", "3"),
        ("З", "Раздел", "З"),
        ("секретно", None, "секретно"),
        ("12.03.2025", None, "12.03.2025"),
    ],
)
def test_numbers_are_mended(read: str, before: str | None, meant: str) -> None:
    assert mend_number(read, before) == meant


def line(text: str, sure: float = 0.9) -> tuple[OcrLine, ...]:
    words = (OcrWord(part, 0, 0, 9, 9, sure) for part in text.split())
    return (OcrLine(tuple(words)),)


@pytest.mark.parametrize(
    ("readings", "text", "sure"),
    [
        (["СЕКРЕТНО", "СЕКРЕТНО"], "СЕКРЕТНО", True),
        (["СЕКРЕТНО", "СЕКРЕТНЕ", "!"], "СЕКРЕТНО", True),
        (["СЕКРЕТНО", "ҚҰПИЯ", "ҚҰПИЯ"], "ҚҰПИЯ", True),
        (["СЕКРЕТНО", "ҚҰПИЯ"], "СЕКРЕТНО", False),
        (["План работ"], "План работ", True),
    ],
)
def test_two_readings_must_agree(readings: list[str], text: str, sure: bool) -> None:
    ways = [lambda said=said: line(said) for said in readings]
    agreed = read_until_agreed(ways, interest, patience=3)
    assert (agreed.lines[0].text, agreed.sure) == (text, sure)


def test_a_misread_word_beside_a_mark_is_doubt() -> None:
    ways = [lambda: line("УСМ СЕКРЕТНО")] * 3
    assert not read_until_agreed(ways, interest, patience=3, strict=2.0).sure


def test_missing_language_data_names_the_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "_PLACES", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    with pytest.raises(DependencyError, match="apt-get install tesseract-ocr-kaz"):
        ocr.find_tessdata()
