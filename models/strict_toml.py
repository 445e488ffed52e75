"""Reads TOML strictly: a wrong file is refused by file, line and key.

What the keys mean is the business of those who call it.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from models.errors import ConfigError
from models.toml_lines import Path, line_of

Value = TypeVar("Value")

_KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    dict: "a table",
    list: "a list",
    date: "a date such as 2026-11-22",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a TOML file that knows where it stands."""

    value: object
    path: Path
    file: str
    text: str

    def error(self, what: str) -> ConfigError:
        """Make the error that names file, line and key."""
        line = line_of(self.text, self.path)
        key = _dotted(self.path)
        return ConfigError(f"{self.file}, line {line}: {key}{what}")

    def names(self) -> tuple[str, ...]:
        """Return the keys of a table in file order."""
        return tuple(self._as(dict))

    def only(self, required: Iterable[str], optional: Iterable[str] = ()) -> "Node":
        """Refuse a table with an unknown or a missing key; return it."""
        table, required = self._as(dict), tuple(required)
        known = (*required, *optional)
        for key in table:
            if key not in known:
                raise self._at(key).error(f": unknown key{nearest(key, known)}")
        for key in required:
            if key not in table:
                raise self.error(f": the key {key!r} is missing")
        return self

    def has(self, key: str) -> bool:
        """Tell whether a table has a key."""
        return key in self._as(dict)

    def child(self, key: str) -> "Node":
        """Return the value of a key that must be there."""
        if not self.has(key):
            raise self.error(f": the key {key!r} is missing")
        return self._at(key)

    def items(self) -> tuple["Node", ...]:
        """Return the elements of a list."""
        elements = self._as(list)
        return tuple(
            Node(element, (*self.path, index), self.file, self.text)
            for index, element in enumerate(elements)
        )

    def string(self) -> str:
        """Return a text that is not empty."""
        text: str = self._as(str)
        if not text.strip():
            raise self.error(" must not be empty")
        return text

    def strings(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(element.string() for element in self.items())

    def integer(self) -> int:
        """Return a whole number."""
        if isinstance(self.value, bool):
            raise self.error(f" must be {_KINDS[int]}")
        number: int = self._as(int)
        return number

    def number(self) -> float:
        """Return a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error(f" must be {_KINDS[float]}")
        return float(self.value)

    def boolean(self) -> bool:
        """Return true or false."""
        truth: bool = self._as(bool)
        return truth

    def day(self) -> date:
        """Return a date without a time."""
        if isinstance(self.value, datetime):
            raise self.error(f" must be {_KINDS[date]}, without a time")
        day: date = self._as(date)
        return day

    def optional(self, key: str, read: Callable[["Node"], Value]) -> Value | None:
        """Read a key that may be left out."""
        return read(self._at(key)) if self.has(key) else None

    def one_of(self, allowed: Iterable[str]) -> str:
        """Return a text that is one of a few."""
        text, allowed = self.string(), tuple(allowed)
        if text not in allowed:
            hint = nearest(text, allowed)
            raise self.error(f": {text!r} is none of {', '.join(allowed)}{hint}")
        return text

    def _at(self, key: str) -> "Node":
        return Node(self._as(dict)[key], (*self.path, key), self.file, self.text)

    def _as(self, kind: type) -> Any:
        if not isinstance(self.value, kind):
            raise self.error(f" must be {_KINDS[kind]}")
        return self.value


def parse_toml(content: bytes, *, file: str) -> Node:
    """Parse a file's bytes.

    Raises:
        ConfigError: It is not UTF-8 or not TOML; the message names the line.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return Node(tomllib.loads(text), (), file, text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{file}, line {line}: not UTF-8 text; save the file as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(file, str(error))) from error


def _syntax(file: str, error: str) -> str:
    """Word a syntax error as the other messages are worded: the line comes first."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", error, re.S)
    if found:
        return f"{file}, line {found[2]}: not valid TOML: {found[1]}"
    return f"{file}: not valid TOML: {error}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint with the nearest known word, or an empty text."""
    close = difflib.get_close_matches(word, tuple(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _dotted(path: Path) -> str:
    """Write a path as people read it; positions count from 1."""
    words = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path
    )
    return words.lstrip(".") or "the file"
