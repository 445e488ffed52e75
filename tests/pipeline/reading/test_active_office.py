"""What could act in office files, rich text and mail is reported."""

import io
import zipfile
from pathlib import Path

import pytest

from benchmarks.mixed_files import make_xlsx
from models.settings import Limits
from pipeline.document import examine
from tests.hostile.bombs_office import with_parts

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rtf(inside: str) -> bytes:
    return rf"{{\rtf1\ansi {inside} text\par}}".encode("ascii")


def field(code: str) -> bytes:
    return rtf(rf"{{\field{{\*\fldinst {code}}}{{\fldrslt x}}}}")


def odt(inside: str) -> bytes:
    spaces = "".join(
        f' xmlns:{short}="{OASIS}{name}:1.0"'
        for short, name in (
            *(("o", "office"), ("t", "text"), ("d", "drawing"), ("s", "script")),
        )
    )
    content = (
        f'<o:document-content{spaces} xmlns:x="http://www.w3.org/1999/xlink">'
        f"<o:body><o:text><t:p>a</t:p>{inside}</o:text></o:body></o:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", content)
    return buffer.getvalue()


def letter(inside: str) -> bytes:
    head = "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/html\n\n<html>{inside}</html>\n".encode()


def book(part: str, content: str) -> bytes:
    return with_parts(make_xlsx(None), {part: content.encode()})


DDE_LINK = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="x"/></externalLink>'
CASES: dict[str, tuple[bytes, str]] = {
    "template.rtf": (rtf(r"{\*\template http://a.example/x.dotm}"), "remote-template"),
    "hidden-template.rtf": (
        rtf(r"{\*\template \u104?ttp\'3a//a.example/x}"),
        "remote-template",
    ),
    "picture.rtf": (field(r"INCLUDEPICTURE x"), "external-link"),
    "dde.rtf": (field(r"DDEAUTO cmd x"), "dde"),
    "split-dde.rtf": (field(r"{D}{DEAUTO} cmd x"), "dde"),
    "dde.odt": (odt("<t:dde-connection-decl/>"), "dde"),
    "event.odt": (odt("<t:p><s:event-listener/></t:p>"), "macro"),
    "script.odt": (odt("<t:p><t:script>x</t:script></t:p>"), "macro"),
    "section.odt": (
        odt('<t:section><t:section-source x:href="http://a.example"/></t:section>'),
        "external-link",
    ),
    "picture.odt": (
        odt('<t:p><d:frame><d:image x:href="http://a.example"/></d:frame></t:p>'),
        "remote-image",
    ),
    "script.eml": (letter("<script>x()</script>"), "javascript"),
    "event.eml": (letter('<body onload="x()">t</body>'), "javascript"),
    "frame.eml": (letter('<iframe src="//a.example"></iframe>'), "remote-image"),
    "style.eml": (letter('<p style="background:url(http://a)">t'), "remote-image"),
    "sheet.eml": (letter('<link href="https://a.example/x.css">'), "remote-image"),
    "form.eml": (letter("<form>t</form>"), "submit-form"),
    "dde.xlsx": (book("xl/externalLinks/externalLink1.xml", DDE_LINK), "dde"),
    "query.xlsx": (book("xl/connections.xml", "<connections/>"), "external-link"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_could_act_is_reported(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data, slug = CASES[name]
    path.write_bytes(data)

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.kind == path.suffix[1:]
    assert slug in examined.active_content


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rtf", field(r"HYPERLINK x")),
        ("b.rtf", rtf(r"{\*\template Normal.dotm}")),
        ("a.odt", odt('<t:p><t:a x:href="http://a.example">x</t:a></t:p>')),
        ("a.eml", letter('<a href="http://a.example">t</a><img src="cid:1">')),
    ],
)
def test_what_does_nothing_by_itself_is_not(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    path = tmp_path / name

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.active_content == ()
