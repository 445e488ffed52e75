"""What stamps say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agreement import Level
from models.agreement_file import load_agreement
from models.errors import ConfigError
from models.profile_file import load_profile
from stamps.wording import (
    LINE_LIMIT,
    changed_text,
    copy_text,
    derived_text,
    joint_text,
    received_text,
    sheet_words,
    style_of,
    translation_text,
)

AGREEMENT = load_agreement("kz-by")
SECRET = AGREEMENT.degree("secret")
TOP = AGREEMENT.degree("top-secret")
KZ, BY = load_profile("KZ"), load_profile("BY")
DAY = date(2026, 11, 22)
NUMBER = "12с/2026"


def level(party: str = "KZ") -> Level:
    return AGREEMENT.party(party).level(SECRET)


def test_what_kazakhstan_puts_on_what_it_received() -> None:
    text = received_text(KZ, level(), number=NUMBER, day=DAY, copy_number=3)

    assert text.mark == ("Құпия", "(Секретно)")
    assert text.details == (
        "Дана № 3 · Экз. № 3",
        "Кіріс (Вх.) № 12с/2026 · 22.11.2026",
    )
    assert text.running == "Құпия (Секретно) · 12с/2026 · {page}/{pages}"
    assert text.watermark is None
    assert not text.strike_found


def test_what_belarus_puts_on_what_it_received() -> None:
    text = received_text(BY, level("BY"), number=NUMBER, day=DAY)

    assert text.mark == ("Секретно",)
    assert text.details == ("Вх. № 12с/2026 от 22.11.2026",)
    assert text.running == "Секретно · 12с/2026 · {page}/{pages}"


def test_a_copy_bears_its_number_on_every_page() -> None:
    text = copy_text(
        KZ,
        level(),
        number=NUMBER,
        day=DAY,
        copy=3,
        copies=5,
        recipient="А. Оспанов",
        consent="7/15",
    )

    assert text.watermark == "Дана № 3 · Экз. № 3 · 12с/2026"
    assert text.details == (
        "5 дананың 3-данасы · Экз. 3 из 5",
        "Кімге (Кому): А. Оспанов",
        "Кіріс (Вх.) № 12с/2026 · 22.11.2026",
        "Келісім (Согласие): 7/15",
    )
    assert "№ 3" in text.running


def test_copies_of_one_document_differ() -> None:
    texts = {
        copy_text(KZ, level(), number=NUMBER, day=DAY, copy=copy, copies=3)
        for copy in (1, 2, 3)
    }

    assert len(texts) == 3


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("kk", "Осы аудармада Беларусь Республикасының құпия ақпараты бар."),
        ("ru", "Настоящий перевод содержит секретную информацию Республики Беларусь."),
        ("be", "Гэты пераклад змяшчае сакрэтную інфармацыю Рэспублікі Беларусь."),
        (
            "en",
            "This translation contains secret information of the Republic of Belarus.",
        ),
    ],
)
def test_a_translation_says_whose_secrets_it_holds(language: str, notice: str) -> None:
    text = translation_text(
        KZ,
        level(),
        number="13с/2026",
        day=DAY,
        original=NUMBER,
        from_language="ru",
        language=language,
        translator="Б. Ким",
        owners=[BY],
    )

    assert text.notice == (notice,)
    assert text.details == (
        "Орыс тілінен аударма · Перевод с русского",
        "Түпнұсқа (Подлинник) № 12с/2026",
        "Аударған (Перевёл): Б. Ким",
        "Есеп (Уч.) № 13с/2026 · 22.11.2026",
    )


def translated(**changes: object) -> tuple[str, ...]:
    facts: dict[str, object] = {
        "number": NUMBER,
        "day": DAY,
        "original": "1с/2026",
        "from_language": "ru",
        "language": "kk",
        "translator": "Б. Ким",
        "owners": [BY],
    }
    return translation_text(KZ, level(), **facts | changes).details  # type: ignore[arg-type]


@pytest.mark.parametrize("language", [None, "fr"])
def test_a_translation_from_an_unknown_language(language: str | None) -> None:
    assert translated(from_language=language)[0] == "Аударма · Перевод"


def test_a_language_without_a_notice_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"'fr'.*be, cs, en, kk, ru, sk"):
        translated(language="fr")


def test_a_derived_document_names_every_source() -> None:
    sources = [f"{n}с/2026" for n in range(1, 8)]

    text = derived_text(KZ, level(), number=NUMBER, day=DAY, sources=sources)

    said = " ".join(text.details)
    assert all(source in said for source in sources)
    assert len(text.details) == 4


def test_a_joint_document_names_both_bodies() -> None:
    text = joint_text(
        BY, level("BY"), number=NUMBER, day=DAY, bodies=["Бюро", "Министерство"]
    )

    assert text.details[0] == "Создан совместно: Бюро; Министерство"


def test_a_changed_mark_names_date_and_reference() -> None:
    text = changed_text(BY, level("BY"), number=NUMBER, day=DAY, reference="7/15")

    assert text.strike_found
    assert text.mark == ("Секретно",)
    assert text.details[:2] == ("Гриф изменён 22.11.2026", "Согласие: 7/15")


def test_what_is_declassified_says_so_on_every_page() -> None:
    text = changed_text(KZ, None, number=NUMBER, day=DAY, reference="9", copy=2)

    assert text.strike_found
    assert text.mark == ("Құпиясыздандырылды", "(Рассекречено)")
    assert text.running.startswith("Құпиясыздандырылды (Рассекречено) · ")
    assert "Дана № 2 · Экз. № 2" in text.details


@given(name=st.text())
def test_a_typed_name_cannot_break_a_stamp(name: str) -> None:
    line = translated(translator=name)[2]

    assert "\n" not in line
    assert len(line) <= LINE_LIMIT + len("Аударған (Перевёл): ")
    assert not any("\u202a" <= char <= "\u202e" or char < " " for char in line)


@given(page=st.integers(1, 9999), pages=st.integers(1, 9999))
def test_the_running_line_takes_page_numbers(page: int, pages: int) -> None:
    text = received_text(KZ, level(), number=NUMBER, day=DAY)

    assert text.running.format(page=page, pages=pages).endswith(f" · {page}/{pages}")


@pytest.mark.parametrize("profile", [KZ, BY, load_profile("XX")])
def test_the_sheet_has_all_its_words(profile: object) -> None:
    words = sheet_words(profile)  # type: ignore[arg-type]

    assert set(words) == {
        *("title", "accompanies", "file", "hash", "size", "pages", "mark", "number")
    }


def test_a_degree_may_have_a_colour_of_its_own() -> None:
    from dataclasses import replace

    profile = replace(KZ, degree_colours={"top-secret": (0.0, 0.0, 1.0)})

    assert style_of(profile, TOP).colour == (0.0, 0.0, 1.0)
    assert style_of(profile, SECRET).colour == KZ.colour
    assert style_of(profile, SECRET).places == KZ.places
