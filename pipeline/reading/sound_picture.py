"""Tells whether a picture was decoded with faults that its decoder keeps to itself.

Decoders go on where bytes make no sense, and what they paint then is not what was
scanned. Knows what decoders say and how PNG counts its bytes; looks at no pixels.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FAULTS = re.compile(
    rb"Fax\w*Decode\w*: (?:Bad code|Uncompressed|Invalid)|\w+Decode: (?:Not enough|Dec)"
    rb"|bad Huffman|premature end|instead of RST|bad progression|Read error on"
)
"""What libtiff and libjpeg say where pixels were lost; warnings about tags are none."""
HEARD_BYTES = 1 << 16
PNG_HEAD = 8
PNG_PIXELS = b"IDAT"


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


def jpeg_is_torn(path: Path) -> bool:
    """Tell whether letters of a JPEG's code make no sense, or are missing.

    Pillow does not say so; OpenCV does. An eighth of the picture is made: 6 ms for a
    million pixels.
    """
    import cv2
    import numpy as np

    data = np.fromfile(path, dtype=np.uint8)
    with listening() as torn:
        cv2.imdecode(data, cv2.IMREAD_REDUCED_GRAYSCALE_8)
    return torn()


def png_is_torn(path: Path) -> bool:
    """Tell whether pixels of a PNG are not those of which it holds the checksum.

    Source: ISO/IEC 15948, 5.3 (chunk layout).
    """
    with path.open("rb") as file:
        file.seek(PNG_HEAD)
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4]), head[4:]
            if kind != PNG_PIXELS:
                file.seek(size + 4, os.SEEK_CUR)
                continue
            data = file.read(size)
            if file.read(4) != zlib.crc32(data, zlib.crc32(kind)).to_bytes(4):
                return True
    return False
