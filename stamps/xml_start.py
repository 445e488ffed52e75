"""Reads the start of an XML document, up to the end of its root's first tag, as bytes.

Only what nearly every office program writes is understood: UTF-8, and nothing before
the root. Must not know what the document is for.

Source: XML 1.0, 2.8 (prolog), 3.1 (start tags); Namespaces in XML, 3.
"""

import re
from dataclasses import dataclass

_VALUE = rb"(?:\"[^\"<]*\"|'[^'<]*')"
ATTRIBUTES = rb"(?:\s+[^\s=<>\"'/]+\s*=\s*" + _VALUE + rb")*\s*"
"""All of a tag between its name and its end; a value may hold ``>``."""
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>\"'/]+)\s*=\s*(" + _VALUE + rb")")
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml\s+version\s*=\s*[\"']1\.0[\"']"
    rb"(?:\s+encoding\s*=\s*[\"'](?i:utf-8)[\"'])?"
    rb"(?:\s+standalone\s*=\s*[\"'](?:yes|no)[\"'])?\s*\?>\s*)?"
    rb"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z]+)(" + ATTRIBUTES + rb")>"
)


@dataclass(frozen=True, slots=True)
class Start:
    """A root's first tag; the root is not empty."""

    prefix: bytes
    """Of the root's name, with its colon; empty where it has none."""
    name: bytes
    """Of the root, without its prefix."""
    spaces: dict[bytes, bytes]
    """Prefix, with its colon, → namespace, as they are declared there."""
    end: int
    """Where the root's content begins."""


def read_start(data: bytes) -> Start | None:
    """Return the start of a document; None where only a parser can tell."""
    found = _START.match(data)
    if found is None:
        return None
    spaces = {
        name[6:] + b":" if name[5:6] else b"": value[1:-1]
        for name, value in _ATTRIBUTE.findall(found[3])
        if name == b"xmlns" or name.startswith(b"xmlns:")
    }
    if any(b"&" in space for space in spaces.values()):
        return None
    prefix = b"" if found[1] is None else found[1] + b":"
    return Start(prefix=prefix, name=found[2], spaces=spaces, end=found.end())
