"""Marks that a PDF shows and its text hides, and words that only look like marks."""

from pathlib import Path

from benchmarks.recognition.cases import Truth
from benchmarks.recognition.made_text import Made, letter
from benchmarks.recognition.text_page import Sheet

TITLES = (
    ("О РАССЛЕДОВАНИИ ДЕЛ", "ОСОБОЙ ВАЖНОСТИ"),
    ("О ПОРЯДКЕ РАБОТЫ", "СЕКРЕТАРИАТА"),
    ("ҚҰПИЯЛЫЛЫҚ ДӘРЕЖЕСІ", "ТУРАЛЫ АНЫҚТАМА"),
)
LISTS = (
    ("Секретно: порядок работы ......... 4", "Особой важности: учёт ......... 15"),
    ("1) особой важности;", "2) совершенно секретно;", "3) секретно."),
    ("1) аса маңызды;", "2) өте құпия;", "3) құпия."),
)


def _marked(m: Made, s: Sheet, mark: str | None = None) -> Truth:
    letter(m, s, mark=mark)
    s.save()
    truth = m.truth()
    return Truth(
        outcome="marked",
        degree=truth.degree,
        copy_number=m.copy,
        registration_number=truth.registration_number,
    )


def wide_letters(m: Made, path: Path) -> Truth:
    """A mark whose letters stand apart by the spacing of the text, not by spaces."""
    s = Sheet(path, m.font)
    text = s.c.beginText(s.w - 330, s.h - 30)
    text.setFont(m.font, 10)
    text.setCharSpace(m.rng.choice([3, 6, 8]))
    text.textOut(m.cased())
    s.c.drawText(text)
    return _marked(m, s)


def retold(m: Made, path: Path) -> Truth:
    """The file names another text (/ActualText) than its letters show."""
    s = Sheet(path, m.font)
    other = m.rng.choice([" ", "x", "Draft"])
    s.c._code.append(f"/Span <</ActualText ({other})>> BDC")
    s.text(s.w - 45, 30, m.cased(), 13, align="right")
    s.c._code.append("EMC")
    return _marked(m, s)


def overprinted(m: Made, path: Path) -> Truth:
    """Letters printed twice, one pass after the other, to look bold."""
    s = Sheet(path, m.font)
    off, mark = m.rng.choice([0.3, 0.8, 1.2]), m.cased()
    for step in range(m.rng.choice([2, 3])):
        x = s.w - 240 + step * off
        for sign in mark:
            s.text(x, 30, sign, 13)
            x += s.c.stringWidth(sign, m.font, 13)
    return _marked(m, s)


def along_the_edge(m: Made, path: Path) -> Truth:
    """A mark set upwards along the edge of the sheet."""
    s = Sheet(path, m.font)
    s.c.saveState()
    s.c.translate(m.rng.choice([20, s.w - 14]), s.h - 120)
    s.c.rotate(m.rng.choice([90, -90]))
    s.c.setFont(m.font, 12)
    s.c.drawString(0, 0, m.mark.upper())
    s.c.restoreState()
    return _marked(m, s)


def foot_left(m: Made, path: Path) -> Truth:
    """A mark alone in the foot margin, at the left."""
    s = Sheet(path, m.font)
    s.text(60, s.h - 28, m.mark, 10)
    return _marked(m, s)


def hyphens_around(m: Made, path: Path) -> Truth:
    """«-Секретно-», behind which the text of the file goes on without a line's end."""
    s = Sheet(path, m.font)
    return _marked(m, s, f"-{m.cased()}-")


def title_goes_on(m: Made, path: Path) -> Truth:
    """A title of two lines, of which the second alone would be a mark."""
    s = Sheet(path, m.font)
    for row, text in enumerate(m.rng.choice(TITLES)):
        s.text(s.w / 2, 60 + 16 * row, text, 13, align="center")
    return _unmarked(m, s)


def lists(m: Made, path: Path) -> Truth:
    """Contents with dots, and degrees counted off."""
    s = Sheet(path, m.font)
    for row, text in enumerate(m.rng.choice(LISTS)):
        s.text(85, 60 + 16 * row, text, 12)
    return _unmarked(m, s)


def _unmarked(m: Made, s: Sheet) -> Truth:
    s.body(130, m.lines, m.rng, 12)
    s.save()
    return Truth(outcome="unmarked")


def composite(m: Made, path: Path) -> Truth:
    """Parts that bear different marks."""
    s = Sheet(path, m.font)
    letter(m, s, mark=m.mark, pages=m.rng.choice([1, 2]))
    s.next()
    highest = m.degree
    other = Made(m.rng, m.half)
    letter(other, s, mark=other.mark)
    s.save()
    if other.degree == highest:
        return Truth(outcome="marked", degree=highest)
    return Truth(outcome="review", reasons=("conflict",))


TRICKS = (
    *(wide_letters, retold, overprinted, along_the_edge, foot_left, hyphens_around),
    *(title_goes_on, lists, composite),
)
