"""Writes text and attribute values into XML.

The standard library's own functions for this bring in its whole network code. Must not
know what the XML is for.
"""

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_VALUE = _TEXT | str.maketrans(
    {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def escape(text: str) -> str:
    """Return text as it stands between tags."""
    return text.translate(_TEXT)


def quoteattr(text: str) -> str:
    """Return text as the value of an attribute, quotes round it."""
    return f'"{text.translate(_VALUE)}"'
