"""The act of destruction: in the words of our Party, under the name of our office."""

import io
from datetime import UTC, datetime

import pypdfium2
import pytest

from models.accounts import DocumentKind
from models.profile_file import load_profile
from pipeline.destruction import Destruction
from pipeline.destruction_act import act_pdf
from pipeline.register.entries import Exhibit

OFFICE = "Бюро <&> Ко"
DONE = Destruction(
    number="12с/2026",
    copy=2,
    act="А-7",
    people=("Айгүл", "Пётр"),
    at=datetime(2026, 11, 22, tzinfo=UTC),
    exhibits=(
        Exhibit(
            number="12с/2026",
            copy=2,
            kind=DocumentKind.COPY,
            state="in_hand",
            batch=None,
            file=None,
            consent=None,
            recipient=None,
            holder=None,
            sha256_in=None,
            sha256_out="ab" * 32,
            output=None,
            vault_in=None,
            vault_out=None,
            reason=None,
            data={},
        ),
    ),
    deleted=("one", "two"),
    missing=("out/three.pdf",),
)


def words_of(party: str) -> str:
    data = act_pdf(DONE, load_profile(party), office=OFFICE)
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        text: str = document[0].get_textpage().get_text_range()
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("party", "words"),
    [
        (
            "KZ",
            [
                "Жою туралы № А-7 акт · Акт № А-7 об уничтожении",
                "Күні (UTC): 22.11.2026 · Дата (UTC): 22.11.2026",
                "Дана · Экз.",
                "көшірме · копия",
                "Өшірілген жұмыс көшірмелері: 2 · Удалены рабочие копии: 2",
            ],
        ),
        (
            "BY",
            [
                "Акт № А-7 об уничтожении",
                "Дата (UTC): 22.11.2026",
                "Документ № 12с/2026",
                "Не найдены на месте (уничтожить отдельно):",
            ],
        ),
        (
            "XX",
            ["Act No. А-7 of destruction", "Date (UTC): 2026-11-22", "Document No."],
        ),
    ],
)
def test_an_act_speaks_as_the_other_papers_of_its_office(
    party: str, words: list[str]
) -> None:
    text = words_of(party)

    assert [word for word in words if word not in text] == []
    assert text.startswith(OFFICE)
    assert "out/three.pdf" in text
    assert all(person in text for person in DONE.people)


def test_the_same_destruction_makes_the_same_act() -> None:
    profile = load_profile("KZ")

    assert act_pdf(DONE, profile, office="A") == act_pdf(DONE, profile, office="A")
