"""Where stamps fit: always inside the page, never on what is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box
from stamps.layout import Page, place_page_mark, place_stamp

PLACES = ("under-mark", "top-right", "top-left", "bottom-right", "bottom-left")
SIZE = (80.0, 56.0)
LINE = (110.0, 8.0)
CODE = 43.0


def boxes(width: float = 1200.0) -> st.SearchStrategy[Box]:
    edges = st.tuples(*[st.floats(0, width, allow_nan=False)] * 4)
    return edges.map(
        lambda e: Box(
            min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3])
        )
    )


pages = st.builds(
    Page,
    width=st.floats(10, 3000),
    height=st.floats(10, 3000),
    taken=st.lists(boxes(), max_size=6).map(tuple),
)


def is_anything_free(_: Box) -> bool:
    return True


def inside(box: Box, page: Page) -> bool:
    return (
        box.x0 >= 0 and box.y0 >= 0 and box.x1 <= page.width and box.y1 <= page.height
    )


@given(page=pages, marks=st.lists(boxes(), max_size=2).map(tuple))
def test_a_stamp_is_inside_and_covers_nothing(
    page: Page, marks: tuple[Box, ...]
) -> None:
    page = Page(width=page.width, height=page.height, taken=(*page.taken, *marks))

    box = place_stamp(SIZE, page, marks=marks, places=PLACES, is_free=is_anything_free)

    if box is not None:
        assert inside(box, page)
        assert not any(box.overlaps(other) for other in page.taken)


@given(page=pages)
def test_line_and_code_are_inside_and_apart(page: Page) -> None:
    mark = place_page_mark(LINE, CODE, page, is_free=is_anything_free)

    if mark is not None:
        assert mark.code is not None
        assert not mark.line.overlaps(mark.code)
        for box in (mark.line, mark.code):
            assert inside(box, page)
            assert not any(box.overlaps(other) for other in page.taken)


@given(page=pages, free=boxes())
def test_nothing_is_placed_where_the_pixels_say_no(page: Page, free: Box) -> None:
    def is_free(box: Box) -> bool:
        return not box.overlaps(free)

    mark = place_page_mark(LINE, None, page, is_free=is_free)

    assert mark is None or not mark.line.overlaps(free)


@pytest.mark.parametrize(
    ("taken", "corner"),
    [
        ((), "top-right"),
        ((Box(300, 0, 600, 400),), "top-left"),
        ((Box(0, 0, 600, 420),), "bottom-right"),
        ((Box(0, 0, 600, 420), Box(200, 400, 600, 842)), "bottom-left"),
    ],
    ids=["empty", "right-taken", "upper-half-taken", "only-lower-left"],
)
def test_the_order_of_the_profile_is_kept(taken: tuple[Box, ...], corner: str) -> None:
    page = Page(width=595, height=842, taken=taken)

    box = place_stamp(SIZE, page, marks=(), places=PLACES, is_free=is_anything_free)

    assert box is not None
    assert ("top" if box.y0 < 421 else "bottom") == corner.split("-")[0]
    assert ("left" if box.x0 < 297 else "right") == corner.split("-")[1]


def test_under_the_mark_comes_first() -> None:
    mark = Box(400, 50, 500, 64)
    page = Page(width=595, height=842, taken=(mark,))

    box = place_stamp(
        SIZE, page, marks=(mark,), places=PLACES, is_free=is_anything_free
    )

    assert box == Box(420, 67, 500, 123)


def test_beside_the_mark_where_text_stands_under_it() -> None:
    mark, text = Box(400, 50, 500, 64), Box(0, 80, 595, 842)
    page = Page(width=595, height=842, taken=(mark, text))

    box = place_stamp(
        SIZE, page, marks=(mark,), places=PLACES, is_free=is_anything_free
    )

    assert box is not None
    assert box.x1 < mark.x0 or box.x0 > mark.x1


def test_a_full_page_has_no_room() -> None:
    page = Page(width=595, height=842, taken=(Box(0, 0, 595, 842),))

    assert (
        place_stamp(SIZE, page, marks=(), places=PLACES, is_free=is_anything_free)
        is None
    )
    assert place_page_mark(LINE, CODE, page, is_free=is_anything_free) is None
