# ruff: noqa: E501  (tables of words read better in rows)
"""Makes the lines on which the recogniser learns registration number, copy and date.

Everything is invented, repeatably from a seed; training and trial share no words beside
a number and no street, post or unit. Knows nothing of pages.
"""

import random
from collections.abc import Callable

Line = tuple[str, list[tuple[int, int, str]]]
"""A text and what stands where in it: start, end, label."""
_Pieces = list[tuple[str, str | None]]

_SIGNS = {"train": ("№", "№ ", "N ", "Ne "), "trial": ("№ ", "№", "No ")}
_HEADS = {
    "train": (
        "Рег.",
        "Исх.",
        "Тіркеу",
        "Инв.",
        "Регистрационный номер",
        "Шығыс нөмірі",
        "Учтено под",
        "Индекс документа",
        "Зых.",
        "Жазба",
        "Порядковый номер",
        "Номер по журналу",
    ),
    "trial": (
        "Вх.",
        "Кіріс",
        "Рэг.",
        "Уч.",
        "Учётный номер",
        "Есепке алу",
        "Записано за",
        "Номер дела и документа",
        "Ул. нумар",
    ),
}
_COPIES = {
    "train": ("Экз.", "Дана", "экз"),
    "trial": ("Экземпляр", "Асобнік", "Экз."),
}
_OTHERS = {
    "train": (
        "Приложение",
        "пункт",
        "стр.",
        "тел.",
        "ул. Победы, д.",
        "Отдел",
        "каб.",
        "Войсковая часть",
        "на листах",
        "Срок хранения лет",
        "БИН",
        "г. Гомель, пр. Мира,",
        "кв.",
        "Изделие",
        "по перечню",
        "таблица",
        "рис.",
        "форма",
    ),
    "trial": (
        "Қосымша",
        "бет",
        "факс",
        "пр. Независимости,",
        "Управление",
        "комната",
        "в/ч",
        "листов",
        "УНП",
        "г. Караганда, ул. Абая,",
        "том",
        "Узел",
        "статья",
        "кесте",
    ),
}
_WORDED_DATES = {
    "train": ("января", "мая", "октября", "қаңтар", "лютага"),
    "trial": ("марта", "июля", "декабря", "мамыр", "снежня"),
}


def make_number_lines(split: str, *, count: int, seed: int) -> list[Line]:
    """Return lines with the places of registration number, copy number and date."""
    rng = random.Random(f"{seed}/{split}/numbers")
    return [_line(rng, split) for _ in range(count)]


def _line(rng: random.Random, split: str) -> Line:
    text, places = "", []
    for piece, label in rng.choice(_KINDS)(rng, split):
        text += " " if text and not text.endswith(" ") else ""
        if label:
            places.append((len(text), len(text) + len(piece), label))
        text += piece
    return text, places


def _signed(rng: random.Random, split: str) -> _Pieces:
    head = rng.choice((*_HEADS[split][:4], ""))
    sign = rng.choice(_SIGNS[split])
    return [
        (head, None),
        (sign, None),
        (_number(rng), "REGISTRATION"),
        *_from(rng, split),
    ]


def _worded(rng: random.Random, split: str) -> _Pieces:
    """A number without a sign, which only the words before it tell of."""
    head = rng.choice(_HEADS[split]) + rng.choice(("", ":", ""))
    return [
        (head, None),
        (_number(rng, told=False), "REGISTRATION"),
        *_from(rng, split),
    ]


def _dated(rng: random.Random, split: str) -> _Pieces:
    sign = rng.choice((*_SIGNS[split], ""))
    number = _number(rng, told=bool(sign))
    return [(_date(rng, split), "DATE"), (sign, None), (number, "REGISTRATION")]


def _copy(rng: random.Random, split: str) -> _Pieces:
    sign = rng.choice(_SIGNS[split])
    pieces: _Pieces = [(rng.choice(_COPIES[split]), None), (sign, None)]
    pieces.append((str(rng.randrange(1, 30)), "COPY"))
    if rng.random() < 0.4:
        pieces += [("·", None), (sign, None), (_number(rng), "REGISTRATION")]
    return pieces


def _reply(rng: random.Random, split: str) -> _Pieces:
    """The number of somebody else's letter."""
    head = rng.choice(("На", "На Ваш", "к") if split == "train" else ("На Ваше", "на"))
    sign = rng.choice(_SIGNS[split])
    return [
        (head, None),
        (sign, None),
        (_number(rng), None),
        ("от", None),
        (_date(rng, split), None),
    ]


def _other(rng: random.Random, split: str) -> _Pieces:
    """A number that is of no document."""
    plain = rng.choice((
        str(rng.randrange(1, 400)), f"{rng.randrange(20, 99)}-{rng.randrange(10, 99)}-{rng.randrange(10, 99)}",
        f"{rng.randrange(10**5, 10**6)}", f"{rng.randrange(1, 90)}/{rng.randrange(1, 9)}", f"{rng.randrange(10**11, 10**12)}",
    ))  # fmt: skip
    return [(rng.choice(_OTHERS[split]), None), (plain, None)]


def _dateline(rng: random.Random, split: str) -> _Pieces:
    place = ("г. Минск", "Алматы қаласы", "") if split == "train" else ("г. Брест", "")
    return [(rng.choice(place), None), (_date(rng, split), "DATE")]


_KINDS: tuple[Callable[[random.Random, str], _Pieces], ...] = (
    *(_signed, _worded, _worded, _dated, _copy, _reply, _other, _other, _dateline),
)


def _from(rng: random.Random, split: str) -> _Pieces:
    if rng.random() < 0.5:
        return []
    return [(rng.choice(("от", "")), None), (_date(rng, split), "DATE")]


def _number(rng: random.Random, *, told: bool = True) -> str:
    """Return a number; one that no sign tells of has a suffix or several parts."""
    parts = rng.randrange(1, 4) if told else rng.randrange(1, 3) + 1
    number = str(rng.randrange(1, 60))
    for _ in range(parts - 1):
        number += rng.choice("/-") + str(rng.randrange(1, 3000))
    suffix = rng.choice(("с", "сс", "ов", "қ", "өқ", "ем", "-с", "-сс", ""))
    return number + suffix


def _date(rng: random.Random, split: str) -> str:
    day, year = rng.randrange(1, 29), rng.randrange(2018, 2027)
    if rng.random() < 0.7:
        return f"{day:02d}.{rng.randrange(1, 13):02d}.{year}"
    return f"{day} {rng.choice(_WORDED_DATES[split])} {year} г."
