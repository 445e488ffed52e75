"""Tells text that says what it shows from text that some program shows otherwise.

Web pages, drawings, programs for printers and packed bytes are text to a byte counter;
what a person sees of them is something else. Knows how they are written, no marks.
"""

import html
import quopri
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

BLANKS = "\ufeff \t\r\n\f"
MARKUP = re.compile(r"<(?:[!?]|/?[A-Za-z_][\w.:-]*[\s>/])", re.ASCII)
"""A tag. At the beginning of a file, it is markup."""
WEB = re.compile(
    r"<(?:!doctype|html|head|body|meta|table|tr|td|div|span|img|font|script|style"
    r"|p|br|h[1-6])(?:\s[^<>]{0,400})?/?>",
    re.I | re.ASCII,
)
"""Tags of web pages, wherever they stand."""
FEW_TAGS = 2
BEGINNINGS = re.compile(
    r"%!|%&\w*tex"  # PostScript, TeX
    r"|\x1b|\x04"  # programs for printers
    r"|P[1-7]\s+(?:#[^\n]*\s+)*(?:\d+\s+\d+|WIDTH)"  # netpbm pictures
    r"|/\*\s*XPM\s*\*/|!\s*XPM2|#define\s+\w+_width\s+\d"  # X pictures
    r"|ID;P|TABLE\s+0,1"  # tables: SYLK, DIF
    r"|BEGIN:V[A-Z]+"  # cards and calendars
    r"|begin(?:-base64)? [0-7]{3} \S|-----BEGIN [A-Z0-9 ]+-----"  # packed bytes
    r"|From \S+ +\w{3} \w{3} ",  # mailboxes
    re.ASCII,
)
TEX = re.compile(r"^\s*\\document(?:class|style)\b", re.M | re.ASCII)
PACKED = re.compile(
    r"(?:^[A-Za-z0-9+/]{56,100}\r?\n){3}|^begin(?:-base64)? [0-7]{3} \S",
    re.M | re.ASCII,
)
"""Lines of base64 or uuencode."""

HEX_LETTER = re.compile(r"\\u([0-9a-f]{4})", re.I | re.ASCII)
HEX_BYTE = re.compile(rb"\\x([0-9a-f]{2})", re.I)
BYTE_ENCODINGS = ("utf-8", "cp1251", "koi8-r")


def shows_otherwise(head: str) -> bool:
    """Tell whether a file that begins so is shown as something else than its text."""
    begun = head.lstrip(BLANKS)
    if MARKUP.match(begun) or BEGINNINGS.match(begun) or TEX.search(head):
        return True
    return len(WEB.findall(head)) >= FEW_TAGS


def holds_packed(text: str) -> bool:
    """Tell whether whole files may be packed into a text."""
    return PACKED.search(text) is not None


def other_readings(text: str) -> Iterator[str]:
    """Yield a text with letters put for what may be written instead of them.

    Characters of markup, escapes of programs, quoted bytes of mail and of addresses,
    UTF-7. Nothing is yielded where a text holds none of them.
    """
    if "&" in text and ";" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield HEX_LETTER.sub(lambda letter: chr(int(letter[1], 16)), text)
    quoted = text.encode("ascii", "replace")
    for sign, unpack in ((b"=", quopri.decodestring), (b"%", unquote_to_bytes)):
        if sign in quoted:
            yield from _decoded(unpack(quoted))
    if "\\x" in text:
        yield from _decoded(
            HEX_BYTE.sub(lambda byte: bytes.fromhex(byte[1].decode()), quoted)
        )
    if b"+" in quoted and b"-" in quoted:
        yield quoted.decode("utf-7", "replace")


def _decoded(data: bytes) -> Iterator[str]:
    for name in BYTE_ENCODINGS:
        yield data.decode(name, "replace")
