"""Scans with rubber stamps of every colour, and what stamps do to marks."""

import math

from PIL import Image

from benchmarks.recognition import words as w
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.degradations import fax
from benchmarks.recognition.drawing import INKS, press, stamp
from benchmarks.recognition.scan_page import Drawn, Maker, corner, letter, numbered


def _stamp_lines(maker: Maker) -> list[str]:
    rng, language = maker.rng, maker.language
    text = rng.choice(w.MARKS[language][maker.degree]).upper()
    if language == "kk" and rng.random() < 0.4:
        return [text, f"({w.MARKS['ru'][maker.degree][0].upper()})"]
    return text.split() if rng.random() < 0.25 else [text]


def _stamped(
    maker: Maker, ink: str, *, over: bool, strength: float, frames: int | None = None
) -> Drawn:
    paper = maker.paper()
    rng = maker.rng
    truth = numbered(maker, paper, 5.6, 1.35)
    letter(maker, paper, top=2.1 if over else 2.4)
    picture = stamp(
        rng,
        _stamp_lines(maker),
        split=maker.split,
        dpi=maker.dpi,
        ink=ink,
        angle_deg=rng.uniform(-15, 15),
        framed=rng.random() < 0.6 if frames is None else frames > 0,
        double=frames == 2,
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


def outside(maker: Maker) -> Drawn:
    """A mark that the table does not hold, typed or stamped."""
    paper = maker.paper()
    text = maker.rng.choice(w.OUTSIDE[maker.split])
    letter(maker, paper)
    if maker.rng.random() < 0.5:
        paper.write(text, 7.6, 0.6, anchor="ra")
    else:
        press(paper, plain_stamp(maker, [text.upper()]), 4.0, 0.15)
    return paper.image, Truth(outcome="review", reasons=("outside-table",))


def plain_stamp(maker: Maker, lines: list[str]) -> Image.Image:
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
    corner(maker, paper, maker.mark())
    letter(maker, paper)
    text = w.LIFTED["kk" if maker.language == "kk" else "ru"]
    press(paper, plain_stamp(maker, [text.upper()]), 3.6, 1.1)
    return paper.image, Truth(
        outcome="review", degree=maker.degree, reasons=("declassified",)
    )


def conflict(maker: Maker) -> Drawn:
    """Two marks of different degrees."""
    paper = maker.paper()
    other = maker.rng.choice([d for d in w.DEGREES if d != maker.degree])
    corner(maker, paper, w.MARKS[maker.language][maker.degree][0].upper())
    letter(maker, paper)
    picture = plain_stamp(maker, [w.MARKS[maker.language][other][0].upper()])
    press(paper, picture, 3.4, 1.2)
    higher = max(maker.degree, other, key=w.DEGREES.index)
    return paper.image, Truth(outcome="review", degree=higher, reasons=("conflict",))


def stamp_double(maker: Maker) -> Drawn:
    """A stamp in a double frame, of any colour."""
    ink = maker.rng.choice(("red", "blue", "violet", "black"))
    return _stamped(maker, ink, over=False, strength=0.85, frames=2)


def stamp_sideways(maker: Maker) -> Drawn:
    """A stamped page that lies on its side or upside down."""
    image, truth = stamp_blue(maker)
    return image.rotate(maker.rng.choice((90, 180, 270)), expand=True), truth


def stamp_struck(maker: Maker) -> Drawn:
    """A stamp with a line drawn across it by hand."""
    paper, rng = maker.paper(), maker.rng
    letter(maker, paper)
    angle = rng.uniform(-10, 10)
    text = rng.choice(w.MARKS[maker.language][maker.degree]).upper()
    picture = stamp(
        rng,
        [text],
        split=maker.split,
        dpi=maker.dpi,
        ink=rng.choice(("red", "blue", "violet")),
        angle_deg=angle,
        framed=rng.random() < 0.5,
    )
    x, y = press(paper, picture, rng.uniform(3.8, 4.6), 0.15)
    lean = math.radians(angle + rng.uniform(-2, 2))
    across, down = math.cos(lean) / 2, -math.sin(lean) / 2
    middle_x, middle_y = x + picture.width / 2, y + picture.height / 2
    ends = [
        (
            middle_x + side * across * picture.width,
            middle_y + side * down * picture.width,
        )
        for side in (-1, 1)
    ]
    colour = INKS[rng.choice(("black", "blue", "red"))]
    paper.draw.line(ends, fill=colour, width=max(3, maker.dpi // 60))
    return paper.image, Truth(
        outcome="review", degree=maker.degree, reasons=("struck-out",)
    )
