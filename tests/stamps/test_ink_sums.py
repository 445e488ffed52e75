"""What a map of ink says of a rectangle, and of many in one go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box
from stamps.layout import Page, place_stamp
from stamps.pdf_ink import InkMap

SIDE = 40
GROUNDS = (255, 253, 250, 230, 205, 200, 120)


@pytest.mark.parametrize("ground", GROUNDS)
def test_an_even_ground_is_even(ground: int) -> None:
    picture = np.full((SIDE, SIDE), ground, dtype=np.uint8)
    assert InkMap(picture=picture, scale=1.0).is_even(Box(3.0, 3.0, 30.0, 20.0))


@given(
    seed=st.integers(0, 10_000),
    ground=st.sampled_from(GROUNDS),
    written=st.sampled_from((0, 150, 200, 203, 228, 252, 255)),
    share=st.sampled_from((0.0, 0.001, 0.003, 0.02, 0.3, 0.9)),
    spots=st.lists(
        st.tuples(st.floats(-9, SIDE + 9), st.floats(-9, SIDE + 9)), max_size=30
    ),
    size=st.tuples(st.floats(0.5, SIDE), st.floats(0.5, SIDE)),
    scale=st.sampled_from((0.75, 1.0)),
)
def test_only_places_that_are_written_on_are_sieved_out(
    seed: int,
    ground: int,
    written: int,
    share: float,
    spots: list[tuple[float, float]],
    size: tuple[float, float],
    scale: float,
) -> None:
    chance = np.random.default_rng(seed)
    picture = np.full((SIDE, SIDE), ground, dtype=np.uint8)
    picture[chance.random(picture.shape) < share] = written
    ink = InkMap(picture=picture, scale=scale)

    kept = ink.unmixed(spots, size)

    assert kept == [spot for spot in spots if spot in kept]
    for x, y in set(spots) - set(kept):
        assert not ink.is_even(Box(x, y, x + size[0], y + size[1]))


def test_a_full_page_is_asked_about_few_places() -> None:
    picture = np.full((842, 595), 255, dtype=np.uint8)
    picture[:780:3] = 0  # lines from edge to edge, but for a band below
    ink, asked = InkMap(picture=picture, scale=1.0), 0

    def is_free(box: Box) -> bool:
        nonlocal asked
        asked += 1
        return ink.is_clear(box)

    places = ("top-right", "top-left", "bottom-right")
    page = Page(width=595.0, height=842.0)
    size = (110.0, 40.0)
    box = place_stamp(
        size, page, marks=(), places=places, is_free=is_free, sieve=ink.unmixed
    )

    assert box is not None
    assert box == place_stamp(size, page, marks=(), places=places, is_free=ink.is_clear)
    assert asked < 40  # of about 2000
