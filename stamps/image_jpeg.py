"""Stamping JPEG: only the blocks that bear ink are coded anew.

All other coefficients, the tables, the sampling and the metadata stay as they are. What
follows the picture in the file (another picture, a film) bears no mark and is left out.
It must not know what a stamp looks like.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import OutputError
from stamps.image_canvas import Sheet, plan_sheet
from stamps.image_frame import as_stored, frame_of
from stamps.image_plain import write_plain
from stamps.image_written import (
    Written,
    place_in_canvas,
    prove_code,
    prove_ink,
    stored_bounds,
)
from stamps.jpeg_blocks import SIDE, Blocks, Component, enlarged, put_ink
from stamps.jpeg_codec import (
    GRAY,
    RGB,
    YCC,
    Coefficients,
    read_coefficients,
    write_coefficients,
)
from stamps.jpeg_markers import joined, with_label, without_metadata
from stamps.plan import StampPlan

_CODED_ANEW = "coded-anew"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """The components of a stamped picture and which of their blocks bear ink."""

    blocks: tuple[Blocks, ...]
    inked: tuple[NDArray[np.bool_], ...]
    offset_px: tuple[int, int]


def write_jpeg(
    source: Path, target: Path, image: Image.Image, plan: StampPlan
) -> Written:
    """Write a stamped JPEG and read it back.

    Args:
        source: The file as received.
        target: Written whole; may exist.
        image: ``source`` as Pillow opened it, not yet decoded.
        plan: What to put on it.
    """
    image.load()  # what Pillow finds damaged never reaches the other decoder
    try:
        return _write_blocks(source, target, image, plan)
    except (OSError, ValueError, OutputError):
        # Four components, arithmetic coding, 12 bits, a quality too low for letters.
        written = write_plain(source, target, image, plan)
        return Written(pages=written.pages, notes=(*written.notes, _CODED_ANEW))


def _write_blocks(
    source: Path, target: Path, image: Image.Image, plan: StampPlan
) -> Written:
    received = source.read_bytes()
    target.write_bytes(without_metadata(received))
    coded = read_coefficients(target)
    grain = int(SIDE * coded.factors.max())
    sheet = plan_sheet(image, frame_of(image, 0), plan, pages=1, grain_px=grain)
    components = components_of(coded, plan.style.colour)
    drawn = _draw(components, sheet)
    write_coefficients(
        target,
        replace(
            coded,
            height=sheet.canvas.height,
            width=sheet.canvas.width,
            blocks=drawn.blocks,
        ),
    )
    data, notes = joined(received, target.read_bytes())
    target.write_bytes(without_metadata(data))
    _prove_blocks(read_coefficients(target), components, drawn)
    if plan.label is not None:
        data, more = with_label(data, plan.label)
        notes = (*notes, *more)
    target.write_bytes(data)
    with Image.open(target) as written:
        written.load()
        _prove_rest(written, image, drawn, components, sheet)
        prove_ink(written.crop, sheet)
        prove_code(written, sheet)
    return Written(pages=(sheet,), notes=notes)


def components_of(
    coded: Coefficients, colour: tuple[float, float, float]
) -> tuple[Component, ...]:
    """Return what is needed to draw on each component.

    Args:
        coded: The picture; its ``colour`` says what the components are.
        colour: Of the ink, RGB, 0 to 1.

    Raises:
        ValueError: A component is sampled in parts of pixels.
    """
    rgb = tuple(255.0 * part for part in colour)
    values = _INK_VALUES[coded.colour](rgb)
    largest = coded.factors.max(axis=0)
    if (largest % coded.factors).any():
        raise ValueError("components sampled in parts of pixels")
    return tuple(
        Component(
            blocks=blocks,
            table=coded.tables[number],
            shrink=(int(largest[0] // factors[0]), int(largest[1] // factors[1])),
            colour=inks[0],
            black=inks[1],
            paper=inks[2],
            neutral=inks[3],
        )
        for blocks, number, factors, inks in zip(
            coded.blocks, coded.table_numbers, coded.factors, values, strict=True
        )
    )


_Values = tuple[tuple[float, float, float, float], ...]


def _gray(rgb: tuple[float, ...]) -> _Values:
    luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
    return ((luma, 0.0, 255.0, 0.0),)


def _ycc(rgb: tuple[float, ...]) -> _Values:
    luma = _gray(rgb)[0][0]
    blue = 128 + 0.564 * (rgb[2] - luma)
    red = 128 + 0.713 * (rgb[0] - luma)
    return (
        (luma, 0.0, 255.0, 0.0),
        (blue, 128.0, 128.0, 128.0),
        (red, 128.0, 128.0, 128.0),
    )


def _rgb(rgb: tuple[float, ...]) -> _Values:
    return tuple((part, 0.0, 255.0, 0.0) for part in rgb)


_INK_VALUES = {GRAY: _gray, YCC: _ycc, RGB: _rgb}


def _draw(components: tuple[Component, ...], sheet: Sheet) -> _Drawn:
    left, top, right, bottom = place_in_canvas(sheet)
    height, width = sheet.canvas.height, sheet.canvas.width
    drawn, inked = [], []
    for component in components:
        blocks = component.blocks.copy()
        if sheet.has_border:
            blocks = enlarged(component, (height, width), (top, left))
        touched = np.zeros(blocks.shape[:2], bool)
        # The last blocks of the received picture reach beyond it, into the border.
        for area in ((0, right, height, width), (bottom, 0, height, right)):
            touched |= _whiten(blocks, component, area)
        for patch in sheet.patches:
            bounds = stored_bounds(patch.bounds, sheet)
            touched |= put_ink(
                blocks,
                component,
                as_stored(patch.coverage, sheet.frame.orientation),
                (bounds[1], bounds[0]),
                ink="watermark" if patch.kind == "watermark" else patch.ink,
            )
        drawn.append(blocks)
        inked.append(touched)
    return _Drawn(blocks=tuple(drawn), inked=tuple(inked), offset_px=(top, left))


def _whiten(
    blocks: Blocks, component: Component, area: tuple[int, int, int, int]
) -> NDArray[np.bool_]:
    """Paint paper from top, left to bottom, right, at most one block deep."""
    top, left, bottom, right = area
    deepest = [SIDE * shrink for shrink in component.shrink]
    bottom = min(bottom, top + deepest[0]) if top else bottom
    right = min(right, left + deepest[1]) if left else right
    if top >= bottom or left >= right:
        return np.zeros(blocks.shape[:2], bool)
    coverage = np.full((bottom - top, right - left), 255, np.uint8)
    return put_ink(blocks, component, coverage, (top, left), ink="paper")


def _prove_blocks(
    again: Coefficients, components: tuple[Component, ...], drawn: _Drawn
) -> None:
    """Prove that no block without ink has changed."""
    for got, component, inked in zip(
        again.blocks, components, drawn.inked, strict=True
    ):
        top, left = (
            offset // (SIDE * shrink)
            for offset, shrink in zip(drawn.offset_px, component.shrink, strict=True)
        )
        kept = component.blocks
        height = min(kept.shape[0], got.shape[0] - top)
        width = min(kept.shape[1], got.shape[1] - left)
        place = (slice(top, top + height), slice(left, left + width))
        same = (got[place] == kept[:height, :width]).all(axis=(2, 3))
        if not (same | inked[place]).all():
            raise OutputError("The picture was changed where it bears no stamp.")


def _prove_rest(
    written: Image.Image,
    received: Image.Image,
    drawn: _Drawn,
    components: tuple[Component, ...],
    sheet: Sheet,
) -> None:
    """Prove that pixels away from inked blocks show as they did."""
    left, top, right, bottom = place_in_canvas(sheet)
    new = np.asarray(written)[top:bottom, left:right]
    old = np.asarray(received)
    if new.shape != old.shape:
        raise OutputError("The written picture has other colours than the received.")
    differs = new != old
    if differs.ndim == 3:
        differs = differs.any(axis=2)
    near = np.ones((sheet.canvas.height, sheet.canvas.width), bool)
    edge = 2 if sheet.has_border else 0
    near[top + edge : bottom - edge, left + edge : right - edge] = False
    for inked, component in zip(drawn.inked, components, strict=True):
        down, across = (SIDE * shrink for shrink in component.shrink)
        for row, column in zip(*np.nonzero(inked), strict=True):
            # Colour differences are smoothed over the edge of a block.
            near[
                max(0, row * down - 2) : (row + 1) * down + 2,
                max(0, column * across - 2) : (column + 1) * across + 2,
            ] = True
    if (differs & ~near[top:bottom, left:right]).any():
        raise OutputError("The picture was changed where it bears no stamp.")
