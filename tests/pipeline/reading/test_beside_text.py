"""What office files show that stands neither in a paragraph nor in a cell."""

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.documents import Line, Reading, Source, Word
from models.settings import Limits
from pipeline.reading.read_docx import read_docx
from pipeline.reading.read_office import read_office
from pipeline.reading.types_of_reading import Interest, RasterLines
from tests.build_docx import build_docx, paragraph
from tests.hostile.bombs_office import with_parts

MARK = "Секретно"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
CONCEALED = ("concealed-mark",)


def interest(text: str) -> tuple[tuple[int, int], ...]:
    start = text.casefold().find("секретно")
    return () if start < 0 else ((start, start + 8),)


def raster(image: object, *, dpi: float, interest: Interest) -> RasterLines:
    """Say of any picture that it shows the mark."""
    line = Line(words=(Word(text=MARK),), source=Source.OCR)
    return RasterLines(lines=(line,), line_count=1, body_size_pt=None, problem=None)


def read(path: Path, kind: str) -> Reading:
    if kind == "docx":
        return read_docx(path, limits=Limits(), interest=interest, raster=raster)  # type: ignore[arg-type]
    return read_office(
        path,
        kind=kind,
        limits=Limits(),
        interest=interest,
        raster=raster,  # type: ignore[arg-type]
    )


def shown(reading: Reading) -> list[str]:
    """Return the lines that bear the mark."""
    return [
        line.text
        for page in reading.pages
        for line in page.lines
        if MARK.casefold() in line.text.casefold()
    ]


def picture() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (200, 60), 255).save(buffer, "PNG")
    return buffer.getvalue()


def relations(*rows: tuple[str, str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'<Relationships xmlns="{RELATIONS}">{inside}</Relationships>'.encode()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LABEL = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum><w:lvl><w:lvlText w:val="{MARK} %1"/>'
    "</w:lvl></w:abstractNum></w:numbering>"
)
BOUND = (
    '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{0}"/></w:sdtPr>'
    f"<w:sdtContent>{paragraph('гриф')}</w:sdtContent></w:sdt>"
)


def document(tmp_path: Path, inside: str, parts: dict[str, bytes]) -> Path:
    path = build_docx(tmp_path / "a.docx", inside)
    path.write_bytes(with_parts(path.read_bytes(), parts))
    return path


def test_labels_of_lists_are_a_doubt(tmp_path: Path) -> None:
    rows = relations(("rId1", "numbering", "numbering.xml"))
    parts = {"word/_rels/document.xml.rels": rows, "word/numbering.xml": LABEL.encode()}

    reading = read(document(tmp_path, paragraph("пункт"), parts), "docx")

    assert reading.problems == CONCEALED


@pytest.mark.parametrize(
    ("inside", "problems"),
    [
        (BOUND, CONCEALED),
        (BOUND.replace("гриф", MARK), ()),
        (paragraph("гриф"), ()),
    ],
    ids=["another value", "the same value", "not bound"],
)
def test_a_control_shows_the_value_that_it_is_bound_to(
    tmp_path: Path, inside: str, problems: tuple[str, ...]
) -> None:
    parts = {"customXml/item1.xml": f"<a><b>{MARK}</b></a>".encode()}

    assert read(document(tmp_path, inside, parts), "docx").problems == problems


def test_the_picture_behind_every_page_of_a_document_is_read(tmp_path: Path) -> None:
    names = f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{OFFICE}"'
    main = (
        f'<w:document {names}><w:background><v:background><v:fill r:id="rId1"/>'
        "</v:background></w:background><w:body/></w:document>"
    )
    parts = {
        "word/document.xml": main.encode(),
        "word/_rels/document.xml.rels": relations(("rId1", "image", "a.png")),
        "word/a.png": picture(),
    }

    assert shown(read(document(tmp_path, "", parts), "docx")) == [MARK]


def torn_picture() -> bytes:
    """A JPEG whose lower half its decoder makes up."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.effect_noise((200, 160), 90).save(buffer, "JPEG")
    data = buffer.getvalue()
    return data[: len(data) // 2] + b"\xff\xd9"


def document_with_picture(path: Path, data: bytes) -> str:
    import docx

    made = docx.Document()
    made.add_picture(io.BytesIO(data))
    made.save(str(path))
    return "docx"


def slides_with_picture(path: Path, data: bytes) -> str:
    import pptx

    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_picture(io.BytesIO(data), 0, 0)
    made.save(str(path))
    return "pptx"


def letter_with_picture(path: Path, data: bytes) -> str:
    path.write_bytes(b"{\\rtf1 {\\pict\\jpegblip " + data.hex().encode() + b"}}")
    return "rtf"


@pytest.mark.parametrize(
    "make", [document_with_picture, slides_with_picture, letter_with_picture]
)
def test_a_picture_that_lost_pixels_without_a_word_is_a_doubt(
    tmp_path: Path, make: Callable[[Path, bytes], str]
) -> None:
    path = tmp_path / "a"
    kind = make(path, torn_picture())

    assert "unread-picture" in read(path, kind).problems


def open_document(path: Path, kind: str, styles: str, body: str) -> Path:
    names = " ".join(
        f'xmlns:{short}="{OASIS}{name}:1.0"'
        for short, name in (
            *(("office", "office"), ("text", "text"), ("draw", "drawing")),
            *(("style", "style"), ("presentation", "presentation"), ("form", "form")),
        )
    )
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body>{body}</office:body>"
            "</office:document-content>",
        )
        archive.writestr("Pictures/a.png", picture())
    return path


def slides(display: str) -> tuple[str, str]:
    return (
        '<style:style style:name="dp1"><style:drawing-page-properties '
        f'presentation:display-footer="{display}"/></style:style>',
        "<office:presentation><presentation:footer-decl presentation:name='f'>"
        f"{MARK}</presentation:footer-decl><draw:page draw:style-name='dp1' "
        "presentation:use-footer-name='f'/></office:presentation>",
    )


@pytest.mark.parametrize(
    ("display", "lines", "problems"), [("true", [MARK], ()), ("false", [], CONCEALED)]
)
def test_footers_of_slides_count_where_they_are_shown(
    tmp_path: Path, display: str, lines: list[str], problems: tuple[str, ...]
) -> None:
    path = open_document(tmp_path / "a.odp", "presentation", *slides(display))

    reading = read(path, "odp")

    assert (shown(reading), reading.problems) == (lines, problems)


@pytest.mark.parametrize(
    ("styles", "body"),
    [
        ("", f'<office:forms><form:fixed-text form:label="{MARK}"/></office:forms>'),
        (f'<text:list-level-style-number style:num-prefix="{MARK} "/>', ""),
    ],
    ids=["form control", "label of a list"],
)
def test_words_in_attributes_of_an_open_document_are_a_doubt(
    tmp_path: Path, styles: str, body: str
) -> None:
    text = f"<office:text>{body}</office:text>"
    path = open_document(tmp_path / "a.odt", "text", styles, text)

    assert read(path, "odt").problems == CONCEALED


def test_the_picture_behind_a_page_of_an_open_document_is_read(tmp_path: Path) -> None:
    fill = '<draw:fill-image xlink:href="Pictures/a.png"/>'
    path = open_document(tmp_path / "a.odt", "text", fill, "<office:text/>")

    assert shown(read(path, "odt")) == [MARK]


def mail(html: str) -> bytes:
    made = EmailMessage()
    made["Subject"] = "О погоде"
    made.set_content(html, subtype="html")
    return bytes(made)


def test_a_head_that_does_not_end_hides_no_body(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail(f"<html><head><title>x</title><body><p>{MARK}</p>"))

    assert shown(read(path, "eml")) == [MARK]


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<img src="data:image/png;base64,AAAA">', "unread-picture"),
        ("<svg><path/></svg>", "unread-picture"),
        (f'<input value="{MARK}">', "concealed-mark"),
    ],
)
def test_what_mail_shows_beside_its_text_is_a_doubt(
    tmp_path: Path, html: str, problem: str
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail(f"<p>x</p>{html}"))

    assert read(path, "eml").problems == (problem,)
