"""The proof: every page of an output is rendered and its stamp found by its pixels.

What a page should show is rendered alone on white and compared, pixel by pixel, with
what it does show: in its place, upright, with contrast, and with nothing else in it.
Knows pictures and places; not how a stamp gets onto a page.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from stamps.pdf_render import Picture

PROOF_SCALE = 2.0
"""Pixels per point at which stamps are compared (144 dpi)."""
CODE_PIXELS = 4
"""Pixels per module of a 2-D code."""
_LEAST_LIKENESS = 0.80
_INK = 60
"""Grey levels below the ground that count as ink."""
_PALE = 40
"""Where the expected picture is this near to white, nothing should stand."""
_STRAY_SHARE = 0.004
_LEAST_CONTRAST = 70
_DARK_SIDE = 128
_WHITE = 255
_SAME = 56
"""Grey levels that two renderings of the same drawing may differ by."""
_CERTAIN = 40
"""Grey levels from black or white within which a module needs no second look."""

Grey = NDArray[np.int16]


class Finding(StrEnum):
    """What the pixels of a part of a stamp say."""

    GOOD = "good"
    MIXED = "mixed"
    """It is there, but something else stands in it: it covers, or is covered."""
    MISSING = "missing"
    """It is not there, or not upright, or too faint."""
    PALE = "pale"
    """All of it is there but for the watermark, which can't be told from the page."""


WORST = (Finding.MISSING, Finding.MIXED, Finding.PALE, Finding.GOOD)


def worst(findings: list[Finding]) -> Finding:
    """Return the worst of several findings; good where there are none."""
    return next((f for f in WORST if f in findings), Finding.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expected:
    """A drawing as it should look, alone on white, at ``PROOF_SCALE``."""

    picture: Picture
    known_width: int
    """Columns from the left that are the same on every page; the rest, the page's
    number, is only measured for how much ink it has."""


def compare(actual: Picture, expected: Expected) -> Finding:
    """Compare a rendered part of a page with what it should show."""
    wanted = expected.picture
    height = min(actual.shape[0], wanted.shape[0])
    width = min(actual.shape[1], wanted.shape[1])
    known = min(expected.known_width, width)
    shown = actual[:height, :width].astype(np.int16)
    ideal = wanted[:height, :width].astype(np.int16)
    if is_same(shown[:, :known], ideal[:, :known]):
        return compare_rest(shown[:, known:])
    ground = int(np.percentile(shown, 90))
    if ground - int(np.percentile(shown[:, :known], 1)) < _LEAST_CONTRAST:
        return Finding.MISSING
    if _likeness(shown[:, :known], ideal[:, :known]) < _LEAST_LIKENESS:
        return Finding.MISSING
    pale = _far_from_ink(ideal[:, :known])
    stray = int(((shown[:, :known] < ground - _INK) & pale).sum())
    if stray > max(height * known * _STRAY_SHARE, 1):
        return Finding.MIXED
    return compare_rest(shown[:, known:], ground)


def is_same(actual: Picture | Grey, wanted: Picture | Grey) -> bool:
    """Tell whether two pictures of one size differ no more than two renderings do."""
    off = np.subtract(actual, wanted, dtype=np.int16)
    return int(np.abs(off).max(initial=0)) <= _SAME


def _far_from_ink(ideal: Grey) -> NDArray[np.bool_]:
    """Tell where no letter stands, even one that was set a pixel aside."""
    pale = np.pad(ideal > 255 - _PALE, ((0, 0), (1, 1)), constant_values=True)
    return pale[:, :-2] & pale[:, 1:-1] & pale[:, 2:]


def compare_rest(rest: Picture | Grey, ground: int = _WHITE) -> Finding:
    """Judge the changing end of a line: some ink, but no more than digits have."""
    if rest.size == 0 or rest.shape[1] < rest.shape[0] // 2:
        return Finding.GOOD
    share = np.count_nonzero(rest < ground - _INK) / rest.size
    return Finding.GOOD if 0.01 <= share <= 0.45 else Finding.MIXED


def _likeness(shown: Grey, ideal: Grey) -> float:
    """Return the correlation of two pictures, -1 to 1; 0 where one is blank."""
    one = shown.astype(np.float32).ravel()
    other = ideal.astype(np.float32).ravel()
    one -= one.mean()
    other -= other.mean()
    scale = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / scale if scale > 0 else 0.0


def compare_code(actual: Picture, modules: Picture, quiet: int) -> Finding:
    """Compare a rendered code, quiet zone included, with its modules one by one.

    Args:
        actual: ``CODE_PIXELS`` pixels a module.
        modules: Square of modules, 0 dark and 255 light, without the quiet zone.
        quiet: Modules of the quiet zone on each side.
    """
    side = modules.shape[0] + 2 * quiet
    if min(actual.shape) < side * CODE_PIXELS:
        return Finding.MISSING
    if _is_plain(actual, modules, quiet):
        return Finding.GOOD
    seen = _centres(actual[: side * CODE_PIXELS, : side * CODE_PIXELS], side)
    inner = seen[quiet:-quiet, quiet:-quiet].astype(np.int16)
    light, dark = inner[modules >= _DARK_SIDE], inner[modules < _DARK_SIDE]
    if int(np.median(light)) - int(np.median(dark)) < 2 * _LEAST_CONTRAST:
        return Finding.MISSING
    middle_grey = (int(np.median(light)) + int(np.median(dark))) // 2
    wrong = int((light < middle_grey).sum() + (dark >= middle_grey).sum())
    if wrong:
        share = wrong / inner.size
        return Finding.MIXED if share < 0.12 else Finding.MISSING
    frame = actual.astype(np.int16).copy()
    # Renderers let a picture reach into the pixels that it only touches.
    edge = quiet * CODE_PIXELS - 1
    frame[edge:-edge, edge:-edge] = 255
    stray = int((frame < int(np.median(light)) - _INK).sum())
    return Finding.MIXED if stray > 2 * CODE_PIXELS else Finding.GOOD


def _is_plain(actual: Picture, modules: Picture, quiet: int) -> bool:
    """Tell at little cost whether a code stands alone in black on white."""
    side, edge = modules.shape[0], quiet * CODE_PIXELS
    end = edge + side * CODE_PIXELS
    for shift in (1, 2):
        start = edge + shift
        cells = actual[start:end:CODE_PIXELS, start:end:CODE_PIXELS]
        if cells.shape != modules.shape or (cells ^ modules).max() > _CERTAIN:
            return False
    near = edge - 1
    strips = (
        actual[:near],
        actual[end + 1 :],
        actual[:, :near],
        actual[:, end + 1 :],
    )
    return all(int(s.min(initial=_WHITE)) > _WHITE - _CERTAIN for s in strips)


def _centres(picture: Picture, side: int) -> Picture:
    """Return the mean of the middle pixels of each module."""
    cells = picture.reshape(side, CODE_PIXELS, side, CODE_PIXELS)
    centres: Picture = cells[:, 1:-1, :, 1:-1].mean(axis=(1, 3)).astype(np.uint8)
    return centres
