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
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pikepdf
from numpy.typing import NDArray
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
_BACKSLASH = 0x5C
_NINES = bytes.maketrans(b"012345678.+-", b"9" * 12)


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
    plain = _without_operands(content)
    if b"BI" in plain and _PICTURE[0].search(plain):
        plain = _without_operands(_without_pictures(content))
    if b"%" in plain:
        plain = _COMMENT.sub(b" ", plain)
    is_sound = len(plain) == len(plain.translate(None, b"()<>[]"))
    is_sound = is_sound and not (b"BI" in plain and b"BI" in _tokens(plain))
    waiting = states = marks = 0
    for text in _numbers_alike(plain).split(b"\n"):
        line = _read_short(text) if len(text) < _LONGEST_KEPT else _read_line(text)
        if line.least is None:
            waiting += line.after
            continue
        is_sound = is_sound and line.is_sound and waiting >= line.least
        waiting = line.after
        for token in line.nesting:
            states += (token == b"q") - (token == b"Q")
            is_sound = is_sound and states >= 0
            marks += token in (b"BDC", b"BMC")
            marks -= token == b"EMC" and marks > 0
    return Syntax(is_sound=is_sound, open_marks=marks)


class _Line(NamedTuple):
    """What one line of content says; lines that differ in numbers only say the same."""

    least: int | None
    """Operands that the lines above must leave for its first operator; None where it
    has no operator."""
    after: int
    """Operands behind its last operator."""
    is_sound: bool
    """All its other operators have theirs."""
    nesting: tuple[bytes, ...]
    """Its operators that begin or end something."""


def _read_line(text: bytes) -> _Line:
    tokens = _tokens(text)
    counts = [_LEAST.get(token) for token in tokens]
    places = [place for place, count in enumerate(counts) if count is not None]
    if not places:
        return _Line(None, len(tokens), True, ())
    needs = [_LEAST[tokens[place]] for place in places]
    return _Line(
        least=needs[0] - places[0],
        after=len(tokens) - 1 - places[-1],
        is_sound=all(
            second - first > need
            for first, second, need in zip(places, places[1:], needs[1:], strict=False)
        ),
        nesting=tuple(t for t in tokens if t in _NESTING),
    )


_read_short = lru_cache(maxsize=1024)(_read_line)
_LONGEST_KEPT = 200
"""Bytes of a line that is worth remembering: most lines are like others."""


def _tokens(plain: bytes) -> list[bytes]:
    return plain.replace(b"/", b" /").replace(b"\0", b" ").split()


def _numbers_alike(plain: bytes) -> bytes:
    """Write all numbers with nines, which no operator has in its name."""
    has_digits = b"d0" in plain or b"d1" in plain
    return plain if has_digits else plain.translate(_NINES)


def _without_operands(content: bytes) -> bytes:
    """Put 0 for each string, dictionary and array."""
    plain = _without_strings(content)
    if plain is None:
        return _ONE_OPERAND.sub(b" 0 ", content)
    return _ONE_OPERAND.sub(b" 0 ", plain) if b"<" in plain or b"[" in plain else plain


def _without_strings(content: bytes) -> bytes | None:
    """Put 0 for each string, several times as fast as by a pattern.

    None where brackets stand in brackets, or a backslash outside of them.
    """
    letters = np.frombuffer(content, dtype=np.uint8)
    escapes = letters == _BACKSLASH
    if (escapes[1:] & escapes[:-1]).any():
        content = content.replace(rb"\\", rb"\.")
        letters = np.frombuffer(content, dtype=np.uint8)
    first, last = _unescaped(letters, b"("), _unescaped(letters, b")")
    if len(first) != len(last) or (first > last).any() or (last[:-1] > first[1:]).any():
        return None
    edges = [0, *np.column_stack((first, last + 1)).ravel().tolist(), len(content)]
    parts = [content[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    plain = b" 0 ".join(parts)
    return None if b"\\" in plain else plain


def _unescaped(letters: NDArray[np.uint8], bracket: bytes) -> NDArray[np.int64]:
    """Return where a bracket stands with no backslash before it."""
    places = np.flatnonzero(letters == bracket[0])
    found: NDArray[np.int64] = places[letters[places - 1] != _BACKSLASH]
    return found


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
    except (pikepdf.PdfError, UnicodeDecodeError):  # its message may quote any byte
        return b""
