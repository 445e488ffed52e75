"""Writes the stamp as WordprocessingML: paragraphs and fields.

Every property that a style could have switched (hidden, white, struck, framed) is said
outright, so that nothing around the stamp can hide it. Knows no package.

Source: ISO/IEC 29500-1, 17.3 (order of properties).
"""

import re
from typing import Any

from lxml import etree

from models.xml_text import escape
from stamps.docx_drawings import Slot, code_in_margin, code_inline, watermark
from stamps.plan import StampPlan
from stamps.xml_start import read_start

Element = Any
"""An lxml element; lxml ships no types."""

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STANDARD = re.compile(r"http://schemas\.openxmlformats\.org/(\w+)/2006/(\w+)")
STRICT = r"http://purl.oclc.org/ooxml/\1/\2"
NAMESPACES = {
    "w": W_NS,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
FONTS = {"sans": "Arial", "serif": "Times New Roman"}
STRICT_ALIGN = {"right": "end", "left": "start", "center": "center"}
LETTER_EMS = 0.6
"""Width of a letter, on the safe side."""
LINE_EMS = 1.2
FIELD = re.compile(r"\{(page|pages)\}")
FIELDS = {"page": r" PAGE \* Arabic ", "pages": r" NUMPAGES \* Arabic "}


def running_fragments(running: str) -> tuple[str, ...]:
    """Return the fixed words of the running line, between its page numbers."""
    return tuple(part.strip() for part in FIELD.sub("\0", running).split("\0") if part)


def stamp_size(plan: StampPlan, *, whole: bool) -> tuple[float, float]:
    """Estimate the width and height of the stamp in points, on the safe side."""
    style, text = plan.style, plan.text
    rows = [(text.running, style.running_size_pt)]
    if whole:
        rows += [(line, style.mark_size_pt) for line in text.mark]
        small = (*text.details, *text.notice)
        rows += [(line, style.detail_size_pt) for line in small]
    width = max(len(line) * size * LETTER_EMS for line, size in rows)
    return width, sum(size * LINE_EMS for _, size in rows)


def first_page_paragraphs(plan: StampPlan, slot: Slot) -> list[str]:
    """Return the mark with its details, then the running line."""
    style, text = plan.style, plan.text
    rows = [(line, style.mark_size_pt, True) for line in text.mark]
    small = (*text.details, *text.notice)
    rows += [(line, style.detail_size_pt, False) for line in small]
    made = [
        _paragraph(_run(line, plan, size, bold=bold), slot, before=i == 0)
        for i, (line, size, bold) in enumerate(rows)
    ]
    return [*made, _running_line(plan, slot, before=not rows)]


def running_paragraphs(plan: StampPlan, slot: Slot) -> list[str]:
    """Return the line that stands on every page, with code and watermark."""
    return [_running_line(plan, slot, before=True)]


def _running_line(plan: StampPlan, slot: Slot, *, before: bool) -> str:
    size = plan.style.running_size_pt
    content = ""
    if plan.text.watermark is not None:
        content += watermark(plan.text.watermark, slot)
    if slot.code_id is not None and slot.code_in_margin:
        content += code_in_margin(slot)
    position = 0
    for match in FIELD.finditer(plan.text.running):
        content += _run(plan.text.running[position : match.start()], plan, size)
        content += _field(FIELDS[match.group(1)], plan, size)
        position = match.end()
    content += _run(plan.text.running[position:], plan, size)
    if slot.code_id is not None and not slot.code_in_margin:
        content += code_inline(slot)
    return _paragraph(content, slot, before=before)


def whole_part(paragraphs: list[str], story: str, *, strict: bool) -> bytes:
    """Return a part of its own, a header (``hdr``) or footer (``ftr``)."""
    spaces = _spaces(strict=strict)
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    text = "".join(paragraphs)
    text = STANDARD.sub(STRICT, text) if strict else text
    return DECLARATION + f"<w:{story}{declared}>{text}</w:{story}>".encode()


def as_elements(paragraphs: list[str], *, strict: bool) -> list[Element]:
    """Return paragraphs that go into a tree."""
    return list(etree.fromstring(whole_part(paragraphs, "hdr", strict=strict)))


def with_paragraphs(
    part: bytes, paragraphs: list[str], *, strict: bool, at_end: bool
) -> bytes | None:
    """Return a well-formed header with paragraphs before or behind what it holds.

    None where only a parser can tell the place.
    """
    start = read_start(part)
    if start is None:
        return None
    end = re.compile(rb"</%b%b\s*>\s*\Z" % (re.escape(start.prefix), start.name))
    found = end.search(part, start.end) if at_end else None
    if at_end and found is None:
        return None
    place = start.end if found is None else found.start()
    missing = {
        prefix: uri
        for prefix, uri in _spaces(strict=strict).items()
        if start.spaces.get(f"{prefix}:".encode()) != uri.encode()
    }
    text = "".join(_declaring(paragraph, missing) for paragraph in paragraphs)
    text = STANDARD.sub(STRICT, text) if strict else text
    return part[:place] + text.encode() + part[place:]


def _spaces(*, strict: bool) -> dict[str, str]:
    if not strict:
        return NAMESPACES
    return {prefix: STANDARD.sub(STRICT, uri) for prefix, uri in NAMESPACES.items()}


def _declaring(paragraph: str, spaces: dict[str, str]) -> str:
    """Return a paragraph with declarations of those namespaces that it uses."""
    declared = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in spaces.items()
        if f"<{prefix}:" in paragraph or f" {prefix}:" in paragraph
    )
    return f"<w:p{declared}{paragraph.removeprefix('<w:p')}"


def _paragraph(content: str, slot: Slot, *, before: bool) -> str:
    space = round(slot.before_pt * 20) if before else 0
    sides = "".join(
        f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right")
    )
    end = STRICT_ALIGN[slot.align] if slot.strict else slot.align
    left, right = ("start", "end") if slot.strict else ("left", "right")
    fill = "FFFFFF" if slot.on_colour else "auto"
    return (
        '<w:p><w:pPr><w:keepNext w:val="0"/><w:pageBreakBefore w:val="0"/>'
        '<w:widowControl w:val="0"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/>'
        "</w:numPr><w:suppressLineNumbers/>"
        f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        '<w:suppressAutoHyphens/><w:bidi w:val="0"/>'
        f'<w:spacing w:before="{space}" w:beforeAutospacing="0" w:after="0" '
        'w:afterAutospacing="0" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:{left}="0" w:{right}="0" w:firstLine="0"/>'
        f'<w:contextualSpacing w:val="0"/><w:jc w:val="{end}"/></w:pPr>{content}</w:p>'
    )


def _look(plan: StampPlan, size_pt: float, *, bold: bool) -> str:
    """Return run properties that leave nothing to a style."""
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02X}" for value in plan.style.colour)
    half = max(round(size_pt * 2), 2)
    weight = "1" if bold else "0"
    off = "".join(
        f'<w:{name} w:val="0"/>'
        for name in (
            "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow",
            "emboss", "imprint",
        )
    )  # fmt: skip
    return (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" '
        f'w:cs="{font}"/><w:b w:val="{weight}"/><w:bCs w:val="{weight}"/>{off}'
        '<w:noProof/><w:vanish w:val="0"/><w:webHidden w:val="0"/>'
        f'<w:color w:val="{colour}"/><w:spacing w:val="0"/><w:w w:val="100"/>'
        f'<w:position w:val="0"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        '<w:highlight w:val="none"/><w:u w:val="none"/>'
        '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>'
        '<w:vertAlign w:val="baseline"/><w:rtl w:val="0"/></w:rPr>'
    )


def _run(text: str, plan: StampPlan, size_pt: float, *, bold: bool = False) -> str:
    if not text:
        return ""
    look = _look(plan, size_pt, bold=bold)
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(instruction: str, plan: StampPlan, size_pt: float) -> str:
    look = _look(plan, size_pt, bold=False)

    def run(content: str) -> str:
        return f"<w:r>{look}{content}</w:r>"

    return (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run(f'<w:instrText xml:space="preserve">{instruction}</w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>1</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
    )
