"""What a writer of pictures answers with, and the proof of a page's 2-D code.

It must not know file formats.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.errors import OutputError
from stamps.code2d import read_codes
from stamps.image_canvas import Sheet
from stamps.image_frame import Pixels, as_stored, eight_bits, frame_of
from stamps.image_paint import Patch

_AROUND_MODULES = 2

Crop = Callable[[tuple[int, int, int, int]], Image.Image]
"""Gives left, top, right, bottom of a page, as ``Image.crop`` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A picture that was written and read back."""

    pages: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def prove_code(image: Image.Image, sheet: Sheet) -> None:
    """Read the code of a written page where it was put.

    Args:
        image: The page as decoded from the written file.
        sheet: What was put on it.

    Raises:
        OutputError: It cannot be read or says something else.
    """
    if sheet.code_text is None:
        return
    canvas = frame_of(image, sheet.frame.index)
    if (canvas.width, canvas.height) != (sheet.canvas.width, sheet.canvas.height):
        raise OutputError("The written picture has another size than its stamp needs.")
    prove_code_in(image.crop, sheet)


def prove_code_in(crop: Crop, sheet: Sheet) -> None:
    """Read the code of a page whose parts are asked for one by one; as above."""
    if sheet.code_text is None:
        return
    patch = next(patch for patch in sheet.patches if patch.kind == "code")
    if sheet.code_text not in read_codes(_crop(crop, patch, sheet)):
        raise OutputError(
            "The 2-D code can't be read back from the picture. "
            "Convert the picture to grey or RGB and send it again.",
            slug="code-unreadable",
        )


def prove_ink(crop: Crop, sheet: Sheet) -> None:
    """Find each part of the stamp by its pixels, where a format is not lossless.

    Args:
        crop: Gives a part of the written page, as stored.
        sheet: What was put on it.

    Raises:
        OutputError: A part is not there, or hardly stands out.
    """
    for patch in sheet.patches:
        if patch.kind in ("watermark", "strike"):
            continue
        part = crop(stored_bounds(patch.bounds, sheet))
        shown = 255.0 - np.asarray(_gray(part), np.float32)
        wanted = as_stored(patch.coverage, sheet.frame.orientation).astype(np.float32)
        if _likeness(shown, wanted) < _LEAST_LIKENESS:
            raise OutputError(
                "The stamp does not stand out on the written picture. "
                "Convert the picture to PNG and send it again.",
                slug="no-contrast",
            )


_LEAST_LIKENESS = 0.7
_LEAST_DEPTH = 40.0


def _likeness(shown: Pixels, wanted: Pixels) -> float:
    """Return the correlation of two pictures, 0 where one has hardly any contrast."""
    if float(shown.max() - shown.min()) < _LEAST_DEPTH:
        return 0.0
    one, other = shown - shown.mean(), wanted - wanted.mean()
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 0 else 0.0


def _gray(part: Image.Image) -> Image.Image:
    if part.mode.startswith(("I", "F")):
        return eight_bits(part)
    if "A" in part.getbands() or "transparency" in part.info:
        part = Image.alpha_composite(
            Image.new("RGBA", part.size, "white"), part.convert("RGBA")
        )
    return (part if part.mode in ("1", "L") else part.convert("RGB")).convert("L")


def _crop(crop: Crop, patch: Patch, sheet: Sheet) -> Image.Image:
    """Cut the code out of a stored page; the reader takes any turn of it."""
    box = stored_bounds(patch.bounds, sheet)
    around = max(8, (box[2] - box[0]) * _AROUND_MODULES // 25)
    left, top = max(0, box[0] - around), max(0, box[1] - around)
    part = _gray(crop((left, top, box[2] + around, box[3] + around)))
    # A code as a mirror shows it is not looked for: undo a mirrored orientation.
    if sheet.frame.orientation in (2, 4, 5, 7):
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return part


def place_in_canvas(sheet: Sheet) -> tuple[int, int, int, int]:
    """Return where the received page stands in the stored canvas."""
    across, down = sheet.frame.seen_size
    top = sheet.top_px
    return stored_bounds((0, top, across, top + down), sheet)


def stored_bounds(
    seen: tuple[int, int, int, int], sheet: Sheet
) -> tuple[int, int, int, int]:
    """Turn left, top, right, bottom from seen to stored pixels of the canvas."""
    left, top, right, bottom = seen
    across, down = sheet.canvas.seen_size
    step_x, step_y = sheet.canvas.flips
    if step_x < 0:
        left, right = across - right, across - left
    if step_y < 0:
        top, bottom = down - bottom, down - top
    if sheet.canvas.orientation >= 5:
        return top, left, bottom, right
    return left, top, right, bottom
