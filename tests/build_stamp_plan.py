"""A plan as a stamper of pictures gets it, and pages to stamp."""

import random
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from models.documents import Source
from models.geometry import Box
from models.marks import FoundMark
from stamps.fonts import font_path
from stamps.plan import CodeContent, LabelContent, StampPlan, StampStyle, StampText

KEY = b"the key of an office, 32 bytes.."
CLOCK = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MARK_BOX = Box(458.0, 48.0, 520.0, 66.0)
"""Where ``make_page`` draws the mark, in points."""
WATERMARK = "Дана № 3 · Экз. № 3 · 12с/2026"


def make_plan(**changes: Any) -> StampPlan:
    """Make the plan of a received document; ``watermark`` makes it a copy."""
    watermark = changes.pop("watermark", None)
    strike = changes.pop("strike_found", False)
    settings: dict[str, Any] = {
        "text": StampText(
            mark=("Құпия", "(Секретно)"),
            details=("Экз. № 2", "Вх. № 12с/2026", "22.11.2026"),
            running="Құпия · 12с/2026 · {page}/{pages}",
            watermark=watermark,
            strike_found=strike,
        ),
        "style": StampStyle(),
        "code": CodeContent(number="12с/2026", copy=3, key=KEY),
        "label": make_label(),
        "found": (
            FoundMark(
                text="Секретно",
                degree=None,
                page_index=0,
                box=MARK_BOX,
                source=Source.OCR,
                confidence=1.0,
            ),
        ),
        "clock": CLOCK,
        "is_copy": watermark is not None,
    }
    return StampPlan(**(settings | changes))


def make_label(**changes: Any) -> LabelContent:
    """Make labels of their mark and ours."""
    settings: dict[str, Any] = {
        "policy": "KZ",
        "classification": "Құпия",
        "found_policy": "BY",
        "found_classification": "Секретно",
        "created": CLOCK,
    }
    return LabelContent(**(settings | changes))


def found_marks(*words: str) -> tuple[FoundMark, ...]:
    """Return marks of a text, which has no places."""
    return tuple(
        FoundMark(
            text=word,
            degree=None,
            page_index=0,
            box=None,
            source=Source.TEXT,
            confidence=1.0,
        )
        for word in words
    )


def make_page(dpi: int = 150, mode: str = "L") -> Image.Image:
    """Make a page of A4 with a mark at its upper right and lines of text."""
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(font_path("serif")), 11 * dpi / 72)
    corner = (MARK_BOX.x0 * dpi / 72, MARK_BOX.y0 * dpi / 72)
    draw.text(corner, "Секретно", font=font, fill=20)
    letters = random.Random(1)
    for line in range(round(2 * dpi), round(10.6 * dpi), round(16 * dpi / 72)):
        words = (
            "".join(letters.choices("абвгдежзиклмнопрстқңғ", k=letters.randint(2, 9)))
            for _ in range(11)
        )
        draw.text((dpi, line), " ".join(words), font=font, fill=25)
    return page.convert(mode)
