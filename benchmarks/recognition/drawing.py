"""Draws made pages and rubber stamps with Pillow; knows nothing of what is true."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_DEBIAN = Path("/usr/share/fonts/truetype")
FONTS = {
    "train": (
        (
            "liberation2/LiberationSerif-Regular.ttf",
            "liberation2/LiberationSerif-Bold.ttf",
        ),
        (
            "liberation2/LiberationSans-Regular.ttf",
            "liberation2/LiberationSans-Bold.ttf",
        ),
        ("dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf"),
        ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
        (
            "liberation2/LiberationMono-Regular.ttf",
            "liberation2/LiberationMono-Bold.ttf",
        ),
    ),
    "test": (
        ("paratype/PTF55F.ttf", "paratype/PTF75F.ttf"),
        ("paratype/PTS55F.ttf", "paratype/PTS75F.ttf"),
        ("noto/NotoSerif-Regular.ttf", "noto/NotoSerif-Bold.ttf"),
        ("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf"),
        ("freefont/FreeSerif.ttf", "freefont/FreeSerifBold.ttf"),
        ("open-sans/OpenSans-Regular.ttf", "open-sans/OpenSans-Bold.ttf"),
    ),
}
INKS = {
    "red": (200, 25, 35),
    "blue": (35, 55, 170),
    "violet": (110, 40, 150),
    "green": (20, 120, 60),
    "black": (25, 25, 28),
}
Colour = tuple[int, int, int]


@lru_cache(maxsize=256)
def font(split: str, family: int, bold: bool, size_px: int) -> ImageFont.FreeTypeFont:
    """Return a font of a split's own."""
    pair = FONTS[split][family % len(FONTS[split])]
    return ImageFont.truetype(str(_DEBIAN / pair[1 if bold else 0]), size_px)


@dataclass
class Paper:
    """A white page in the making, with a type of its own."""

    image: Image.Image
    dpi: int
    split: str
    family: int
    body_pt: float

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """A pen."""
        return ImageDraw.Draw(self.image)

    def px(self, inches: float) -> int:
        """Inches to pixels."""
        return round(inches * self.dpi)

    def type(self, points: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """Return the page's font in a size."""
        return font(self.split, self.family, bold, round(points * self.dpi / 72))

    def write(
        self,
        text: str,
        x_in: float,
        y_in: float,
        *,
        points: float | None = None,
        bold: bool = False,
        anchor: str = "la",
        fill: Colour | int = (0, 0, 0),
    ) -> tuple[float, float, float, float]:
        """Write one line and return its box in pixels."""
        type_ = self.type(points or self.body_pt, bold=bold)
        at = (self.px(x_in), self.px(y_in))
        self.draw.text(at, text, font=type_, fill=fill, anchor=anchor)
        return self.draw.textbbox(at, text, font=type_, anchor=anchor)

    def paragraph(
        self, text: str, y_in: float, lines: int, *, last: float = 0.5
    ) -> float:
        """Fill lines with a text said again and again; return where they end."""
        type_ = self.type(self.body_pt)
        step = self.body_pt * 1.35 / 72
        words = cycle(text.split())
        for number in range(lines):
            indent = 0.4 if number == 0 else 0.0
            wide = self.px(6.3 - indent) * (last if number == lines - 1 else 1.0)
            line = _fill(words, type_, wide)
            self.draw.text(
                (self.px(1.0 + indent), self.px(y_in)), line, font=type_, fill=(0, 0, 0)
            )
            y_in += step
        return y_in


def _fill(words: Iterator[str], type_: ImageFont.FreeTypeFont, wide: float) -> str:
    line = next(words)
    while True:
        word = next(words)
        if type_.getlength(f"{line} {word}") > wide:
            return line
        line = f"{line} {word}"


def blank(rng: random.Random, split: str, dpi: int) -> Paper:
    """Return an empty A4 page with a type of its own."""
    size = (round(8.27 * dpi), round(11.69 * dpi))
    return Paper(
        image=Image.new("RGB", size, (255, 255, 255)),
        dpi=dpi,
        split=split,
        family=rng.randrange(len(FONTS[split])),
        body_pt=rng.choice((11, 12, 12, 13, 14)),
    )


def spaced(text: str) -> str:
    """Letter-space a text as typists do."""
    return "   ".join(" ".join(word) for word in text.split())


def stamp(
    rng: random.Random,
    lines: list[str],
    *,
    split: str,
    dpi: int,
    ink: str,
    angle_deg: float,
    framed: bool,
    double: bool = False,
    strength: float = 0.85,
) -> Image.Image:
    """Return a rubber stamp as a picture with alpha, turned and worn."""
    sizes = [rng.uniform(15, 22)] + [rng.uniform(12, 15) for _ in lines[1:]]
    family = rng.randrange(len(FONTS[split]))
    fonts = [font(split, family, True, round(size * dpi / 72)) for size in sizes]
    widths = [type_.getlength(line) for type_, line in zip(fonts, lines, strict=True)]
    pad = round(0.1 * dpi)
    high = sum(round(size * dpi / 72 * 1.35) for size in sizes)
    mask = Image.new("L", (round(max(widths)) + 2 * pad, high + 2 * pad), 0)
    pen = ImageDraw.Draw(mask)
    y = pad
    for type_, line, size, width in zip(fonts, lines, sizes, widths, strict=True):
        pen.text(((mask.width - width) / 2, y), line, font=type_, fill=255)
        y += round(size * dpi / 72 * 1.35)
    for inset in _insets(dpi, framed=framed, double=double):
        pen.rectangle(
            (inset, inset, mask.width - inset, mask.height - inset),
            outline=255,
            width=max(2, dpi // (160 if inset > dpi // 50 else 80)),
        )
    wear = np.random.default_rng(rng.randrange(2**31)).normal(
        0, 1, (mask.height // 6 + 1, mask.width // 6 + 1)
    )
    patchy = Image.fromarray(
        np.clip(255 * (1 - 0.18 * np.abs(wear)), 90, 255).astype(np.uint8)
    ).resize(mask.size)
    worn = (
        np.asarray(mask, np.float32) * np.asarray(patchy, np.float32) / 255 * strength
    )
    mask = Image.fromarray(worn.astype(np.uint8)).rotate(
        angle_deg, expand=True, resample=Image.Resampling.BICUBIC
    )
    inked = Image.new("RGBA", mask.size, (*INKS[ink], 0))
    inked.putalpha(mask)
    return inked


def _insets(dpi: int, *, framed: bool, double: bool) -> list[int]:
    """Return how far inside the edge each line of a frame runs."""
    outer = max(2, dpi // 100)
    inner = max(7, dpi // 26)
    return ([outer, inner] if double else [outer]) if framed else []


def press(
    paper: Paper, print_: Image.Image, x_in: float, y_in: float
) -> tuple[int, int]:
    """Press a stamp onto the page; ink darkens what is there, as real ink does.

    Returns where its upper left corner came to be, in pixels.
    """
    x, y = paper.px(x_in), paper.px(y_in)
    x = max(0, min(x, paper.image.width - print_.width))
    under = paper.image.crop((x, y, x + print_.width, y + print_.height))
    ink = np.asarray(print_, np.float32)
    alpha = ink[..., 3:] / 255
    below = np.asarray(under, np.float32)
    mixed = below * (1 - alpha) + np.minimum(below, ink[..., :3]) * alpha
    paper.image.paste(Image.fromarray(mixed.astype(np.uint8)), (x, y))
    return x, y
