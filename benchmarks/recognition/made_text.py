"""A made letter as PDF: what it says, drawn from a seed, and how it is drawn."""

import random
from collections.abc import Callable
from pathlib import Path

from benchmarks.recognition import text_words as words
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.text_page import Sheet, fonts

LATIN = str.maketrans("АВСЕНКМОРТХаеорсухкі", "ABCEHKMOPTXaeopcyxki")
GREEK = str.maketrans("АВЕНКМОРТХөӨо", "ΑΒΕΗΚΜΟΡΤΧθΘο")


class Made:
    """What one document is made of, drawn from a seed."""

    def __init__(self, rng: random.Random, half: int) -> None:
        self.rng, self.half = rng, half
        self.language = rng.choice(["ru", "ru", "kk", "be"])
        self.degree = rng.choice(words.DEGREES)
        self.mark = rng.choice(words.MARKS[self.language][self.degree])
        self.copy = rng.choice([None, *range(1, 13)])
        self.suffix = words.SUFFIX[self.language][self.degree]
        number = rng.randrange(1, 999)
        form = rng.choice(["{n}{s}", "{n}{s}", "{n}-{s}", "{a}/{n}{s}", "{a}/{n}-{s}"])
        self.number = form.format(n=number, a=rng.randrange(1, 30), s=self.suffix)
        self.font = rng.choice(fonts(half))
        self.lines = words.BODIES[self.language][half]
        self.head = rng.choice(words.LETTERHEADS[self.language][half])
        self.title = rng.choice(words.TITLES[self.language][half])
        d, m, y = rng.randrange(10, 29), rng.randrange(1, 13), rng.choice([2025, 2026])
        mon = words.MONTHS[self.language][m - 1]
        self.date = rng.choice(words.DATES[self.language]).format(
            d=d, m=m, y=y, mon=mon
        )
        if (
            self.language == "kk"
            and "дағы" not in self.date
            and not self.date[0:3].isdigit()
        ):
            pass

    def cased(self) -> str:
        return self.mark.upper() if self.rng.random() < 0.5 else self.mark

    def copy_line(self) -> str | None:
        if self.copy is None:
            return None
        if self.copy == 1 and self.rng.random() < 0.4:
            return words.SINGLE[self.language]
        return self.rng.choice(words.COPIES[self.language]).format(n=self.copy)

    def number_line(self) -> str:
        word = self.rng.choice(
            ["", "", "Рег. ", "Исх. "] if self.language == "ru" else ["", ""]
        )
        order = self.rng.choice(["{d} № {n}", "№ {n} от {d}", "№ {n}"])
        if self.language != "ru":
            order = self.rng.choice(["{d} № {n}", "№ {n}"])
        return word + order.format(d=self.date, n=self.number)

    def truth(self) -> Truth:
        return Truth(
            outcome="marked",
            degree=self.degree,
            copy_number=self.copy,
            registration_number=self.number,
        )


def letter(
    m: Made,
    s: Sheet,
    *,
    mark: str | None,
    body: list[str] | None = None,
    pages: int = 1,
    numbered: bool = True,
) -> float:
    """Draw a letter with its mark upper right; return where the body ends."""
    y = 50.0
    size = m.rng.choice([11, 12, 13, 14])
    if mark:
        align, x = m.rng.choice([("right", s.w - 45), ("left", s.w * 0.66)])
        for row in mark.split("\n"):
            s.text(x, y, row, size, align=align)
            y += size * 1.2
        if line := m.copy_line():
            s.text(x, y, line, size - m.rng.choice([0, 1, 2]), align=align)
            y += size * 1.2
    else:
        m.copy = None
    y = max(y + 20, 95)
    s.text(85, y, m.head, 12)
    y += 18
    if numbered:
        s.text(85, y, m.number_line(), 11)
    y += 40
    s.text(s.w / 2, y, m.title, 13, align="center")
    y += 30
    lines = body or m.lines
    y = s.body(y, lines, m.rng, m.rng.randrange(8, 22))
    for page in range(1, pages):
        s.next()
        s.text(s.w / 2, 40, str(page + 1), 10, align="center")
        y = s.body(80, lines, m.rng, m.rng.randrange(10, 35))
    return y


Family = Callable[[Made, Path], Truth]


def simple(m: Made, path: Path, mark: str, **more: object) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=mark, **more)  # type: ignore[arg-type]
    s.save()
    return m.truth()
