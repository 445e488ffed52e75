"""Writes the stamp as WordprocessingML: paragraphs, fields, code picture, watermark.

Every property that a style could have switched (hidden, white, struck, framed) is said
outright, so that nothing around the stamp can hide it. Knows no package.

Source: ISO/IEC 29500-1, 17.3 (order of properties), 20.4 (drawings); -4, 19 (VML).
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from stamps.plan import StampPlan

Element = Any
"""An lxml element; lxml ships no types."""

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
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
FONTS = {"sans": "Arial", "serif": "Times New Roman"}
STRICT_ALIGN = {"right": "end", "left": "start", "center": "center"}
LETTER_EMS = 0.6
"""Width of a letter, on the safe side."""
LINE_EMS = 1.2
EMU_PER_MM = 36_000
EMU_PER_POINT = 12_700
CODE_LEFT_MM = 4.0
"""Printers leave about this much free; the code stands in the left margin."""
CODE_TOP_MM = 8.0
FIELD = re.compile(r"\{(page|pages)\}")
FIELDS = {"page": r" PAGE \* Arabic ", "pages": r" NUMPAGES \* Arabic "}
WATERMARK_GREY = "C0C0C0"
LETTER_WIDTH = 0.56
"""Mean width of a letter in ems, for the proportions of the watermark."""
DRAWING_ID = 918_273_000
"""Far from the small numbers that programs give their drawings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a stamp in one header has to know of its surroundings."""

    strict: bool
    number: int
    """Of the header in this document, for identifiers."""
    code_id: str | None
    """Relationship to the picture of the code."""
    watermark_id: str | None
    """Relationship to a picture of the watermark, where words cannot be turned."""
    code_mm: float
    code_in_margin: bool
    before_pt: float
    """Free space above the stamp."""
    align: str
    """right, left or center."""
    watermark_pt: float
    """Length that the watermark may take."""


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


def first_page_paragraphs(plan: StampPlan, slot: Slot) -> list[Element]:
    """Return the mark with its details, then the running line."""
    style, text = plan.style, plan.text
    rows = [(line, style.mark_size_pt, True) for line in text.mark]
    small = (*text.details, *text.notice)
    rows += [(line, style.detail_size_pt, False) for line in small]
    made = [
        _paragraph(_run(line, plan, size, bold=bold), slot, before=i == 0)
        for i, (line, size, bold) in enumerate(rows)
    ]
    return [*_parse(made, slot), *running_paragraphs(plan, slot, before=not rows)]


def running_paragraphs(
    plan: StampPlan, slot: Slot, *, before: bool = True
) -> list[Element]:
    """Return the line that stands on every page, with code and watermark."""
    size = plan.style.running_size_pt
    content = ""
    if plan.text.watermark is not None:
        content += _watermark(plan.text.watermark, slot)
    if slot.code_id is not None and slot.code_in_margin:
        content += _code_in_margin(slot)
    position = 0
    for match in FIELD.finditer(plan.text.running):
        content += _run(plan.text.running[position : match.start()], plan, size)
        content += _field(FIELDS[match.group(1)], plan, size)
        position = match.end()
    content += _run(plan.text.running[position:], plan, size)
    if slot.code_id is not None and not slot.code_in_margin:
        content += _code_inline(slot)
    return _parse([_paragraph(content, slot, before=before)], slot)


def empty_header(strict: bool, story: str) -> Element:
    """Return the root of a new header (``hdr``) or footer (``ftr``) part."""
    spaces = {
        prefix: STANDARD.sub(STRICT, uri) if strict else uri
        for prefix, uri in NAMESPACES.items()
    }
    root = etree.Element(f"{{{spaces['w']}}}{story}", nsmap=spaces)
    if story == "ftr":
        etree.SubElement(root, f"{{{spaces['w']}}}p")
    return root


def _parse(paragraphs: list[str], slot: Slot) -> list[Element]:
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    text = f"<w:hdr{declared}>{''.join(paragraphs)}</w:hdr>"
    if slot.strict:
        text = STANDARD.sub(STRICT, text)
    root = etree.fromstring(text.encode())
    made = list(root)
    for element in made:
        root.remove(element)
        etree.cleanup_namespaces(element)
    return made


def _paragraph(content: str, slot: Slot, *, before: bool) -> str:
    space = round(slot.before_pt * 20) if before else 0
    sides = "".join(
        f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right")
    )
    end = STRICT_ALIGN[slot.align] if slot.strict else slot.align
    left, right = ("start", "end") if slot.strict else ("left", "right")
    return (
        '<w:p><w:pPr><w:keepNext w:val="0"/><w:pageBreakBefore w:val="0"/>'
        '<w:widowControl w:val="0"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/>'
        "</w:numPr><w:suppressLineNumbers/>"
        f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="auto"/>'
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


def _picture(identity: str, number: int, name: str, says: str, side: int) -> str:
    return (
        f'<wp:docPr id="{number}" name="{name}" descr={quoteattr(says)}/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/>'
        "<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f"<a:blip r:embed={quoteattr(identity)}/>"
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )


def _code(slot: Slot, side: int) -> str:
    number = DRAWING_ID + slot.number
    return _picture(slot.code_id or "", number, "belgi code", "2-D code", side)


def _code_in_margin(slot: Slot) -> str:
    """Place the code in the page's upper left corner, left of all text."""
    side = round(slot.code_mm * EMU_PER_MM)
    left, top = round(CODE_LEFT_MM * EMU_PER_MM), round(CODE_TOP_MM * EMU_PER_MM)
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:drawing><wp:anchor distT="0" distB="0" '
        'distL="0" distR="0" simplePos="0" relativeHeight="251700000" behindDoc="0" '
        'locked="1" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>'
        f'{top}</wp:posOffset></wp:positionV><wp:extent cx="{side}" cy="{side}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f"{_code(slot, side)}</wp:anchor></w:drawing></w:r>"
    )


def _code_inline(slot: Slot) -> str:
    side = round(slot.code_mm * EMU_PER_MM)
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:t xml:space="preserve"> </w:t><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{side}" cy="{side}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"{_code(slot, side)}</wp:inline></w:drawing></w:r>"
    )


def _watermark(text: str, slot: Slot) -> str:
    length = slot.watermark_pt
    height = min(length / max(len(text) * LETTER_WIDTH, 1) * 1.2, 90.0)
    if slot.watermark_id is not None:
        return _watermark_picture(text, slot, length)
    style = (
        "position:absolute;margin-left:0;margin-top:0;"
        f"width:{length:.0f}pt;height:{height:.0f}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:page;mso-position-vertical:center;"
        "mso-position-vertical-relative:page"
    )
    return (
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>'
        '<v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
        '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>'
        '<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>'
        '</v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{DRAWING_ID + slot.number}" '
        f'o:spid="_x0000_s{2049 + slot.number}" type="#_x0000_t136" style="{style}" '
        f'o:allowincell="f" fillcolor="#{WATERMARK_GREY}" stroked="f">'
        '<v:fill opacity=".5"/><v:textpath '
        'style="font-family:&quot;Arial&quot;;font-size:1pt" '
        f"string={quoteattr(text)}/>"
        "</v:shape></w:pict></w:r>"
    )


def _watermark_picture(text: str, slot: Slot, length: float) -> str:
    """Place the watermark as a picture: strict documents hold no VML."""
    side = round(length * EMU_PER_POINT)
    number = DRAWING_ID + 500 + slot.number
    drawn = _picture(slot.watermark_id or "", number, "belgi watermark", text, side)
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:drawing><wp:anchor distT="0" distB="0" '
        'distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="1" '
        'locked="1" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:align>center</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:align>center</wp:align></wp:positionV>'
        f'<wp:extent cx="{side}" cy="{side}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>{drawn}'
        "</wp:anchor></w:drawing></w:r>"
    )
