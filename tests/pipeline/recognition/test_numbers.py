"""Numbers in lines: every form a register writes, and what only looks like one."""

import time

import pytest

from pipeline.recognition.numbers import copy_number, iso_date, registration_numbers
from pipeline.recognition.stacks import stack_lines
from tests.build_pages import line_at, page_of

REGISTRATION = {
    "№ 123с": "123с",
    "Рег. № 17-4/225сс": "17-4/225сс",
    "Исх. № 3/412с от 14.05.2026": "3/412с",
    "Вх. № 12сс": "12сс",
    "14.05.2026 № 1/254с": "1/254с",
    "№ 2/117с-23 от 24.05.2023": "2/117с-23",
    "Рег. 123/45с": "123/45с",
    "исх. 3/412 от 14.05.2026": "3/412",
    "Исх: 45-с от 12.05.2024": "45-с",
    "Регистрационный номер 45сс": "45сс",
    "Учётный номер 88ов": "88ов",
    "Уч. 12с": "12с",
    "инв. 344": "344",
    "Тіркеу нөмірі: 12/345": "12/345",
    "Тіркеу 45қ": "45қ",
    "Шығ. 12/34қ": "12/34қ",
    "Есепке алу 23ем": "23ем",
    "Рэг. 17/с": "17/с",
    "Зых. 45с ад 12 мая 2024 г.": "45с",
    "17-4/225сс": "17-4/225сс",
    "24.05.2023 2/117с": "2/117с",
    "45сс/2024": "45сс/2024",
}
NONE = [
    "Регламент 2024",
    "Исходящие 2024",
    "Тіркеу 2024",
    "Участок 14/2",
    "ул. Победы, д. 12, кв. 7",
    "220030, г. Минск, ул. 8 Марта, 14",
    "тел. 55-12-03",
    "на 12 листах",
    "Срок хранения 5 лет",
    "Экз. № 2",
    "№ 2 дана",
    "12 с",
    "12.05.2024",
]


@pytest.mark.parametrize(("line", "number"), REGISTRATION.items(), ids=str)
def test_registration_number_is_found(line: str, number: str) -> None:
    assert [hit.text for hit in registration_numbers(line)] == [number]


@pytest.mark.parametrize("line", NONE)
def test_what_only_looks_like_a_number_is_left(line: str) -> None:
    assert registration_numbers(line) == ()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Экз. № 3", 3),
        ("экземпляр № 12", 12),
        ("Дана № 1", 1),
        ("Дана №: 9", 9),
        ("№ 4 дана", 4),
        ("2-дана", 2),
        ("Асобнік № 7", 7),
        ("Экз. единственный", 1),
        ("Жалғыз дана", 1),
        ("Экз. № 2 из 5", 2),
        ("Экз. № __8__", 8),
        ("Дана № «5»", 5),
        ("Отп. 2 экз.", None),
    ],
)
def test_copy_number_is_found(line: str, number: int | None) -> None:
    assert copy_number(line) == number


def test_a_line_states_its_date() -> None:
    assert iso_date("2026 жылғы 14 мамыр № 3/12қ") == "2026-05-14"


def test_time_grows_with_the_length_of_a_line() -> None:
    """This test ensures that a line of many numbers costs no more for each of them."""
    short, long = (_seconds(registration_numbers, "№ 12с, " * n) for n in (400, 3200))

    assert long < 24 * max(short, 0.0005)


def test_time_grows_with_the_number_of_lines() -> None:
    def page(count: int) -> object:
        return page_of(*(line_at(f"№ {i}", 14 * i, size=12.0) for i in range(count)))

    short, long = (_seconds(stack_lines, page(n)) for n in (250, 2000))

    assert long < 24 * max(short, 0.0005)


def _seconds(work: object, what: object) -> float:
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        work(what)  # type: ignore[operator]
        best = min(best, time.process_time() - start)
    return best
