"""Made born-digital documents, family by family, each with its truth."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf

from benchmarks.recognition import text_words as words
from benchmarks.recognition.cases import Case, Truth
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


def _simple(m: Made, path: Path, mark: str, **more: object) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=mark, **more)  # type: ignore[arg-type]
    s.save()
    return m.truth()


def upper_right(m: Made, path: Path) -> Truth:
    return _simple(m, path, m.cased(), pages=m.rng.choice([1, 1, 2, 4]))


def letter_spaced(m: Made, path: Path) -> Truth:
    m.mark = m.rng.choice(
        [x for x in words.MARKS[m.language][m.degree] if "." not in x]
    )
    text = "  ".join(" ".join(word) for word in m.cased().split())
    if m.rng.random() < 0.3:
        text = " ".join(m.cased().replace(" ", ""))
    return _simple(m, path, text)


def two_lines(m: Made, path: Path) -> Truth:
    m.degree = m.rng.choice(words.DEGREES[1:])
    m.mark = m.rng.choice([x for x in words.MARKS[m.language][m.degree] if " " in x])
    m.number = m.number.rstrip("совқөем") + words.SUFFIX[m.language][m.degree]
    return _simple(m, path, m.cased().replace(" ", "\n"))


def bilingual(m: Made, path: Path) -> Truth:
    m.language = "kk"
    m.mark = words.MARKS["kk"][m.degree][0]
    russian = words.MARKS["ru"][m.degree][0]
    join = m.rng.choice([" ({})", "\n({})", "\n{}", " / {}"])
    return _simple(m, path, m.cased() + join.format(russian))


def look_alikes(m: Made, path: Path) -> Truth:
    text = m.cased()
    table = m.rng.choice([LATIN, LATIN, GREEK])
    text = "".join(c.translate(table) if m.rng.random() < 0.7 else c for c in text)
    if m.language == "kk":
        text = text.translate(
            str.maketrans("ҚқӨөҰұ", m.rng.choice(["КкОоУу", "ҚқӨөYy", "KkOoҮү"]))
        )
    m.font = "DejaVuSans" if m.half == 0 else "DejaVuSerif"
    fonts(m.half)
    return _simple(m, path, text)


def soft_hyphens(m: Made, path: Path) -> Truth:
    mid = m.rng.choice(["\u00ad", "\u200b", "\u200d", "\ufeff"])
    text = "".join(
        c + (mid if m.rng.random() < 0.4 and c != " " else "") for c in m.cased()
    )
    m.font = "DejaVuSans" if m.half == 0 else "DejaVuSerif"
    fonts(m.half)
    return _simple(m, path, text)


def glyph_by_glyph(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    s.glyphs(380, 50, m.cased(), 14, m.rng, shuffle=m.rng.random() < 0.4)
    if m.copy:
        s.text(380, 70, f"Экз. № {m.copy}")
    s.text(85, 120, m.number_line(), 11)
    s.body(200, m.lines, m.rng, 15)
    s.save()
    return m.truth()


def header_pages(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    text, pages = m.cased(), m.rng.randrange(2, 6)
    low = m.rng.random() < 0.3
    for page in range(pages):
        s.text(s.w / 2, s.h - 30 if low else 32, text, 12, align="center")
        if page == 0:
            if m.copy:
                s.text(s.w - 50, 60, f"Экз. № {m.copy}", 11, align="right")
            s.text(85, 90, m.number_line(), 11)
        s.body(130, m.lines, m.rng, 20)
        s.next()
    s.c.save()
    return m.truth()


def cover(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    s.text(s.w / 2, 60, m.head, 13, align="center")
    y = m.rng.choice([180, 260, 340])
    s.text(s.w / 2, y, m.cased(), m.rng.choice([18, 22, 28]), align="center")
    if m.copy:
        s.text(s.w / 2, y + 30, f"Экз. № {m.copy}", 14, align="center")
    s.text(s.w / 2, 500, m.title, 16, align="center")
    s.text(s.w / 2, 560, "№ " + m.number, 12, align="center")
    s.next()
    s.body(80, m.lines, m.rng, 20)
    s.save()
    return m.truth()


def short_form(m: Made, path: Path) -> Truth:
    m.language = m.rng.choice(["ru", "kk"])
    m.suffix = words.SUFFIX[m.language][m.degree]
    m.number = f"{m.rng.randrange(1, 500)}{m.suffix}"
    m.copy = m.rng.randrange(1, 9)
    short = m.suffix.upper() if m.language == "ru" else m.suffix
    return _simple(m, path, short)


def suffix_only(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    m.copy = m.rng.randrange(1, 9)
    s.text(
        s.w - 50,
        50,
        m.rng.choice(words.COPIES[m.language]).format(n=m.copy),
        12,
        align="right",
    )
    s.text(s.w - 50, 66, "№ " + m.number, 12, align="right")
    s.body(140, m.lines, m.rng, 15)
    s.save()
    return m.truth()


def rotated(m: Made, path: Path) -> Truth:
    truth = _simple(m, path, m.cased())
    angle = m.rng.choice([90, 180, 270])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.rotate(angle, relative=True)
            # the content is turned back, so that a person reads it upright
            w, h = 595, 842
            box = [0, 0, w, h]
            matrix = {
                90: f"0 1 -1 0 {h} 0",
                180: f"-1 0 0 -1 {w} {h}",
                270: f"0 -1 1 0 0 {w}",
            }[angle]
            page.contents_add(f"q {matrix} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.MediaBox = [0, 0, h, w] if angle != 180 else box
        pdf.save(path)
    return truth


def cropped(m: Made, path: Path) -> Truth:
    """The page has a CropBox; in half of them the only mark lies outside of it."""
    outside = m.rng.random() < 0.5
    if outside:
        s = Sheet(path, m.font)
        s.text(s.w - 60, 18, m.cased(), 10, align="right")
        m.copy = None
        s.text(85, 100, "№ 77", 11)
        s.body(150, m.lines, m.rng, 20)
        s.save()
        truth = Truth(outcome="unmarked", registration_number="77")
    else:
        truth = _simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.CropBox = [20, 20, 585, 842 - 30]
        pdf.save(path)
    return truth


def hidden_layer(m: Made, path: Path) -> Truth:
    """A mark on a layer that is switched off; in half of them one that is on."""
    _simple(
        m, path, None if (off := m.rng.random() < 0.5) else m.cased(), numbered=not off
    )  # type: ignore[arg-type]
    if not off:
        m_truth = m.truth()
    s = Sheet(path.with_suffix(".tmp"), m.font)
    s.text(s.w - 60, 40, words.MARKS["ru"]["special-importance"][0], 14, align="right")
    s.save()
    with (
        pikepdf.open(path, allow_overwriting_input=True) as pdf,
        pikepdf.open(path.with_suffix(".tmp")) as over,
    ):
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="L"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer])
        )
        page = pdf.pages[0]
        page.add_overlay(over.pages[0])
        form = next(v for k, v in page.Resources.XObject.items())
        form.OC = layer
        pdf.save(path)
    path.with_suffix(".tmp").unlink()
    return Truth(outcome="unmarked") if off else m_truth


def invisible(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    mode = m.rng.choice(["mode3", "white", "covered"])
    letter(m, s, mark=None, numbered=False)
    c = s.c
    if mode == "mode3":
        t = c.beginText(400, s.h - 40)
        t.setFont(m.font, 14)
        t.setTextRenderMode(3)
        t.textOut(m.cased())
        c.drawText(t)
    else:
        if mode == "white":
            c.setFillColorRGB(1, 1, 1)
        s.text(400, 40, m.cased(), 14)
        if mode == "covered":
            c.setFillColorRGB(1, 1, 1)
            c.rect(380, s.h - 60, 200, 50, stroke=0, fill=1)
    s.save()
    return Truth(outcome="unmarked")


def annotation(m: Made, path: Path) -> Truth:
    _simple(m, path, None)  # type: ignore[arg-type]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[m.rng.choice([0, -1])]
        page.Annots = pdf.make_indirect(pikepdf.Array([
            pdf.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[400, 780, 560, 810],
                Contents=m.cased(), DA="/Helv 14 Tf 0 g", F=4,
            ))
        ]))  # fmt: skip
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def form_field(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=None)
    s.c.acroForm.textfield(
        name="f", x=400, y=s.h - 60, width=160, height=22, value="", borderWidth=0
    )
    s.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        field.V = m.cased()
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def rubbish(m: Made, path: Path) -> Truth:
    """The fonts' mapping to letters is gone or wrong."""
    truth = _simple(m, path, m.cased())
    kind = m.rng.choice(["none", "shifted", "latin"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if (
                isinstance(item, pikepdf.Dictionary)
                and item.get("/Type") == "/Font"
                and "/ToUnicode" in item
            ):
                if kind == "none":
                    del item["/ToUnicode"]
                else:
                    data = item.ToUnicode.read_bytes().decode("latin-1")
                    item.ToUnicode = pdf.make_stream(
                        _spoil(data, kind).encode("latin-1")
                    )
        pdf.save(path)
    return truth


def rubbish_mark(m: Made, path: Path) -> Truth:
    """Only the mark is set in a font without a usable mapping."""
    s = Sheet(path, m.font)
    names = [name for name in fonts(m.half) if name != m.font]
    other = m.rng.choice(names or [m.font])
    letter(m, s, mark=None)
    s.text(s.w - 50, 45, m.cased(), 14, align="right", font=other)
    s.save()
    kind = m.rng.choice(["none", "shifted"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if (
                isinstance(item, pikepdf.Dictionary)
                and item.get("/Type") == "/Font"
                and "/ToUnicode" in item
            ):
                if str(item.BaseFont).endswith("+" + other):
                    if kind == "none":
                        del item["/ToUnicode"]
                    else:
                        data = item.ToUnicode.read_bytes().decode("latin-1")
                        item.ToUnicode = pdf.make_stream(
                            _spoil(data, kind).encode("latin-1")
                        )
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def _spoil(cmap: str, kind: str) -> str:
    import re

    def other(match: "re.Match[str]") -> str:
        code = int(match.group(1), 16)
        if kind == "shifted":
            code = 0x21 + code % 90
        elif code >= 0x400:
            code = 0xC0 + (code - 0x410) % 64
        return f"<{code:04X}>"

    return re.sub(
        r"(?<=> )<([0-9A-Fa-f]{4})>|(?m:^)<([0-9A-Fa-f]{4})>(?=\s*$)",
        lambda m: other(m) if m.group(1) else m.group(),
        cmap,
    )


def outlined(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=None)
    s.outlines(390, 45, m.cased(), 15)
    s.save()
    return replace(m.truth(), copy_number=None)


def stamp_picture(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    end = letter(m, s, mark=None)
    text = m.cased()
    x, y = m.rng.choice([(380, 40), (340, 30), (60, 30), (300, end - 30)])
    s.picture(
        text,
        x,
        y,
        m.rng.choice([14, 18]),
        colour=m.rng.choice(["#b00020", "#203090", "black"]),
        angle=m.rng.choice([0, 0, 5, -6]),
        frame=m.rng.random() < 0.5,
    )
    s.save()
    return replace(m.truth(), copy_number=None)


def annex_only(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=None, pages=m.rng.randrange(1, 4))
    s.next()
    s.text(
        s.w - 50, 50, m.rng.choice(["Приложение № 1", "Приложение"]), 12, align="right"
    )
    s.text(s.w - 50, 68, m.cased(), 12, align="right")
    s.body(140, m.lines, m.rng, 20)
    s.save()
    return replace(m.truth(), copy_number=None)


def beside_letterhead(m: Made, path: Path) -> Truth:
    """Letterhead on the left, mark on the right, on the same base lines."""
    s = Sheet(path, m.font)
    left = [m.head[:26], "050000, г. Алматы", "тел. 22-33-44", m.number_line()]
    right = [*m.cased().split("\n"), m.copy_line() or ""]
    for index in range(4):
        s.text(60, 50 + 16 * index, left[index], 11)
        if index < len(right):
            s.text(400, 50 + 16 * index, right[index], 11)
    s.body(170, m.lines, m.rng, 20)
    s.save()
    return m.truth()


def own_stamp(m: Made, path: Path) -> Truth:
    """A carrier that our own office has stamped already."""
    s = Sheet(path, m.font)
    kk, ru = words.MARKS["kk"][m.degree][0], words.MARKS["ru"][m.degree][0]
    number = f"{m.rng.randrange(1, 99)}{words.SUFFIX['ru'][m.degree]}/2026"
    m.copy = m.copy or 2
    s.text(s.w - 50, 50, ru, 12, align="right")
    s.text(s.w - 50, 65, f"Экз. № {m.copy}", 12, align="right")
    s.text(s.w - 50, 90, kk, 12, align="right")
    s.text(s.w - 50, 104, f"({ru})", 12, align="right")
    s.text(s.w - 50, 116, f"Дана № {m.copy} · Экз. № {m.copy}", 7.5, align="right")
    s.text(s.w - 50, 126, f"{number} · 22.11.2026", 7.5, align="right")
    for page in range(3):
        s.text(
            s.w - 40,
            s.h - 20,
            f"{kk} ({ru}) · {number} · {page + 1}/3",
            7.5,
            align="right",
        )
        if page == 0:
            s.text(85, 90, "№ " + m.number, 11)
        s.body(160, m.lines, m.rng, 15)
        s.next()
    s.c.save()
    return replace(m.truth(), registration_number=None)


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
    _simple(m, path, rows)
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


def underlined(m: Made, path: Path) -> Truth:
    """An underline or a frame is no strike."""
    s = Sheet(path, m.font)
    from reportlab.pdfbase.pdfmetrics import stringWidth

    text, size = m.cased(), 14
    width = stringWidth(text, m.font, size)
    s.text(380, 50, text, size)
    if m.rng.random() < 0.5:
        s.c.line(380, s.h - 52.5, 380 + width, s.h - 52.5)
    else:
        s.c.rect(374, s.h - 57, width + 12, 22)
    if m.copy:
        s.text(380, 76, f"Экз. № {m.copy}", 12)
    s.text(85, 100, "№ " + m.number, 12)
    s.body(140, m.lines, m.rng, 15)
    s.save()
    return m.truth()


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


def trail_note(m: Made, path: Path) -> Truth:
    """The note on the back of the last sheet names other copies."""
    m.copy = m.rng.randrange(1, 6)
    s = Sheet(path, m.font)
    letter(m, s, mark=m.cased())
    s.next()
    rows = [
        "Отп. 2 экз.",
        "Экз. № 1 – в дело № 47",
        "Экз. № 2 – адресату",
        "Исп. Иванов И.И.",
        "тел. 44-55-66",
    ]
    for index, row in enumerate(rows):
        s.text(60, 700 + 14 * index, row, 9)
    s.save()
    return m.truth()


def truncated(m: Made, path: Path) -> Truth:
    _simple(m, path, m.cased(), pages=3)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * m.rng.choice([0.4, 0.6, 0.9]))])
    return Truth(outcome="unreadable|review", reasons=("damaged",))


def encrypted(m: Made, path: Path) -> Truth:
    _simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="x", owner="y"))
    return Truth(outcome="unreadable|review", reasons=("encrypted",))


def owner_password(m: Made, path: Path) -> Truth:
    truth = _simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="y"))
    return truth


def picture_beside_text(m: Made, path: Path) -> Truth:
    """A plain page with an emblem or a diagram, which bears no mark."""
    s = Sheet(path, m.font)
    s.picture(
        m.rng.choice(["Схема 1", "ОРИОН", "Рис. 2"]), 250, 400, 20, colour="#404040"
    )
    letter(m, s, mark=None, numbered=False)
    s.save()
    return Truth(outcome="unmarked")


FAMILIES: tuple[Family, ...] = (
    upper_right, letter_spaced, two_lines, bilingual, look_alikes, soft_hyphens, glyph_by_glyph,
    header_pages, cover, short_form, suffix_only, rotated, cropped, hidden_layer, invisible, annotation,
    form_field, rubbish, rubbish_mark, outlined, stamp_picture, annex_only, beside_letterhead, own_stamp, running_mentions,
    wrapped_mentions, equivalence_table, choice_form, inventory, plain, in_reply, not_secret, outside, lifted, struck,
    underlined, conflict, trail_note, truncated, encrypted, owner_password, picture_beside_text,
)  # fmt: skip


def make_texts(folder: Path, *, split: str, each: int, seed: int) -> Iterator[Case]:
    """Make ``each`` documents of every family; the halves share no body and no font."""
    folder.mkdir(parents=True, exist_ok=True)
    half = 0 if split == "train" else 1
    for family in FAMILIES:
        for index in range(each):
            rng = random.Random(f"{seed}-{split}-{family.__name__}-{index}")
            name = f"{family.__name__}-{index:03d}"
            path = folder / f"{name}.pdf"
            truth = family(Made(rng, half), path)
            yield Case(name=name, family=family.__name__, path=path, truth=truth)
