"""The trained pipeline proposes a number where the rules found none."""

import pytest

from models.agreement_file import load_agreement
from models.outcomes import Outcome, Verdict
from pipeline.recognition import second_reader
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_pages import line_at, page_of, reading_of

VOCABULARY = build_vocabulary(load_agreement("kz-by"))


def judged(*lines: str) -> Verdict:
    head = [line_at(text, 40 + 16 * i, side="right") for i, text in enumerate(lines)]
    return judge(reading_of(page_of(*head)), vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("line", "number"),
    [("Учтено под 12/345", "12/345"), ("Номер по журналу: 7-12/88", "7-12/88")],
)
def test_a_number_that_rules_miss_is_proposed(line: str, number: str) -> None:
    verdict = judged("Секретно", line)

    assert (verdict.outcome, verdict.registration_number) == (Outcome.MARKED, None)
    assert verdict.proposed_number == number


@pytest.mark.parametrize(
    "lines",
    [
        ("Секретно", "№ 12/345с"),
        ("Секретно", "тел. 55-12-03"),
        ("Секретно", "12.05.2024"),
        ("Секретно", "220030, г. Минск, ул. Ленина, 14"),
        ("Отдел связи", "Учтено под 12/345-с"),
    ],
    ids=["rules found one", "telephone", "date", "address", "unmarked"],
)
def test_the_pipeline_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...]
) -> None:
    """This test ensures that spaCy is not imported for lines of other numbers."""
    asked: list[str] = []
    monkeypatch.setattr(
        second_reader, "read_numbers", lambda text: asked.append(text) or {}
    )

    assert judged(*lines).proposed_number is None
    assert asked == []
