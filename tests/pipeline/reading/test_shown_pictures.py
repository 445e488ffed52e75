"""Pictures in documents are read as they are shown: turned, mirrored, each frame."""

import io
import math
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import numpy as np
import openpyxl
import openpyxl.drawing.image
import pptx
import pytest
from lxml import etree
from PIL import Image

from models.documents import Line, Reading, Source, Word
from models.settings import Limits
from pipeline.reading.read_docx import read_docx
from pipeline.reading.read_office import read_office
from pipeline.reading.shown_ways import Way, drawing_way, frame_way, vml_way
from pipeline.reading.types_of_reading import Interest, RasterLines
from tests.pipeline.reading.read_made import MARK, interest

SIZE = (120, 80)
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
TURNED = Image.Transpose
STORED: dict[int, TURNED | None] = {
    1: None,
    2: TURNED.FLIP_LEFT_RIGHT,
    3: TURNED.ROTATE_180,
    4: TURNED.FLIP_TOP_BOTTOM,
    5: TURNED.TRANSPOSE,
    6: TURNED.ROTATE_90,
    7: TURNED.TRANSVERSE,
    8: TURNED.ROTATE_270,
}
"""How a picture lies that each EXIF orientation sets upright."""


def sign() -> Image.Image:
    """Return a picture that can be read one way up only: dark at its top left."""
    page = Image.new("L", SIZE, 255)
    page.paste(0, (0, 0, 50, 30))
    return page


def raster(image: Image.Image, *, dpi: float, interest: Interest) -> RasterLines:
    """Read the sign where it is upright; another picture stays unread."""
    left, top = (image.width - SIZE[0]) // 2, (image.height - SIZE[1]) // 2
    seen = np.asarray(image.convert("L").crop((left, top, left + 120, top + 80)))
    if seen.min() == 255:
        return RasterLines(lines=())
    if seen[10:20, 15:40].mean() > 60 or seen[40:, 60:].mean() < 200:
        return RasterLines(lines=(), problem="unreadable-page")
    line = Line(words=(Word(text=MARK),), source=Source.OCR)
    return RasterLines(lines=(line,), line_count=1)


def as_bytes(page: Image.Image, form: str = "PNG", **how: object) -> bytes:
    stream = io.BytesIO()
    page.save(stream, form, **how)
    return stream.getvalue()


def in_docx(path: Path, data: bytes, **frame: object) -> Reading:
    document = docx.Document()
    shape = document.add_picture(io.BytesIO(as_bytes(Image.open(io.BytesIO(data)))))
    turn(shape._inline, frame)
    document.save(str(path))
    swap(path, "word/media/image1.png", lambda _: data)
    return read_docx(path, limits=Limits(), interest=interest, raster=raster)


def swap(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Put other bytes into a part of a zip container."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def turn(drawing: etree._Element, frame: dict[str, object]) -> None:
    found = next(drawing.iter(f"{{{A}}}xfrm"))
    for name, value in frame.items():
        found.set(name, str(value))


def told(reading: Reading) -> tuple[list[str], tuple[str, ...]]:
    texts = [line.text for page in reading.pages for line in page.lines]
    return [text for text in texts if interest(text)], reading.problems


READ = ([MARK], ())


@pytest.mark.parametrize("orientation", STORED)
def test_pictures_are_read_as_exif_turns_them(tmp_path: Path, orientation: int) -> None:
    step = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = sign() if step is None else sign().transpose(step)

    data = as_bytes(page, "JPEG", exif=exif)

    assert told(in_docx(tmp_path / "a.docx", data)) == READ


@pytest.mark.parametrize(
    ("page", "frame"),
    [
        (sign().transpose(TURNED.FLIP_LEFT_RIGHT), {"flipH": 1}),
        (sign().transpose(TURNED.FLIP_TOP_BOTTOM), {"flipV": 1}),
        (sign().transpose(TURNED.ROTATE_180), {"flipV": 1, "flipH": 1}),
        (sign().transpose(TURNED.ROTATE_90), {"rot": 90 * 60_000}),
        (sign().rotate(30, expand=True, fillcolor=255), {"rot": 30 * 60_000}),
        (sign().rotate(-60, expand=True, fillcolor=255), {"rot": 300 * 60_000}),
        (sign(), {"rot": 45 * 60_000}),
        (sign(), {"flipH": 1}),
    ],
    ids=["across", "down", "both", "quarter", "slant", "other", "slanted", "mirror"],
)
@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_pictures_are_read_as_their_shape_turns_them(
    tmp_path: Path, kind: str, page: Image.Image, frame: dict[str, object]
) -> None:
    made = {"docx": in_docx, "pptx": in_pptx, "xlsx": in_xlsx}[kind]

    assert told(made(tmp_path / f"a.{kind}", as_bytes(page), **frame)) == READ


def in_pptx(path: Path, data: bytes, **frame: object) -> Reading:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    shape = slide.shapes.add_picture(io.BytesIO(data), 0, 0)
    turn(shape._element, frame)
    deck.save(str(path))
    return read_other(path, "pptx")


def in_xlsx(path: Path, data: bytes, **frame: object) -> Reading:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.add_image(openpyxl.drawing.image.Image(io.BytesIO(data)), "B2")
    book.save(path)
    swap(path, "xl/drawings/drawing1.xml", lambda data: framed(data, frame))
    return read_other(path, "xlsx")


def framed(data: bytes, frame: dict[str, object]) -> bytes:
    root = etree.fromstring(data)
    shape = next(e for e in root.iter() if str(e.tag).endswith("}spPr"))
    etree.SubElement(shape, f"{{{A}}}xfrm")
    turn(root, frame)
    return bytes(etree.tostring(root))


def read_other(path: Path, kind: str) -> Reading:
    return read_office(
        path, kind=kind, limits=Limits(), interest=interest, raster=raster
    )


@pytest.mark.parametrize(
    ("page", "frame", "style"),
    [
        (
            sign().rotate(30, expand=True, fillcolor=255),
            f'draw:transform="rotate (-{math.pi / 6}) translate (1cm 1cm)"',
            "none",
        ),
        (sign().transpose(TURNED.FLIP_LEFT_RIGHT), "", "horizontal"),
        (sign().transpose(TURNED.FLIP_TOP_BOTTOM), "", "vertical"),
    ],
    ids=["slant", "across", "down"],
)
def test_pictures_of_open_documents_are_read_as_they_are_shown(
    tmp_path: Path, page: Image.Image, frame: str, style: str
) -> None:
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(
        f' xmlns:{key}="{oasis}{name}:1.0"'
        for key, name in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("draw", "drawing"),
        )
    )
    content = (
        f'<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<office:automatic-styles><style:style style:name="G" style:family="graphic">'
        f'<style:graphic-properties style:mirror="{style}"/></style:style>'
        "</office:automatic-styles><office:body><office:text><text:p>"
        f'<draw:frame draw:style-name="G" {frame}><draw:image '
        'xlink:href="Pictures/a.png"/></draw:frame></text:p></office:text>'
        "</office:body></office:document-content>"
    )
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("Pictures/a.png", as_bytes(page))

    assert told(read_other(path, "odt")) == READ


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF"])
def test_each_frame_of_a_moving_picture_is_read(tmp_path: Path, form: str) -> None:
    blank = Image.new("L", SIZE, 255)
    data = as_bytes(blank, form, save_all=True, append_images=[sign(), blank])

    assert told(in_docx(tmp_path / "a.docx", data)) == READ


@pytest.mark.parametrize("frames", [41, 2], ids=["too-many", "moving-png"])
def test_frames_that_are_not_looked_at_go_to_a_person(
    tmp_path: Path, frames: int
) -> None:
    form = "PNG" if frames == 2 else "GIF"
    pages = [Image.new("L", SIZE, 255) for _ in range(frames)]
    for number, page in enumerate(pages):
        page.paste(number * 4, (100, 70, 110, 75))
    data = as_bytes(pages[0], form, save_all=True, append_images=pages[1:])

    assert "unread-picture" in in_docx(tmp_path / "a.docx", data).problems


def test_a_picture_shown_upright_and_mirrored_is_doubted(tmp_path: Path) -> None:
    """What is written in the one that is seen in a mirror stays unread."""
    document = docx.Document()
    data = as_bytes(sign().transpose(TURNED.FLIP_LEFT_RIGHT))
    document.add_picture(io.BytesIO(data))
    turn(document.add_picture(io.BytesIO(data))._inline, {"flipH": 1})
    path = tmp_path / "a.docx"
    document.save(str(path))

    reading = read_docx(path, limits=Limits(), interest=interest, raster=raster)

    assert reading.problems == ("unread-picture",)


def shapes(*styles: str, around: str = "shape") -> etree._Element:
    made = "".join(f"<{around}{style}>" for style in styles)
    ends = f"</{around}>" * len(styles)
    root = etree.fromstring(f'<r xmlns:a="{A}">{made}<leaf/>{ends}</r>')
    return next(root.iter("leaf"))


@pytest.mark.parametrize(
    ("styles", "way"),
    [
        ([' style="width:1pt;rotation:90"'], Way(90.0)),
        ([' style="rotation:-2949120fd;flip:x"'], Way(315.0, True)),
        ([' style="flip:x y"'], Way(180.0)),
        ([' style="rotation:30"', ' style="flip:y"'], Way(210.0, True)),
        ([' style="rotation:1.2.3"'], Way()),
        ([""], Way()),
    ],
)
def test_vml_tells_how_a_picture_is_turned(styles: list[str], way: Way) -> None:
    assert vml_way(shapes(*styles)) == way


def test_groups_turn_what_is_in_them() -> None:
    root = etree.fromstring(
        f'<grpSp xmlns:a="{A}" xmlns="p"><grpSpPr><a:xfrm flipH="1" rot="5400000"/>'
        '</grpSpPr><pic><leaf/><spPr><a:xfrm rot="1800000"/></spPr></pic></grpSp>'
    )

    assert drawing_way(next(root.iter("{p}leaf"))) == Way(60.0, True)


@pytest.mark.parametrize(
    ("transform", "mirror", "way"),
    [
        ("rotate (-1.5707963267949) translate (1cm 2cm)", "", Way(90.0)),
        ("rotate(3.14159265358979)", "vertical", Way(0.0, True)),
        ("scale (-1 1)", "", Way(0.0, True)),
        ("matrix (0 1 -1 0 0cm 0cm)", "none", Way(90.0)),
        ("rotate ()", "horizontal vertical", Way(180.0)),
    ],
)
def test_frames_of_open_documents_tell_how_they_are_turned(
    transform: str, mirror: str, way: Way
) -> None:
    found = frame_way(transform, mirror)

    assert found.mirrored == way.mirrored
    assert math.isclose((found.turn_deg - way.turn_deg + 180) % 360, 180, abs_tol=1e-6)
