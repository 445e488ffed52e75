"""Stamps an OpenDocument text: a line in the header of every page style.

The page style of the first page gets a first-page header of its own with the mark.
Knows OpenDocument styles; no Party and no rule.

Source: OASIS OpenDocument 1.3, part 3, 16.9 (master pages), 16.10 (headers).
"""

import copy
import re
from pathlib import Path
from typing import Any

from lxml import etree

from models.errors import CorruptInput, EncryptedInput
from models.geometry import POINTS_PER_MM
from stamps.docx_code import code_picture
from stamps.docx_drawings import CODE_LEFT_MM, CODE_TOP_MM
from stamps.docx_package import parse, serialise
from stamps.docx_words import FIELD, FONTS
from stamps.office_proof import Expected, OfficeProof, lacks
from stamps.office_watermark import watermark_picture
from stamps.plan import StampPlan
from stamps.zip_rewrite import Source, rewrite

Element = Any
"""An lxml element; lxml ships no types."""

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    "office": OASIS + "office:1.0",
    "style": OASIS + "style:1.0",
    "text": OASIS + "text:1.0",
    "draw": OASIS + "drawing:1.0",
    "fo": OASIS + "xsl-fo-compatible:1.0",
    "svg": OASIS + "svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
MANIFEST = "{" + OASIS + "manifest:1.0}"
OFFICE, STYLE, TEXT, DRAW, FO, XLINK = (
    "{" + SPACES[name] + "}"
    for name in ("office", "style", "text", "draw", "fo", "xlink")
)
LOEXT_FIRST = "{" + SPACES["loext"] + "}header-first"
CODE_PART = "Pictures/belgi-code.png"
WATERMARK_PART = "Pictures/belgi-watermark.png"
SIGNATURES = "META-INF/documentsignatures.xml"
FIELDS = {
    "page": '<text:page-number text:select-page="current" style:num-format="1">1'
    "</text:page-number>",
    "pages": '<text:page-count style:num-format="1">1</text:page-count>',
}
KINDS = ("header", "header-left", "header-first")
ORDER = (
    "header",
    "header-left",
    "header-first",
    "footer",
    "footer-left",
    "footer-first",
)
LENGTH = re.compile(r"([\d.]+)(in|cm|mm|pt)")
MM = {"in": 25.4, "cm": 10.0, "mm": 1.0, "pt": 1 / POINTS_PER_MM}
WATERMARK_MM = 190.0
HEADER_STYLE = "BelgiHeader"


def write_odt(
    source: Source, target: Path, plan: StampPlan
) -> tuple[tuple[str, ...], None]:
    """Write the stamped document; returns notes and no number of pages."""
    signed = SIGNATURES in source
    if signed and not plan.is_copy:
        return ("sheet-instead", "signed"), None
    manifest = parse(source.read("META-INF/manifest.xml"))
    if any(True for _ in manifest.iter(f"{MANIFEST}encryption-data")):
        raise EncryptedInput(
            "The document is protected by a password; ask for it open."
        )
    if "styles.xml" not in source:
        raise CorruptInput("The document has no styles; ask the sender for it again.")
    styles = parse(source.read("styles.xml"))
    content = parse(source.read("content.xml"))
    changed: dict[str, bytes] = {}
    side_mm = 0.0
    if plan.code is not None:
        changed[CODE_PART], side_mm = code_picture(plan.code)
    if plan.text.watermark is not None:
        changed[WATERMARK_PART] = watermark_picture(
            plan.text.watermark, plan.style.font
        )
    for part in changed:
        entry = etree.SubElement(manifest, f"{MANIFEST}file-entry")
        entry.set(f"{MANIFEST}full-path", part)
        entry.set(f"{MANIFEST}media-type", "image/png")
    _stamp(styles, content, plan, side_mm)
    changed["META-INF/manifest.xml"] = serialise(manifest)
    changed["styles.xml"] = serialise(styles)
    removed = frozenset((SIGNATURES,)) if signed else frozenset()
    rewrite(source, target, changed=changed, removed=removed, clock=plan.clock)
    return (("signature-removed",) if signed else ()), None


def _stamp(styles: Element, content: Element, plan: StampPlan, side_mm: float) -> None:
    masters = styles.find(f"{OFFICE}master-styles")
    if masters is None or masters.find(f"{STYLE}master-page") is None:
        raise CorruptInput("The document has no page style; ask for it again.")
    automatic = styles.find(f"{OFFICE}automatic-styles")
    if automatic is None:
        automatic = etree.Element(f"{OFFICE}automatic-styles")
        masters.addprevious(automatic)
    for element in _parse(_styles(plan)):
        automatic.append(element)
    first = first_master(styles, content)
    layouts = {
        layout.get(f"{STYLE}name"): layout
        for layout in automatic.iter(f"{STYLE}page-layout")
    }
    for master in masters.findall(f"{STYLE}master-page"):
        layout = layouts.get(master.get(f"{STYLE}page-layout-name"))
        if layout is not None:
            _make_room(layout)
        margin_mm = _left_mm(layout)
        in_margin = margin_mm >= CODE_LEFT_MM + side_mm
        _headers(master, master is first, plan, side_mm, in_margin)


def first_master(styles: Element, content: Element) -> Element:
    """Return the page style of the document's first page."""
    masters = {
        master.get(f"{STYLE}name", ""): master
        for master in styles.iter(f"{STYLE}master-page")
    }
    named = {
        style.get(f"{STYLE}name"): style.get(f"{STYLE}master-page-name")
        for root in (styles, content)
        for style in root.iter(f"{STYLE}style")
        if style.get(f"{STYLE}master-page-name")
    }
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    for element in () if body is None else body.iter():
        for key, value in element.attrib.items():
            if key.endswith("}style-name") and value in named:
                return masters.get(named[value] or "", next(iter(masters.values())))
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            break
    return masters.get("Standard", next(iter(masters.values())))


def _make_room(layout: Element) -> None:
    """State that the header takes the height it needs."""
    style = layout.find(f"{STYLE}header-style")
    if style is None:
        style = etree.Element(f"{STYLE}header-style")
        footer = layout.find(f"{STYLE}footer-style")
        if footer is None:
            layout.append(style)
        else:
            footer.addprevious(style)
    properties = style.find(f"{STYLE}header-footer-properties")
    if properties is None:
        properties = etree.SubElement(style, f"{STYLE}header-footer-properties")
        properties.set(f"{FO}margin-bottom", "2mm")
    height = properties.attrib.pop("{" + SPACES["svg"] + "}height", None)
    if f"{FO}min-height" not in properties.attrib:
        properties.set(f"{FO}min-height", height or "0mm")


def _left_mm(layout: Element | None) -> float:
    properties = (
        None if layout is None else layout.find(f"{STYLE}page-layout-properties")
    )
    if properties is None:
        return 20.0
    said = properties.get(f"{FO}margin-left") or properties.get(f"{FO}margin", "")
    match = LENGTH.fullmatch(said)
    return float(match.group(1)) * MM[match.group(2)] if match else 0.0


def _headers(
    master: Element, is_first: bool, plan: StampPlan, side_mm: float, in_margin: bool
) -> None:
    """Stamp the headers of one page style, and make those that lack."""
    found = {kind: _header(master, kind) for kind in KINDS}
    if found["header"] is None:
        found["header"] = _new_header(master, "header")
    if is_first and found["header-first"] is None:
        found["header-first"] = _first_like(master, "header")
        if master.find(f"{STYLE}footer") is not None and not _has_first_footer(master):
            _first_like(master, "footer")
    for kind, header in found.items():
        if header is None or not _switched_on(header, kind, is_first):
            continue
        whole = is_first and kind == "header-first"
        paragraphs = _parse(_paragraphs(plan, whole, side_mm, in_margin))
        for place, paragraph in enumerate(paragraphs):
            header.insert(place, paragraph)


def _switched_on(header: Element, kind: str, is_first: bool) -> bool:
    """Tell whether a header is to be shown, and see to it that it is."""
    if header.get(f"{STYLE}display", "true") == "false":
        if kind == "header-left" or (kind == "header-first" and not is_first):
            return False
        # What was switched off was not shown, and must not appear with the stamp.
        del header[:]
    header.attrib.pop(f"{STYLE}display", None)
    return True


def _has_first_footer(master: Element) -> bool:
    return any(str(child.tag).endswith("}footer-first") for child in master)


def _first_like(master: Element, story: str) -> Element:
    """Make a first-page header or footer that shows what the usual one shows."""
    usual = master.find(f"{STYLE}{story}")
    made = _new_header(master, f"{story}-first")
    display = usual.get(f"{STYLE}display")
    if display is not None:
        made.set(f"{STYLE}display", display)
    for child in usual:
        made.append(copy.deepcopy(child))
    return made


def _header(master: Element, kind: str) -> Element | None:
    header = master.find(f"{STYLE}{kind}")
    if header is None and kind == "header-first":
        return master.find(LOEXT_FIRST)
    return header


def _new_header(master: Element, kind: str) -> Element:
    made = etree.Element(f"{STYLE}{kind}")
    before = {f"{STYLE}{name}" for name in ORDER[: ORDER.index(kind)]}
    place = 0
    for index, child in enumerate(master):
        if child.tag in before:
            place = index + 1
    master.insert(place, made)
    return made


def _parse(body: str) -> list[Element]:
    declared = "".join(f' xmlns:{key}="{uri}"' for key, uri in SPACES.items())
    root = etree.fromstring(f"<root{declared}>{body}</root>".encode())
    made = list(root)
    for element in made:
        root.remove(element)
        etree.cleanup_namespaces(element)
    return made


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )


def _styles(plan: StampPlan) -> str:
    """Return our automatic styles; they say all that could be inherited."""
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02x}" for value in plan.style.colour)
    rows = (
        ("Mark", plan.style.mark_size_pt, "bold"),
        ("Detail", plan.style.detail_size_pt, "normal"),
        ("Running", plan.style.running_size_pt, "normal"),
    )
    made = "".join(
        f'<style:style style:name="Belgi{name}" style:family="paragraph">'
        '<style:paragraph-properties fo:text-align="end" fo:margin-top="0mm" '
        'fo:margin-bottom="0mm" fo:margin-left="0mm" fo:margin-right="0mm" '
        'fo:text-indent="0mm" fo:line-height="100%" style:writing-mode="lr-tb"/>'
        f'<style:text-properties fo:color="#{colour}" fo:font-family="{font}" '
        f'fo:font-size="{size}pt" fo:font-weight="{weight}" fo:font-style="normal" '
        'style:text-line-through-style="none" '
        'fo:text-transform="none" style:text-underline-style="none"/></style:style>'
        for name, size, weight in rows
    )
    for name, through in (("Code", "foreground"), ("Watermark", "background")):
        made += (
            f'<style:style style:name="Belgi{name}" style:family="graphic">'
            '<style:graphic-properties style:wrap="run-through" '
            f'style:run-through="{through}" style:flow-with-text="false" '
            'style:vertical-rel="page" style:horizontal-rel="page" '
            + (
                'style:vertical-pos="from-top" style:horizontal-pos="from-left"'
                if name == "Code"
                else 'style:vertical-pos="middle" style:horizontal-pos="center"'
            )
            + ' fo:border="none" fo:padding="0mm"/></style:style>'
        )
    return made


def _paragraphs(plan: StampPlan, whole: bool, side_mm: float, in_margin: bool) -> str:
    rows: list[tuple[str, str]] = []
    if whole:
        rows = [("Mark", _escape(line)) for line in plan.text.mark]
        small = (*plan.text.details, *plan.text.notice)
        rows += [("Detail", _escape(line)) for line in small]
    running = FIELD.sub(
        lambda match: FIELDS[match.group(1)], _escape(plan.text.running)
    )
    frames = ""
    if plan.text.watermark is not None:
        frames += _frame("Watermark", WATERMARK_PART, WATERMARK_MM, "paragraph", "")
    if side_mm and in_margin:
        place = f'svg:x="{CODE_LEFT_MM}mm" svg:y="{CODE_TOP_MM}mm"'
        frames += _frame("Code", CODE_PART, side_mm, "paragraph", place)
    if side_mm and not in_margin:
        running += " " + _frame("Code", CODE_PART, side_mm, "as-char", "")
    rows.append(("Running", frames + running))
    return "".join(
        f'<text:p text:style-name="Belgi{name}">{body}</text:p>' for name, body in rows
    )


def _frame(name: str, part: str, side_mm: float, anchor: str, place: str) -> str:
    return (
        f'<draw:frame draw:style-name="Belgi{name}" draw:name="belgi {name.lower()}" '
        f'text:anchor-type="{anchor}" {place} svg:width="{side_mm:.2f}mm" '
        f'svg:height="{side_mm:.2f}mm" draw:z-index="0"><draw:image '
        f'xlink:href="{part}" xlink:type="simple" xlink:show="embed" '
        'xlink:actuate="onLoad"/></draw:frame>'
    )


def verify_odt(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp in every header of every page style.

    Raises:
        InputError: The file cannot be read.
    """
    with Source(path) as source:
        styles = parse(source.read("styles.xml"))
        content = parse(source.read("content.xml"))
        parts = set(source.members)
    first = first_master(styles, content)
    problems: list[str] = []
    places = 0
    for number, master in enumerate(styles.iter(f"{STYLE}master-page"), start=1):
        for kind in KINDS:
            header = _header(master, kind)
            off = header is not None and header.get(f"{STYLE}display") == "false"
            if header is None or off:
                needed = kind == "header" or (
                    kind == "header-first" and master is first
                )
                if needed and (kind != "header-first" or expected.first):
                    problems.append(f"page style {number} {kind}: no header")
                continue
            places += 1
            wrong = _short(header, expected, parts)
            if master is first and kind == "header-first":
                text = "\n".join(header.itertext())
                wrong += ["no mark"] if lacks(text, expected.first) else []
            problems += [f"page style {number} {kind}: {what}" for what in wrong]
    return OfficeProof(places=places, problems=tuple(problems))


def _short(header: Element, expected: Expected, parts: set[str]) -> list[str]:
    wrong = []
    lines = [
        "".join(paragraph.itertext())
        for paragraph in header.iter(f"{TEXT}p")
        if (paragraph.get(f"{TEXT}style-name") or "").startswith("Belgi")
    ]
    if all(lacks(line, expected.running) for line in lines):
        wrong.append("no running mark")
    pictures = {image.get(f"{XLINK}href") for image in header.iter(f"{DRAW}image")}
    if expected.code and not pictures & parts & {CODE_PART}:
        wrong.append("no code")
    if expected.watermark is not None and not pictures & parts & {WATERMARK_PART}:
        wrong.append("no watermark")
    return wrong
