"""Word documents: what is shown is read where it stands, with its look."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from models.documents import Align, Line, Source, Word
from pipeline.reading.types_of_reading import RasterLines
from tests.build_docx import PAGE, build_docx, paragraph
from tests.pipeline.reading.read_made import MARK, lines, read


def textbox(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def anchor(inside: str, attributes: str = "") -> str:
    return (
        f'<w:drawing><wp:anchor {attributes}><wp:extent cx="1270000" cy="635000"/>'
        f'<wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="x">{inside}'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


SHAPE = f"<wps:wsp><wps:txbx>{textbox(MARK)}</wps:txbx></wps:wsp>"
PLACES = {
    "paragraph": (paragraph(MARK), [(MARK, Source.TEXT)]),
    "split-runs": (
        "<w:p><w:r><w:t>Секр</w:t></w:r><w:r><w:t>етно</w:t></w:r></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "spaced-letters": (
        paragraph("С е к р е т н о"),
        [("С е к р е т н о", Source.TEXT)],
    ),
    "capitals": (paragraph(MARK, run="<w:caps/>"), [("СЕКРЕТНО", Source.TEXT)]),
    "small-capitals": (
        paragraph(MARK, run="<w:smallCaps/>"),
        [("СЕКРЕТНО", Source.TEXT)],
    ),
    "soft-hyphen": (
        "<w:p><w:r><w:t>Се\u00adкрет</w:t><w:softHyphen/><w:t>но</w:t></w:r></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "two-lines": (
        "<w:p><w:r><w:t>Совершенно</w:t><w:br/><w:t>секретно</w:t></w:r></w:p>",
        [("Совершенно", Source.TEXT), ("секретно", Source.TEXT)],
    ),
    "table": (
        f"<w:tbl><w:tr><w:tc>{paragraph(MARK)}</w:tc></w:tr></w:tbl>",
        [(MARK, Source.TABLE)],
    ),
    "content-control": (
        f"<w:sdt><w:sdtContent>{paragraph(MARK)}</w:sdtContent></w:sdt>",
        [(MARK, Source.CONTENT_CONTROL)],
    ),
    "field-result": (
        '<w:p><w:fldSimple w:instr=" DOCPROPERTY x "><w:r><w:t>Секретно</w:t></w:r>'
        "</w:fldSimple></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "form-drop-down": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>'
        '<w:result w:val="1"/><w:listEntry w:val="нет"/><w:listEntry w:val="Секретно"/>'
        '</w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/>'
        "</w:r></w:p>",
        [(MARK, Source.FORM_FIELD)],
    ),
    "smart-tag": (
        f"<w:p><w:smartTag><w:r><w:t>{MARK}</w:t></w:r></w:smartTag></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "insertion": (
        f"<w:p><w:ins><w:r><w:t>{MARK}</w:t></w:r></w:ins></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "deletion": (
        f"<w:p><w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del></w:p>",
        [(MARK, Source.TEXT)],
    ),
    "moved-away": (
        f"<w:p><w:moveFrom><w:r><w:t>{MARK}</w:t></w:r></w:moveFrom></w:p>",
        [],
    ),
    "vml-textbox": (
        f"<w:p><w:r><w:pict><v:shape><v:textbox>{textbox(MARK)}</v:textbox></v:shape>"
        "</w:pict></w:r></w:p>",
        [(MARK, Source.TEXTBOX)],
    ),
    "drawing-textbox-once": (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"{anchor(SHAPE)}</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{textbox(MARK)}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        [(MARK, Source.TEXTBOX)],
    ),
    "word-art": (
        f'<w:p><w:r><w:pict><v:shape><v:textpath string="{MARK}"/></v:shape></w:pict>'
        "</w:r></w:p>",
        [(MARK, Source.WATERMARK)],
    ),
}


@pytest.mark.parametrize("strict", [False, True], ids=["transitional", "strict"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_shown_is_read_where_it_stands(
    tmp_path: Path, place: str, strict: bool
) -> None:
    body, expected = PLACES[place]

    reading = read(build_docx(tmp_path / "a.docx", body, strict=strict))

    assert lines(reading) == expected
    assert reading.problems == ()


HEADER = '<w:headerReference w:type="{}" r:id="header1"/>'
REFERENCES = {
    "default": (HEADER.format("default"), "", True),
    "first in force": (HEADER.format("first") + "<w:titlePg/>", "", True),
    "first switched off": (HEADER.format("first"), "", False),
    "even in force": (HEADER.format("even"), "<w:evenAndOddHeaders/>", True),
    "even switched off": (HEADER.format("even"), "", False),
}


@pytest.mark.parametrize("case", REFERENCES)
def test_headers_count_when_they_are_in_force(tmp_path: Path, case: str) -> None:
    reference, settings, shown = REFERENCES[case]
    body = f"{paragraph('Текст')}<w:sectPr>{reference}</w:sectPr>"
    stories = {"header1": paragraph(MARK)}

    reading = read(
        build_docx(tmp_path / "a.docx", body, stories=stories, settings=settings)
    )

    assert ((MARK, Source.HEADER) in lines(reading)) == shown
    assert reading.problems == (() if shown else ("mark-not-in-force",))


def test_a_later_section_inherits_its_header(tmp_path: Path) -> None:
    first = f"<w:p><w:pPr><w:sectPr>{HEADER.format('default')}</w:sectPr></w:pPr></w:p>"
    body = f"{first}{paragraph('x')}<w:sectPr>{PAGE}</w:sectPr>"

    reading = read(
        build_docx(tmp_path / "a.docx", body, stories={"header1": paragraph(MARK)})
    )

    assert (MARK, Source.HEADER) in lines(reading)


@pytest.mark.parametrize(
    ("run", "problems"),
    [
        ('<w:color w:val="FFFFFF"/>', ("concealed-mark",)),
        ('<w:sz w:val="2"/>', ("concealed-mark",)),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', ()),
        ('<w:color w:val="FF0000"/>', ()),
    ],
    ids=["white", "tiny", "white on black", "red"],
)
def test_text_that_nobody_would_see_is_doubt(
    tmp_path: Path, run: str, problems: tuple[str, ...]
) -> None:
    reading = read(build_docx(tmp_path / "a.docx", paragraph(MARK, run=run)))

    assert reading.problems == problems
    assert bool(lines(reading)) == (problems == ())


@pytest.mark.parametrize("run", ["<w:strike/>", "<w:dstrike/>"])
def test_struck_words_are_known(tmp_path: Path, run: str) -> None:
    reading = read(build_docx(tmp_path / "a.docx", paragraph(MARK, run=run)))

    assert [word.struck for word in reading.pages[0].lines[0].words] == [True]


def test_looks_come_from_styles(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:b/><w:sz w:val="30"/>'
        '</w:rPr></w:style><w:style w:type="paragraph" w:styleId="Mark"><w:basedOn '
        'w:val="Base"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>'
    )
    body = paragraph(MARK, '<w:pStyle w:val="Mark"/>')

    line = read(build_docx(tmp_path / "a.docx", body, styles=styles)).pages[0].lines[0]

    assert (line.size_pt, line.bold, line.align) == (15.0, True, Align.RIGHT)


def test_styles_that_inherit_in_a_circle_end(tmp_path: Path) -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/>'
        "</w:style>"
        for one, other in (("A", "B"), ("B", "A"))
    )

    body = paragraph(MARK, '<w:pStyle w:val="A"/>')

    assert lines(read(build_docx(tmp_path / "a.docx", body, styles=styles)))


PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2540000" cy="635000"/>'
    '<a:graphic><a:graphicData uri="x"><a:blip r:embed="image1"/></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def with_picture(path: Path) -> Path:
    stream = io.BytesIO()
    Image.new("L", (200, 50), 255).save(stream, "PNG")
    build_docx(path, PICTURE, extra={"word/media/image1.png": stream.getvalue()})
    name = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    row = (
        b'<Relationship Id="image1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/image" Target="media/image1.png"/>'
    )
    members[name] = members[name].replace(
        b"</Relationships>", row + b"</Relationships>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def test_a_picture_that_nobody_reads_is_a_problem(tmp_path: Path) -> None:
    assert read(with_picture(tmp_path / "a.docx")).problems == ("unread-picture",)


def test_pictures_are_read_by_the_raster_reader(tmp_path: Path) -> None:
    seen: list[float] = []

    def raster(image: Image.Image, *, dpi: float, interest: object) -> RasterLines:
        seen.append(dpi)
        return RasterLines(lines=(Line(words=(Word(text=MARK),), source=Source.OCR),))

    reading = read(with_picture(tmp_path / "a.docx"), raster=raster)

    assert lines(reading) == [(MARK, Source.OCR)]
    assert seen == [pytest.approx(72.0)]
    assert reading.problems == ()


def test_hidden_words_that_may_be_a_mark_are_a_matter_for_a_person(
    tmp_path: Path,
) -> None:
    body = paragraph(MARK, run="<w:vanish/>")

    reading = read(build_docx(tmp_path / "a.docx", body))

    assert lines(reading) == []
    assert reading.problems == ("concealed-mark",)


def test_words_of_a_tracked_deletion_are_struck(tmp_path: Path) -> None:
    body = f"<w:p><w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del></w:p>"

    (line,) = read(build_docx(tmp_path / "a.docx", body)).pages[0].lines

    assert all(word.struck for word in line.words)


@pytest.mark.parametrize(
    "body",
    [
        f'<w:p><w:pPr><w:ind w:left="6200"/></w:pPr><w:r><w:t>{MARK}</w:t></w:r></w:p>',
        f"<w:p><w:r>{'<w:tab/>' * 7}<w:t>{MARK}</w:t></w:r></w:p>",
        f'<w:p><w:r><w:t xml:space="preserve">{" " * 60}{MARK}</w:t></w:r></w:p>',
    ],
    ids=["indent", "tabs", "spaces"],
)
def test_a_line_moved_to_the_right_half_counts_as_set_right(
    tmp_path: Path, body: str
) -> None:
    (line,) = read(build_docx(tmp_path / "a.docx", body)).pages[0].lines

    assert line.align == Align.RIGHT


def tabbed(left: str, right: str, *tabs: str, room: str = "<w:tab/>") -> str:
    stops = "".join(tabs)
    return (
        f"<w:p><w:pPr><w:tabs>{stops}</w:tabs></w:pPr><w:r><w:t>{left}</w:t>{room}"
        f"<w:t>{right}</w:t></w:r></w:p>"
    )


RIGHT_STOP = '<w:tab w:val="right" w:pos="9350"/>'
DOTTED_STOP = '<w:tab w:val="right" w:leader="dot" w:pos="9350"/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (tabbed("Отдел связи", MARK, RIGHT_STOP), ["Отдел связи", MARK]),
        (tabbed("Отдел связи", MARK, room="<w:tab/><w:tab/>"), ["Отдел связи", MARK]),
        (tabbed("Отдел связи", MARK), [f"Отдел связи {MARK}"]),
        (tabbed("О порядке", "Секретно 12", DOTTED_STOP), ["О порядке Секретно 12"]),
        (tabbed("Гриф:", MARK, RIGHT_STOP), [f"Гриф: {MARK}"]),
        (tabbed("1.", MARK, RIGHT_STOP), [f"1. {MARK}"]),
    ],
    ids=["right stop", "two tabs", "one tab", "dots", "after a colon", "list"],
)
def test_words_behind_a_wide_tab_stand_to_the_right(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    path = build_docx(tmp_path / "a.docx", body)

    found = read(path).pages[0].lines

    assert [line.text for line in found] == expected
    assert [line.align for line in found[1:]] == [Align.RIGHT] * (len(expected) - 1)
