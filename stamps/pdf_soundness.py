"""Whether a page's content is written so that every renderer reads it to its end.

Some renderers stop where an operator has too few operands, and hide all that follows a
mark for an optional layer that was never ended. The proof renders with one of them
only, so that such content is told here by its syntax. Knows content streams; nothing of
stamps.

Source: ISO 32000-2, 7.8.2 (content streams), 14.6 (marked content), A.2 (operators).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array

from stamps.pdf_plan import Isolation

_MOST_PAGES = 16
"""Pages of one file whose content is looked at, spread over all of it."""
_OPERANDS = {
    0: "q Q h S s f F f* B B* b b* n W W* BT ET T* EMC BX EX sc scn SC SCN",
    1: "w J j M ri i gs g G cs CS Tc Tw Tz TL Tr Ts Tj TJ ' sh Do MP BMC",
    2: "m l d Td TD Tf d0 DP BDC",
    3: 'rg RG "',
    4: "v y re k K",
    6: "c cm Tm d1",
}
_LEAST = {
    operator.encode("ascii"): count
    for count, operators in _OPERANDS.items()
    for operator in operators.split()
}


def _closed(opening: bytes, plain: bytes, inner: bytes, closing: bytes) -> bytes:
    """Return a pattern for something in brackets; nothing in it is tried twice."""
    return opening + b"(?:" + plain + b"|" + inner + b")*+" + closing


_ESCAPED = rb"\\.[^()\\]*+"
_LETTERS = rb"[^()\\]++(?:" + _ESCAPED + rb")*+|(?:" + _ESCAPED + rb")++"
"""Anything but brackets, escapes too; letters between escapes take no step more."""
_STRING = rb"\((?:" + _LETTERS + rb")*+\)"
for _ in range(2):
    _STRING = _closed(rb"\(", _LETTERS, _STRING, rb"\)")
_HEXADECIMAL = rb"<[0-9A-Fa-f\s]*+>"
_DICTIONARY = _SIMPLE = _HEXADECIMAL + b"|" + _STRING
for _ in range(3):
    _DICTIONARY = _closed(b"<<", b"[^<>()]++", _SIMPLE + b"|" + _DICTIONARY, b">>")
_ARRAY = _closed(rb"\[", rb"[^\[\]()]++", _STRING, rb"\]")
_ONE_OPERAND = re.compile(
    b"|".join((_STRING, _DICTIONARY, _HEXADECIMAL, _ARRAY)), re.DOTALL
)
"""A string, dictionary or array; one that was never closed is left standing."""
_PICTURE = tuple(
    re.compile(rb"(?<!\S)" + operator + rb"(?!\S)")
    for operator in (b"BI", b"ID", b"EI")
)
_COMMENT = re.compile(rb"%[^\r\n]*+")
_NESTING = frozenset((b"q", b"Q", b"BDC", b"BMC", b"EMC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How a page's content is written."""

    is_sound: bool
    open_marks: int
    """Marked-content sequences that are begun and not ended."""


def read_syntax(content: bytes) -> Syntax:
    """Read a page's content as tokens, without its meaning.

    Too many restored states and closed brackets count as unsound, too.
    """
    plain = _ONE_OPERAND.sub(b" 0 ", content)
    if b"BI" in plain and _PICTURE[0].search(plain):
        plain = _ONE_OPERAND.sub(b" 0 ", _without_pictures(content))
    if b"%" in plain:
        plain = _COMMENT.sub(b" ", plain)
    is_sound = len(plain) == len(plain.translate(None, b"()<>[]"))
    tokens = plain.replace(b"/", b" /").replace(b"\0", b" ").split()
    is_sound = is_sound and b"BI" not in tokens
    states = marks = 0
    last = -1
    for place, least in enumerate(map(_LEAST.get, tokens)):
        if least is None:
            continue
        if place - last <= least:
            is_sound = False
        last = place
        token = tokens[place]
        if token in _NESTING:
            states += (token == b"q") - (token == b"Q")
            is_sound = is_sound and states >= 0
            marks += token in (b"BDC", b"BMC")
            marks -= token == b"EMC" and marks > 0
    return Syntax(is_sound=is_sound, open_marks=marks)


def _without_pictures(content: bytes) -> bytes:
    """Leave inline pictures out; their bytes may look like anything."""
    begin, data, end = _PICTURE
    parts, place = [], 0
    while (first := begin.search(content, place)) is not None:
        middle = data.search(content, first.end())
        last = middle and end.search(content, middle.end())
        if not last:
            break
        parts.append(content[place : first.start()])
        place = last.end()
    return b" ".join((*parts, content[place:]))


def isolations(pages: Sequence[Any]) -> dict[int, Isolation]:
    """Return the pages whose content has to be kept apart, and how.

    Of a long file some pages are read; all of them where one is found.
    """
    step = max(len(pages) // _MOST_PAGES, 1)
    found = _needed(pages, range(0, len(pages), step))
    if found and step > 1:
        found |= _needed(pages, (i for i in range(len(pages)) if i % step))
    return found


def _needed(pages: Sequence[Any], indexes: Iterable[int]) -> dict[int, Isolation]:
    found = {}
    for index in indexes:
        page = pages[index]
        syntax = read_syntax(joined(content_streams(page.get("/Contents"))))
        if syntax.is_sound and not syntax.open_marks:
            continue
        # Tags point into the page's own content, which then can't become a form.
        is_tagged = page.get("/StructParents") is not None
        found[index] = Isolation.ANNOTATION if is_tagged else Isolation.FORM
    return found


def content_streams(value: Any) -> list[Any]:
    """Return a page's content streams; what isn't a stream is left out."""
    if value is None:
        return []
    if isinstance(value, pikepdf.Stream):
        return [value]
    if isinstance(value, Array):
        return [item for item in value if isinstance(item, pikepdf.Stream)]
    return []


def joined(streams: Iterable[Any]) -> bytes:
    """Return content streams as one; what can't be read is left out."""
    return b"\n".join(_bytes_of(stream) for stream in streams)


def _bytes_of(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""
