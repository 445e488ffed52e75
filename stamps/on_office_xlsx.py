"""Stamps a workbook: print headers of every sheet, chart sheets and hidden ones too.

A header holds 255 characters and no more; what does not fit asks for a sheet of paper.
Knows SpreadsheetML; no Party and no rule.

Source: ISO/IEC 29500-1, 18.3.1.46 (headerFooter), 18.3.1.62 (pageMargins).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from models.errors import CorruptInput, LayoutError
from models.geometry import POINTS_PER_MM
from stamps.docx_code import code_picture
from stamps.docx_package import Package
from stamps.docx_words import FIELD, FONTS
from stamps.office_label import bind_label
from stamps.office_proof import Expected, OfficeProof, lacks
from stamps.plan import StampPlan
from stamps.zip_rewrite import Source, rewrite

Element = Any
"""An lxml element; lxml ships no types."""

LONGEST = 255
"""Characters that a header may hold (18.3.1.46)."""
FIELDS = {"page": "&P", "pages": "&N"}
SECTION = re.compile(r"&(?=[LCR])")
CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z]|&)')
AFTER_MARGINS = frozenset(
    [
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "webPublishObjects",
        "extLst",
    ]
)
AFTER_HEADER = AFTER_MARGINS - {"pageSetup", "headerFooter"}
AFTER_VML = frozenset(
    [
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "webPublishObjects",
        "extLst",
    ]
)
USUAL_MARGINS = {
    "left": "0.7", "right": "0.7", "top": "0.75", "bottom": "0.75", "header": "0.3",
    "footer": "0.3",
}  # fmt: skip
CHILDREN = (
    "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
)  # fmt: skip
SHEET_ROOTS = ("worksheet", "chartsheet", "dialogsheet")
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
LINE_HEIGHT = 1.25
WATERMARK_PT = 14
VML_PLACES = {"oddHeader": "LH", "evenHeader": "LHEVEN", "firstHeader": "LHFIRST"}


@dataclass(frozen=True, slots=True)
class _Code:
    part: str
    side_pt: float


def write_xlsx(
    source: Source, target: Path, plan: StampPlan
) -> tuple[tuple[str, ...], None]:
    """Write the stamped workbook; returns notes and no number of pages.

    Raises:
        LayoutError: The words do not fit into a header.
    """
    package = Package(source)
    if package.is_signed() and not plan.is_copy:
        return ("sheet-instead", "signed"), None
    notes = ["signature-removed"] if package.drop_signatures() else []
    main = package.main_part("xl/workbook.xml")
    code = None
    if plan.code is not None:
        picture, side_mm = code_picture(plan.code)
        part = package.free_name("xl/media/belgi-code-{}.png")
        package.put(part, picture)
        package.default_type("png", "image/png")
        code = _Code(part, side_mm * POINTS_PER_MM)
    for index, part in enumerate(sheet_parts(package, main)):
        if not _stamp_sheet(package, part, plan, code, is_first=index == 0):
            notes.append("code-left-out")
    if plan.label is not None:
        bind_label(package, main, plan.label)
    rewrite(
        source,
        target,
        changed=package.changes(),
        removed=frozenset(package.removed),
        clock=plan.clock,
    )
    return tuple(dict.fromkeys(notes)), None


def sheet_parts(package: Package, main: str) -> list[str]:
    """Name the sheets' parts in the workbook's order, hidden ones too.

    Raises:
        CorruptInput: There is none.
    """
    targets = package.targets(main)
    found = []
    for sheet in package.tree(main).iter():
        if not isinstance(sheet.tag, str) or not sheet.tag.endswith("}sheet"):
            continue
        identity = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        actual = package.actual(targets.get(identity, ("", ""))[1])
        if actual is not None and _name(package.tree(actual)) in SHEET_ROOTS:
            found.append(actual)
    if not found:
        raise CorruptInput("The workbook has no sheet; ask the sender for it again.")
    return found


def _name(element: Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _child(parent: Element, name: str) -> Element | None:
    return next((child for child in parent if _name(child) == name), None)


def _made(parent: Element, name: str, after: frozenset[str]) -> Element:
    """Return a child, made where the schema wants it."""
    child = _child(parent, name)
    if child is None:
        child = etree.Element(f"{{{etree.QName(parent).namespace}}}{name}")
        place = len(parent)
        for index, other in enumerate(parent):
            if _name(other) in after:
                place = index
                break
        parent.insert(place, child)
    return child


def _stamp_sheet(
    package: Package, part: str, plan: StampPlan, code: _Code | None, *, is_first: bool
) -> bool:
    """Stamp one sheet; returns whether the code could be placed too."""
    root = package.tree(part)
    header = _made(root, "headerFooter", AFTER_HEADER)
    if header.get("alignWithMargins") is None:
        header.set("alignWithMargins", "1")
    if is_first:
        _open_first_page(header)
    free = code is not None and _child(root, "legacyDrawingHF") is None
    lines = 0
    for kind in kinds_in_force(header):
        own = _text(header, kind)
        whole = is_first and kind == "firstHeader"
        text, rows = _merged(own, plan, whole=whole, with_code=free)
        _set(header, kind, text)
        lines = max(lines, rows)
    height = lines * plan.style.mark_size_pt * LINE_HEIGHT
    if code is not None and free:
        _place_code(package, part, root, code)
        height = max(height, code.side_pt)
    _make_room(root, height)
    package.touch(part)
    return free or code is None


def kinds_in_force(header: Element) -> list[str]:
    """Return the headers that some page of a sheet shows."""
    on = ("1", "true")
    kinds = ["oddHeader"]
    if header.get("differentOddEven", "0") in on:
        kinds.append("evenHeader")
    if header.get("differentFirst", "0") in on:
        kinds.append("firstHeader")
    return kinds


def _open_first_page(header: Element) -> None:
    """Give the first sheet a first page of its own that shows what page 1 showed."""
    if header.get("differentFirst", "0") in ("1", "true"):
        return
    header.set("differentFirst", "1")
    for story in ("Header", "Footer"):
        _set(header, f"first{story}", _text(header, f"odd{story}"))


def _text(header: Element, kind: str) -> str:
    child = _child(header, kind)
    return "" if child is None else child.text or ""


def _set(header: Element, kind: str, text: str) -> None:
    after = frozenset(CHILDREN[CHILDREN.index(kind) + 1 :])
    _made(header, kind, after).text = text


def _sections(text: str) -> dict[str, str]:
    """Cut a header into its left, centre and right sections."""
    plain, found = re.split(r"&([LCR])", text, maxsplit=0), {"L": "", "C": "", "R": ""}
    found["C"] = plain[0]
    for place, words in zip(plain[1::2], plain[2::2], strict=True):
        found[place] += words
    return found


def _merged(
    own: str, plan: StampPlan, *, whole: bool, with_code: bool
) -> tuple[str, int]:
    """Put the stamp above what a header says; returns it with its lines.

    Raises:
        LayoutError: It would be longer than a header may be.
    """
    parts = _sections(own)
    ours = _right(plan, whole=whole)
    parts["R"] = ours + ("\n" + parts["R"] if parts["R"] else "")
    if with_code:
        parts["L"] = "&G" + ("\n" + parts["L"] if parts["L"] else "")
    if plan.text.watermark is not None:
        mark = f"&{WATERMARK_PT}&KC0C0C0{_plain(plan.text.watermark)}"
        parts["C"] = mark + ("\n" + parts["C"] if parts["C"] else "")
    text = "".join(f"&{place}{words}" for place, words in parts.items() if words)
    if len(text) > LONGEST:
        raise LayoutError("The stamp does not fit into the sheet's header.")
    return text, max(words.count("\n") + 1 for words in parts.values())


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def _right(plan: StampPlan, *, whole: bool) -> str:
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02X}" for value in plan.style.colour)
    running = FIELD.sub(lambda match: FIELDS[match.group(1)], _plain(plan.text.running))
    size = max(round(plan.style.running_size_pt), 7)
    # A blank after the size keeps a following digit from being read into it.
    small = f'&"{font},Regular"&{size}&K{colour} '
    if not whole:
        return small + running
    mark = "\n".join(_plain(line) for line in plan.text.mark)
    details = "\n".join(
        _plain(line) for line in (*plan.text.details, *plan.text.notice)
    )
    big = f'&"{font},Bold"&{round(plan.style.mark_size_pt)}&K{colour} '
    return f"{big}{mark}\n{small}{details}\n{running}"


def _make_room(root: Element, height_pt: float) -> None:
    """Let the page's body begin below the header."""
    margins = _made(root, "pageMargins", AFTER_MARGINS)
    for name, usual in USUAL_MARGINS.items():
        if margins.get(name) is None:
            margins.set(name, usual)
    try:
        top, header = float(margins.get("top")), float(margins.get("header"))
    except ValueError:
        top, header = 0.75, 0.3
        margins.set("header", "0.3")
    wanted = header + height_pt / 72 + 0.05
    if wanted > top:
        margins.set("top", f"{wanted:.4f}")


def _place_code(package: Package, part: str, root: Element, code: _Code) -> None:
    """Add the picture that ``&G`` stands for, in each header in force."""
    header = _child(root, "headerFooter")
    vml = package.free_name("xl/drawings/belgi-vml-{}.vml")
    side = f"width:{code.side_pt:.1f}pt;height:{code.side_pt:.1f}pt"
    shapes = "".join(
        f'<v:shape id="{VML_PLACES[kind]}" o:spid="_x0000_s{1025 + number}" '
        f'type="#_x0000_t75" style="position:absolute;margin-left:0;margin-top:0;'
        f'{side};z-index:{number + 1}"><v:imagedata o:relid="rIdBelgi1" '
        'o:title="belgi-code"/><o:lock v:ext="edit" rotation="t"/></v:shape>'
        for number, kind in enumerate(kinds_in_force(header))
    )
    data = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t75" coordsize="21600,21600" o:spt="75" '
        'o:preferrelative="t" path="m@4@5l@4@11@9@11@9@5xe" filled="f" stroked="f">'
        '<v:stroke joinstyle="miter"/><v:path o:extrusionok="f" gradientshapeok="t" '
        'o:connecttype="rect"/><o:lock v:ext="edit" aspectratio="t"/></v:shapetype>'
        f"{shapes}</xml>"
    )
    package.put(vml, data.encode())
    package.default_type("vml", VML_TYPE)
    relations = relations_of(root)
    package.relate(vml, f"{relations}/image", code.part)
    identity = package.relate(part, f"{relations}/vmlDrawing", vml)
    drawing = _made(root, "legacyDrawingHF", AFTER_VML)
    drawing.set(f"{{{relations}}}id", identity)


def relations_of(root: Element) -> str:
    """Return the relationship namespace that goes with a part's own."""
    space = str(etree.QName(root).namespace)
    if space.startswith("http://purl.oclc.org/"):
        return "http://purl.oclc.org/ooxml/officeDocument/relationships"
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def verify_xlsx(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp in every print header in force of every sheet.

    The code is looked for only where the sheet had no header pictures of its own.

    Raises:
        InputError: The file cannot be read.
    """
    problems: list[str] = []
    places = 0
    with Source(path) as source:
        package = Package(source)
        main = package.main_part("xl/workbook.xml")
        for number, part in enumerate(sheet_parts(package, main), start=1):
            header = _child(package.tree(part), "headerFooter")
            kinds = ["oddHeader"] if header is None else kinds_in_force(header)
            for kind in kinds:
                places += 1
                text = "" if header is None else _text(header, kind)
                wrong = _short(text, expected)
                if number == 1 and kind == "firstHeader":
                    plain = CODES.sub(_shown, text)
                    wrong += ["no mark"] if lacks(plain, expected.first) else []
                problems += [f"sheet {number} {kind}: {what}" for what in wrong]
            if number == 1 and expected.first and "firstHeader" not in kinds:
                problems.append("sheet 1: no first page of its own")
    return OfficeProof(places=places, problems=tuple(problems))


def _shown(match: "re.Match[str]") -> str:
    return "&" if match.group() == "&&" else ""


def _short(text: str, expected: Expected) -> list[str]:
    plain = CODES.sub(_shown, text)
    wrong = ["no running mark"] if lacks(plain, expected.running) else []
    if expected.watermark is not None and lacks(plain, (expected.watermark,)):
        wrong.append("no watermark")
    return wrong
