"""Draws a letter as a PDF page with reportlab, or as a picture of one."""

import io
import random
from functools import cache

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.recognition.letter_words import own

ROOT = "/usr/share/fonts/truetype/"
FONTS = {
    "lserif": (
        "liberation2/LiberationSerif-Regular.ttf",
        "liberation2/LiberationSerif-Bold.ttf",
    ),
    "lsans": (
        "liberation2/LiberationSans-Regular.ttf",
        "liberation2/LiberationSans-Bold.ttf",
    ),
    "nserif": ("noto/NotoSerif-Regular.ttf", "noto/NotoSerif-Bold.ttf"),
    "nsans": ("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf"),
    "dcond": ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf"),
    "dserif": ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
    "ptserif": ("paratype/PTF55F.ttf", "paratype/PTF75F.ttf"),
    "roboto": (
        "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
        "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
    ),
}


@cache
def register() -> None:
    """Make the fonts known to reportlab."""
    for name, (plain, bold) in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, ROOT + plain))
        pdfmetrics.registerFont(TTFont(name + "-b", ROOT + bold))


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and pdfmetrics.stringWidth(line + " " + word, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = (line + " " + word).strip()
    return [*lines, line]


def head(
    c, made, font, rng, *, mark=None, size=12, bold=None, spacing=0.0, place="right"
) -> float:
    """Draw the mark block; return the y below it."""
    width, height = c._pagesize
    y = height - rng.uniform(36, 62)
    for text, weight in (
        (mark if mark is not None else made.mark, bold),
        (made.copy, False),
    ):
        if not text:
            continue
        for line in text.split("\n"):
            f = font + ("-b" if weight else "")
            w = pdfmetrics.stringWidth(line, f, size) + spacing * len(line)
            x = {
                "right": width - 50 - w,
                "centre": (width - w) / 2,
                "left": width * 0.62,
            }[place]
            t = c.beginText(x, y)
            t.setFont(f, size)
            t.setCharSpace(spacing)
            t.textOut(line)
            c.drawText(t)
            y -= size * 1.5
    return y


def letter_rest(c, made, font, rng, y, *, size=11) -> None:
    """Draw the letter below its mark."""
    width, _ = c._pagesize
    c.setFont(font + "-b", size)
    y -= 18
    if rng.random() < 0.5:
        c.drawCentredString(width / 2, y, made.org)
    else:
        c.drawString(70, y, made.org)
    if made.number_line:
        y -= 24
        c.setFont(font, size)
        c.drawString(70, y, made.number_line)
    y -= 34
    c.setFont(font + "-b", size + 1)
    c.drawCentredString(width / 2, y, made.title)
    y -= 26
    c.setFont(font, size)
    for paragraph in made.body:
        for i, line in enumerate(wrap(paragraph, font, size, width - 140)):
            c.drawString(70 + (22 if i == 0 else 0), y, line)
            y -= size * 1.35
        y -= 4
    c.drawString(70, y - 30, made.sign)


def canvas(path, pagesize=A4):
    register()
    return Canvas(
        path if hasattr(path, "write") else str(path), pagesize=pagesize, invariant=1
    )


def pictured(made, rng, dpi=200, **head_args) -> Image.Image:
    """Return the letter as a clean picture."""
    buffer = io.BytesIO()
    register()
    c = Canvas(buffer, pagesize=A4, invariant=1)
    font = rng.choice(own(rng, list(FONTS)))
    y = (
        head(c, made, font, rng, **head_args)
        if made.mark or head_args.get("mark")
        else A4[1] - 60
    )
    letter_rest(c, made, font, rng, y)
    c.save()
    return render(buffer.getvalue(), dpi)


def render(data: bytes, dpi: float, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return image


def pick_font(rng: random.Random) -> str:
    return rng.choice(own(rng, list(FONTS)))


def stamp_image(text, rng, ink=None, frame=None, size=60):
    """Return an RGBA rubber stamp of a text."""
    font = ImageFont.truetype(
        ROOT + rng.choice(own(rng, [b for _, b in FONTS.values()])), size
    )
    w, h = int(font.getlength(text)), int(size * 1.3)
    ink = ink or rng.choice(((190, 30, 40), (40, 60, 170), (110, 40, 150)))
    im = Image.new("RGBA", (w + 60, h + 50), (*ink, 0))
    d = ImageDraw.Draw(im)
    d.text((30, 22), text, font=font, fill=(*ink, 255))
    if frame if frame is not None else rng.random() < 0.6:
        d.rectangle((4, 4, w + 55, h + 45), outline=(*ink, 255), width=5)
    return im


def tone(rng, im):
    """Light paper, as scanners see it."""
    a = np.asarray(im).astype(np.float32)
    a = a * rng.uniform(0.82, 0.94) + rng.uniform(8, 18)
    return Image.fromarray(a.clip(0, 255).astype(np.uint8))


def skew(rng, im, most=3.0):
    return im.rotate(
        rng.uniform(-most, most),
        expand=rng.random() < 0.5,
        fillcolor=im.getpixel((3, 3)),
        resample=Image.BICUBIC,
    )


def noise(rng, im):
    a = np.asarray(im).astype(np.float32)
    g = np.random.default_rng(rng.randint(0, 9999))
    a += g.normal(0, rng.uniform(5, 16), a.shape)
    return Image.fromarray(a.clip(0, 255).astype(np.uint8))


def blur(rng, im):
    return im.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.0) * im.width / 1654))


def uneven(rng, im):
    a = np.asarray(im).astype(np.float32)
    h, w = a.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w]
    t = rng.uniform(0, 6.28)
    g = np.cos(t) * xx / w + np.sin(t) * yy / h
    g = (g - g.min()) / (g.max() - g.min())
    a *= (1 - rng.uniform(0.25, 0.5) * g)[..., None]
    return Image.fromarray(a.clip(0, 255).astype(np.uint8))


def jpeg30(rng, im):
    b = io.BytesIO()
    im.convert("RGB").save(b, "JPEG", quality=30)
    return Image.open(io.BytesIO(b.getvalue())).convert("RGB")


def put(im, stamp, width, x, y, strength=0.85):
    stamp = stamp.resize(
        (int(width), max(1, int(width * stamp.height / stamp.width))), Image.LANCZOS
    )
    alpha = np.asarray(stamp.getchannel("A")).astype(np.float32) / 255 * strength
    page = np.asarray(im).astype(np.float32).copy()
    x, y = (
        int(min(max(x, 0), im.width - stamp.width)),
        int(min(max(y, 0), im.height - stamp.height)),
    )
    region = page[y : y + stamp.height, x : x + stamp.width]
    ink = np.asarray(stamp.convert("RGB")).astype(np.float32) / 255
    region *= 1 - alpha[..., None] * (1 - ink)
    page[y : y + stamp.height, x : x + stamp.width] = region
    return Image.fromarray(page.clip(0, 255).astype(np.uint8))


def worn(rng, stamp):
    a = np.asarray(stamp).copy()
    g = np.random.default_rng(rng.randint(0, 9999))
    n = cv2.resize(
        g.random((stamp.height // 6 + 1, stamp.width // 6 + 1)).astype(np.float32),
        stamp.size,
    )
    a[..., 3] = (a[..., 3] * np.clip(0.55 + n, 0, 1)).astype(np.uint8)
    return Image.fromarray(a)


def spoil(rng, im, n=2):
    im = tone(rng, im)
    for f in rng.sample((skew, noise, blur, uneven, jpeg30), n):
        im = f(rng, im)
    return im


def stamped_picture(
    rng,
    made,
    dpi,
    *,
    text=None,
    ink=None,
    most=10.0,
    over=False,
    strength=None,
    frame=None,
):
    im = pictured(made, rng, dpi, mark="" if made.copy else " ")
    stamp = worn(
        rng, stamp_image(text or made.mark.upper(), rng, ink=ink, frame=frame)
    ).rotate(rng.uniform(-most, most), expand=True, resample=Image.BICUBIC)
    w = rng.uniform(0.24, 0.36) * im.width
    x = im.width - w - rng.uniform(0.04, 0.1) * im.width
    y = (
        rng.uniform(0.12, 0.3) * im.height
        if over
        else rng.uniform(0.015, 0.03) * im.height
    )
    if not over and made.copy:
        y = 0.09 * im.height
    return put(im, stamp, w, x, y, strength or rng.uniform(0.7, 0.95))
