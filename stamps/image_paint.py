"""Stamps as coverage masks: how much ink falls on each pixel of the page as seen.

Draws words, border, code, watermark and strokes; it must not know how a picture keeps
its colours nor which way round it is stored.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.geometry import POINTS_PER_INCH, Box
from stamps.artwork import BORDER_PT, Art, Run
from stamps.code2d import QUIET_MODULES
from stamps.fonts import REPLACED, font_path
from stamps.image_frame import Frame, Pixels
from stamps.image_layout import Code, PictureLayout
from stamps.plan import StampPlan

_WATERMARK_COVERAGE = 46
"""Of 255: light enough that letters under it keep their contrast."""
_WATERMARK_SHARE = 0.62
"""Part of the page's diagonal that the watermark takes."""
_WATERMARK_MAX_PT = 54.0
_STRIKE_PT = 1.4
_TRIES = 8
_COLOUR, _BLACK = "colour", "black"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """Ink that falls on a rectangle of the page with its border, in seen pixels."""

    left: int
    top: int
    coverage: Pixels
    """0 to 255 for each pixel, rows first."""
    ink: str = _COLOUR
    kind: str = "stamp"
    """stamp, line, code, watermark or strike."""

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        height, width = self.coverage.shape
        return self.left, self.top, self.left + width, self.top + height


def paint(layout: PictureLayout, plan: StampPlan, frame: Frame) -> tuple[Patch, ...]:
    """Draw all that is placed on a page; ``frame`` is the page with its border."""
    patches = []
    if layout.stamp is not None:
        patches.append(_paint_art(*layout.stamp, plan, frame, "stamp"))
    patches.append(_paint_art(*layout.line, plan, frame, "line"))
    if layout.code is not None:
        patches.append(_paint_code(*layout.code, frame))
    return tuple(patches)


def paint_strikes(
    boxes: tuple[Box, ...], frame: Frame, down_pt: float
) -> tuple[Patch, ...]:
    """Draw a line through each line of the found marks, which stay legible.

    Args:
        boxes: The lines, in points of the page as it came.
        frame: The page with its border.
        down_pt: Height of the border above the page.
    """
    return tuple(_strike(box, frame, down_pt) for box in boxes)


def paint_watermark(text: str, style: str, frame: Frame) -> Patch:
    """Draw a light line of text along the diagonal of the page."""
    dpi = min(frame.dpi)
    width, height = (round(side * dpi / POINTS_PER_INCH) for side in frame.size_pt)
    diagonal = float(np.hypot(width, height))
    font = _font(style, True, 100)
    size = min(
        100 * _WATERMARK_SHARE * diagonal / max(1.0, font.getlength(_letters(text))),
        _WATERMARK_MAX_PT * dpi / POINTS_PER_INCH,
        height / 3,
    )
    font = _font(style, True, max(8, int(size)))
    length = int(font.getlength(_letters(text))) + 8
    strip = Image.new("L", (length, int(size * 1.6) + 4), 0)
    ImageDraw.Draw(strip).text(
        (length // 2, strip.height // 2),
        _letters(text),
        font=font,
        fill=_WATERMARK_COVERAGE,
        anchor="mm",
    )
    angle = float(np.degrees(np.arctan2(height, width)))
    turned = strip.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True)
    whole = Image.new("L", (width, height), 0)
    whole.paste(turned, ((width - turned.width) // 2, (height - turned.height) // 2))
    if whole.size != frame.seen_size:
        whole = whole.resize(frame.seen_size)
    box = whole.getbbox() or (0, 0, 1, 1)
    coverage = np.asarray(whole.crop(box))
    return Patch(left=box[0], top=box[1], coverage=coverage, kind="watermark")


def _paint_art(art: Art, box: Box, plan: StampPlan, frame: Frame, kind: str) -> Patch:
    """Draw lines of text at the finer of the two resolutions, then fit the other."""
    left, top, right, bottom = frame.pixels_of(box)
    dpi = max(frame.dpi)
    scale = dpi / POINTS_PER_INCH
    size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    if art.border:
        thick = max(1, round(BORDER_PT * scale))
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=255, width=thick)
    for run in art.runs:
        draw.text(
            (run.x * scale, run.y * scale),
            _letters(run.text),
            font=_fitting(run, plan, scale, size[0] - run.x * scale),
            fill=255,
            anchor="ls",
        )
    wanted = (max(1, right - left), max(1, bottom - top))
    if picture.size != wanted:
        picture = picture.resize(wanted, Image.Resampling.BICUBIC)
    return Patch(left=left, top=top, coverage=np.asarray(picture), kind=kind)


def _fitting(
    run: Run, plan: StampPlan, scale: float, room: float
) -> ImageFont.FreeTypeFont:
    """Return the font of a run, smaller where its letters would be cut at the end.

    Small letters are laid out in whole pixels, which adds up over a line.
    """
    size = run.size_pt * scale
    font = _font(plan.style.font, run.bold, size)
    for _ in range(_TRIES):
        length = font.getlength(_letters(run.text))
        if length <= room:
            break
        size *= min(0.99, room / length)
        font = _font(plan.style.font, run.bold, size)
    return font


def _paint_code(code: Code, box: Box, frame: Frame) -> Patch:
    left, top, _, _ = frame.pixels_of(box)
    side = code.side_modules
    dark = 255 - np.frombuffer(code.modules, np.uint8).reshape(side, side)
    across, down = code.cell_px
    large = np.repeat(np.repeat(dark, down, axis=0), across, axis=1)
    left, top = left + QUIET_MODULES * across, top + QUIET_MODULES * down
    return Patch(left=left, top=top, coverage=large, ink=_BLACK, kind="code")


def _strike(box: Box, frame: Frame, down_pt: float) -> Patch:
    middle = (box.y0 + box.y1) / 2 + down_pt
    line = Box(box.x0 - 2, middle - _STRIKE_PT / 2, box.x1 + 2, middle + _STRIKE_PT / 2)
    left, top, right, bottom = frame.pixels_of(line)
    width, height = frame.seen_size
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    right, bottom = min(right, width), min(bottom, height)
    size = (max(1, bottom - top), max(1, right - left))
    coverage = np.full(size, 255, np.uint8)
    return Patch(left=left, top=top, coverage=coverage, kind="strike")


def _letters(text: str) -> str:
    return "".join(REPLACED.get(letter, letter) for letter in text)


@lru_cache(maxsize=32)
def _font(style: str, bold: bool, size_px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(font_path(style, bold=bold)),
        size_px,
        layout_engine=ImageFont.Layout.BASIC,
    )
