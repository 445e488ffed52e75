"""Finds how a page of text is turned: skew, and lines that run up, not across.

Knows ink masks only. Upside down cannot be told from ink; ``raster`` asks the OCR.
"""

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]

_COARSE_DEG = tuple(float(step) for step in range(-6, 7))
_FINE_DEG = (-0.75, -0.5, -0.25, 0.25, 0.5, 0.75)
_GAP_PX = 5
"""Gaps up to this, in pixels of the small picture, are those between letters."""
_SIDEWAYS_LEAD = 1.25
"""How much sharper lines must be down the page than across it to believe them."""
_STRIP_PX = 8
_NEARLY, _NO_LEAD = 0.7, 0.7
"""Shares of a rough sharpness: an angle nearly as sharp as the sharpest, and lines
down the page that are not sharper than those across it, however closely looked at."""
_SURE_LEAD = 2.2
"""Lines so much sharper are believed whatever stands between them."""


def sharpness(ink: Mask, angle_deg: float) -> float:
    """Tell how sharply the ink falls into rows when turned by an angle.

    Args:
        ink: 0 or 255 for each pixel.
        angle_deg: turned anticlockwise as seen, before the rows are summed.
    """
    height, width = ink.shape
    turned = ink
    if angle_deg:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
        turned = np.asarray(
            cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_NEAREST),
            dtype=np.uint8,
        )
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
    steps = np.diff(rows.astype(np.float64))
    return float(np.square(steps).sum())


def roughly_sharp(ink: Mask) -> dict[float, float]:
    """Tell of all coarse angles about how sharply the ink falls into rows.

    Strips of some columns are shifted as wholes, which is much faster than turning
    the picture and says the same within a few hundredths.
    """
    height, width = ink.shape
    strips = max(1, width // _STRIP_PX)
    sums = cv2.resize(ink, (strips, height), interpolation=cv2.INTER_AREA).T
    steepest = max(np.tan(np.radians(angle)) for angle in _COARSE_DEG)
    room = round(steepest * width / 2) + 1
    padded = np.pad(np.asarray(sums, dtype=np.float32), ((1, 0), (room, room)))
    summed = np.cumsum(padded, axis=0)
    middles = (np.arange(strips) + 0.5) * width / strips - width / 2
    found = {}
    for angle in _COARSE_DEG:
        shifts = room + np.round(np.tan(np.radians(angle)) * middles).astype(int)
        ends = [*(np.flatnonzero(np.diff(shifts)) + 1).tolist(), strips]
        rows, start = np.zeros(height, np.float32), 0
        for end in ends:
            down = slice(shifts[start], shifts[start] + height)
            rows += summed[end, down] - summed[start, down]
            start = end
        found[angle] = float(np.square(np.diff(rows)).sum())
    return found


def find_skew(ink: Mask, rough: dict[float, float]) -> tuple[float, float]:
    """Return the turn that makes the lines level, and how sharp they are then.

    A positive angle means that the content hangs clockwise and must be turned back
    anticlockwise by as much.

    Args:
        ink: 0 or 255 for each pixel.
        rough: how sharp it is about, by angle; the sharpest are looked at closely.
    """
    least = _NEARLY * max(rough.values())
    coarse = [angle for angle, about in rough.items() if about >= least]
    best = max((sharpness(ink, angle), angle) for angle in coarse)
    fine = [(sharpness(ink, best[1] + step), best[1] + step) for step in _FINE_DEG]
    score, angle = max([best, *fine])
    return angle, score


def find_tilt(ink: Mask, *, otherwise: bool = False) -> tuple[bool, float]:
    """Return whether the lines run up or down the page, and the skew in degrees.

    Args:
        ink: 0 or 255 for each pixel.
        otherwise: answer the opposite, because what seemed right could not be read.
    """
    turned = np.ascontiguousarray(np.rot90(ink))
    level, upright = roughly_sharp(ink), roughly_sharp(turned)
    if max(upright.values()) < _NO_LEAD * max(level.values()) and not otherwise:
        return False, find_skew(ink, level)[0]
    across, down = find_skew(ink, level), find_skew(turned, upright)
    lead = down[1] / max(across[1], 1.0)
    sideways = lead > _SURE_LEAD or (lead > _SIDEWAYS_LEAD and not _joins_across(ink))
    sideways = sideways != otherwise
    return sideways, down[0] if sideways else across[0]


def _joins_across(ink: Mask) -> bool:
    """Tell whether letters stand nearer to each other across the page than down it.

    Lines that repeat each other line up in columns as sharply as in rows; the gaps
    between letters are still smaller than those between lines.
    """
    across, down = (
        cv2.connectedComponents(cv2.dilate(ink, np.ones(shape, np.uint8)))[0]
        for shape in ((1, _GAP_PX), (_GAP_PX, 1))
    )
    return across < down
