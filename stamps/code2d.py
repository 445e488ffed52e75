"""The 2-D code of a page: what it says, how it is checked, drawn and read.

It says which document, copy and page a sheet of paper is, and holds no text of the
document. It must not know Parties, degrees or carriers.

The text of a code is ``B1:NUMBER:COPY:PAGE:PAGES:CHECK`` in the 45 characters of QR's
dense mode, so that a usual code has 25 modules a side.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from stamps.plan import CodeContent

if TYPE_CHECKING:
    from PIL.Image import Image

PREFIX = "B1"
"""Names the layout of the payload; a later layout takes another."""

SYMBOL_MM = 13.0
"""Side of the printed code without its quiet zone; see benchmarks/codes."""

QUIET_MODULES = 2
"""Light modules to keep free on every side of the code."""

_DOMAIN = b"belgi/code2d/1\0"
_DARK_AS_ONE = bytes([1] + [0] * 255)
_DATA_MASK = 3
"""Trying all eight masks costs three quarters of the time and reads no better."""
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]
"""Five of them make a check value: 50 bits."""
_PLAIN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/ ")
_CYRILLIC = 0x400  # one byte is enough for U+0400 to U+04FF: two hex digits
_ESCAPED = re.compile(r"\.([0-9A-F]{2})|%([0-9A-F]{6})|([-0-9A-Z/ ])")
_PAYLOAD = re.compile(
    r"B1:(?P<number>[^:]{1,120}):(?P<copy>[0-9]{0,9}):(?P<page>[0-9]{1,9})"
    r":(?P<pages>[0-9]{1,9}):(?P<check>[A-Z2-7]{10})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What a code read from paper or from a file says; believed only if checked."""

    number: str
    copy: int | None
    page: int
    """1-based."""
    pages: int
    check_value: str = field(repr=False)


def payload(content: CodeContent, page: int, pages: int) -> str:
    """Return the text of the code of one page.

    Args:
        content: Number, copy and the key of the office.
        page: 1-based, or 0 where the format flows and its pages are not known.
        pages: How many pages the carrier has, 0 with page 0.

    Raises:
        ValueError: The page is not one of the pages; a fault of the caller.
    """
    if not (1 <= page <= pages or page == pages == 0):
        raise ValueError("a code needs a page between 1 and the number of pages")
    copy = "" if content.copy is None else str(content.copy)
    body = f"{PREFIX}:{_escape(content.number)}:{copy}:{page}:{pages}"
    return f"{body}:{_check_value(body, content.key)}"


def parse(text: str) -> CodeFacts | None:
    """Return what a payload says, or None where it is not one of ours.

    The check value is not looked at; ``check`` does that.
    """
    match = _PAYLOAD.fullmatch(text)
    number = None if match is None else _unescape(match["number"])
    if match is None or number is None:
        return None
    page, pages = int(match["page"]), int(match["pages"])
    if not (1 <= page <= pages or page == pages == 0):
        return None
    return CodeFacts(
        number=number,
        copy=int(match["copy"]) if match["copy"] else None,
        page=page,
        pages=pages,
        check_value=match["check"],
    )


def check(text: str, key: bytes) -> bool:
    """Tell whether a payload was made with this key and not altered since."""
    if parse(text) is None:
        return False
    body, _, value = text.rpartition(":")
    return hmac.compare_digest(value, _check_value(body, key))


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code as rows of modules, True for dark, without a quiet zone."""
    side, pixels = gray_modules(text)
    dark = pixels.translate(_DARK_AS_ONE)
    return tuple(
        tuple(map(bool, dark[start : start + side]))
        for start in range(0, len(dark), side)
    )


def gray_modules(text: str) -> tuple[int, bytes]:
    """Return the side in modules and one byte a module, 0 dark and 255 light.

    The quickest form: about 20 microseconds a code.
    """
    import zxingcpp

    symbol = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_DATA_MASK
    )
    image = symbol.to_image(scale=1, add_quiet_zones=False)
    return image.shape[1], bytes(image)  # type: ignore[call-overload]  # a buffer


def misplaced(pages: Sequence[tuple[int, Sequence[CodeFacts]]]) -> list[str]:
    """Name pages that stand where another belongs, and those that are missing.

    Args:
        pages: Each page of a carrier (1-based) with what its code says of it; codes of
            one document. One page alone, such as a photograph, says which it is and
            nothing of the others.
    """
    placed = [(number, code) for number, codes in pages for code in codes if code.page]
    if len(pages) == 1 or not placed:
        return []
    there = sorted(code.page for _, code in placed)
    wrong = [
        f"page {number}: its code says page {code.page}"
        for (number, code), belongs in zip(placed, there, strict=True)
        if code.page != belongs
    ]
    if len(placed) < len(pages):
        return wrong  # a page without a code may be any of those that are missing
    missing = sorted(set(range(1, placed[0][1].pages + 1)) - set(there))
    return wrong + [f"page {number} is missing" for number in missing]


def read_codes(image: "Image") -> tuple[str, ...]:
    """Return the payloads of ours that a picture shows, in no order of places.

    Tries the picture as it is, then ever stronger cures for small, blurred, unevenly
    lit or thinned modules; any turn and moderate perspective are tolerated.
    """
    from stamps.code2d_reading import read_matrices

    return tuple(text for text in read_matrices(image) if parse(text) is not None)


def _check_value(body: str, key: bytes) -> str:
    digest = hmac.digest(key, _DOMAIN + body.encode("ascii"), "sha256")
    value = int.from_bytes(digest[:7], "big") >> 6
    return "".join([_PAIRS[value >> shift & 1023] for shift in (40, 30, 20, 10, 0)])


@lru_cache(maxsize=64)
def _escape(text: str) -> str:
    return "".join(
        character if character in _PLAIN else _escape_character(character)
        for character in text
    )


def _escape_character(character: str) -> str:
    point = ord(character)
    if 0 <= point - _CYRILLIC <= 0xFF:
        return f".{point - _CYRILLIC:02X}"
    return f"%{point:06X}"


def _unescape(text: str) -> str | None:
    out, position = [], 0
    for match in _ESCAPED.finditer(text):
        if match.start() != position:
            return None
        position = match.end()
        short, long, plain = match.groups()
        point = _CYRILLIC + int(short, 16) if short else int(long or "0", 16)
        if point > 0x10FFFF:
            return None
        out.append(plain or chr(point))
    return "".join(out) if position == len(text) else None
