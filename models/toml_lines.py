"""Finds the line of a key in a TOML text, so that a message can name it.

``tomllib`` tells lines only for syntax errors. This reads just enough of a text that
``tomllib`` has accepted: headers, keys, strings, comments and brackets.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys, and 0-based positions in arrays, from the root."""

_HEADER = re.compile(r"^[ \t]*(\[\[?)[ \t]*([^\[\]\n]+?)[ \t]*\]\]?", re.M)
_KEY = re.compile(
    r"[ \t]*((?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*[\w\"'-]+)*)"
)
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{},\n=]",
    re.S,
)


def line_of(text: str, path: Path) -> int:
    """Return the 1-based line of the deepest part of a path that can be found."""
    best_length, best_offset = 0, 0
    for found, offset in _places(text):
        common = min(len(found), len(path))
        if common > best_length and found[:common] == path[:common]:
            best_length, best_offset = common, offset
    offset = _descend(text, best_offset, path[best_length:])
    return text.count("\n", 0, offset) + 1


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Yield the path and offset of every header, and of every key on a line."""
    counts: dict[Path, int] = {}
    base: Path = ()
    for offset in _statement_offsets(text):
        header = _HEADER.match(text, offset)
        if header:
            base = _header_path(header, counts)
            yield base, offset
            continue
        key = _KEY.match(text, offset)
        if key:
            yield (*base, *_parts(key[1])), offset


def _header_path(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """Return the path of a header, with the positions of the arrays it stands in."""
    path: Path = ()
    names = _parts(header[2])
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if header[1] == "[[" and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    """Split a dotted key; quotes are taken off."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", dotted)
    return tuple(double or single or bare for double, single, bare in found)


def _statement_offsets(text: str) -> Iterator[int]:
    """Yield where each line begins that is not inside a value of several lines."""
    depth = 0
    yield 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        elif mark == "\n" and depth == 0:
            yield token.end()


def _descend(text: str, offset: int, rest: Path) -> int:
    """Follow the parts of a path that stand inside one value."""
    for part in rest:
        inner = (
            _element(text, offset, part)
            if isinstance(part, int)
            else _inline_key(text, offset, part)
        )
        if inner is None:
            return offset
        offset = inner
    return offset


def _element(text: str, offset: int, index: int) -> int | None:
    """Return where an element of the array that opens next begins."""
    depth, seen, start = 0, 0, None
    for token in _TOKEN.finditer(text, offset):
        mark = token[0]
        if mark in "[{":
            depth += 1
            start = token.end() if depth == 1 else start
        elif mark in "]}":
            depth -= 1
        elif mark == "," and depth == 1:
            seen, start = seen + 1, token.end()
        if start is not None and seen == index:
            return _skip_blank(text, start)
        if depth == 0 and start is not None:
            return None
    return None


def _skip_blank(text: str, offset: int) -> int:
    """Return where the next thing that is neither space nor comment begins."""
    blank = re.compile(r"(?:\s|#[^\n]*)*").match(text, offset)
    return blank.end() if blank else offset


def _inline_key(text: str, offset: int, key: str) -> int | None:
    """Return where a key stands in the inline table that opens next."""
    pattern = re.compile(rf"[{{,]\s*[\"']?{re.escape(key)}[\"']?\s*=")
    found = pattern.search(text, offset)
    return found.end() - 1 if found else None
