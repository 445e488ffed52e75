"""Lays pictures with clear places on white paper, in 8 bits.

Tells where programs would show a picture otherwise than it is read here. Knows pixels
and names of formats; not what stands on a page.
"""

import numpy as np
from PIL import Image

from pipeline.reading.deep_picture import eight_bits, is_deep

PLAIN = ("1", "L", "RGB")
CLEAR = ("LA", "La", "PA", "RGBA", "RGBa")
DISAGREED = frozenset({"BMP", "DIB", "TIFF"})
"""Formats whose alpha many programs do not look at, and some write as they like."""
HIDDEN_INK = 48
"""Steps of grey between clear pixels that could be letters on paper."""


def on_white(image: Image.Image, form: str | None) -> tuple[Image.Image, bool]:
    """Return a picture of any mode as RGB, L or 1, and whether nothing can be lost.

    Args:
        image: The picture, decoded; one that is plain already is returned itself.
        form: The name that Pillow gives to its format.
    """
    if is_deep(image):
        return eight_bits(image)
    if image.mode not in CLEAR and "transparency" not in image.info:
        return image if image.mode in PLAIN else image.convert("RGB"), True
    rgba = image.convert("RGBA")
    sure = True
    if form in DISAGREED:
        alpha = np.asarray(rgba.getchannel("A"))
        if alpha.min() == alpha.max():
            return _without_alpha(image), True
        sure = not _hides(np.asarray(rgba.convert("L"))[alpha == 0])
    paper = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(paper, rgba).convert("RGB"), sure


def _without_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBa":
        return Image.fromarray(np.asarray(image)[..., :3])
    if image.mode in ("LA", "La"):
        return image.getchannel(0)
    return image.convert("RGBA").convert("RGB")


def _hides(grey: np.ndarray) -> bool:
    """Tell whether clear pixels are of shades so far apart that they may be letters."""
    return bool(grey.size) and int(grey.max()) - int(grey.min()) > HIDDEN_INK
