"""Draws small scans for tests: a page of text, a mark, a stamp."""

from PIL import Image, ImageDraw, ImageFont

DPI = 200
BODY = (
    "В соответствии с утверждённым планом комиссия рассмотрела представленные материалы"
    " и установила следующее. Документы с грифом секретно хранятся в отдельном шкафу."
)


def type_of(points: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    from importlib.resources import files

    name = "SourceSansPro-Bold.ttf" if bold else "SourceSansPro-Regular.ttf"
    folder = files("font_source_sans_pro").joinpath("files")
    return ImageFont.truetype(str(folder / name), round(points * DPI / 72))


def scan(
    *, mark: str | None = "СЕКРЕТНО", copy: str | None = "Экз. № 3"
) -> Image.Image:
    page = Image.new("RGB", (round(8.27 * DPI), round(11.69 * DPI)), "white")
    pen = ImageDraw.Draw(page)
    if mark:
        pen.text((1080, 120), mark, font=type_of(14, bold=True), fill="black")
    if copy:
        pen.text((1080, 175), copy, font=type_of(12), fill="black")
    pen.text((200, 160), "Министерство обороны", font=type_of(12), fill="black")
    words, line, y = (BODY + " ") * 6, "", 520
    for word in words.split():
        if type_of(12).getlength(f"{line} {word}") > 1250:
            pen.text((200, y), line, font=type_of(12), fill="black")
            line, y = "", y + 45
        line = f"{line} {word}".strip()
    return page


def diagram(*, mark: str = "СЕКРЕТНО") -> Image.Image:
    """Draw lifelines with calls between them: more strokes down than across."""
    page = Image.new("L", (1600, 700), 255)
    draw, small = ImageDraw.Draw(page), type_of(6)
    for x in (60, 360, 660, 1000, 1300):
        draw.rectangle((x, 60, x + 16, 660), outline=0, width=2)
        draw.rectangle((x - 60, 30, x + 100, 70), outline=0, width=2)
        draw.text((x - 50, 38), "Document :", font=small, fill=0)
    calls = ((140, 376, 660), (230, 676, 1000), (330, 76, 360), (430, 376, 1000))
    for y, start, end in (*calls, (560, 676, 1300)):
        draw.line((start, y, end, y), fill=0, width=2)
        draw.polygon([(end, y), (end - 24, y - 10), (end - 24, y + 10)], fill=0)
        draw.text(((start + end) // 2 - 40, y + 6), ": create", font=small, fill=0)
    draw.rectangle((1280, 20, 1590, 140), fill=255)
    draw.text((1330, 30), mark, font=type_of(13), fill=0)
    draw.text((1330, 75), "Экз. № 1", font=type_of(13), fill=0)
    return page


def stamped(
    page: Image.Image,
    text: str,
    *,
    at: tuple[int, int],
    angle: float,
    ink: tuple[int, ...],
) -> Image.Image:
    type_ = type_of(20, bold=True)
    mask = Image.new("L", (round(type_.getlength(text)) + 60, 110), 0)
    pen = ImageDraw.Draw(mask)
    pen.text((30, 20), text, font=type_, fill=225)
    pen.rectangle((3, 3, mask.width - 4, mask.height - 4), outline=225, width=4)
    mask = mask.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(ink, at, mask)
    return page


def interest(text: str) -> tuple[tuple[int, int], ...]:
    """Stand for the vocabulary: three words and any number sign."""
    low = text.lower().replace("купия", "құпия")
    spans = []
    for word in ("совершенно секретно", "секретно", "құпия"):
        start = low.find(word)
        if start >= 0 and not any(a <= start < b for a, b in spans):
            spans.append((start, start + len(word)))
    return tuple(spans)
