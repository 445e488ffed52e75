"""Finding 2-D codes on a picture, with ever stronger cures for a poor one.

It returns the text of whatever codes it sees and must not know what they mean.
"""

from collections.abc import Iterator

from PIL import Image, ImageFilter

_LARGEST_SIDE_PX = 4000
"""Pictures are made no larger than this by a cure."""


def read_matrices(image: Image.Image) -> tuple[str, ...]:
    """Return the texts of all codes seen by the first cure that shows any."""
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    gray = _flattened(image)
    for cured in _cures(gray):
        found = zxingcpp.read_barcodes(cured, formats=wanted)
        if found:
            return tuple(dict.fromkeys(code.text for code in found))
    return ()


def _flattened(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return image.convert("L")


def _cures(gray: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture, then better and better lit, larger and smoother ones."""
    yield gray
    for factor, blur in _STEPS:
        if factor * max(gray.size) <= _LARGEST_SIDE_PX:
            yield _enlarged(gray, factor, blur)
    for shrink in (2, 3):
        if min(gray.size) // shrink >= 200:
            yield gray.reduce(shrink)


_STEPS = ((2, 0.0), (2, 1.2), (3, 1.5), (3, 2.5))


def _enlarged(gray: Image.Image, factor: int, blur: float) -> Image.Image:
    size = (gray.width * factor, gray.height * factor)
    larger = gray.resize(size, Image.Resampling.BICUBIC)
    return larger.filter(ImageFilter.GaussianBlur(blur)) if blur else larger
