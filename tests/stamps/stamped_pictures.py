"""Stamps pictures for tests, and opens what came of them."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from models.geometry import Box
from stamps.on_image import stamp_image
from stamps.plan import Stamped, StampPlan
from tests.build_stamp_plan import make_plan

DPI = (150, 150)


def stamp(
    folder: Path,
    name: str,
    page: Image.Image,
    plan: StampPlan | None = None,
    **how: Any,
) -> tuple[Path, Stamped]:
    """Save a page, stamp it, and return the received file and the result."""
    source = folder / name
    page.save(source, **how)
    return source, stamp_image(source, folder / f"out-{name}", plan or make_plan())


def opened(path: Path) -> Image.Image:
    # Given a path, Pillow maps a raw TIFF and mistakes rows for columns.
    with path.open("rb") as file, Image.open(file) as image:
        image.load()
        copy = image.copy()
    copy.info = image.info
    return copy


def pixels_of(box: Box, dpi: float = 150) -> tuple[int, int, int, int]:
    left, top, right, bottom = (
        round(v * dpi / 72) for v in (box.x0, box.y0, box.x1, box.y1)
    )
    return left, top, right, bottom


def without(pixels: np.ndarray, boxes: list[Box | None]) -> np.ndarray:
    """Return a copy with rectangles blanked, one pixel larger on each side."""
    copy = pixels.copy()
    for box in boxes:
        if box is not None:
            left, top, right, bottom = pixels_of(box)
            copy[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = 0
    return copy
