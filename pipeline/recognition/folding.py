"""Bring writing to its skeleton, so that one word looks the same however it was typed.

Pure functions over strings; knows letters, no marks and no formats. A fold keeps the
length of a text, so that places found in the fold are places in the text.
"""

import codecs
import unicodedata
from functools import cache
from typing import Any, NamedTuple

GAP = "\x01"
"""Stands for a character that takes no room: soft hyphen, zero-width, accent."""

_NO_ROOM = {
    0x0001, 0x0002, 0x00AD, 0x034F, 0x061C, 0x115F, 0x17B4, 0x180E, 0x2060, 0x2061,
    0x2062, 0x2063, 0x2064, 0xFEFF, 0xFFFE, *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0x0300, 0x0370),
    *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080),
}  # fmt: skip

# Letters that look alike; the right side is the Cyrillic skeleton. Source: domain.md §2
# (the printed KZ–PL agreement mixes all of them).
_LOOKS_LIKE = {
    "a": "а", "α": "а", "b": "в", "β": "в", "c": "с", "ϲ": "с", "e": "е", "ε": "е",
    "h": "н", "η": "н", "һ": "н", "i": "и", "ı": "и", "ι": "и", "і": "и", "ӏ": "и",
    "k": "к", "κ": "к", "m": "м", "μ": "м", "o": "о", "ο": "о", "σ": "о", "ѳ": "о",
    "ɵ": "о", "θ": "о", "ө": "о", "ӫ": "о", "ø": "о", "p": "р", "ρ": "р", "t": "т",
    "τ": "т", "x": "х", "χ": "х", "y": "у", "υ": "у", "γ": "у", "ү": "у", "ұ": "у",
    "қ": "к", "ҝ": "к", "ҟ": "к", "ҡ": "к", "ӄ": "к", "ң": "н", "ҥ": "н", "ӈ": "н",
    "ғ": "г", "ҕ": "г", "э": "е", "є": "е", "ѐ": "е", "s": "ѕ", "ᴀ": "а", "ʙ": "в",
    "ᴄ": "с", "ᴇ": "е", "ʜ": "н", "ɪ": "и", "ᴋ": "к", "ᴍ": "м", "ᴏ": "о", "ᴘ": "р",
    "ᴛ": "т", "ʏ": "у", "ᴦ": "г", "ᴨ": "п", "ᴫ": "л", "ʀ": "r", "ɴ": "n", "ᴜ": "u",
    "ѵ": "v", "ʌ": "л", "0": "о",
}  # fmt: skip

_RANGES = (
    (0x0021, 0x0530), (0x0531, 0x0590), (0x1C80, 0x1C90), (0x1D00, 0x1D80),
    (0x1E00, 0x2000), (0x2100, 0x2150), (0x2C60, 0x2C80), (0xA640, 0xA6A0),
    (0xFF01, 0xFF60), (0x1D400, 0x1D800),
)  # fmt: skip

_DROPPED = " \t\r\n\f\v\x85\xa0\u2028\u2029\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
_COMMON = (
    "".join(chr(code) for code in (9, 10, 13, *range(0x20, 0x7F), *range(0x410, 0x450)))
    + "ЁёІіЎўӘәҒғҚқҢңӨөҰұҮүҺһ\x02\xa0\xad«»–—‘’“”„…•·№°§"
)
"""What most documents are written with; at most 256."""
_JOINERS = "-‐‑‒–—−¬_./'’ʼʻ`‘·"


@cache
def skeleton_table() -> dict[int, str]:
    """Return the character table of ``fold``; made once in a process."""
    table = {code: GAP for code in _NO_ROOM}
    for start, end in _RANGES:
        for code in range(start, end):
            if code not in _NO_ROOM:
                table[code] = _skeleton(chr(code))
    return {code: to for code, to in table.items() if chr(code) != to}


@cache
def squeeze_table() -> dict[int, str | None]:
    """Return the table of ``squeeze``: the fold without gaps, spaces and joiners."""
    dropped: dict[int, str | None] = {ord(char): None for char in _DROPPED + _JOINERS}
    kept = {code: None if to == GAP else to for code, to in skeleton_table().items()}
    return {**kept, **dropped, **dict.fromkeys(_NO_ROOM)}


def _skeleton(char: str) -> str:
    """Return a character's base letter, small, Cyrillic where it looks alike."""
    if char in _JOINERS or char in _DROPPED or char == "№":
        return char
    base = unicodedata.normalize("NFKD", char)[:1]
    base = base if base.isalnum() else char
    small = base.lower()[:1]
    return _LOOKS_LIKE.get(small, small)


def fold(text: str) -> str:
    """Return the skeleton of a text, of the same length.

    Case, accents and alphabets that look alike are gone: «Құпия», «КУПИЯ» and
    «Kyпия» fold to the same. Spaces, line breaks and punctuation stay.
    """
    return text.translate(skeleton_table())


def squeeze(text: str) -> str:
    """Return the skeleton without white space, zero-width characters and joiners."""
    narrow = _narrow_tables()
    try:
        coded = codecs.charmap_encode(text, "strict", narrow.codes)[0]
    except UnicodeEncodeError:
        return text.translate(squeeze_table())
    kept = coded.translate(None, narrow.dropped)
    return codecs.charmap_decode(kept, "strict", narrow.skeletons)[0]


class _Narrow(NamedTuple):
    """Tables for text of common characters alone, which C code folds ten times faster.

    A character becomes a byte, dropped bytes go, what is left becomes its skeleton.
    """

    codes: Any
    dropped: bytes
    skeletons: str


@cache
def _narrow_tables() -> _Narrow:
    chars = "\0" + "".join(sorted(set(_COMMON) - {"\0"}))
    folded = [squeeze_table().get(ord(char), char) for char in chars]
    dropped = bytes(at for at, to in enumerate(folded) if to is None)
    skeletons = "".join(to or "\ufffe" for to in folded)
    return _Narrow(codecs.charmap_build(chars.ljust(256, "\ufffe")), dropped, skeletons)


def kept_places(folded: str) -> list[int]:
    """Return where in a folded text each character of its squeezed form stands."""
    away = _away()
    return [place for place, char in enumerate(folded) if char not in away]


@cache
def _away() -> frozenset[str]:
    return frozenset(_DROPPED + _JOINERS + GAP)


def is_blank(char: str) -> bool:
    """Tell whether a character is white space of any kind."""
    return char in _DROPPED


def is_joiner(char: str) -> bool:
    """Tell whether a character may stand between the parts of one expression."""
    return char in _JOINERS
