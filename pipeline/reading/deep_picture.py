"""Brings grey of more than 8 bits to 8, by the range that a picture uses.

Decoders cut off what is above 255, or leave what is below 1 as black: either way a
page would look blank. Knows numbers; not what stands on a page.
"""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL = (1.0, 255.0, 65535.0)
"""Values of white by habit: of real numbers, of 8 bits and of 16."""
USED_SHARE = 0.25
"""A picture that reaches less of its white was stored with room to spare."""
ENDS = (0.005, 0.2, 99.8, 99.995)
"""Percent of pixels below: the ends without single strays, and nearly all of them."""
DIM_SHARE = 0.125
"""Nearly all pixels in so small an end of the range: few others made it so wide."""


def is_deep(image: Image.Image) -> bool:
    """Tell whether a picture holds grey of more than 8 bits."""
    return image.mode.startswith(("I", "F"))


def eight_bits(image: Image.Image) -> tuple[Image.Image, bool]:
    """Return deep grey as 8 bits, and whether all of it can be told apart there.

    A second value of False means that what is written may have been lost.
    """
    deep = np.asarray(image, dtype=np.float32)
    known = np.isfinite(deep)
    values = deep if known.all() else deep[known]
    if not values.size:
        return Image.new("L", image.size, 255), False
    low, dim, bright, top = (float(end) for end in np.percentile(values, ENDS))
    white = _white(top, real=image.mode == "F")
    if not white * (1 - DIM_SHARE) < low < top:  # ink that is nearly white is spread
        low = min(low, 0.0)
    white = max(white, low + 1e-30)
    spread = white - low
    huddled = dim < bright and (
        bright - low < DIM_SHARE * spread
        or (low < 0 and white - dim < DIM_SHARE * spread)
    )
    lost = values.size < deep.size * ENDS[2] / 100
    return _scaled(np.where(known, deep, white), low, spread), not (huddled or lost)


def _white(top: float, *, real: bool) -> float:
    """Return the value of white for a picture whose brightest is ``top``."""
    for full in FULL[0 if real else 1 :]:
        if top <= full:
            return full if top > full * USED_SHARE else top
    return top


def _scaled(deep: "NDArray[np.float32]", low: float, spread: float) -> Image.Image:
    shares = np.clip((deep - low) / spread, 0.0, 1.0)
    return Image.fromarray((shares * 255.0).astype(np.uint8))
