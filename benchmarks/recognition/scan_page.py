"""What every made scan shares: its dice, its letter, its numbers, its corner."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from benchmarks.recognition import words as w
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.drawing import Paper, blank, spaced


@dataclass
class Maker:
    """The dice and the choices of one page."""

    rng: random.Random
    split: str
    language: str
    degree: str
    dpi: int

    def mark(self) -> str:
        """Return a mark in one of the ways it is written."""
        text = self.rng.choice(w.MARKS[self.language][self.degree])
        how = self.rng.random()
        if how < 0.5:
            return text.upper()
        return spaced(text) if how < 0.62 else text

    def numbers(self) -> tuple[int, str, str]:
        """Return copy number, registration number and date."""
        rng = self.rng
        suffix = w.SUFFIX[self.degree]
        number = rng.choice(
            (
                f"{rng.randint(1, 999)}{suffix}",
                f"{rng.randint(1, 99)}/{rng.randint(1, 999)}{suffix}",
            )
        )
        date = (
            f"{rng.randint(1, 28):02}.{rng.randint(1, 12):02}.{rng.randint(2019, 2026)}"
        )
        return rng.randint(1, 12), number, date

    def paper(self) -> Paper:
        """Return an empty page."""
        return blank(self.rng, self.split, self.dpi)


Drawn = tuple[Image.Image, Truth]
Family = Callable[[Maker], Drawn]


def letter(
    maker: Maker,
    paper: Paper,
    *,
    body: str | None = None,
    top: float = 2.4,
    head: bool = True,
) -> float:
    """Write the body, head and foot that any letter has."""
    rng, split, language = maker.rng, maker.split, maker.language
    if head:
        paper.write(w.BODIES[split][language], 1.0, 0.9)
    title = w.TITLES[split][language]
    paper.write(title, 4.13, top, bold=rng.random() < 0.6, anchor="ma")
    y = top + 0.5
    text = body or w.TEXTS[split][language]
    for _ in range(rng.randint(2, 5)):
        y = paper.paragraph(text, y, rng.randint(3, 7), last=rng.uniform(0.3, 0.9))
    paper.write("Начальник управления", 1.0, y + 0.4)
    paper.write("А. Б. Иванов", 5.6, y + 0.4)
    return y


def numbered(maker: Maker, paper: Paper, x: float, y: float) -> dict[str, object]:
    """Write copy and registration number beside the mark; return what is true."""
    copy, number, date = maker.numbers()
    rng, language = maker.rng, maker.language
    truth: dict[str, object] = {}
    if rng.random() < 0.8:
        paper.write(rng.choice(w.COPY[language]).format(n=copy), x, y)
        truth["copy_number"] = copy
    if rng.random() < 0.7:
        text = rng.choice(w.REGISTRATION[language]).format(r=number, d=date)
        paper.write(text, 1.0, max(y, 1.2) + rng.choice((0.0, 0.25)))
        truth["registration_number"] = number
    return truth


def corner(maker: Maker, paper: Paper, text: str) -> tuple[tuple[float, ...], float]:
    """Write a mark upper right on a line or two; return its box and what is below."""
    rng = maker.rng
    points, bold = rng.choice((12, 13, 14, 16)), rng.random() < 0.6
    lines = text.split(" ") if rng.random() < 0.3 and "   " not in text else [text]
    right = rng.random() < 0.5
    y = rng.uniform(0.4, 0.8)
    box = None
    for line in lines:
        at = (
            7.6
            if right
            else min(
                5.2, 7.7 - paper.type(points, bold=bold).getlength(line) / paper.dpi
            )
        )
        box = paper.write(
            line, at, y, points=points, bold=bold, anchor="ra" if right else "la"
        )
        y += points * 1.25 / 72
    return box, y
