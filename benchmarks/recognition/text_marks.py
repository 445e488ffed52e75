"""Marks on born-digital letters, in the places and forms that people give them."""

from dataclasses import replace
from pathlib import Path

from benchmarks.recognition import text_words as words
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.made_text import GREEK, LATIN, Made, letter, simple
from benchmarks.recognition.text_page import Sheet, fonts


def upper_right(m: Made, path: Path) -> Truth:
    return simple(m, path, m.cased(), pages=m.rng.choice([1, 1, 2, 4]))


def letter_spaced(m: Made, path: Path) -> Truth:
    m.mark = m.rng.choice(
        [x for x in words.MARKS[m.language][m.degree] if "." not in x]
    )
    text = "  ".join(" ".join(word) for word in m.cased().split())
    if m.rng.random() < 0.3:
        text = " ".join(m.cased().replace(" ", ""))
    return simple(m, path, text)


def two_lines(m: Made, path: Path) -> Truth:
    m.degree = m.rng.choice(words.DEGREES[1:])
    m.mark = m.rng.choice([x for x in words.MARKS[m.language][m.degree] if " " in x])
    m.number = m.number.rstrip("совқөем") + words.SUFFIX[m.language][m.degree]
    return simple(m, path, m.cased().replace(" ", "\n"))


def bilingual(m: Made, path: Path) -> Truth:
    m.language = "kk"
    m.mark = words.MARKS["kk"][m.degree][0]
    russian = words.MARKS["ru"][m.degree][0]
    join = m.rng.choice([" ({})", "\n({})", "\n{}", " / {}"])
    return simple(m, path, m.cased() + join.format(russian))


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
    return simple(m, path, text)


def soft_hyphens(m: Made, path: Path) -> Truth:
    mid = m.rng.choice(["\u00ad", "\u200b", "\u200d", "\ufeff"])
    text = "".join(
        c + (mid if m.rng.random() < 0.4 and c != " " else "") for c in m.cased()
    )
    m.font = "DejaVuSans" if m.half == 0 else "DejaVuSerif"
    fonts(m.half)
    return simple(m, path, text)


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
    return simple(m, path, short)


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
