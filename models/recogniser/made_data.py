# ruff: noqa: E501  (tables of words read better in rows)
"""Makes what the recogniser is trained on: descriptions of words that may be a mark.

Everything is invented from templates, repeatably from a seed. A description is a list
of tokens: where and how the words stand, then the words around them. Families for
training and for trial share no template and no word list. Knows nothing of pages.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One described candidate."""

    tokens: tuple[str, ...]
    is_mark: bool
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Words around a candidate and how likely it stands where.

    ``looks`` holds tokens of place and form with the chance of each.
    """

    name: str
    is_mark: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    looks: dict[str, float]


_TITLE = {
    "place=upper": 0.8,
    "side=centre": 0.85,
    "case=upper": 0.5,
    "case=capital": 0.5,
    "size=large": 0.3,
}
_TEXT = {
    "place=upper": 0.3,
    "side=left": 0.8,
    "case=lower": 0.85,
    "size=body": 1.0,
    "after": 0.4,
}
_LABEL = {
    "place=upper": 0.6,
    "side=left": 0.6,
    "case=capital": 0.6,
    "case=lower": 0.4,
    "about": 1.0,
}
_CELL = {
    "place=upper": 0.4,
    "side=right": 0.5,
    "case=lower": 0.6,
    "case=capital": 0.4,
    "about": 0.8,
    "alone": 1.0,
}
_CORNER = {
    "place=upper": 1.0,
    "side=right": 0.9,
    "case=capital": 0.5,
    "case=upper": 0.5,
    "numbered": 0.6,
}
_STAMP = {
    "place=upper": 0.5,
    "side=right": 0.5,
    "case=upper": 0.9,
    "ink": 0.9,
    "askew": 0.7,
}
_LEFT = {
    "place=upper": 0.7,
    "side=left": 0.8,
    "case=upper": 0.6,
    "case=capital": 0.4,
    "alone": 1.0,
}

TRAIN = (
    Family(name="titles", is_mark=False, looks=_TITLE,
           before=("о", "об", "о понятии", "обсуждаем", "курс", "журнал", "газета", "вопрос", "правила"),
           after=("сөз", "ақпарат", "құжаттар туралы", "это значит", "или нет", "история", "тақырып", "режим", "іс жүргізу", "мекеме", "материалы дела", "архив", "почта", "деңгейі"),
           above=("", "приказ", "отчёт", "бұйрық"), below=("", "г алматы", "глава первая", "введение")),
    Family(name="sentences", is_mark=False, looks=_TEXT,
           before=("сведения", "документ с пометкой", "это было", "он сказал", "работа шла", "бұл", "қатаң түрде", "гэта было"),
           after=("и никому", "потому что", "что знали немногие", "деп айтты", "сақталады", "и хранится отдельно", "але ніхто не ведаў"),
           above=("в ходе встречи было отмечено что", "материалы переданы", "кеңесте айтылғандай"), below=("далее следует", "и потому", "сондықтан")),
    Family(name="labels", is_mark=False, looks=_LABEL,
           before=("гриф", "степень секретности", "форма допуска", "құпиялылық дәрежесі", "уровень", "категория", "название"),
           after=("", "для справки", "образец", "см приложение", "подчеркнуть", "код 3"), above=("наименование", "карточка", "графа", "анкета"), below=("номер", "дата", "срок")),
    Family(name="cells", is_mark=False, looks=_CELL,
           before=("",), after=("",), above=("гриф", "степень", "белгісі", "таблица", "соответствие", "гриф документа", "дәрежесі"), below=("совершенно секретно", "секретно", "құпия", "1", "2")),
    Family(name="corners", is_mark=True, looks=_CORNER,
           before=("", "", "пометка"), after=("", "", "только адресату", "в одном экземпляре", "начальнику отдела", "вручить лично", "министру", "тек өзіне"),
           above=("", ""), below=("экз 2", "экз 1 инв", "дана 3", "приложение 1", "кому", "")),
    Family(name="stamps", is_mark=True, looks=_STAMP,
           before=("", "", "ии", "л"), after=("", "", "хх", "экз", "і"), above=("", "расчётных величин не превысили", "план работ"), below=("", "экз 4", "монтаж стенда выполнен", "подпись")),
    Family(name="left-heads", is_mark=True, looks=_LEFT,
           before=("",), after=("",), above=("", "министерство", "завод"), below=("экз 1", "", "рег", "начальнику", "бастыққа")),
)  # fmt: skip

TRIAL = (
    Family(name="trial-titles", is_mark=False, looks=_TITLE,
           before=("о режиме", "генеральный", "за грифом", "повесть", "под знаком"),
           after=("сөзді ауыстыру", "ақпаратты қорғау", "заметки архивиста", "мұрағат", "история грифа", "келіссөздер", "жұмыстар"),
           above=("", "учебник"), below=("", "минск", "содержание")),
    Family(name="trial-sentences", is_mark=False, looks=_TEXT,
           before=("говорят что", "встреча прошла", "письмо было", "мәселе", "усё рабілася"),
           after=("и без свидетелей", "как и прежде", "болып қалды", "і ціха"),
           above=("по итогам года отмечено что", "отырыста қаралған мәселе"), below=("кроме того", "сонымен қатар")),
    Family(name="trial-labels", is_mark=False, looks=_LABEL,
           before=("гриф дела", "присвоенный гриф", "белгісі", "ступень сакрэтнасці"),
           after=("", "для примера", "үлгі"), above=("опись", "реестр", "форма 5"), below=("объём", "парақтар")),
    Family(name="trial-corners", is_mark=True, looks=_CORNER,
           before=("",), after=("", "лично командиру", "директору завода", "по списку"),
           above=("",), below=("экз 7", "дана 2", "асобнік 1", "утверждаю")),
    Family(name="trial-stamps", is_mark=True, looks=_STAMP,
           before=("", "г"), after=("", "н"), above=("", "груз доставлен силами сторон"), below=("", "вх", "начальник")),
    Family(name="trial-left-heads", is_mark=True, looks=_LEFT,
           before=("",), after=("",), above=("", "управление"), below=("экз 3", "инв", "командиру части")),
)  # fmt: skip
_GROUPS = ("place", "side", "case", "size")
_SOURCES = ("source=text", "source=ocr")


def make_examples(split: str, *, each: int, seed: int) -> Iterator[Example]:
    """Yield ``each`` examples of every family of a split, train or trial."""
    for family in TRAIN if split == "train" else TRIAL:
        rng = random.Random(f"{seed}/{family.name}")
        for _ in range(each):
            yield _example(family, rng)


def _example(family: Family, rng: random.Random) -> Example:
    looks = _draw(family.looks, rng)
    before, after = rng.choice(family.before), rng.choice(family.after)
    rest = len(before.split()) + len(after.split())
    if rest == 0:
        looks.add("alone")
    looks.discard("alone" if rest else "")
    looks.add(f"rest={min(rest, 4)}")
    looks.add(rng.choice(_SOURCES) if "ink" not in looks else "source=ocr")
    looks.add("kind=outside" if rng.random() < 0.2 else "kind=mark")
    words = [
        *(f"b:{word}" for word in before.split()),
        *(f"a:{word}" for word in after.split()),
        *(f"u:{word}" for word in rng.choice(family.above).split()),
        *(f"l:{word}" for word in rng.choice(family.below).split()),
    ]
    tokens = (*sorted(looks), *(word for word in words if rng.random() > 0.35))
    return Example(tokens=tokens, is_mark=family.is_mark, family=family.name)


def _draw(looks: dict[str, float], rng: random.Random) -> set[str]:
    drawn: set[str] = set()
    for group in _GROUPS:
        options = {k: v for k, v in looks.items() if k.startswith(group + "=")}
        left = rng.random() * max(1.0, sum(options.values()))
        for option, chance in options.items():
            left -= chance
            if left < 0:
                drawn.add(option)
                break
        else:
            drawn.add(_OTHERS[group][rng.randrange(len(_OTHERS[group]))])
    plain = {k: v for k, v in looks.items() if "=" not in k}
    return drawn | {key for key, chance in plain.items() if rng.random() < chance}


_OTHERS = {
    "place": ("place=middle", "place=lower", "place=none"),
    "side": ("side=left", "side=right", "side=centre"),
    "case": ("case=lower", "case=capital"),
    "size": ("size=body", "size=body", "size=small"),
}
