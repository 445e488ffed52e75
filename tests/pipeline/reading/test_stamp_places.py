"""Which lines are rows of one stamp by where they stand."""

import pytest

from pipeline.reading.stamp_places import follow, holds

ROW = (100, 100, 300, 140)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param((110, 150, 310, 190), True, id="right below"),
        pytest.param((90, 55, 290, 95), True, id="right above"),
        pytest.param((110, 125, 330, 180), True, id="turned, so that boxes overlap"),
        pytest.param((110, 200, 310, 240), False, id="far below"),
        pytest.param((500, 150, 700, 190), False, id="aside"),
        pytest.param((310, 100, 500, 140), False, id="on the same row"),
        pytest.param(ROW, False, id="itself"),
    ],
)
def test_rows_follow_one_another(
    other: tuple[int, int, int, int], expected: bool
) -> None:
    assert follow(ROW, other) is expected


def test_a_frame_holds_a_line_whose_middle_is_in_it() -> None:
    assert holds((0, 0, 400, 200), [ROW])
    assert not holds((0, 0, 150, 200), [ROW])
