"""A page of a picture with its stamp on it, as an array in its own pixel values.

Joins layout, drawing and ink for whatever writer asks; it must not know file formats.
"""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.errors import OutputError
from models.geometry import POINTS_PER_INCH, Box
from stamps.image_blend import Inks, blend
from stamps.image_frame import (
    Frame,
    Pixels,
    as_seen,
    as_stored,
    gray_picture,
    ink_picture,
)
from stamps.image_layout import PictureLayout, lay_out
from stamps.image_paint import Patch, paint, paint_strikes, paint_watermark
from stamps.plan import PagePlacement, StampPlan
from stamps.text_bands import line_boxes

_CLEARANCE_PT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """What is to be put on one page, and the border it gets."""

    frame: Frame
    """The page as it came."""
    canvas: Frame
    """The page with its border."""
    top_px: int
    """Rows of border above the page as seen."""
    patches: tuple[Patch, ...]
    code_text: str | None
    placement: PagePlacement

    @property
    def has_border(self) -> bool:
        """Tell whether the page becomes larger."""
        return self.canvas.seen_size != self.frame.seen_size


def plan_sheet(
    image: Image.Image, frame: Frame, plan: StampPlan, *, pages: int, grain_px: int = 1
) -> Sheet:
    """Decide and draw what a page bears.

    Args:
        image: The page, decoded.
        frame: Its size as it came.
        plan: What to put on it.
        pages: How many pages the carrier has.
        grain_px: A border's width and height are multiples of it.
    """
    from stamps.pdf_ink import InkMap

    picture, scale = ink_picture(image, frame)
    ink = InkMap(picture=picture, scale=scale)
    layout = lay_out(
        plan,
        page_index=frame.index,
        pages=pages,
        size_pt=frame.size_pt,
        dpi=frame.dpi,
        is_free=lambda box: ink.is_clear(box.grown(_CLEARANCE_PT)),
    )
    top = _up(layout.top_pt * frame.dpi[1] / POINTS_PER_INCH, grain_px)
    right = _up(layout.right_pt * frame.dpi[0] / POINTS_PER_INCH, grain_px)
    canvas = _grown(frame, top, right)
    patches = (
        *_watermarks(plan, canvas),
        *paint(layout, plan, canvas),
        *paint_strikes(
            _struck(image, frame, plan), canvas, top * POINTS_PER_INCH / frame.dpi[1]
        ),
    )
    return Sheet(
        frame=frame,
        canvas=canvas,
        top_px=top,
        patches=patches,
        code_text=layout.code[0].text if layout.code else None,
        placement=_placement(layout, frame.index),
    )


def _struck(image: Image.Image, frame: Frame, plan: StampPlan) -> tuple[Box, ...]:
    """Return the lines of text within the page's found marks, by their ink."""
    boxes = [m.box for m in plan.found if m.box and m.page_index == frame.index]
    if not boxes or not plan.text.strike_found:
        return ()
    picture = gray_picture(image, frame)
    lines: list[Box] = []
    for box in boxes:
        left, top, right, bottom = (max(side, 0) for side in frame.pixels_of(box))
        lines += line_boxes(box, picture[top:bottom, left:right])
    return tuple(lines)


def stamped_pixels(stored: Pixels, sheet: Sheet, inks: Inks) -> Pixels:
    """Return the page's pixels, as stored, with border and stamp.

    Raises:
        OutputError: The ink would not stand out against what is under it.
    """
    canvas = bordered(stored, sheet, inks)
    for patch in sheet.patches:
        left, top, right, bottom = patch.bounds
        region = canvas[top:bottom, left:right]
        inked = blend(
            region,
            patch.coverage,
            inks,
            black=patch.ink == "black",
            watermark=patch.kind == "watermark",
        )
        if patch.kind != "watermark":
            prove_contrast(inked, patch.coverage, inks)
        canvas[top:bottom, left:right] = inked
    return np.ascontiguousarray(as_stored(canvas, sheet.frame.orientation))


def bordered(stored: Pixels, sheet: Sheet, inks: Inks) -> Pixels:
    """Return a copy of the page as seen, on paper where it has a border."""
    seen = as_seen(stored, sheet.frame.orientation)
    if not sheet.has_border:
        return seen.copy()
    across, down = sheet.canvas.seen_size
    canvas = np.empty((down, across, *seen.shape[2:]), seen.dtype)
    canvas[...] = inks.paper[0] if seen.ndim == 2 else inks.paper
    canvas[sheet.top_px :, : seen.shape[1]] = seen
    return canvas


def prove_contrast(inked: Pixels, coverage: Pixels, inks: Inks) -> None:
    """Compare inked with bare pixels of a patch in the picture's own values.

    Raises:
        OutputError: The ink does not stand out.
    """
    full, bare = coverage >= 250, coverage == 0
    if not full.any() or not bare.any():
        return
    values = _as_light(inked, inks)
    if (
        float(np.median(values[bare])) - float(np.median(values[full]))
        < _LEAST_CONTRAST
    ):
        raise OutputError(
            "The stamp would not stand out on the picture. "
            "Convert the picture to grey or RGB and send it again.",
            slug="no-contrast",
        )


_LEAST_CONTRAST = 0.25
"""Of the way from black to paper."""


def _as_light(values: Pixels, inks: Inks) -> Pixels:
    """Return 0 for black to 1 for paper."""
    if inks.palette is not None:
        shades: Pixels = inks.palette.astype(np.float32).mean(axis=-1) / 255.0
        return np.take(shades, values)
    if inks.paper[0] == 0:  # CMYK
        spent: Pixels = (
            values[..., :3].astype(np.float32).mean(axis=-1) + values[..., 3]
        )
        top = inks.black[3]
        spared: Pixels = 1.0 - np.minimum(spent, top) / top
        return spared
    light: Pixels = values.astype(np.float32)
    if inks.mode == "alpha":
        alpha = light[..., -1:] / inks.paper[-1]
        light = light[..., :-1] * alpha + inks.paper[0] * (1 - alpha)
    if light.ndim == 3:
        light = light.mean(axis=-1)
    shares: Pixels = light / inks.paper[0]
    return shares


def _watermarks(plan: StampPlan, canvas: Frame) -> tuple[Patch, ...]:
    if plan.text.watermark is None:
        return ()
    return (paint_watermark(plan.text.watermark, plan.style.font, canvas),)


def _grown(frame: Frame, top: int, right: int) -> Frame:
    across, down = frame.seen_size
    across, down = across + right, down + top
    if frame.orientation >= 5:
        across, down = down, across
    return Frame(
        index=frame.index,
        width=across,
        height=down,
        orientation=frame.orientation,
        dpi=frame.dpi,
    )


def _placement(layout: PictureLayout, page_index: int) -> PagePlacement:
    return PagePlacement(
        page_index=page_index,
        box=_place(layout.stamp),
        running_box=layout.line[1],
        code_box=_place(layout.code),
    )


def _place(placed: tuple[object, Box] | None) -> Box | None:
    return None if placed is None else placed[1]


def _up(value: float, grain: int) -> int:
    return 0 if value <= 0 else math.ceil(value / grain) * grain
