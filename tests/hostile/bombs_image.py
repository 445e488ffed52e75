"""Pictures that ask for too much, or run in circles; each is built here."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.hostile.bombs_pdf import MB, zeros


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png(width: int, height: int, data: bytes, *before: bytes, depth: int = 8) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    parts = (b"\x89PNG\r\n\x1a\n", head, *before, chunk(b"IDAT", data))
    return b"".join((*parts, chunk(b"IEND", b"")))


def png_pixels() -> bytes:
    return png(60_000, 60_000, zeros(430 * MB), depth=1)


def png_claim() -> bytes:
    return png(2**31 - 1, 2**31 - 1, zlib.compress(bytes(1000)))


def png_text() -> bytes:
    text = chunk(b"zTXt", b"Comment\0\0" + zeros(1024 * MB))
    profile = chunk(b"iCCP", b"x\0\0" + zeros(1024 * MB))
    return png(8, 8, zlib.compress(bytes(72)), profile, text)


def tiff(entries: list[tuple[int, int, int, int]], after: int, data: bytes) -> bytes:
    """One directory at 8, with the offset of the next, and data behind it."""
    body = struct.pack("<H", len(entries))
    body += b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", after) + data


def plain_tiff(width: int, height: int, compression: int, data: bytes) -> bytes:
    start = 8 + 2 + 12 * 8 + 4
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, compression),
        (262, 3, 1, 1),
        (273, 4, 1, start),
        (278, 4, 1, height),
        (279, 4, 1, len(data)),
    ]
    return tiff(entries, 0, data)


def tiff_deflate() -> bytes:
    return plain_tiff(60_000, 60_000, 8, zeros(512 * MB))


def tiff_claim() -> bytes:
    return plain_tiff(2**32 - 1, 2**32 - 1, 1, bytes(100))


def tiff_loop() -> bytes:
    """Its one directory is followed by itself."""
    good = plain_tiff(8, 8, 1, b"\xff" * 64)
    place = 8 + 2 + 12 * 8
    return good[:place] + struct.pack("<I", 8) + good[place + 4 :]


def tiff_pages() -> bytes:
    """Thirty thousand directories of one picture."""
    good = plain_tiff(8, 8, 1, b"\xff" * 64)
    body = good[8 : 8 + 2 + 12 * 8]
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number in range(30_000):
        last = number == 29_999
        following = 0 if last else len(out) + len(body) + 4
        out += body + struct.pack("<I", following)
    return bytes(out) + b"\xff" * 64


def gif_frames() -> bytes:
    """Twenty thousand frames of the largest size."""
    head = b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0)
    frame += b"\x02\x02\x4c\x01\x00"
    return head + frame * 20_000 + b";"


def bmp_claim() -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, 2**31 - 1, 2**31 - 1, 1, 24, *([0] * 6))
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head


def jpeg_claim() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (16, 16), 255).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(data)


def jpeg_scans() -> bytes:
    """A progressive picture whose last scan comes a hundred thousand times."""
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize((1600, 1600))
    picture.save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    return data[:-2] + scan * max(1, 30 * MB // len(scan)) + b"\xff\xd9"


def webp_claim() -> bytes:
    head = b"VP8X" + struct.pack("<IB3x", 10, 0) + b"\xff\xff\xff" * 2
    return b"RIFF" + struct.pack("<I", len(head) + 4) + b"WEBP" + head


IMAGE_BOMBS: dict[str, Callable[[], bytes]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        *(png_pixels, png_claim, png_text, tiff_deflate, tiff_claim, tiff_loop),
        *(tiff_pages, gif_frames, bmp_claim, jpeg_claim, jpeg_scans, webp_claim),
    )
}
