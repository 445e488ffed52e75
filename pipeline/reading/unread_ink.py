"""Tells whether ink of a stamp was left unread beside the words that were read.

Knows the ink of one straightened stamp and the places of words; no letters, no marks.
"""

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.components import components
from pipeline.reading.ocr import OcrLine

Gray = npt.NDArray[np.uint8]

_INK_BELOW = 150
_LETTER = (0.5, 1.8)
"""Height of a letter as a share of the height of the words that were read."""
_WIDEST, _THINNEST = 2.2, 0.22
"""Wider than tall than this is a stroke; emptier is a frame."""
_PAD = 0.25
_LETTERS_LEFT = 2


def leaves_letters(gray: Gray, lines: Iterable[OcrLine]) -> bool:
    """Tell whether what looks like letters stands outside of all words.

    Args:
        gray: the level stamp without its frame, dark on white.
        lines: what was read from it, places in its pixels.
    """
    words = [word for line in lines for word in line.words]
    if not words:
        return False
    tall = float(np.median([word.y1 - word.y0 for word in words]))
    ink = cv2.threshold(gray, _INK_BELOW, 255, cv2.THRESH_BINARY_INV)[1]
    pad = round(_PAD * tall)
    for word in words:
        ink[
            max(0, word.y0 - pad) : word.y1 + pad, max(0, word.x0 - pad) : word.x1 + pad
        ] = 0
    stats = components(np.asarray(ink, dtype=np.uint8))[1][1:]
    return sum(_is_letter(row.tolist(), tall) for row in stats) >= _LETTERS_LEFT


def _is_letter(row: list[int], tall: float) -> bool:
    _, _, width, height, area = row
    if not _LETTER[0] * tall < height < _LETTER[1] * tall:
        return False
    if not 0.15 * height < width < _WIDEST * height:
        return False
    return area > _THINNEST * width * height
