"""Families of made scans, each a page with its truth; made, not found.

Every family draws from the words, fonts and degradations of its split, so that nothing
of the test split was seen while belgi was being made.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.recognition import words as w
from benchmarks.recognition.cases import Case, Truth
from benchmarks.recognition.degradations import DEGRADATIONS, fax
from benchmarks.recognition.drawing import INKS, Paper, blank, press, spaced, stamp

LANGUAGES = ("ru", "ru", "kk", "kk", "be")


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
    maker: Maker, paper: Paper, *, body: str | None = None, top: float = 2.4
) -> float:
    """Write the body, head and foot that any letter has."""
    rng, split, language = maker.rng, maker.split, maker.language
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


def _numbered(maker: Maker, paper: Paper, x: float, y: float) -> dict[str, object]:
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


def _corner(maker: Maker, paper: Paper, text: str) -> tuple[tuple[float, ...], float]:
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


def printed(maker: Maker) -> Drawn:
    """A mark typed in the upper right corner."""
    paper = maker.paper()
    _, y = _corner(maker, paper, maker.mark())
    truth = _numbered(maker, paper, 5.4, y + 0.05)
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
    truth = _numbered(maker, paper, x, y + 0.05)
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


def _stamp_lines(maker: Maker) -> list[str]:
    rng, language = maker.rng, maker.language
    text = rng.choice(w.MARKS[language][maker.degree]).upper()
    if language == "kk" and rng.random() < 0.4:
        return [text, f"({w.MARKS['ru'][maker.degree][0].upper()})"]
    return text.split() if rng.random() < 0.25 else [text]


def _stamped(maker: Maker, ink: str, *, over: bool, strength: float) -> Drawn:
    paper = maker.paper()
    rng = maker.rng
    truth = _numbered(maker, paper, 5.6, 1.35)
    letter(maker, paper, top=2.1 if over else 2.4)
    picture = stamp(
        rng,
        _stamp_lines(maker),
        split=maker.split,
        dpi=maker.dpi,
        ink=ink,
        angle_deg=rng.uniform(-15, 15),
        framed=rng.random() < 0.6,
        strength=strength,
    )
    if over:
        place = rng.choice(((4.2, 2.5), (1.5, 3.0), (3.0, 4.0), (4.5, 8.0)))
    else:
        place = (rng.uniform(4.0, 5.0), 0.15)
    press(paper, picture, *place)
    return paper.image, Truth(outcome="marked", degree=maker.degree, **truth)


def stamp_red(maker: Maker) -> Drawn:
    """A red stamp beside the text."""
    return _stamped(maker, "red", over=False, strength=0.85)


def stamp_blue(maker: Maker) -> Drawn:
    """A blue, violet or green stamp beside the text."""
    ink = maker.rng.choice(("blue", "blue", "violet", "green"))
    return _stamped(maker, ink, over=False, strength=0.8)


def stamp_over(maker: Maker) -> Drawn:
    """A coloured stamp over the text."""
    ink = maker.rng.choice(("red", "blue", "violet"))
    return _stamped(maker, ink, over=True, strength=0.8)


def stamp_faint(maker: Maker) -> Drawn:
    """A coloured stamp with hardly any ink."""
    ink = maker.rng.choice(("red", "blue", "violet"))
    return _stamped(maker, ink, over=False, strength=0.4)


def stamp_black(maker: Maker) -> Drawn:
    """A black stamp, turned, beside the text."""
    return _stamped(maker, "black", over=False, strength=0.95)


def stamp_black_over(maker: Maker) -> Drawn:
    """A black stamp over the text."""
    return _stamped(maker, "black", over=True, strength=0.95)


def stamp_fax(maker: Maker) -> Drawn:
    """A coloured stamp on a page that was made black and white."""
    image, truth = _stamped(maker, "red", over=False, strength=0.9)
    return fax(image, maker.rng), truth


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


def outside(maker: Maker) -> Drawn:
    """A mark that the table does not hold, typed or stamped."""
    paper = maker.paper()
    text = maker.rng.choice(w.OUTSIDE[maker.split])
    letter(maker, paper)
    if maker.rng.random() < 0.5:
        paper.write(text, 7.6, 0.6, anchor="ra")
    else:
        press(paper, _plain_stamp(maker, [text.upper()]), 4.0, 0.15)
    return paper.image, Truth(outcome="review", reasons=("outside-table",))


def _plain_stamp(maker: Maker, lines: list[str]) -> Image.Image:
    return stamp(
        maker.rng,
        lines,
        split=maker.split,
        dpi=maker.dpi,
        ink=maker.rng.choice(tuple(INKS)[:3]),
        angle_deg=maker.rng.uniform(-10, 10),
        framed=True,
    )


def lifted(maker: Maker) -> Drawn:
    """A mark with a stamp that lifts it."""
    paper = maker.paper()
    _corner(maker, paper, maker.mark())
    letter(maker, paper)
    text = w.LIFTED["kk" if maker.language == "kk" else "ru"]
    press(paper, _plain_stamp(maker, [text.upper()]), 3.6, 1.1)
    return paper.image, Truth(
        outcome="review", degree=maker.degree, reasons=("declassified",)
    )


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


def conflict(maker: Maker) -> Drawn:
    """Two marks of different degrees."""
    paper = maker.paper()
    other = maker.rng.choice([d for d in w.DEGREES if d != maker.degree])
    _corner(maker, paper, w.MARKS[maker.language][maker.degree][0].upper())
    letter(maker, paper)
    picture = _plain_stamp(maker, [w.MARKS[maker.language][other][0].upper()])
    press(paper, picture, 3.4, 1.2)
    higher = max(maker.degree, other, key=w.DEGREES.index)
    return paper.image, Truth(outcome="review", degree=higher, reasons=("conflict",))


def unmarked(maker: Maker) -> Drawn:
    """A letter without any mark, with numbers, sometimes with an office stamp."""
    paper = maker.paper()
    letter(maker, paper)
    _, number, date = maker.numbers()
    paper.write(f"№ {number.rstrip('совд')} от {date}", 1.0, 1.2)
    if maker.rng.random() < 0.4:
        lines = ["ПОЛУЧЕНО", f"Вх. № {maker.rng.randint(10, 999)}"]
        press(paper, _plain_stamp(maker, lines), 4.8, 9.0)
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


FAMILIES: tuple[Family, ...] = (
    printed, bilingual, cover, footer, short, stamp_red, stamp_blue, stamp_over,
    stamp_faint, stamp_black, stamp_black_over, stamp_fax, turned, faint, outside,
    lifted, struck, conflict, unmarked, mention, table_of_degrees,
)  # fmt: skip


def wrapped(maker: Maker) -> Drawn:
    """A scan in a PDF, without a text layer."""
    return maker.rng.choice((printed, stamp_red, stamp_blue, turned))(maker)


def wrong_layer(maker: Maker) -> Drawn:
    """A scan in a PDF whose invisible text layer says nothing of the mark."""
    return maker.rng.choice((printed, stamp_blue, cover, unmarked))(maker)


def pages_tiff(maker: Maker) -> Drawn:
    """A TIFF of three pages of which only the last, an annex, bears a mark."""
    return printed(maker)


IN_PDF = (wrapped, wrong_layer)
ALL_FAMILIES = (*FAMILIES, *IN_PDF, pages_tiff)


def make_scans(folder: Path, *, split: str, each: int, seed: int) -> Iterator[Case]:
    """Make the documents of every family, one after the other.

    Args:
        folder: where to write them.
        split: train or test.
        each: documents for each family.
        seed: the same seed makes the same documents.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for family in ALL_FAMILIES:
        for number in range(each):
            name = f"{family.__name__}-{number:02}"
            rng = random.Random(f"{seed}/{split}/{name}")
            image, truth, dpi = _draw(rng, family, split)
            path = _save(folder / name, image, dpi, family, rng)
            yield Case(name=name, family=family.__name__, path=path, truth=truth)


def _save(
    stem: Path, image: Image.Image, dpi: int, family: Family, rng: random.Random
) -> Path:
    """Write a page in the kind of file that its family asks for."""
    if family is pages_tiff:
        path = stem.with_suffix(".tiff")
        plain = blank(rng, "test", dpi)
        plain.paragraph(w.TEXTS["train"]["ru"], 1.0, 20)
        pages = [plain.image, plain.image, image]
        grey = [page.convert("L") for page in pages]
        grey[0].save(
            path, save_all=True, append_images=grey[1:], dpi=(dpi, dpi),
            compression="tiff_lzw",
        )  # fmt: skip
        return path
    jpeg = rng.random() < 0.5 or family in IN_PDF
    path = stem.with_suffix(".jpg" if jpeg else ".png")
    more = {"quality": 88} if jpeg else {"compress_level": 1}
    image.save(path, dpi=(dpi, dpi), **more)
    if family not in IN_PDF:
        return path
    wrong = w.TEXTS["train"]["ru"] if family is wrong_layer else None
    return wrap_in_pdf(path, text=wrong)


def wrap_in_pdf(picture: Path, *, text: str | None) -> Path:
    """Put a picture into a one-page A4 PDF, with an invisible text over it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    path = picture.with_suffix(".pdf")
    with Image.open(picture) as opened:
        size = A4 if opened.height > opened.width else A4[::-1]
    canvas = Canvas(str(path), pagesize=size, invariant=True)
    canvas.drawImage(str(picture), 0, 0, *size)
    if text:
        file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
        pdfmetrics.registerFont(TTFont("layer", file))
        layer = canvas.beginText(72, size[1] - 200)
        layer.setTextRenderMode(3)
        layer.setFont("layer", 11)
        for start in range(0, len(text), 70):
            layer.textLine(text[start : start + 70])
        canvas.drawText(layer)
    canvas.save()
    picture.unlink()
    return path


def _draw(
    rng: random.Random, family: Family, split: str
) -> tuple[Image.Image, Truth, int]:
    maker = Maker(
        rng=rng,
        split=split,
        language=rng.choice(LANGUAGES),
        degree=rng.choice(w.DEGREES),
        dpi=rng.choice((150, 200, 200, 300, 300)),
    )
    image, truth = family(maker)
    for step in rng.choice(DEGRADATIONS[split]):
        if step is fax and family in NOT_TO_FAX:
            continue
        image = step(image, rng)
    return image, truth, maker.dpi


NOT_TO_FAX = (
    stamp_red, stamp_blue, stamp_over, stamp_faint, stamp_black, stamp_black_over,
    lifted, conflict, outside, struck, faint, wrapped, wrong_layer,
)  # fmt: skip
"""Families whose mark would vanish at a hard threshold."""
