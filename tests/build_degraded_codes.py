"""Pieces of printed pages with a 2-D code, as scans, photographs and faxes show."""

import io
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from stamps.code2d import SYMBOL_MM, gray_modules, payload
from stamps.plan import CodeContent

PRINT_DPI = 600
MM = PRINT_DPI / 25.4
KEY = b"the key of an office, 32 bytes.."


def code_text(rng: random.Random) -> str:
    """Make the text of a code of a usual length."""
    pages = rng.randint(1, 400)
    content = CodeContent(
        number=f"{rng.randint(1, 99_999)}{rng.choice(['с', 'сс', 'ов'])}/2026",
        copy=rng.choice([None, 1, 3, 12]),
        key=KEY,
    )
    return payload(content, rng.randint(1, pages), pages)


def printed(
    text: str, rng: random.Random, *, side_mm: float = SYMBOL_MM
) -> Image.Image:
    """Draw the corner of a printed page: lines of text and the code."""
    width, height = round(70 * MM), round(50 * MM)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    side = round(side_mm * MM)
    x0 = width - side - round(rng.uniform(5, 12) * MM)
    y0 = height - side - round(rng.uniform(5, 12) * MM)
    for line in range(round(10 * MM), y0 - round(3 * MM), round(4 * MM)):
        x = 20
        while x < width - 60:
            word = rng.randint(20, 120)
            draw.rectangle((x, line, x + word, line + round(1.8 * MM)), fill=20)
            x += word + rng.randint(20, 40)
    count, pixels = gray_modules(text)
    code = Image.frombytes("L", (count, count), pixels)
    page.paste(code.resize((side, side), Image.Resampling.NEAREST), (x0, y0))
    return page


def scanned(page: Image.Image, rng: random.Random, *, dpi: int = 150) -> Image.Image:
    """Scan a page, a little askew, as a JPEG."""
    small = _shrunk(_inked(page, rng), rng, dpi, dpi, turn_deg=2.5)
    blurred = small.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.7)))
    return _as_jpeg(_noisy(blurred.point(lambda v: int(30 + v * 0.8)), 2, 9, rng), rng)


def faxed(page: Image.Image, rng: random.Random, *, dpi_down: int = 196) -> Image.Image:
    """Send a page by fax in fine resolution: black and white, with specks."""
    small = _shrunk(_inked(page, rng), rng, 204, dpi_down, turn_deg=1.5)
    noisy = _noisy(small.filter(ImageFilter.GaussianBlur(0.45)), 5, 15, rng)
    threshold = rng.randint(105, 160)
    pixels = np.where(np.asarray(noisy) > threshold, 255, 0).astype(np.uint8)
    specks = np.random.default_rng(rng.getrandbits(32)).random(pixels.shape)
    pixels[specks < 0.002], pixels[specks > 0.998] = 0, 255
    return Image.fromarray(pixels).convert("1")


def photographed(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page from the side, in uneven light, a little out of focus."""
    source = np.asarray(_inked(page, rng))
    height, width = source.shape
    scale = rng.uniform(6.5, 9.0) / MM
    angle = np.deg2rad(rng.uniform(-25, 25))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    reach = 0.07 * width * scale
    moved = corners * scale + [
        [rng.uniform(-reach, reach), rng.uniform(-reach, reach)] for _ in range(4)
    ]
    moved = (moved - moved.mean(axis=0)) @ turn
    moved -= moved.min(axis=0) - 40
    size = tuple(int(v) for v in moved.max(axis=0) + 40)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    soft = cv2.GaussianBlur(source, (0, 0), 0.35 / scale)
    seen = cv2.warpPerspective(soft, matrix, size, borderValue=110).astype(np.float32)
    across = np.linspace(rng.uniform(0.55, 1), rng.uniform(0.55, 1), size[0])[None]
    down = np.linspace(rng.uniform(0.7, 1), rng.uniform(0.7, 1), size[1])[:, None]
    lit = cv2.GaussianBlur(
        seen * across * down * 0.85 + 20, (0, 0), rng.uniform(0.5, 1.1)
    )
    picture = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
    return _as_jpeg(_noisy(picture, 2, 7, rng), rng)


WAYS: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "scan-150-dpi": scanned,
    "photograph": photographed,
    "fax": faxed,
}


def _inked(page: Image.Image, rng: random.Random) -> Image.Image:
    """Let ink spread, on some printers."""
    if rng.random() < 0.5:
        page = page.filter(ImageFilter.MinFilter(3))
    return page.filter(ImageFilter.GaussianBlur(rng.uniform(1.0, 2.5)))


def _shrunk(
    page: Image.Image, rng: random.Random, across: int, down: int, *, turn_deg: float
) -> Image.Image:
    turned = page.rotate(
        rng.uniform(-turn_deg, turn_deg),
        resample=Image.Resampling.BICUBIC,
        fillcolor=255,
    )
    size = (page.width * across // PRINT_DPI, page.height * down // PRINT_DPI)
    return turned.resize(size, Image.Resampling.BOX)


def _noisy(
    picture: Image.Image, least: float, most: float, rng: random.Random
) -> Image.Image:
    pixels = np.asarray(picture).astype(np.float32)
    noise = np.random.default_rng(rng.getrandbits(32))
    pixels = pixels + noise.normal(0, rng.uniform(least, most), pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _as_jpeg(picture: Image.Image, rng: random.Random) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=rng.randint(50, 85))
    return Image.open(data)
