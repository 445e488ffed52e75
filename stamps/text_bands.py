"""Finds the lines of text in a small picture of a mark, so that each can be struck.

Knows grey pixels only; neither formats nor stamps.
"""

import numpy as np
from numpy.typing import NDArray

from models.geometry import Box

Picture = NDArray[np.uint8]
_INK = 60
"""Grey levels off the ground that count as ink."""
_LEAST_ROW = 0.2
"""A row of a line has at least this part of the ink of most inked rows."""
_LEAST_HEIGHT = 0.4
"""Of the highest line: what is lower is a dot, a hook or a rule."""
_LEAST_PIXELS = 3


def text_bands(picture: Picture) -> tuple[tuple[float, float], ...]:
    """Return top and bottom of each line of text, as parts of the picture's height.

    Args:
        picture: Grey, rows first: a mark with its immediate surroundings.

    Returns:
        One band for each line, from above; none where no line can be told.
    """
    if picture.size == 0:
        return ()
    grey = picture.astype(np.int16)
    ground = int(np.median(grey))
    rows = (np.abs(grey - ground) > _INK).sum(axis=1)
    if int(rows.max(initial=0)) < _LEAST_PIXELS:
        return ()
    usual = float(np.median(rows[rows > 0]))
    inked = np.concatenate(([False], rows >= max(usual * _LEAST_ROW, 1), [False]))
    edges = np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2)
    highest = int((edges[:, 1] - edges[:, 0]).max())
    least = max(highest * _LEAST_HEIGHT, _LEAST_PIXELS)
    height = picture.shape[0]
    return tuple(
        (float(top) / height, float(bottom) / height)
        for top, bottom in edges
        if bottom - top >= least
    )


def line_boxes(box: Box, picture: Picture) -> tuple[Box, ...]:
    """Return the place of each line within a mark; the mark itself where none is told.

    Args:
        box: The rectangle that the picture shows, y down.
        picture: Grey, rows first.
    """
    bands = text_bands(picture) or ((0.0, 1.0),)
    return tuple(
        Box(box.x0, box.y0 + top * box.height, box.x1, box.y0 + bottom * box.height)
        for top, bottom in bands
    )
