"""Many 2-D codes of one document at once, as zxing-cpp would make them one by one.

Codes of one length differ only in their codewords, so that one code made by zxing-cpp
says all else of the others: size, patterns, mask. What differs is worked out for all of
them together. Texts or sizes that this does not cover are left to zxing-cpp.

Source: ISO/IEC 18004, 7.4 (data), 7.5 and annex A (correction), 7.7.3 (placement).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
GrayModules = tuple[int, bytes]
"""Side in modules, and one byte a module, 0 dark and 255 light."""

_LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = np.full(256, 255, dtype=np.uint16)
_VALUES[np.frombuffer(_LETTERS, np.uint8)] = np.arange(len(_LETTERS))
_DIGITS = re.compile("[0-9]{6}")
_DENSE_MODE = (0, 0, 1, 0)
_PADDING = (0xEC, 0x11)
_FIELD = 0x11D
"""Of GF(256): x^8 + x^4 + x^3 + x^2 + 1."""
_ORDER = 255
_FEWEST = 24
"""Codes of one length that are worth the trouble."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A code with one block of codewords, correction level M."""

    side: int
    data: int
    correction: int


_SHAPES = {s.side: s for s in (_Shape(25, 28, 16), _Shape(29, 44, 26))}


def make_many(
    texts: Sequence[str], make_one: Callable[[str], GrayModules]
) -> list[GrayModules]:
    """Return the code of each text.

    Args:
        texts: In the 45 letters of the dense mode.
        make_one: Makes one code; level M, the same mask for all.
    """
    alike: dict[int, list[int]] = {}
    for index, text in enumerate(texts):
        # zxing-cpp packs many digits in a row more tightly, so that those are alone.
        alike.setdefault(~index if _DIGITS.search(text) else len(text), []).append(
            index
        )
    found: dict[int, GrayModules] = {}
    for indexes in alike.values():
        of_one_length = [texts[index] for index in indexes]
        made = _together(of_one_length, make_one) or map(make_one, of_one_length)
        found.update(zip(indexes, made, strict=True))
    return [found[index] for index in range(len(texts))]


def _together(
    texts: list[str], make_one: Callable[[str], GrayModules]
) -> list[GrayModules] | None:
    """Make codes of texts of one length; None where the last isn't as by itself."""
    if len(texts) < _FEWEST:
        return None
    side, first = make_one(texts[0])
    shape = _SHAPES.get(side)
    words = None if shape is None else _codewords(texts, shape)
    if shape is None or words is None:
        return None
    places = _places(shape)
    differs = np.unpackbits(words ^ words[0], axis=1)
    pixels = np.tile(np.frombuffer(first, np.uint8), (len(texts), 1))
    pixels[:, places] ^= differs * np.uint8(255)
    size, data = side * side, pixels.tobytes()
    made = [(side, data[at : at + size]) for at in range(0, len(data), size)]
    return made if made[-1] == make_one(texts[-1]) else None


def _codewords(texts: list[str], shape: _Shape) -> Bytes | None:
    """Return a row of codewords for each text; None where they don't hold it."""
    letters = np.frombuffer("".join(texts).encode("latin-1", "replace"), np.uint8)
    values = _VALUES[letters].reshape(len(texts), -1)
    length = values.shape[1]
    bits = 4 + 9 + 11 * (length // 2) + 6 * (length % 2)
    if int(values.max(initial=0)) >= len(_LETTERS) or bits > 8 * shape.data:
        return None
    pairs = values[:, : length // 2 * 2]
    parts = [
        np.tile(np.array(_DENSE_MODE, np.uint8), (len(texts), 1)),
        _bits(np.full((len(texts), 1), length, np.uint16), 9),
        _bits(45 * pairs[:, ::2] + pairs[:, 1::2], 11),
        _bits(values[:, length // 2 * 2 :], 6),
    ]
    packed = np.packbits(np.hstack(parts), axis=1)
    # Four bits of nothing end the data, as far as there is room for them.
    used = min(-(-(bits + 4) // 8), shape.data)
    data = np.zeros((len(texts), shape.data), dtype=np.uint8)
    data[:, : packed.shape[1]] = packed
    data[:, used:] = np.resize(_PADDING, shape.data - used)
    return np.hstack((data, _correction(data, shape)))


def _bits(values: NDArray[np.uint16], width: int) -> Bytes:
    """Write each value of a row in so many bits, one after the other."""
    shifts = np.arange(width - 1, -1, -1, dtype=np.uint16)
    bits = (values[:, :, None] >> shifts & 1).astype(np.uint8)
    return bits.reshape(len(values), -1)


def _correction(data: Bytes, shape: _Shape) -> Bytes:
    """Return the correcting codewords: the sum of what each data word adds."""
    table = _remainders(shape)
    found = np.zeros((len(data), shape.correction), dtype=np.uint8)
    for place in range(shape.data):
        found ^= table[place][data[:, place]]
    return found


@lru_cache(maxsize=len(_SHAPES))
def _remainders(shape: _Shape) -> Bytes:
    """Return what each value of each data word adds to the correcting ones."""
    divisor = np.array([1], dtype=np.uint8)
    for power in range(shape.correction):
        longer = np.append(divisor, np.uint8(0))
        longer[1:] ^= _product(divisor, _powers()[power])
        divisor = longer
    table = np.zeros((shape.data, 256, shape.correction), dtype=np.uint8)
    values = np.arange(256, dtype=np.uint8)
    rest = divisor[1:]  # of a one right before the correcting words
    for place in range(shape.data - 1, -1, -1):
        table[place] = _product(values[:, None], rest)
        rest = np.append(rest[1:], np.uint8(0)) ^ _product(divisor[1:], rest[0])
    return table


@lru_cache(maxsize=1)
def _powers() -> Bytes:
    """Return the powers of two in GF(256), all values but 0."""
    found = [1]
    while len(found) < _ORDER:
        twice = found[-1] << 1
        found.append(twice ^ (_FIELD if twice > _ORDER else 0))
    return np.array(found, dtype=np.uint8)


def _product(one: Bytes, other: Bytes | np.uint8) -> Bytes:
    """Multiply in GF(256)."""
    logs = np.zeros(256, dtype=np.int64)
    logs[_powers()] = np.arange(_ORDER)
    product = _powers()[(logs[one] + logs[other]) % _ORDER]
    return np.where((one == 0) | (other == 0), np.uint8(0), product)


@lru_cache(maxsize=len(_SHAPES))
def _places(shape: _Shape) -> NDArray[np.int64]:
    """Return the module of each bit of the codewords, in their order."""
    side = shape.side
    taken = np.zeros((side, side), dtype=np.bool_)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6, :] = taken[:, 6] = True
    taken[side - 9 : side - 4, side - 9 : side - 4] = True
    rows, found = range(side - 1, -1, -1), []
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        found += [
            row * side + column
            for row in rows
            for column in (right, right - 1)
            if not taken[row, column]
        ]
        rows = rows[::-1]
    return np.array(found[: 8 * (shape.data + shape.correction)])
