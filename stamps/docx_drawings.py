"""Writes what a stamp draws in a Word header: code picture and watermark.

Knows no package; the words beside them are made in ``docx_words``.

Source: ISO/IEC 29500-1, 20.4 (drawings); -4, 19 (VML).
"""

from dataclasses import dataclass

from models.xml_text import quoteattr

EMU_PER_MM = 36_000
EMU_PER_POINT = 12_700
CODE_LEFT_MM = 4.0
"""Printers leave about this much free; the code stands in the left margin."""
CODE_TOP_MM = 8.0
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
    on_colour: bool = False
    """The page has a colour of its own; the stamp brings its paper along."""


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


def code_in_margin(slot: Slot) -> str:
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


def code_inline(slot: Slot) -> str:
    """Set the code into the running line."""
    side = round(slot.code_mm * EMU_PER_MM)
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:t xml:space="preserve"> </w:t><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{side}" cy="{side}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"{_code(slot, side)}</wp:inline></w:drawing></w:r>"
    )


def watermark(text: str, slot: Slot) -> str:
    """Turn the words across the page, behind its text."""
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
