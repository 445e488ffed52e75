"""Reads the profile of a Party, strictly: a wrong one is refused by key and line.

A Party's file says only what differs from ``default.toml``.
"""

import functools
import string
from importlib import resources
from pathlib import Path
from typing import Any

from models.errors import ConfigError
from models.plain_file import read_plain
from models.profile import JOURNAL, PLACEHOLDERS, Profile, Wording
from models.strict_toml import Node, parse_toml

SCHEMA = "belgi-profile/1"
DEFAULT = "default"
PLACES = ("under-mark", "top-right", "top-left", "bottom-right", "bottom-left")
LANGUAGES = ("en", "ru")
FONTS = ("sans", "serif")
_STYLE = ("colour", "degree_colours", "font", "places")
_SIZES = ("mark_size_pt", "detail_size_pt", "running_size_pt")
_TEXTS = ("words", "journal", "translated_from", "names", "notices")
_FIXED = {"words": tuple(PLACEHOLDERS), "journal": JOURNAL}
"""Sections whose keys the program knows, and which the default must fill."""


def load_profile(party: str, *, folder: Path | None = None) -> Profile:
    """Load a Party's profile; a Party without a file gets the plain default.

    Args:
        party: Code of the Party.
        folder: Where an office keeps profiles of its own, which win.

    Raises:
        ConfigError: The file is wrong; the message names file, line and key.
    """
    return _merge(_own_text(party, folder), f"{party.lower()}.toml")


def _own_text(party: str, folder: Path | None) -> bytes | None:
    name = f"{party.lower()}.toml"
    own = folder / name if folder is not None else None
    try:
        if own is not None and own.exists():
            return read_plain(own)
    except OSError as error:
        raise ConfigError(f"{own}: cannot be read: {error.strerror}") from error
    return _shipped(name)


@functools.lru_cache(maxsize=16)
def _shipped(name: str) -> bytes | None:
    """Read a profile that ships with belgi; None where there is none."""
    shipped = resources.files("models") / "profiles" / name
    return shipped.read_bytes() if shipped.is_file() else None


@functools.lru_cache(maxsize=16)
def _merge(own: bytes | None, file: str) -> Profile:
    """Lay a Party's file over the default; the same bytes are read once."""
    default = resources.files("models") / "profiles" / f"{DEFAULT}.toml"
    roots = [parse_toml(default.read_bytes(), file=f"{DEFAULT}.toml")]
    if own is not None:
        roots.append(parse_toml(own, file=file))
    for root in roots:
        root.only(("schema",), ("party", "language", "style", "declassified", *_TEXTS))
        root.child("schema").one_of((SCHEMA,))
    style: dict[str, Any] = {}
    for root in roots:
        style |= root.optional("style", _style) or {}
    found: dict[str, Any] = {section: _section(roots, section) for section in _TEXTS}
    lines = _declassified(roots)
    return Profile(
        party=roots[-1].optional("party", Node.string),
        language=roots[-1].optional("language", _language) or LANGUAGES[0],
        declassified_mark=lines,
        unconfirmed=_unconfirmed(found, lines),
        **found,
        **style,
    )


def _language(node: Node) -> str:
    return node.one_of(LANGUAGES)


def _style(node: Node) -> dict[str, object]:
    node.only((), (*_STYLE, *_SIZES))
    readers = {
        "colour": _colour,
        "degree_colours": lambda table: {
            slug: _colour(table.child(slug)) for slug in table.names()
        },
        "font": lambda value: value.one_of(FONTS),
        "places": lambda rows: tuple(row.one_of(PLACES) for row in rows.items()),
        **dict.fromkeys(_SIZES, _size),
    }
    return {key: readers[key](node.child(key)) for key in node.names()}


def _colour(node: Node) -> tuple[float, float, float]:
    parts = tuple(part.number() for part in node.items())
    if len(parts) != 3 or any(not 0 <= part <= 1 for part in parts):
        raise node.error(" must be three numbers from 0 to 1: red, green, blue")
    return parts[0], parts[1], parts[2]


def _size(node: Node) -> float:
    size = node.number()
    if not 4 <= size <= 72:
        raise node.error(" must be 4 to 72 points")
    return size


def _section(roots: list[Node], section: str) -> dict[str, Wording]:
    """Read one section of all files; what comes later wins."""
    entries: dict[str, Wording] = {}
    for root in roots:
        if not root.has(section):
            continue
        table = root.child(section)
        if section in _FIXED:
            table.only((), _FIXED[section])
        for key in table.names():
            entries[key] = _wording(table.child(key), _allowed(section, key))
    for key in _FIXED.get(section, ()):
        if key not in entries:
            raise roots[0].child(section).error(f": the key {key!r} is missing")
    return entries


def _allowed(section: str, key: str) -> frozenset[str]:
    if section == "words":
        return PLACEHOLDERS[key]
    return frozenset({"party"}) if section == "notices" else frozenset()


def _wording(node: Node, allowed: frozenset[str]) -> Wording:
    """Read one entry; its words name exactly what they are filled with."""
    node.only(("text", "confirmed"))
    text = node.child("text")
    try:
        parts = list(string.Formatter().parse(text.string()))
    except ValueError as error:
        raise text.error(f": {error}") from error
    used = {name for _, name, _, _ in parts if name is not None}
    if used != allowed:
        wanted = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "nothing"
        raise text.error(f" must be filled with {wanted}")
    return Wording(text=text.string(), confirmed=node.child("confirmed").boolean())


def _declassified(roots: list[Node]) -> tuple[Wording, ...]:
    lines: tuple[Wording, ...] = ()
    for root in roots:
        if root.has("declassified"):
            rows = root.child("declassified").items()
            lines = tuple(_wording(row, frozenset()) for row in rows)
    if not lines:
        raise roots[0].error(": the list 'declassified' is missing")
    return lines


def _unconfirmed(
    found: dict[str, dict[str, Wording]], lines: tuple[Wording, ...]
) -> tuple[str, ...]:
    keys = [
        f"{section}.{key}"
        for section, entries in found.items()
        for key, wording in entries.items()
        if not wording.confirmed
    ]
    keys += [f"declassified[{n}]" for n, w in enumerate(lines, 1) if not w.confirmed]
    return tuple(sorted(keys))
