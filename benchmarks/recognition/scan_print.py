"""Scans of print: marks typed where they stand, mentions, tables, nothing at all."""

from benchmarks.recognition import words as w
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.drawing import INKS, press
from benchmarks.recognition.scan_page import Drawn, Maker, corner, letter, numbered
from benchmarks.recognition.scan_stamps import plain_stamp


def printed(maker: Maker) -> Drawn:
    """A mark typed in the upper right corner."""
    paper = maker.paper()
    _, y = corner(maker, paper, maker.mark())
    truth = numbered(maker, paper, 5.4, y + 0.05)
    letter(maker, paper)
    return paper.image, Truth(outcome="marked", degree=maker.degree, **truth)


def bilingual(maker: Maker) -> Drawn:
    """A Kazakh mark with the Russian one in brackets below."""
    paper = maker.paper()
    x, y = 5.2, 0.6
    caps = maker.rng.random() < 0.5
    for text in (w.MARKS["kk"][maker.degree][0], f"({w.MARKS['ru'][maker.degree][0]})"):
        paper.write(text.upper() if caps else text, x, y, points=13, bold=True)
        y += 0.24
    truth = numbered(maker, paper, x, y + 0.05)
    letter(maker, paper)
    return paper.image, Truth(outcome="marked", degree=maker.degree, **truth)


def cover(maker: Maker) -> Drawn:
    """A cover page: the mark large, in the middle or above the title."""
    paper = maker.paper()
    rng, split, language = maker.rng, maker.split, maker.language
    paper.write(w.BODIES[split][language], 4.13, 1.0, bold=True, anchor="ma")
    text = rng.choice(w.MARKS[language][maker.degree])
    y = rng.choice((2.5, 4.5, 6.0))
    paper.write(
        text.upper(), 4.13, y, points=rng.choice((20, 24, 28)), bold=True, anchor="ma"
    )
    copy, _, _ = maker.numbers()
    paper.write(w.COPY[language][0].format(n=copy), 4.13, y + 0.7, anchor="ma")
    paper.write(w.TITLES[split][language], 4.13, 7.5, points=16, bold=True, anchor="ma")
    paper.write("2026", 4.13, 10.6, anchor="ma")
    return paper.image, Truth(outcome="marked", degree=maker.degree, copy_number=copy)


def footer(maker: Maker) -> Drawn:
    """A mark at the foot of the page."""
    paper = maker.paper()
    letter(maker, paper)
    anchor, x = maker.rng.choice((("ma", 4.13), ("ra", 7.5)))
    paper.write(maker.mark(), x, 10.7, bold=True, anchor=anchor)
    return paper.image, Truth(outcome="marked", degree=maker.degree)


def short(maker: Maker) -> Drawn:
    """A bare abbreviation above the copy number."""
    paper = maker.paper()
    if maker.language == "be":
        maker.language = "ru"
    text = w.SHORT[maker.language][maker.degree]
    paper.write(text, 5.6, 0.6, points=14, bold=True)
    copy, _, _ = maker.numbers()
    paper.write(w.COPY[maker.language][0].format(n=copy), 5.6, 0.86)
    letter(maker, paper)
    return paper.image, Truth(outcome="marked", degree=maker.degree, copy_number=copy)


def turned(maker: Maker) -> Drawn:
    """A page that lies on its side or upside down."""
    image, truth = printed(maker)
    return image.rotate(maker.rng.choice((90, 180, 180, 270)), expand=True), truth


def faint(maker: Maker) -> Drawn:
    """A mark in pale grey print."""
    paper = maker.paper()
    shade = maker.rng.randint(120, 185)
    paper.write(
        maker.mark(), 7.6, 0.6, bold=True, points=14, anchor="ra", fill=(shade,) * 3
    )
    letter(maker, paper)
    return paper.image, Truth(outcome="marked", degree=maker.degree)


def struck(maker: Maker) -> Drawn:
    """A mark with a line drawn across it."""
    paper = maker.paper()
    text = maker.rng.choice(w.MARKS[maker.language][maker.degree]).upper()
    x0, y0, x1, y1 = paper.write(text, 7.6, 0.6, points=14, bold=True, anchor="ra")
    middle, lean = (y0 + y1) / 2, maker.rng.uniform(-0.4, 0.4) * (y1 - y0)
    colour = INKS[maker.rng.choice(("black", "blue", "red"))]
    paper.draw.line(
        (x0 - 15, middle - lean, x1 + 15, middle + lean),
        fill=colour,
        width=max(3, maker.dpi // 75),
    )
    letter(maker, paper)
    return paper.image, Truth(
        outcome="review", degree=maker.degree, reasons=("struck-out",)
    )


def unmarked(maker: Maker) -> Drawn:
    """A letter without any mark, with numbers, sometimes with an office stamp."""
    paper = maker.paper()
    letter(maker, paper)
    _, number, date = maker.numbers()
    paper.write(f"№ {number.rstrip('совд')} от {date}", 1.0, 1.2)
    if maker.rng.random() < 0.4:
        lines = ["ПОЛУЧЕНО", f"Вх. № {maker.rng.randint(10, 999)}"]
        press(paper, plain_stamp(maker, lines), 4.8, 9.0)
    return paper.image, Truth(outcome="unmarked")


def mention(maker: Maker) -> Drawn:
    """Running text about secrecy, quotations of marks, a title about it."""
    paper = maker.paper()
    rng = maker.rng
    if rng.random() < 0.5:
        paper.write(rng.choice(w.ABOUT[maker.split]), 4.13, 1.6, bold=True, anchor="ma")
    letter(maker, paper, body=w.MENTIONS[maker.split][maker.language])
    return paper.image, Truth(outcome="unmarked")


def table_of_degrees(maker: Maker) -> Drawn:
    """A table that lists every degree in two languages."""
    paper = maker.paper()
    y = letter(maker, paper) + 0.9
    for row, degree in enumerate(reversed(w.DEGREES)):
        for column, language in enumerate(("kk", "ru")):
            x = 1.2 + 3 * column
            paper.write(w.MARKS[language][degree][0], x + 0.1, y + 0.3 * row + 0.05)
            box = [paper.px(v) for v in (x, y + 0.3 * row, x + 3, y + 0.3 * (row + 1))]
            paper.draw.rectangle(box, outline=(0, 0, 0), width=2)
    return paper.image, Truth(outcome="unmarked")


def two_rows(maker: Maker) -> Drawn:
    """A mark of two words, one below the other, ending at the margin."""
    if maker.degree == "secret":
        maker.degree = "top-secret"
    paper = maker.paper()
    y = 0.5
    for word in maker.rng.choice(w.MARKS[maker.language][maker.degree]).split():
        paper.write(word, 7.6, y, anchor="ra")
        y += paper.body_pt * 1.2 / 72
    truth = numbered(maker, paper, 5.4, y + 0.05)
    letter(maker, paper)
    return paper.image, Truth(outcome="marked", degree=maker.degree, **truth)


def crowded(maker: Maker) -> Drawn:
    """A mark on the row of the letterhead, with little room between them."""
    paper = maker.paper()
    rng, split, language = maker.rng, maker.split, maker.language
    y = rng.uniform(0.5, 0.8)
    _, _, right, _ = paper.write(w.BODIES[split][language].upper(), 0.8, y, points=11)
    x = right / paper.dpi + rng.uniform(0.35, 0.6)
    text = rng.choice(w.MARKS[language][maker.degree]).upper()
    paper.write(text, x, y + rng.uniform(-0.03, 0.03), points=11, bold=True)
    letter(maker, paper, head=False)
    return paper.image, Truth(outcome="marked", degree=maker.degree)
