"""An unread picture in the middle of a page of text is looked at by itself."""

import io
import zlib
from base64 import a85encode
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from models.agreement_file import load_agreement
from models.documents import Line, Source, Word
from models.settings import Limits
from pipeline.reading.read_pdf import read_pdf
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.recognition.vocabulary import build_vocabulary

VOCABULARY = build_vocabulary(load_agreement("kz-by"))


def page_with_picture(path: Path, width: float, height: float) -> Path:
    """Make a page of text with a dark picture in its middle."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    for row in range(40):
        canvas.drawString(60, 780 - 18 * row, "words of an ordinary letter " * 3)
    data = io.BytesIO()
    Image.new("L", (200, 80), 90).save(data, "PNG")
    data.seek(0)
    canvas.drawImage(ImageReader(data), 150, 350, width, height)
    canvas.save()
    return path


@pytest.mark.parametrize(
    ("size", "still", "problem"),
    [
        pytest.param((200, 80), True, "unreadable-page", id="a stamp, unread"),
        pytest.param((200, 80), False, None, id="what was unread stands elsewhere"),
        pytest.param((400, 120), True, None, id="too large for a stamp"),
    ],
)
def test_an_unread_picture_in_the_middle(
    tmp_path: Path, size: tuple[float, float], still: bool, problem: str | None
) -> None:
    seen: list[Image.Image] = []

    def raster(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
        seen.append(image)
        unread = len(seen) == 1 or still
        return RasterLines(lines=(), problem="unreadable-page" if unread else None)

    path = page_with_picture(tmp_path / "a.pdf", *size)
    reading = read_pdf(
        path, limits=Limits(), interest=VOCABULARY.interest, raster=raster
    )
    assert reading.pages[0].problem == problem
    if len(seen) > 1:
        alone = seen[1].convert("L")
        assert alone.getpixel((20, 20)) == 255
        inked = alone.point(lambda value: 255 * (value < 200)).getbbox()
        assert inked is not None and inked[3] - inked[1] < 0.2 * alone.height


@pytest.mark.parametrize(
    ("size", "times"),
    [
        pytest.param((60, 150), 2, id="a stamp on its side"),
        pytest.param((150, 60), 1, id="upright"),
        pytest.param((200, 400), 1, id="too large for a stamp"),
    ],
)
def test_a_stamp_on_its_side_is_read_by_itself(
    tmp_path: Path, size: tuple[float, float], times: int
) -> None:
    """A page is read the way its text stands; a public page bore a mark across it."""
    seen: list[Image.Image] = []
    lying = Line(words=(Word(text="lying", box=None),), source=Source.OCR)

    def raster(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
        seen.append(image)
        return RasterLines(lines=(lying,) if len(seen) == 2 else ())

    path = page_with_picture(tmp_path / "a.pdf", *size)
    reading = read_pdf(
        path, limits=Limits(), interest=VOCABULARY.interest, raster=raster
    )

    assert len(seen) == times
    assert (lying in reading.pages[0].lines) == (times == 2)


def jpeg(gray: int) -> bytes:
    """Return a JPEG of a page, all of one grey with a black bar in its middle."""
    picture, target = Image.new("L", (400, 560), gray), io.BytesIO()
    picture.paste(min(gray, 255 - gray), (40, 270, 360, 290))
    picture.save(target, "JPEG")
    return target.getvalue()


def scanned(path: Path, data: bytes, more: bytes, *filters: str) -> Path:
    """Write a page that is one picture, with more drawn beside it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 400, 560, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        names = filters or ("/DCTDecode",)
        picture.Filter = pikepdf.Array([pikepdf.Name(name) for name in names])
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /P Do Q " + more)
        level = pikepdf.StreamDecodeLevel.none
        pdf.save(path, compress_streams=False, stream_decode_level=level)
    return path


SHADES = bytes(range(256)) * 875
"""As many pixels as the picture of a page has."""
PACKED = zlib.compress(SHADES)


@pytest.mark.parametrize(
    ("data", "filters", "problem"),
    [
        pytest.param(PACKED, ("Flate",), None, id="whole"),
        pytest.param(PACKED[:-4], ("Flate",), None, id="only its checksum is lost"),
        pytest.param(PACKED[:-40], ("Flate",), "unreadable-page", id="cut"),
        pytest.param(
            zlib.compress(SHADES[:-4000]), ("Flate",), "unreadable-page", id="too few"
        ),
        pytest.param(
            zlib.compress(SHADES[:-300]), ("Flate",), None, id="a row is missing"
        ),
        pytest.param(
            a85encode(PACKED) + b"~>", ("ASCII85", "Flate"), None, id="in letters"
        ),
        pytest.param(
            a85encode(PACKED[:-40]) + b"~>",
            ("ASCII85", "Flate"),
            "unreadable-page",
            id="cut, in letters",
        ),
        pytest.param(
            SHADES[:90_000].hex().encode(), ("ASCIIHex",), "unreadable-page", id="hex"
        ),
    ],
)
def test_a_page_whose_picture_lacks_pixels_is_a_problem(
    tmp_path: Path, data: bytes, filters: tuple[str, ...], problem: str | None
) -> None:
    names = [f"/{name}Decode" for name in filters]
    reading = read_pdf(
        scanned(tmp_path / "a.pdf", data, b"", *names),
        limits=Limits(),
        interest=VOCABULARY.interest,
        raster=lambda image, *, dpi, interest: RasterLines(lines=()),
    )

    assert reading.pages[0].problem == problem


@pytest.mark.parametrize(
    ("data", "more", "problem"),
    [
        pytest.param(jpeg(200), b"", None, id="a scan"),
        pytest.param(jpeg(255), b"", None, id="an empty sheet"),
        pytest.param(jpeg(200)[:-300], b"", "unreadable-page", id="cut short"),
        pytest.param(b"\xff\xd8" + bytes(900), b"", "unreadable-page", id="no JPEG"),
        pytest.param(
            b"\xff\xd8" + bytes(900),
            b"0 0 595 842 re f",
            "unreadable-page",
            id="no JPEG, and something else that shows",
        ),
    ],
)
def test_a_page_whose_picture_does_not_show_is_a_problem(
    tmp_path: Path, data: bytes, more: bytes, problem: str | None
) -> None:
    def reads_nothing(
        image: Image.Image, *, dpi: float, interest: Interest
    ) -> RasterLines:
        return RasterLines(lines=())

    reading = read_pdf(
        scanned(tmp_path / "a.pdf", data, more),
        limits=Limits(),
        interest=VOCABULARY.interest,
        raster=reads_nothing,
    )

    assert reading.pages[0].problem == problem
