"""Finds what hangs together in an ink mask.

Knows masks only; what the parts are is judged by those who ask.
"""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int32]


def components(mask: npt.NDArray[Any]) -> tuple[Labels, Labels]:
    """Return the number of each pixel's part, and a row for each part.

    Parts hang together by sides and corners and are numbered from 1; 0 is the ground.
    A row is x, y, width, height and area in pixels. Of OpenCV's ways, which number
    alike, Grana's takes half the time of the usual one.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    return np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)
