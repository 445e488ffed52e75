"""OpenDocument texts as small programs write them: few page styles, or none.

Each bears the stamp where other programs show it, or gets a sheet of paper.
"""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from stamps.on_office import stamp_office
from stamps.plan import Stamped
from stamps.readback_office import Expected, verify_office
from tests.build_stamp_plan import make_plan
from tests.stamps.build_office_files import MANIFEST, ODF, RUNNING

LAYOUT = (
    '<office:automatic-styles><style:page-layout style:name="pm1">'
    '<style:page-layout-properties fo:margin-left="20mm"/></style:page-layout>'
    "</office:automatic-styles>"
)
HEADER = "<style:header><text:p>Верхний</text:p></style:header>"
ASKING = '<style:style style:name="P1" style:family="paragraph" {}/>'
WORDS = '<text:p text:style-name="P1">Текст</text:p>'


def page(name: str, inner: str = "", more: str = "") -> str:
    return (
        f'<style:master-page style:name="{name}" style:page-layout-name="pm1" {more}>'
        f"{inner}</style:master-page>"
    )


def styles(masters: str, *, layout: str = LAYOUT, before: str = "") -> str:
    return (
        f"<office:document-styles {ODF}>{before}{layout}<office:master-styles>{masters}"
        "</office:master-styles></office:document-styles>"
    )


def asking(what: str) -> str:
    asked = ASKING.format(what)
    return f"<office:automatic-styles>{asked}</office:automatic-styles>"


OTHER = page("Other", HEADER)
BOTH = OTHER + page("Standard")
GONE = asking('style:master-page-name="Gone"')
INHERITED = asking('style:parent-style-name="Q"')
PARENT = (
    '<office:styles><style:style style:name="Q" style:family="paragraph" '
    'style:master-page-name="Other"/></office:styles>'
)
MINIMAL: dict[str, tuple[str | None, str]] = {
    "no-styles": (None, ""),
    "empty-styles": (f"<office:document-styles {ODF}/>", ""),
    "no-masters": (styles(""), ""),
    "comment-for-masters": (styles("<!-- none -->"), ""),
    "no-layouts": (styles('<style:master-page style:name="Standard"/>', layout=""), ""),
    "no-such-layout": (styles(page("Standard"), layout=""), ""),
    "nameless": (styles(page("", HEADER)), ""),
    "never-asked-for": (styles(OTHER), ""),
    "another-case": (styles(page("standard", HEADER)), ""),
    "asked-for-is-gone": (styles(BOTH), GONE),
    "all-are-gone": (styles(OTHER), GONE),
    "asked-for-by-a-parent": (styles(BOTH, before=PARENT), INHERITED),
    "only-shown-as-standard": (
        styles(page("Foo", HEADER, 'style:display-name="Standard"')),
        "",
    ),
    "comment-in-master": (styles(page("Standard", "<!-- c --><?p x?>" + HEADER)), ""),
    "instruction-in-header": (
        styles(page("Standard", HEADER.replace("<text:p>", "<?p x?><text:p>"))),
        "",
    ),
    "margin-of-no-number": (
        styles(page("Standard"), layout=LAYOUT.replace("20mm", "1.2.3mm")),
        "",
    ),
}  # fmt: skip


def build(path: Path, named: str, *, manifest: bool = True) -> Path:
    said, automatic = MINIMAL[named]
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {ODF}>{automatic}<office:body><office:text>"
            f"{WORDS}</office:text></office:body></office:document-content>"
        ),
    }
    if said is not None:
        parts["styles.xml"] = said
    if manifest:
        parts["META-INF/manifest.xml"] = (
            f'<manifest:manifest {MANIFEST}><manifest:file-entry '
            'manifest:full-path="/" '
            f'manifest:media-type="{parts["mimetype"]}"/></manifest:manifest>'
        )  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def stamp(folder: Path, named: str, *, manifest: bool = True) -> Stamped:
    source = build(folder / f"in-{named}.odt", named, manifest=manifest)
    return stamp_office(source, folder / f"{named}.odt", make_plan(), kind="odt")


@pytest.mark.parametrize("named", MINIMAL)
def test_a_text_of_few_page_styles_is_stamped(tmp_path: Path, named: str) -> None:
    result = stamp(tmp_path, named)

    expected = Expected(running=RUNNING, first=("Құпия", "(Секретно)"), code=True)
    assert verify_office(result.path, kind="odt", expected=expected).problems == ()


def test_styles_that_are_made_are_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(stamp(tmp_path, "no-styles").path) as archive:
        listed = etree.fromstring(archive.read("META-INF/manifest.xml"))

    assert "styles.xml" in {v for row in listed for v in row.attrib.values()}


def test_a_text_that_lists_no_parts_gets_a_sheet(tmp_path: Path) -> None:
    result = stamp(tmp_path, "no-styles", manifest=False)

    assert result.notes == ("sheet-instead", "no-place")


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is absent")
def test_libreoffice_shows_the_mark_of_each(tmp_path: Path) -> None:
    import pypdfium2

    made = [stamp(tmp_path, named).path for named in MINIMAL]

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), *map(str, made)],
        check=True,
        capture_output=True,
        timeout=300,
    )

    shown = {}
    for path in made:
        with pypdfium2.PdfDocument(path.with_suffix(".pdf")) as pdf:
            shown[path.stem] = pdf[0].get_textpage().get_text_range()
    bare = [
        name
        for name, text in shown.items()
        if "(Секретно)" not in text or "12с/2026" not in text
    ]
    assert bare == []
