"""What a map of ink says of a rectangle, by sums or pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box
from stamps.pdf_ink import InkMap, _is_even

SIDE = 40
GROUNDS = (255, 253, 250, 230, 205, 200, 120)


@given(
    seed=st.integers(0, 10_000),
    ground=st.sampled_from(GROUNDS),
    ink=st.sampled_from((0, 150, 200, 203, 228, 252, 255)),
    share=st.sampled_from((0.0, 0.001, 0.003, 0.1, 0.9)),
    corner=st.tuples(st.integers(-5, SIDE), st.integers(-5, SIDE)),
    size=st.tuples(st.integers(1, SIDE), st.integers(1, SIDE)),
)
def test_sums_and_pixels_agree(
    seed: int,
    ground: int,
    ink: int,
    share: float,
    corner: tuple[int, int],
    size: tuple[int, int],
) -> None:
    chance = np.random.default_rng(seed)
    picture = np.full((SIDE, SIDE), ground, dtype=np.uint8)
    picture[chance.random(picture.shape) < share] = ink
    inked = InkMap(picture=picture, scale=1.0)
    (x, y), (width, height) = corner, size
    box = Box(float(x), float(y), float(x + width), float(y + height))
    assert inked.is_even(box) == _is_even(inked._part(box))


@pytest.mark.parametrize("ground", GROUNDS)
def test_an_even_ground_is_even(ground: int) -> None:
    picture = np.full((SIDE, SIDE), ground, dtype=np.uint8)
    assert InkMap(picture=picture, scale=1.0).is_even(Box(3.0, 3.0, 30.0, 20.0))
