"""Untrusted names made harmless: for terminals, messages, and names of our files.

Whatever comes from a document or a dossier passes through here before a person, a
terminal or a file system sees it.
"""

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.I
)
"""Names that Windows keeps for devices, whatever their ending."""
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\n\u0400-\u052f]")
"""What may have to be escaped; all else is known to be harmless."""
FORBIDDEN = '<>:"/\\|?*'
LIMIT_BYTES = 200


def safe_for_terminal(untrusted_text: str) -> str:
    """Return text in which nothing moves the cursor, hides or turns letters round.

    Control, format (bidirectional overrides among them), surrogate, private and
    unassigned characters become U+FFFD; a newline stays only as a space.
    """
    return "".join(_shown(character) for character in untrusted_text)


def safe_json(json_text: str) -> str:
    """Return JSON whose unprintable characters are written as escapes.

    The value stays the same for whoever parses it, a lone surrogate from a file name
    that is no UTF-8 included.
    """
    return _UNPRINTABLE.sub(lambda found: _escaped(found[0]), json_text)


def _escaped(character: str) -> str:
    if character == "\n" or _shown(character) != REPLACEMENT:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(
        f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)
    )


def _shown(character: str) -> str:
    if character in "\n\t":
        return " "
    category = unicodedata.category(character)
    return REPLACEMENT if category[0] == "C" or category in ("Zl", "Zp") else character


def safe_file_name(untrusted_name: str, *, limit_bytes: int = LIMIT_BYTES) -> str:
    """Return a file name without folders that every file system takes.

    Args:
        untrusted_name: Any text; its folders are dropped.
        limit_bytes: Most bytes of UTF-8; the ending is kept where it is short.

    Returns:
        Never empty, never ``.`` or ``..``, never a device name, never hidden.
    """
    last = re.split(r"[/\\]", untrusted_name)[-1]
    kept = "".join(
        "_" if char in FORBIDDEN or _shown(char) == REPLACEMENT else char
        for char in unicodedata.normalize("NFC", last)
    )
    kept = " ".join(kept.split()).strip(". ")
    if not kept or RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix.encode()) > 12:
        stem, dot, suffix = kept, "", ""
    room = limit_bytes - len((dot + suffix).encode())
    return _cut(stem, room) + dot + suffix


def _cut(text: str, limit_bytes: int) -> str:
    """Cut text to so many bytes of UTF-8, between characters."""
    return text.encode()[:limit_bytes].decode(errors="ignore").rstrip()
