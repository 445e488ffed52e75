"""Sections are read out of a document's bytes as out of a tree of the whole."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.errors import InputError, OutputError
from stamps.docx_outline import cut
from stamps.docx_package import Package, parse
from stamps.docx_sections import names_of, sections_of
from stamps.on_docx import prove, stamp_docx, stamp_package
from stamps.zip_rewrite import Source
from tests.build_docx import LANDSCAPE, PAGE, SPACES, build_docx, paragraph
from tests.stamps.build_word import (
    CASES,
    FOOTERS,
    HEADERS,
    TEXT,
    last,
    plan,
    reference,
    section,
)

W_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{W_URI}}}"
R_URI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "word/document.xml"
PARTS = {"header1": "one.xml", "header2": "two.xml", "footer1": "three.xml"}
WITH_HEADER = section(reference("default", "header1") + PAGE)
FLOATING = (
    '<w:p><w:r><w:drawing><wp:anchor behindDoc="0"><wp:positionH relativeFrom="page">'
    '<wp:posOffset>3810000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="'
    'page"><wp:posOffset>254000</wp:posOffset></wp:positionV><wp:extent cx="3556000" '
    'cy="8890000"/><wp:wrapNone/></wp:anchor></w:drawing></w:r></w:p>'
)
TABLE = "<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>"


def document(body: str, spaces: str = SPACES, before: str = "") -> bytes:
    return f"{before}<w:document {spaces}><w:body>{body}</w:body></w:document>".encode()


SIMPLE = TEXT + WITH_HEADER + TEXT + last(reference("even", "header2") + PAGE)
SHADOWED = f'<w:p xmlns:q="{W_URI}"><q:pPr><q:sectPr>{PAGE}</q:sectPr></q:pPr></w:p>'
DOCUMENTS: dict[str, tuple[bytes, bool]] = {
    "simple": (document(SIMPLE), True),
    "declared": (document(SIMPLE, before="<?xml version='1.0'?>\n"), True),
    "byte order mark": (b"\xef\xbb\xbf" + document(SIMPLE), True),
    "single quotes": (document(SIMPLE).replace(b'"', b"'"), True),
    "spaces in tags": (
        document(SIMPLE)
        .replace(b"</w:sectPr>", b"</w:sectPr\n>\n ")
        .replace(b"<w:sectPr>", b"<w:sectPr\tw:rsidR = 'a>b'\n>"),
        True,
    ),
    "nothing in a section": (document(TEXT + "<w:sectPr/>"), True),
    "space said again": (
        document(f'<w:p xmlns:w="{W_URI}" xmlns:q="urn:q"/>' + SIMPLE),
        True,
    ),
    "words that look like names": (
        document(paragraph("sectPr xmlns =&lt;w:sectPr/&gt; anchor ") + SIMPLE),
        False,
    ),
    "no section": (document(TEXT), False),
    "no body": (f"<w:document {SPACES}/>".encode(), False),
    "section not at the end": (document(last(PAGE) + TEXT), False),
    "former section": (
        document(
            TEXT
            + last(PAGE + "<w:sectPrChange><w:sectPr><w:titlePg/></w:sectPr>"
                   "</w:sectPrChange>")
        ),
        False,
    ),
    "former section elsewhere": (
        document(f"<w:sectPrChange><w:sectPr/></w:sectPrChange>{SIMPLE}"),
        False,
    ),
    "comment": (document(f"<!--{WITH_HEADER}-->{SIMPLE}"), False),
    "comment round the end": (document(f"{TEXT}<!--{last(PAGE)}-->"), False),
    "literal text": (
        document(f"<w:p><w:r><w:t><![CDATA[{WITH_HEADER}]]></w:t></w:r></w:p>{SIMPLE}"),
        False,
    ),
    "instruction": (document(f"<?x {WITH_HEADER}?>{SIMPLE}"), False),
    "other prefix": (
        document(SIMPLE).replace(b"w:", b"word:").replace(b":w=", b":word="),
        True,
    ),
    "no prefix": (
        document(TEXT + WITH_HEADER + last(""))
        .replace(b"<w:", b"<")
        .replace(b"</w:", b"</")
        .replace(b"<document", f'<document xmlns="{W_URI}"'.encode()),
        False,
    ),
    "two prefixes at the root": (
        document(SIMPLE + SHADOWED, SPACES + f'xmlns:q="{W_URI}"'),
        False,
    ),
    "second prefix inside": (document(SHADOWED + SIMPLE), False),
    "prefix means another thing inside": (
        document(f'<x:y xmlns:x="urn:x" xmlns:w="urn:w">{WITH_HEADER}</x:y>{SIMPLE}'),
        False,
    ),
    "reference's prefix means another thing inside": (
        document(f'<x:y xmlns:x="urn:x" xmlns:r="urn:r">{WITH_HEADER}</x:y>{SIMPLE}'),
        False,
    ),
    "prefix in disguise": (
        document(f'<x:y xmlns:x="urn:x" xmlns:w="urn&#58;w"/>{SIMPLE}'),
        False,
    ),
    "declaration behind words like one": (
        document(
            f'<w:p><w:r><w:t>xmlns:a="</w:t></w:r></w:p><x:y xmlns:x="urn:x" '
            f'xmlns:w="urn:w">{WITH_HEADER}</x:y>{SIMPLE}'
        ),
        False,
    ),
    "prefix declared on the way": (
        document(
            f'<w:p xmlns:k="{R_URI}"><w:pPr><w:sectPr><w:headerReference '
            'w:type="default" k:id="header1"/></w:sectPr></w:pPr></w:p>' + SIMPLE
        ),
        True,
    ),
    "two bodies": (
        document(SIMPLE).replace(
            b"<w:body>", b"<w:body/><w:body>"
        ),
        False,
    ),
    "two bytes a letter": (
        document(SIMPLE, before="<?xml version='1.0' encoding='UTF-16'?>")
        .decode()
        .encode("utf-16"),
        False,
    ),
    "one byte a letter": (
        document(SIMPLE, before="<?xml version='1.0' encoding='windows-1251'?>")
        .decode()
        .encode("cp1251"),
        False,
    ),
    "opens with a table in a table": (
        document(TABLE.format(TABLE.format("")) + SIMPLE),
        True,
    ),
    "something floats": (document(FLOATING + SIMPLE), True),
    "coloured": (
        document(SIMPLE).replace(
            b"<w:body>", b'<w:background w:color="203040"/><w:body>'
        ),
        True,
    ),
    "twice in a box": (
        document(
            "<w:p><w:r><mc:AlternateContent>"
            f"<mc:Choice>{WITH_HEADER}</mc:Choice><mc:Fallback>{WITH_HEADER}"
            f"</mc:Fallback></mc:AlternateContent></w:r></w:p>{SIMPLE}"
        ),
        True,
    ),
}  # fmt: skip


def said(root: etree._Element) -> list[tuple[bytes, dict[str, str], bool]]:
    return [
        (
            etree.tostring(s.element, method="c14n", exclusive=True),
            s.headers | s.footers,
            s.title_page,
        )
        for s in sections_of(root, PARTS, names_of(root))
    ]


@pytest.mark.parametrize("case", DOCUMENTS)
def test_an_outline_says_what_the_whole_says_or_there_is_none(case: str) -> None:
    data, is_cut = DOCUMENTS[case]

    outline = cut(data)

    assert (outline is not None) == is_cut
    if outline is not None and case != "prefix declared on the way":
        assert outline.is_sound()
        assert said(parse(outline.skeleton())) == said(parse(data))


def source_of(folder: Path, data: bytes) -> Path:
    source = build_docx(folder / "raw.docx", TEXT, stories=HEADERS | FOOTERS)
    made = folder / "in.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == MAIN else old.read(name))
    return made


def written(source: Path, *, whole: bool) -> dict[str, bytes]:
    with Source(source) as container:
        package = Package(container)
        if whole:
            package.tree(MAIN)
        stamp_package(package, MAIN, plan())
        return package.changes()


def plainly(parts: dict[str, bytes]) -> dict[str, bytes]:
    main = etree.tostring(etree.fromstring(parts[MAIN]), method="c14n")
    return parts | {MAIN: main}


@pytest.mark.parametrize("case", [c for c in DOCUMENTS if c != "no body"])
def test_both_ways_write_the_same(tmp_path: Path, case: str) -> None:
    source = source_of(tmp_path, DOCUMENTS[case][0])

    one, other = written(source, whole=False), written(source, whole=True)

    assert plainly(one) == plainly(other)


PIECES = st.sampled_from(
    [
        TEXT,
        WITH_HEADER,
        section(reference("first", "header2") + PAGE + "<w:titlePg/>"),
        section(reference("default", "footer1", "footer") + LANDSCAPE),
        section(PAGE.replace('w:top="', 'w:top="-')),
        section('<w:type w:val="continuous"/>'),
        "<w:p/>",
        SHADOWED,
        FLOATING,
        TABLE.format(""),
        f"<!--{WITH_HEADER}-->",
        '<w:p xmlns:w="urn:w"/>',
        f'<w:p xmlns:w="{W_URI}"/>',
        "xmlns:w='",
        last(PAGE),
    ]
)


@given(
    st.lists(PIECES, max_size=7),
    st.sampled_from(
        ["", last(PAGE), last(reference("even", "header1") + "<w:titlePg/>")]
    ),
)
def test_any_outline_says_what_the_whole_says(pieces: list[str], end: str) -> None:
    data = document("".join(pieces) + end)
    outline = cut(data)

    if outline is not None and outline.is_sound():
        assert said(parse(outline.skeleton())) == said(parse(data))


@pytest.mark.parametrize("end", range(0, 400, 7))
def test_a_damaged_document_has_no_sound_outline(end: int) -> None:
    data = document(SIMPLE)
    place = len(data) * end // 400
    damaged = data[:place] + data[place + 1 :]
    outline = cut(damaged)
    try:
        whole = said(parse(damaged))
    except InputError:
        assert outline is None or not outline.is_sound()
        return

    assert outline is None or said(parse(outline.skeleton())) == whole


@pytest.mark.parametrize(
    "body",
    [
        TEXT + "<k:x/>" + last(PAGE),
        TEXT + "<w:p></w:r>" + last(PAGE),
        TEXT + "<w:p k:x='1'/>" + last(PAGE),
        TEXT + "&x;" + last(PAGE),
    ],
    ids=["undeclared", "crossed", "undeclared attribute", "entity"],
)
def test_what_is_not_well_formed_is_refused(tmp_path: Path, body: str) -> None:
    source = build_docx(tmp_path / "in.docx", body)

    with pytest.raises(InputError):
        stamp_docx(source, tmp_path / "out.docx", plan())

    assert not (tmp_path / "out.docx").exists()


def test_text_between_sections_stays_byte_for_byte(tmp_path: Path) -> None:
    text = "<w:p w:rsidR='1'  ><w:r><w:t   >&#x416; &gt; ></w:t></w:r></w:p >"
    source = build_docx(tmp_path / "in.docx", text + WITH_HEADER + text + last(PAGE))

    stamp_docx(source, tmp_path / "out.docx", plan())

    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        data = archive.read(MAIN).decode()
    assert data.count(text) == 2


MANY = (
    WITH_HEADER
    + TEXT
    + section(reference("first", "header2") + LANDSCAPE + "<w:titlePg/>")
    + TEXT
    + last(reference("default", "header2") + reference("even", "header1") + PAGE)
)
SHOWN = [(0, "default"), (0, "first"), (0, "even"), (1, "first"), (2, "default")]


@pytest.mark.parametrize(("number", "kind"), [*SHOWN, (2, "even")])
@pytest.mark.parametrize("stands", ["nothing", "another header", "no such part"])
def test_the_proof_finds_the_one_section_that_lacks_a_header(
    tmp_path: Path, number: int, kind: str, stands: str
) -> None:
    source = build_docx(
        tmp_path / "in.docx",
        TEXT + MANY,
        stories=HEADERS | {"header3": paragraph("Без")},
        settings="<w:evenAndOddHeaders/>",
    )
    stamp_docx(source, tmp_path / "out.docx", plan())
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(members[MAIN])
    sections = list(root.iter(W + "sectPr"))
    for earlier in () if stands == "another header" else sections[:number]:
        # What an earlier section has would be in force.
        _refer(earlier, kind, None)
    changed = _refer(sections[number], kind, {"nothing": None}.get(stands, "header3"))
    if stands == "no such part":
        _refer(sections[number], kind, "gone")
    members[MAIN] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    target = tmp_path / "broken.docx"
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)

    assert changed
    assert cut(members[MAIN]) is not None
    with pytest.raises(OutputError, match=f"section {number + 1} {kind}"):
        prove(target, "docx", plan())


def _refer(section: etree._Element, kind: str, identity: str | None) -> bool:
    """Change a section's own reference, or take it away; tells whether it had one."""
    hit = [e for e in section.iter(W + "headerReference") if e.get(W + "type") == kind]
    for element in hit:
        if identity is None:
            section.remove(element)
        else:
            element.set(f"{{{R_URI}}}id", identity)
    return bool(hit)


@pytest.mark.parametrize("case", CASES)
def test_most_page_setups_need_no_tree(tmp_path: Path, case: str) -> None:
    body, stories, settings = CASES[case]
    source = build_docx(tmp_path / "in.docx", body, stories=stories, settings=settings)
    with zipfile.ZipFile(source) as archive:
        outline = cut(archive.read(MAIN))

    assert (outline is None) == (case in ("no section", "tracked former section"))
