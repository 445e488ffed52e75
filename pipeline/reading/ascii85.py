"""Letters for bytes, as PDFs may hold their streams: ASCII base-85.

Says exactly what ``base64.a85decode`` says, in a fortieth of its time: qpdf's filter,
which forgives everything, is asked where nothing needs to be forgiven. Knows no pages.

Source: ISO 32000-2, 7.4.3 (ASCII85Decode).
"""

import re
from base64 import a85decode
from typing import Any

_BLANKS = b" \t\n\r\v"
_DIGITS = bytes(range(ord("!"), ord("u") + 1))
_LAST = b"s8W-!"
"""The five digits of the largest number of four bytes."""
_TALL = re.compile(b"[s-u]")


class Ascii85:
    """Decodes through a stream that is added to an open file of pikepdf's.

    The file must not be saved afterwards.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._stream: Any = None

    def decode(self, text: bytes) -> bytes:
        """Return the bytes that a text without its end mark stands for.

        Raises:
            ValueError: It holds other signs than digits, or too large a number.
        """
        digits = text.translate(None, _BLANKS)
        if not is_plain(digits):
            return a85decode(text)
        import pikepdf

        if self._stream is None:
            self._stream = self._file.make_stream(b"")
        self._stream.write(digits, filter=pikepdf.Name.ASCII85Decode)
        return bytes(self._stream.read_bytes())


def is_plain(digits: bytes) -> bool:
    """Tell whether there are only digits, whose every five are a number of four bytes.

    A text with ``z`` for four zeros is not plain; compressed data holds hardly any.
    """
    if digits.translate(None, _DIGITS):
        return False
    fives = digits + b"u" * (-len(digits) % 5)
    starts = (5 * match.start() for match in _TALL.finditer(fives[::5]))
    return all(fives[start : start + 5] <= _LAST for start in starts)
