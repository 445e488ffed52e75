"""Ink on pixels of any kind: bilevel, grey, deep, palette, RGB, CMYK, with alpha.

Works on arrays in the picture's own values, so that no pixel without ink changes. It
must not know what is drawn nor which file the pixels come from.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import UnsupportedInput
from stamps.image_frame import Pixels, white_of

_INKS = 3
_PALETTE = 256
_OPAQUE = 255
_BILEVEL_THRESHOLD = 100
_WATERMARK_DOTS = 5
"""On bilevel and palette pages a watermark is one dot in so many squared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inks:
    """The values that ink, black and paper have in one picture."""

    mode: str
    """bilevel, index, plain or alpha."""
    colour: tuple[float, ...]
    black: tuple[float, ...]
    paper: tuple[float, ...]
    palette: NDArray[np.uint8] | None = None
    """With ``index``: the colours, one row each, where ink was added at the end."""


def inks_of(image: Image.Image, colour: tuple[float, float, float]) -> Inks:
    """Return the inks for a picture as Pillow decoded it.

    Args:
        image: Any mode of those that files are decoded to.
        colour: RGB, 0 to 1.

    Raises:
        UnsupportedInput: Pixels of this kind can't be drawn on.
    """
    rgb = tuple(255.0 * part for part in colour)
    if image.mode == "1":
        return Inks(mode="bilevel", colour=(0,), black=(0,), paper=(1,))
    if image.mode == "P":
        return _index_inks(image, rgb)
    if image.mode == "F":  # programs agree on nothing but black
        return Inks(mode="plain", colour=(0,), black=(0,), paper=(white_of(image),))
    if image.mode in _DEEP:
        return deep_inks(white_of(image), 1, colour)
    plain = _PLAIN.get(image.mode)
    if plain is None:
        raise UnsupportedInput(
            "The picture keeps its colours in a way that can't be drawn on. "
            "Convert it to RGB and send it again."
        )
    return plain_inks(plain, rgb)


def has_room_for_ink(image: Image.Image) -> bool:
    """Tell whether a palette has the stamp's ink or room for it."""
    if image.mode != "P":
        return True
    return len(_free_entries(image)) == _INKS


def _free_entries(image: Image.Image) -> list[int]:
    """Return places in a palette for the inks: after its end, or unused by pixels.

    A clear entry is none, even where it stands after the palette's end.
    """
    length, clear = len(image.getpalette("RGB") or []) // 3, clear_entries(image)
    after = [index for index in range(length, _PALETTE) if index not in clear]
    if len(after) >= _INKS:
        return after[:_INKS]
    used = image.histogram()
    # Entries at the end are the likeliest to be padding.
    free = [
        index
        for index in range(_PALETTE - 1, -1, -1)
        if not used[index] and index not in clear
    ]
    return free[:_INKS]


def clear_entries(image: Image.Image) -> set[int]:
    """Return the palette's places that a viewer shows as clear, wholly or in part."""
    told = image.info.get("transparency")
    if isinstance(told, int):
        return {told}
    if isinstance(told, bytes):
        return {index for index, alpha in enumerate(told) if alpha < _OPAQUE}
    return set()


def with_room(image: Image.Image) -> Image.Image:
    """Free places in a full palette: the rarest colours become their nearest others."""
    counts, clear = image.histogram(), clear_entries(image)
    rare = sorted(set(range(_PALETTE)) - clear, key=lambda index: counts[index])[:_INKS]
    palette = np.array(image.getpalette("RGB"), np.int32).reshape(-1, 3)
    others = [i for i in range(len(palette)) if i not in rare and i not in clear]
    new = np.arange(_PALETTE, dtype=np.uint8)
    for index in rare:
        if counts[index]:
            away = ((palette[others] - palette[index]) ** 2).sum(axis=1)
            new[index] = others[int(away.argmin())]
    fewer = Image.fromarray(new[np.asarray(image)])
    fewer.putpalette(image.getpalette("RGB") or [])
    fewer.info = dict(image.info)
    return fewer


def plain_inks(kind: str, rgb: tuple[float, ...]) -> Inks:
    """Return inks of 8 bits: L, LA, RGB, RGBA or CMYK."""
    gray = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
    if kind == "CMYK":
        cmy = tuple(255.0 - part for part in rgb)
        return Inks(
            mode="plain", colour=(*cmy, 0), black=(0, 0, 0, 255), paper=(0, 0, 0, 0)
        )
    values = (gray,) if kind.startswith("L") else rgb
    count = len(values)
    if kind.endswith("A"):
        return Inks(
            mode="alpha",
            colour=(*values, 255),
            black=(*([0.0] * count), 255),
            paper=tuple([255.0] * (count + 1)),
        )
    return Inks(
        mode="plain",
        colour=values,
        black=tuple([0.0] * count),
        paper=tuple([255.0] * count),
    )


def deep_inks(top: float, channels: int, colour: tuple[float, float, float]) -> Inks:
    """Return inks of values from 0 to ``top`` in 1 to 4 channels."""
    return scaled_inks({1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels], top, colour)


def scaled_inks(kind: str, top: float, colour: tuple[float, float, float]) -> Inks:
    """Return inks of values from 0 to ``top``: L, LA, RGB, RGBA or CMYK."""
    small = plain_inks(kind, tuple(255.0 * part for part in colour))

    def wide(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(value * top / 255.0 for value in values)

    return Inks(
        mode=small.mode,
        colour=wide(small.colour),
        black=wide(small.black),
        paper=wide(small.paper),
    )


def blend(
    region: Pixels,
    coverage: Pixels,
    inks: Inks,
    *,
    black: bool = False,
    watermark: bool = False,
) -> Pixels:
    """Return pixels with ink on them; where there is no coverage nothing changes.

    Args:
        region: Pixels in the picture's own values.
        coverage: 0 to 255, of the same height and width.
        inks: The values that ink has in this picture.
        black: Use black instead of the stamp's colour.
        watermark: Light ink that darkens paper and leaves letters as they are.
    """
    ink = inks.black if black else inks.colour
    if inks.mode in ("bilevel", "index"):
        if watermark:
            coverage = _dots(coverage, _dark(region, inks))
        return _replaced(region, coverage, ink[0])
    if watermark:
        return _multiplied(region, coverage, inks)
    return _mixed(region, coverage, ink, with_alpha=inks.mode == "alpha")


_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_PLAIN = {
    "L": "L",
    "LA": "LA",
    "RGB": "RGB",
    "RGBA": "RGBA",
    "RGBX": "RGB",
    "CMYK": "CMYK",
}


def _index_inks(image: Image.Image, rgb: tuple[float, ...]) -> Inks:
    """Add the inks to a palette; colours that any pixel has stay."""
    received = np.array(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    free = _free_entries(image)
    if len(free) < _INKS:
        raise UnsupportedInput(
            "The picture's palette has no room for the stamp's ink.",
            slug="palette-full",
        )
    palette = np.zeros((max(len(received), max(free) + 1), 3), np.uint8)
    palette[: len(received)] = received
    palette[free] = np.array([rgb, (0, 0, 0), (255, 255, 255)]).round()
    colour, black, paper = ((float(index),) for index in free)
    return Inks(mode="index", colour=colour, black=black, paper=paper, palette=palette)


def _replaced(region: Pixels, coverage: Pixels, ink: float) -> Pixels:
    out = region.copy()
    out[coverage > _BILEVEL_THRESHOLD] = ink
    return out


def _mixed(
    region: Pixels, coverage: Pixels, ink: tuple[float, ...], *, with_alpha: bool
) -> Pixels:
    share = coverage.astype(np.float32) / 255.0
    old = region.astype(np.float32)
    if region.ndim == 2:
        return _as_type(old + (ink[0] - old) * share, region)
    share = share[..., None]
    values = np.array(ink, np.float32)
    if not with_alpha:
        return _as_type(old + (values - old) * share, region)
    top = values[-1]
    alpha = old[..., -1:] / top
    whole = share + alpha * (1 - share)
    colours = values[:-1] * share + old[..., :-1] * alpha * (1 - share)
    # Pixels without ink keep even the colour that a clear pixel hides.
    mixed = np.where(share > 0, colours / np.maximum(whole, 1e-6), old[..., :-1])
    return _as_type(np.concatenate([mixed, whole * top], axis=-1), region)


def _multiplied(region: Pixels, coverage: Pixels, inks: Inks) -> Pixels:
    """Darken paper by a share of what the paper has; black stays black."""
    share = coverage.astype(np.float32) / 255.0
    old = region.astype(np.float32)
    if region.ndim == 3:
        share = share[..., None]
    if inks.paper[0] == 0:  # CMYK: ink is added, up to full
        return _as_type(np.maximum(old, share * inks.black[3] * _BLACK_ONLY), region)
    if inks.mode == "alpha":
        top = inks.paper[-1]
        colours = old[..., :-1] * (1 - share)
        alpha = np.maximum(old[..., -1:], share * top)
        clear = old[..., -1:] == 0
        colours = np.where(clear & (share > 0), 0.0, colours)
        return _as_type(np.concatenate([colours, alpha], axis=-1), region)
    return _as_type(old * (1 - share), region)


_BLACK_ONLY = np.array([0, 0, 0, 1], np.float32)


def _as_type(values: NDArray[Any], like: Pixels) -> Pixels:
    whole = np.issubdtype(like.dtype, np.integer)
    typed: Pixels = (np.rint(values) if whole else values).astype(like.dtype)
    return typed


def _dark(region: Pixels, inks: Inks) -> Pixels:
    if inks.palette is None:
        return np.equal(region, 0)
    light = inks.palette.astype(int).sum(axis=1) > 3 * 170
    known = np.zeros(256, bool)
    known[: len(light)] = light
    dark: Pixels = ~known[region]
    return dark


def _dots(coverage: Pixels, dark: Pixels) -> Pixels:
    """Turn light ink into sparse dots that keep away from the page's own ink."""
    import cv2

    near = cv2.dilate(dark.astype(np.uint8), np.ones((7, 7), np.uint8))
    step = _WATERMARK_DOTS
    grid = np.zeros(coverage.shape, bool)
    grid[::step, ::step] = True
    grid[step // 2 :: step, step // 2 :: step] = True
    return np.where((coverage > 20) & grid & (near == 0), 255, 0).astype(np.uint8)
