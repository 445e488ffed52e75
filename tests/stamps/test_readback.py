"""The proof notices what it has to notice, and pages out of place are named."""

import numpy as np
import pytest

from stamps.code2d import CodeFacts, misplaced
from stamps.pdf_render import Picture
from stamps.readback import CODE_PIXELS, Expected, Finding, compare, compare_code


def letters(seed: int = 1) -> Picture:
    """Return a picture with as much ink as a line of text."""
    chance = np.random.default_rng(seed)
    coarse = np.where(chance.random((10, 60)) < 0.3, 60, 255).astype(np.uint8)
    return np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)


def expected(picture: Picture) -> Expected:
    return Expected(picture=picture, known_width=picture.shape[1])


SHOWN = {
    "same": (lambda p: p, Finding.GOOD),
    "grey-ground": (lambda p: (p * 0.8).astype(np.uint8), Finding.GOOD),
    "blank": (lambda p: np.full_like(p, 255), Finding.MISSING),
    "black": (lambda p: np.zeros_like(p), Finding.MISSING),
    "upside-down": (lambda p: p[::-1, ::-1], Finding.MISSING),
    "mirrored": (lambda p: p[:, ::-1], Finding.MISSING),
    "shifted": (lambda p: np.roll(p, 7, axis=1), Finding.MISSING),
    "too-faint": (lambda p: (240 + p / 17).astype(np.uint8), Finding.MISSING),
    "with-a-line": (
        lambda p: np.where(np.arange(20)[:, None] == 9, 0, p).astype(np.uint8),
        Finding.MIXED,
    ),
}


@pytest.mark.parametrize("case", SHOWN, ids=str)
def test_a_line_is_compared_by_its_pixels(case: str) -> None:
    change, finding = SHOWN[case]
    picture = letters()

    assert compare(change(picture), expected(picture)) is finding


def code_picture(modules: Picture) -> Picture:
    padded = np.pad(modules, 2, constant_values=255)
    return np.repeat(np.repeat(padded, CODE_PIXELS, axis=0), CODE_PIXELS, axis=1)


CODES = {
    "same": (lambda p: p, Finding.GOOD),
    "turned": (np.rot90, Finding.MISSING),
    "blank": (lambda p: np.full_like(p, 255), Finding.MISSING),
    "line-in-the-quiet-zone": (
        lambda p: np.where(np.arange(p.shape[0])[:, None] == 2, 0, p).astype(np.uint8),
        Finding.MIXED,
    ),
}


@pytest.mark.parametrize("case", CODES, ids=str)
def test_a_code_is_compared_module_by_module(case: str) -> None:
    change, finding = CODES[case]
    chance = np.random.default_rng(2)
    modules = np.where(chance.random((25, 25)) < 0.5, 0, 255).astype(np.uint8)

    assert compare_code(change(code_picture(modules)), modules, 2) is finding


def _says(page: int, pages: int) -> CodeFacts:
    return CodeFacts(number="1", copy=None, page=page, pages=pages, check_value="")


ORDERS: dict[str, tuple[list[int], list[str]]] = {
    "whole": ([1, 2, 3], []),
    "swapped": (
        [2, 1, 3],
        ["page 1: its code says page 2", "page 2: its code says page 1"],
    ),
    "cut": ([1, 2], ["page 3 is missing"]),
    "one-alone": ([2], []),
    "bare-page": ([1, 0, 3], []),
    "twice": ([1, 2, 2, 3], []),
}


@pytest.mark.parametrize("case", ORDERS, ids=str)
def test_pages_out_of_place_are_named(case: str) -> None:
    order, named = ORDERS[case]
    pages = [(i, [_says(p, 3)] if p else []) for i, p in enumerate(order, start=1)]

    assert misplaced(pages) == named
