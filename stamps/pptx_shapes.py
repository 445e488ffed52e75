"""Writes the shapes of a stamp as PresentationML.

Every property that a master could have switched is said outright. Knows no package.

Source: ISO/IEC 29500-1, 19.3 (slides), 20.1 (shapes), 21.1 (text).
"""

from typing import Any

from lxml import etree

from models.geometry import Box
from models.xml_text import escape
from stamps.docx_words import FONTS, STANDARD, STRICT
from stamps.on_office_places import EMU_PER_POINT
from stamps.plan import StampPlan

Element = Any
"""An lxml element; lxml ships no types."""

P_NS = "http://schemas.openxmlformats.org/presentationml/2006/main"
A_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GAP_PT = 3.0
LETTER_EMS = 0.58
"""Mean width of a letter, on the safe side."""
SHAPE_ID = 918_273_000
GREY = "A6A6A6"


def highest_shape(root: Element) -> int:
    """Return the highest identifier of the stamps that a slide bears already, or 0."""
    ids = [e.get("id", "") for e in root.iter() if str(e.tag).endswith("}cNvPr")]
    ours = [int(one) for one in ids if one.isdigit() and int(one) > SHAPE_ID]
    return max(ours, default=SHAPE_ID) - SHAPE_ID


def parse_shapes(body: str, strict: bool, above: int) -> list[Element]:
    """Return the elements of shapes.

    Args:
        body: Their XML.
        strict: Whether the package is written in the strict namespaces.
        above: Identifiers begin above this one.
    """
    text = f'<root xmlns:p="{P_NS}" xmlns:a="{A_NS}" xmlns:r="{R_NS}">{body}</root>'
    root = etree.fromstring((STANDARD.sub(STRICT, text) if strict else text).encode())
    for element in root.iter():
        if above and str(element.tag).endswith("}cNvPr"):
            element.set("id", str(int(element.get("id")) + above))
    made = list(root)
    for element in made:
        root.remove(element)
        etree.cleanup_namespaces(element)
    return made


def _frame(box: Box, turned: str = "") -> str:
    x, y = round(box.x0 * EMU_PER_POINT), round(box.y0 * EMU_PER_POINT)
    cx, cy = round(box.width * EMU_PER_POINT), round(box.height * EMU_PER_POINT)
    return (
        f'<a:xfrm{turned}><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )


def _shape(name: str, number: int, properties: str, body: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{SHAPE_ID + number}" name="belgi {name}"/>'
        '<p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f"<p:spPr>{properties}</p:spPr>{body}</p:sp>"
    )


def text_shape(rows: list[tuple[str, float, bool]], plan: StampPlan, box: Box) -> str:
    """Write lines of text."""
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02X}" for value in plan.style.colour)
    paragraphs = "".join(
        f'<a:p><a:pPr algn="r" marL="0" indent="0"><a:lnSpc><a:spcPct val="100000"/>'
        '</a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft>'
        '<a:spcPts val="0"/></a:spcAft><a:buNone/></a:pPr><a:r>'
        f'<a:rPr lang="ru-RU" sz="{round(size * 100)}" b="{int(bold)}" '
        'i="0" u="none" strike="noStrike" cap="none" noProof="1">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="{font}"/><a:cs typeface="{font}"/></a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p>"
        for text, size, bold in rows
    )
    body = (
        '<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="t"><a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody>'
    )
    return _shape("stamp", 1, f"{_frame(box)}<a:noFill/><a:ln><a:noFill/></a:ln>", body)


def ground_shape(box: Box) -> str:
    """Write a white ground."""
    fill = (
        '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="6350">'
        '<a:solidFill><a:srgbClr val="808080"/></a:solidFill></a:ln>'
    )
    empty = "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody>"
    return _shape("ground", 2, _frame(box.grown(GAP_PT)) + fill, empty)


def watermark_shape(plan: StampPlan, slide: tuple[float, float]) -> str:
    """Draw the words across the slide, seen through, above pictures that fill it."""
    text = plan.text.watermark or ""
    length = min(slide) * 1.2
    size = min(length / max(len(text) * LETTER_EMS, 1), 60.0)
    middle_x, middle_y = slide[0] / 2, slide[1] / 2
    box = Box(
        middle_x - length / 2, middle_y - size, middle_x + length / 2, middle_y + size
    )
    font = FONTS.get(plan.style.font, FONTS["sans"])
    body = (
        '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="ctr"><a:noAutofit/></a:bodyPr><a:lstStyle/><a:p>'
        '<a:pPr algn="ctr" marL="0" indent="0"><a:buNone/></a:pPr><a:r>'
        f'<a:rPr lang="ru-RU" sz="{round(size * 100)}" b="0" noProof="1"><a:solidFill>'
        f'<a:srgbClr val="{GREY}"><a:alpha val="45000"/></a:srgbClr></a:solidFill>'
        f'<a:latin typeface="{font}"/><a:cs typeface="{font}"/></a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p></p:txBody>"
    )
    turned = _frame(box, ' rot="18900000"')
    return _shape("watermark", 3, f"{turned}<a:noFill/>", body)


def picture_shape(identity: str, box: Box) -> str:
    """Write the picture of a code."""
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="{SHAPE_ID + 4}" name="belgi code"/>'
        "<p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>"
        f'<a:blip r:embed="{identity}"/><a:stretch><a:fillRect/></a:stretch>'
        "</p:blipFill>"
        f"<p:spPr>{_frame(box)}</p:spPr></p:pic>"
    )
