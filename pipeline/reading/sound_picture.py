"""Tells whether a picture was decoded with faults that its decoder keeps to itself.

Decoders go on where bytes make no sense, and what they paint then is not what was
scanned. Knows what decoders say, how PNG counts its bytes and how BMP codes runs; looks
at no pixels.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FAULTS = re.compile(
    rb"Fax\w*Decode\w*: (?:Bad code|Uncompressed|Invalid)|\w+Decode: (?:Not enough|Dec)"
    rb"|bad Huffman|premature end|instead of RST|bad progression|Read error on"
)
"""What libtiff and libjpeg say where pixels were lost; warnings about tags are none."""
HEARD_BYTES = 1 << 16
PNG_HEAD = 8
PNG_PIXELS = b"IDAT"
BMP_RUNS = {1: 1, 2: 2}
"""Pixels in a byte of the codings by runs."""


@contextmanager
def listening() -> Iterator[Callable[[], bool]]:
    """Listen to what decoders write to the standard error of the process.

    Yields a function that tells whether a fault was heard; to be asked afterwards.

    Side effects: what is written there meanwhile is not shown.
    """
    reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        before = os.dup(2)
    except OSError:  # there is none: nothing can be heard
        os.close(reading)
        os.close(writing)
        yield lambda: False
        return
    heard: list[bytes] = []
    os.dup2(writing, 2)
    try:
        yield lambda: any(map(FAULTS.search, heard))
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(writing)
        heard.append(_all_of(reading))
        os.close(reading)


def _all_of(reading: int) -> bytes:
    try:
        return os.read(reading, HEARD_BYTES)
    except BlockingIOError:
        return b""


def is_torn(form: str | None, read: Callable[[], bytes]) -> bool:
    """Tell whether a picture lost pixels of which its decoder says nothing at all.

    Args:
        form: The name that Pillow gives to its format.
        read: Gives the whole file; called for formats that can be asked.
    """
    asked = _ASKED.get(form or "")
    return asked is not None and asked(read())


def _jpeg_is_torn(data: bytes) -> bool:
    """Tell whether letters of a JPEG's code make no sense, or are missing.

    Pillow does not say so; OpenCV does. An eighth of the picture is made: 6 ms for a
    million pixels.
    """
    import cv2
    import numpy as np

    with listening() as torn:
        cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    return torn()


def _png_is_torn(data: bytes) -> bool:
    """Tell whether pixels of a PNG are not those of which it holds the checksum.

    Source: ISO/IEC 15948, 5.3 (chunk layout).
    """
    view, at = memoryview(data), PNG_HEAD
    while at + 8 <= len(view):
        size, kind = int.from_bytes(view[at : at + 4]), view[at + 4 : at + 8]
        end = at + 8 + size
        if kind == PNG_PIXELS and zlib.crc32(view[at + 4 : end]) != int.from_bytes(
            view[end : end + 4]
        ):
            return True
        at = end + 4
    return False


def _bmp_is_torn(data: bytes) -> bool:
    """Tell whether runs of a BMP's code are longer than its rows: they are cut off.

    Source: Microsoft, [MS-WMF] 2.2.2.9 (headers), 3.1.6 (run-length encoding).
    """
    head = data[14:54]
    if len(head) < 40 or int.from_bytes(head[:4], "little") < 40:
        return False
    if int.from_bytes(head[16:20], "little") not in BMP_RUNS:
        return False
    start = int.from_bytes(data[10:14], "little")
    width = int.from_bytes(head[4:8], "little")
    per_byte = BMP_RUNS[int.from_bytes(head[16:20], "little")]
    # Pillow counts the padding of runs from the front of the file.
    return start % 2 == 1 or _runs_over(data[start:], width, per_byte)


def _runs_over(code: bytes, width: int, per_byte: int) -> bool:
    x = at = 0
    while at + 1 < len(code):
        count, value = code[at], code[at + 1]
        at += 2
        if count:
            x += count
        elif value == 0:
            x = 0
        elif value == 1:
            return False
        elif value == 2:
            x += code[at] if at < len(code) else 0
            at += 2
        else:
            x += value
            at += -(-value // per_byte // 2) * 2
        if x > width:
            return True
    return False


_ASKED: dict[str, Callable[[bytes], bool]] = {
    "JPEG": _jpeg_is_torn,
    "MPO": _jpeg_is_torn,
    "PNG": _png_is_torn,
    "BMP": _bmp_is_torn,
}
