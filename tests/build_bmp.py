"""Makes BMP files of kinds that Pillow does not write: with alpha, coded by runs."""

import itertools
import struct

import numpy as np
from PIL import Image

FIELDS = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)


def bmp_with_alpha(pixels: np.ndarray, dpi: float = 200) -> bytes:
    """Pack pixels of red, green, blue and alpha, rows from the top."""
    height, width = pixels.shape[:2]
    data = pixels[::-1, :, [2, 1, 0, 3]].astype(np.uint8).tobytes()
    head = _head(108, (width, height), 32, 3, len(data), dpi)
    return _file(head + struct.pack("<IIII", *FIELDS).ljust(68, b"\0"), b"", data)


def bmp_of_runs(page: Image.Image, dpi: float = 200, *, longer: int = 0) -> bytes:
    """Code a page as runs; each run of the middle row is so much too long."""
    gray = np.asarray(page.convert("L"))[::-1]
    code = bytearray()
    for number, row in enumerate(gray):
        more = longer if number == len(gray) // 2 else 0
        starts = [0, *(np.flatnonzero(np.diff(row)) + 1), len(row)]
        for start, end in itertools.pairwise(starts):
            for at in range(start, end, 255):
                count = min(255, min(255, end - at) + more)
                code += bytes((count, row[start]))
        code += b"\0\0"
    code += b"\0\1"
    palette = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))
    head = _head(40, page.size, 8, 1, len(code), dpi)
    return _file(head, palette, bytes(code))


def _head(
    length: int, size: tuple[int, int], bits: int, coding: int, count: int, dpi: float
) -> bytes:
    per_metre = round(dpi / 0.0254)
    head = struct.pack("<IiiHHI", length, *size, 1, bits, coding)
    return head + struct.pack("<IiiII", count, per_metre, per_metre, 0, 0)


def _file(head: bytes, palette: bytes, data: bytes) -> bytes:
    start = 14 + len(head) + len(palette)
    file = struct.pack("<2sIII", b"BM", start + len(data), 0, start)
    return file + head + palette + data
