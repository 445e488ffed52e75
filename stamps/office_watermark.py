"""Draws a watermark as a picture, for formats that have no watermark of their own."""

import io
from functools import lru_cache

from stamps.fonts import font_path

SIDE_PX = 900
GREY = 150
ALPHA = 90
"""Of 255: light enough that text under it reads as before."""
FILL = 0.92
"""Share of the diagonal that the words take."""


@lru_cache(maxsize=8)
def watermark_picture(text: str, style: str) -> bytes:
    """Return a square PNG with transparent ground and the words on its diagonal."""
    from PIL import Image, ImageDraw, ImageFont

    path = str(font_path(style, bold=True))
    length = SIDE_PX * 1.414 * FILL - 120
    size = 20.0
    natural = ImageFont.truetype(path, size).getlength(text) or 1.0
    font = ImageFont.truetype(path, min(size * length / natural, 110.0))
    layer = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    band = Image.new("L", (round(font.getlength(text)) + 8, round(font.size * 1.5)), 0)
    ImageDraw.Draw(band).text((4, font.size * 0.1), text, font=font, fill=ALPHA)
    turned = band.rotate(45, expand=True, resample=Image.Resampling.BILINEAR)
    left = (SIDE_PX - turned.width) // 2, (SIDE_PX - turned.height) // 2
    layer.paste(turned, left)
    picture = Image.new("LA", (SIDE_PX, SIDE_PX), (GREY, 0))
    picture.putalpha(layer)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
