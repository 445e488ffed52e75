"""A made page: where words go on a PDF, and how they can be disguised."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

W, H = 595.0, 842.0
_FONTS = (
    ["liberation/LiberationSerif-Regular.ttf", "dejavu/DejaVuSans.ttf"],
    ["paratype/PTF55F.ttf", "liberation/LiberationSans-Regular.ttf", "dejavu/DejaVuSerif.ttf", "noto/NotoSans-Regular.ttf", "noto/NotoSerif-Regular.ttf", "dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansMono.ttf"],
)  # fmt: skip
ROOT = Path("/usr/share/fonts/truetype")


def fonts(half: int) -> list[str]:
    """Return names of registered fonts that are installed."""
    names = []
    for file in _FONTS[half]:
        path = ROOT / file
        name = path.stem
        if not path.exists() or not _has_all_letters(path):
            continue
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(path)))
        names.append(name)
    return names


def _has_all_letters(path: Path) -> bool:
    from fontTools.ttLib import TTFont as Font

    known = Font(str(path)).getBestCmap()
    return all(ord(char) in known for char in "ӘҒҚҢӨҰҮҺІЎЁәғқңөұүһіўё№")


def font_file(name: str) -> Path:
    return next(ROOT.rglob(name + ".ttf"))


class Sheet:
    """One PDF being made."""

    def __init__(
        self, path: Path, font: str, size: tuple[float, float] = (W, H)
    ) -> None:
        self.c = canvas.Canvas(str(path), pagesize=size, invariant=1)
        self.font, self.w, self.h = font, *size

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        *,
        align: str = "left",
        font: str | None = None,
    ) -> None:
        self.c.setFont(font or self.font, size)
        width = pdfmetrics.stringWidth(text, font or self.font, size)
        x -= {"left": 0, "right": width, "center": width / 2}[align]
        self.c.drawString(x, self.h - y, text)

    def body(
        self,
        y: float,
        lines: list[str],
        rng: random.Random,
        count: int,
        size: float = 12,
    ) -> float:
        for index in range(count):
            if y > self.h - 70:
                return y
            self.text(
                85 if index % 4 else 110, y, lines[rng.randrange(len(lines))], size
            )
            y += size * 1.25
        return y

    def glyphs(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        rng: random.Random,
        *,
        shuffle: bool = False,
    ) -> None:
        """Place letters one by one, each in its own text object."""
        self.c.setFont(self.font, size)
        places = []
        for char in text:
            if char != " ":
                places.append((x, char))
            x += pdfmetrics.stringWidth(char, self.font, size) + 0.3
        if shuffle:
            rng.shuffle(places)
        for place, char in places:
            self.c.drawString(place, self.h - y, char)

    def outlines(self, x: float, y: float, text: str, size: float) -> None:
        """Draw letters as filled paths."""
        from fontTools.pens.recordingPen import DecomposingRecordingPen
        from fontTools.ttLib import TTFont as Font

        font = Font(str(font_file(self.font)))
        glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
        scale = size / font["head"].unitsPerEm
        for char in text:
            glyph = glyphs[cmap[ord(char)]]
            pen = DecomposingRecordingPen(glyphs)
            glyph.draw(pen)
            self._outline(pen.value, x, self.h - y, scale)
            x += glyph.width * scale

    def _outline(self, commands: list, x: float, y: float, scale: float) -> None:  # type: ignore[type-arg]
        path = self.c.beginPath()
        at = (0.0, 0.0)
        for name, points in commands:
            spots = [(x + px * scale, y + py * scale) for px, py in points if True]
            if name == "moveTo":
                path.moveTo(*spots[0])
                at = spots[0]
            elif name == "lineTo":
                path.lineTo(*spots[0])
                at = spots[0]
            elif name == "qCurveTo":
                for index, control in enumerate(spots[:-1]):
                    end = spots[-1]
                    if index < len(spots) - 2:
                        nxt = spots[index + 1]
                        end = ((control[0] + nxt[0]) / 2, (control[1] + nxt[1]) / 2)
                    path.curveTo(
                        at[0] + 2 / 3 * (control[0] - at[0]),
                        at[1] + 2 / 3 * (control[1] - at[1]),
                        end[0] + 2 / 3 * (control[0] - end[0]),
                        end[1] + 2 / 3 * (control[1] - end[1]),
                        *end,
                    )
                    at = end
            elif name in ("closePath", "endPath"):
                path.close()
        self.c.drawPath(path, stroke=0, fill=1)

    def picture(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        colour: str = "black",
        angle: float = 0,
        frame: bool = False,
    ) -> None:
        """Draw words as a picture."""
        scale = 4
        face = ImageFont.truetype(str(font_file(self.font)), int(size * scale))
        rows = text.split("\n")
        width = int(max(face.getlength(row) for row in rows)) + 40
        image = Image.new(
            "RGB", (width, int(len(rows) * size * scale * 1.3) + 40), "white"
        )
        draw = ImageDraw.Draw(image)
        for index, row in enumerate(rows):
            draw.text(
                (20, 14 + index * size * scale * 1.3), row, font=face, fill=colour
            )
        if frame:
            draw.rectangle(
                (4, 4, image.width - 5, image.height - 5), outline=colour, width=6
            )
        if angle:
            image = image.rotate(angle, expand=True, fillcolor="white")
        data = io.BytesIO()
        image.save(data, "PNG")
        data.seek(0)
        from reportlab.lib.utils import ImageReader

        w, h = image.width / scale, image.height / scale
        self.c.drawImage(ImageReader(data), x, self.h - y - h, w, h)

    def next(self) -> None:
        self.c.showPage()

    def save(self) -> None:
        self.c.showPage()
        self.c.save()
