"""Letters that speak of marks, and those whose marks go to a person."""

from pathlib import Path

from benchmarks.recognition import text_words as words
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.made_text import Made, letter, simple
from benchmarks.recognition.text_page import Sheet, fonts


def _mention_body(m: Made) -> list[str]:
    return [*m.lines, *words.MENTION_LINES[m.half]]


def running_mentions(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    m.title = m.rng.choice(words.MENTION_TITLES[m.half])
    m.number = str(m.rng.randrange(10, 999))
    letter(m, s, mark=None, body=_mention_body(m), pages=m.rng.randrange(1, 3))
    s.save()
    return Truth(outcome="unmarked", registration_number=m.number)


def wrapped_mentions(m: Made, path: Path) -> Truth:
    """Running text whose lines break so that a word of a mark stands at an edge or alone."""
    s = Sheet(path, m.font)
    s.text(s.w / 2, 80, m.rng.choice(words.MENTION_TITLES[m.half]), 13, align="center")
    y = 120.0
    for _ in range(5):
        text = m.rng.choice(words.MENTION_LINES[m.half])
        width, row = m.rng.randrange(24, 60), ""
        for word in text.split():
            if len(row) + len(word) > width:
                s.text(85, y, row.strip())
                y += 15
                row = ""
            row += word + " "
        s.text(85, y, row.strip())
        y += 22
    s.body(y + 10, m.lines, m.rng, 10)
    s.save()
    return Truth(outcome="unmarked")


def equivalence_table(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    s.text(
        s.w / 2,
        70,
        m.rng.choice(
            [
                "Таблица соответствия",
                "Салыстырмалылық кестесі",
                "Сопоставимость степеней секретности",
            ]
        ),
        13,
        align="center",
    )
    y, quoted = m.rng.choice([120, 300, 520]), m.rng.random() < 0.5
    heads = m.rng.choice(
        [("Республика Казахстан", "Республика Беларусь"), ("Қазақстан", "Беларусь")]
    )
    s.text(100, y, heads[0], 12)
    s.text(350, y, heads[1], 12)
    for degree in reversed(words.DEGREES):
        y += 24
        left = f"{words.MARKS['kk'][degree][0]} ({words.MARKS['ru'][degree][0]})"
        right = words.MARKS["ru"][degree][0]
        s.text(100, y, f"«{left}»" if quoted else left, 12)
        s.text(350, y, f"«{right}»" if quoted else right, 12)
    s.body(y + 60, m.lines, m.rng, 8)
    s.save()
    return Truth(outcome="unmarked")


def choice_form(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    s.text(
        s.w / 2,
        60,
        m.rng.choice(
            [
                "Карточка учёта документа",
                "Заявка на допуск",
                "Құжатты есепке алу карточкасы",
            ]
        ),
        13,
        align="center",
    )
    y = m.rng.choice([100.0, 300.0])
    s.text(
        85,
        y,
        m.rng.choice(
            [
                "Гриф секретности (нужное подчеркнуть):",
                "Степень секретности:",
                "Құпиялылық белгісі (керегінің астын сызыңыз):",
            ]
        ),
    )
    marks = [words.MARKS[m.language][d][0] for d in words.DEGREES]
    way = m.rng.choice(["boxes", "bullets", "row", "slashes"])
    if way in ("boxes", "bullets"):
        for mark in marks:
            y += 18
            s.text(
                110,
                y,
                ("□ " if way == "boxes" else "– ") + mark,
                font="DejaVuSans" if m.half == 0 else "DejaVuSerif",
            )
    elif way == "row":
        for index, mark in enumerate(marks):
            s.text(90 + 150 * index, y + 20, mark, 11)
    else:
        s.text(90, y + 20, " / ".join(marks), 11)
    s.body(y + 80, m.lines, m.rng, 8)
    s.save()
    return Truth(outcome="unmarked")


def inventory(m: Made, path: Path) -> Truth:
    """A list of documents with their marks in a column: itself it bears none."""
    s = Sheet(path, m.font)
    s.text(s.w / 2, 70, "Опись документов дела", 13, align="center")
    y = 110.0
    for x, head in zip(
        (60, 95, 330, 470), ("№", "Наименование", "Гриф", "Экз."), strict=True
    ):
        s.text(x, y, head, 11)
    for index in range(m.rng.randrange(3, 9)):
        y += 20
        degree = m.rng.choice(words.DEGREES)
        s.text(60, y, str(index + 1), 11)
        s.text(95, y, m.rng.choice(words.TITLES["ru"][m.half]), 11)
        s.text(330, y, words.MARKS["ru"][degree][0].lower(), 11)
        s.text(470, y, str(m.rng.randrange(1, 4)), 11)
    s.body(y + 60, m.lines, m.rng, 8)
    s.save()
    return Truth(outcome="unmarked")


def plain(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    m.number = str(m.rng.randrange(10, 999))
    letter(m, s, mark=None, pages=m.rng.randrange(1, 5))
    s.save()
    return Truth(outcome="unmarked", registration_number=m.number)


def in_reply(m: Made, path: Path) -> Truth:
    """A plain letter that answers a secret one by its number."""
    s = Sheet(path, m.font)
    s.text(60, 60, m.head, 11)
    s.text(60, 80, "№ 318 от 12.05.2026", 11)
    s.text(60, 96, f"На № {m.number} от 02.04.2026", 11)
    s.body(
        160,
        [*m.lines, f"К вашему письму № {m.number} сообщаем следующее о ходе работ."],
        m.rng,
        15,
    )
    s.save()
    return Truth(outcome="unmarked", registration_number="318")


def not_secret(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    s.text(
        s.w - 50,
        50,
        m.rng.choice(["Не секретно", "НЕСЕКРЕТНО", "Н/С", "Құпия емес", "Несекретно"]),
        12,
        align="right",
    )
    s.body(140, m.lines, m.rng, 15)
    s.save()
    return Truth(outcome="unmarked")


def outside(m: Made, path: Path) -> Truth:
    m.mark = m.rng.choice(words.OUTSIDE[m.half])
    m.number = str(m.rng.randrange(10, 999))
    m.font = {"0": "DejaVuSans", "1": "DejaVuSerif"}[str(m.half)]
    fonts(m.half)
    rows = m.mark
    if len(rows.split()) > 2 and m.rng.random() < 0.4:
        first, rest = rows.split(" ", 1)
        rows = first + "\n" + rest
    simple(m, path, rows)
    return Truth(
        outcome="review",
        reasons=("outside-table",),
        copy_number=m.copy,
        registration_number=m.number,
    )


def lifted(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=m.cased())
    text = m.rng.choice(words.LIFTED[m.half])
    x, y = m.rng.choice([(330, 30), (85, 30), (85, 780), (300, 90)])
    s.text(x, y, text, 12)
    s.save()
    return Truth(outcome="review", degree=m.degree, reasons=("declassified",))


def struck(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    from reportlab.pdfbase.pdfmetrics import stringWidth

    text, size = m.cased(), 14
    width = stringWidth(text, m.font, size)
    s.text(380, 50, text, size)
    s.c.setLineWidth(m.rng.choice([0.8, 1.5, 2.5]))
    way = m.rng.choice(["line", "diagonal", "rect"])
    if way == "line":
        s.c.line(376, s.h - 46, 384 + width, s.h - 46)
    elif way == "diagonal":
        s.c.line(376, s.h - 53, 384 + width, s.h - 38)
    else:
        s.c.rect(376, s.h - 47, width + 8, 1.2, stroke=0, fill=1)
    s.body(140, m.lines, m.rng, 15)
    s.save()
    return Truth(outcome="review", degree=m.degree, reasons=("struck-out",))


def conflict(m: Made, path: Path) -> Truth:
    other = m.rng.choice([d for d in words.DEGREES if d != m.degree])
    s = Sheet(path, m.font)
    way = m.rng.choice(["pages", "corner", "parts"])
    second = m.rng.choice(words.MARKS[m.language][other])
    letter(m, s, mark=m.cased())
    if way == "corner":
        s.text(60, 40, second, 13)
    else:
        s.next()
        s.text(s.w - 50, 45, second, 13, align="right")
        if way == "parts":
            s.text(s.w - 50, 62, "Приложение № 2", 12, align="right")
        s.body(120, m.lines, m.rng, 15)
    s.save()
    order = list(words.DEGREES)
    return Truth(
        outcome="review",
        degree=max(m.degree, other, key=order.index),
        reasons=("conflict",),
    )
