"""Stamps an OpenDocument text: a line in the header of every page style.

The page style of the first page gets a first-page header of its own with the mark.
Knows OpenDocument styles; no Party and no rule.

Source: OASIS OpenDocument 1.3, part 3, 16.9 (master pages), 16.10 (headers).
"""

import copy
import re
from pathlib import Path

from lxml import etree

from models.errors import EncryptedInput, LayoutError
from models.geometry import POINTS_PER_MM
from stamps.docx_code import code_picture
from stamps.docx_drawings import CODE_LEFT_MM
from stamps.docx_package import parse, serialise
from stamps.odt_names import (
    CODE_PART,
    DEFAULT_PAGE,
    FO,
    KINDS,
    MANIFEST,
    SPACES,
    STYLE,
    WATERMARK_PART,
    Element,
    header_of,
)
from stamps.odt_page_styles import (
    STYLES_PART,
    automatic_styles,
    first_page_style,
    styles_of,
)
from stamps.odt_strike import strike_text
from stamps.odt_words import paragraphs_xml, parse_elements, styles_xml
from stamps.office_watermark import watermark_picture
from stamps.plan import StampPlan
from stamps.zip_rewrite import Source, rewrite

MANIFEST_PART = "META-INF/manifest.xml"
SIGNATURES = "META-INF/documentsignatures.xml"
ORDER = (
    "header",
    "header-left",
    "header-first",
    "footer",
    "footer-left",
    "footer-first",
)
LENGTH = re.compile(r"(\d+\.?\d*|\.\d+)(in|cm|mm|pt)", re.ASCII)
MM = {"in": 25.4, "cm": 10.0, "mm": 1.0, "pt": 1 / POINTS_PER_MM}


def write_odt(
    source: Source, target: Path, plan: StampPlan
) -> tuple[tuple[str, ...], None]:
    """Write the stamped document; returns notes and no number of pages."""
    signed = SIGNATURES in source
    if signed and not plan.is_copy:
        return ("sheet-instead", "signed"), None
    manifest = _manifest(source)
    content = parse(source.read("content.xml"))
    styles = styles_of(source, content)
    changed: dict[str, bytes] = {}
    if plan.text.strike_found:
        if not strike_text((content, styles), plan.found):
            return ("sheet-instead", "found-mark-not-struck"), None
        changed["content.xml"] = serialise(content)
    suffix = _suffix(source)
    pictures, side_mm = _pictures(plan, suffix)
    made = dict.fromkeys(pictures, "image/png")
    if STYLES_PART not in source:
        made[STYLES_PART] = "text/xml"
    for part, kind in made.items():
        entry = etree.SubElement(manifest, f"{MANIFEST}file-entry")
        entry.set(f"{MANIFEST}full-path", part)
        entry.set(f"{MANIFEST}media-type", kind)
    _stamp(styles, content, plan, side_mm, suffix)
    changed |= pictures
    changed[MANIFEST_PART] = serialise(manifest)
    changed[STYLES_PART] = serialise(styles)
    notes = ["signature-removed"] if signed else []
    if plan.label is not None:
        notes.append("label-left-out")  # the format has no place for it
    removed = frozenset((SIGNATURES,)) if signed else frozenset()
    rewrite(source, target, changed=changed, removed=removed, clock=plan.clock)
    return tuple(notes), None


def _manifest(source: Source) -> Element:
    """Return the list of parts, to which ours are added."""
    if MANIFEST_PART not in source:
        raise LayoutError("The document does not list its parts; none can be added.")
    manifest = parse(source.read(MANIFEST_PART))
    if any(True for _ in manifest.iter(f"{MANIFEST}encryption-data")):
        raise EncryptedInput(
            "The document is protected by a password; ask for it open."
        )
    return manifest


def _suffix(source: Source) -> str:
    """Tell a second stamp's names apart from those of the first."""
    suffix, count = "", 1
    while any(p.format(suffix) in source for p in (CODE_PART, WATERMARK_PART)):
        count += 1
        suffix = f"-{count}"
    return suffix


def _pictures(plan: StampPlan, suffix: str) -> tuple[dict[str, bytes], float]:
    """Return the pictures by part, and the side of the code in mm."""
    made: dict[str, bytes] = {}
    side_mm = 0.0
    if plan.code is not None:
        made[CODE_PART.format(suffix)], side_mm = code_picture(plan.code)
    if plan.text.watermark is not None:
        drawn = watermark_picture(plan.text.watermark, plan.style.font)
        made[WATERMARK_PART.format(suffix)] = drawn
    return made, side_mm


def _stamp(
    styles: Element, content: Element, plan: StampPlan, side_mm: float, suffix: str
) -> None:
    first = first_page_style(styles, content)
    automatic = automatic_styles(styles)
    for element in parse_elements(styles_xml(plan, suffix)):
        automatic.append(element)
    layouts = {
        layout.get(f"{STYLE}name"): layout
        for layout in automatic.iter(f"{STYLE}page-layout")
    }
    for master in styles.iter(f"{STYLE}master-page"):
        if master.get(f"{STYLE}name") == DEFAULT_PAGE:
            master.attrib.pop(f"{STYLE}display-name", None)
        layout = layouts.get(master.get(f"{STYLE}page-layout-name"))
        if layout is not None:
            _make_room(layout)
        margin_mm = _left_mm(layout)
        in_margin = margin_mm >= CODE_LEFT_MM + side_mm
        stamp = (plan, side_mm, in_margin, suffix)
        _headers(master, master is first, stamp)


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
    master: Element, is_first: bool, stamp: tuple[StampPlan, float, bool, str]
) -> None:
    """Stamp the headers of one page style, and make those that lack."""
    found = {kind: header_of(master, kind) for kind in KINDS}
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
        paragraphs = parse_elements(paragraphs_xml(stamp[0], whole, *stamp[1:]))
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


def _new_header(master: Element, kind: str) -> Element:
    made = etree.Element(f"{STYLE}{kind}")
    before = {f"{STYLE}{name}" for name in ORDER[: ORDER.index(kind)]}
    place = 0
    for index, child in enumerate(master):
        if child.tag in before:
            place = index + 1
    master.insert(place, made)
    return made
