"""A page that comes in pieces is seen as if it had come whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stamps.image_shrink import add_piece, as_gray, empty_map, step_for


@pytest.mark.parametrize(("dpi", "step"), [(72, 1), (108, 1), (300, 2), (600, 5)])
def test_the_finer_the_page_the_larger_the_step(dpi: float, step: int) -> None:
    assert step_for(dpi) == step


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    step=st.integers(1, 7),
    cut=st.integers(1, 40),
    across=st.integers(1, 40),
)
def test_pieces_give_what_the_whole_gives(
    size: tuple[int, int], step: int, cut: int, across: int
) -> None:
    page = np.random.default_rng(2).integers(0, 255, size, np.uint8)
    small = empty_map(size, step)

    for top in range(0, size[0], cut):
        for left in range(0, size[1], across):
            piece = page[top : top + cut, left : left + across]
            add_piece(small, piece, (top, left), size, step)

    for row in range(small.shape[0]):
        for column in range(small.shape[1]):
            part = page[row * step :, column * step :][:step, :step]
            assert abs(int(as_gray(small)[row, column]) - part.mean()) <= 0.51
