"""Stamps a presentation: shapes of our own on every slide, above all else.

The stamp goes to a corner that no other shape uses; where all are used it gets a ground
of its own. Knows PresentationML; no Party and no rule.

Source: ISO/IEC 29500-1, 19.3 (slides), 20.1 (shapes), 21.1 (text).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from models.errors import CorruptInput, LayoutError
from models.geometry import POINTS_PER_MM, Box
from stamps.docx_code import code_picture
from stamps.docx_package import Package
from stamps.docx_words import FIELD, FONTS, STANDARD, STRICT
from stamps.office_label import bind_label
from stamps.office_proof import Expected, OfficeProof, lacks, squeezed
from stamps.on_office_places import EMU_PER_POINT, shape_boxes, slide_size
from stamps.on_office_xlsx import relations_of
from stamps.plan import StampPlan
from stamps.zip_rewrite import Source, rewrite

Element = Any
"""An lxml element; lxml ships no types."""

P_NS = "http://schemas.openxmlformats.org/presentationml/2006/main"
A_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EDGE_PT = 8.0
GAP_PT = 3.0
LETTER_EMS = 0.58
"""Mean width of a letter, on the safe side."""
SHAPE_ID = 918_273_000
CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")
OWN_GROUND = "own-ground"
GREY = "A6A6A6"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slide:
    number: int
    count: int
    width: float
    height: float


def write_pptx(
    source: Source, target: Path, plan: StampPlan
) -> tuple[tuple[str, ...], int]:
    """Write the stamped presentation; returns notes and the number of slides.

    Raises:
        LayoutError: A slide is smaller than the stamp.
    """
    package = Package(source)
    main = package.main_part("ppt/presentation.xml")
    slides = slide_parts(package, main)
    if package.is_signed() and not plan.is_copy:
        return ("sheet-instead", "signed"), len(slides)
    notes = ["signature-removed"] if package.drop_signatures() else []
    code = None
    if plan.code is not None:
        picture, side_mm = code_picture(plan.code)
        part = package.free_name("ppt/media/belgi-code-{}.png")
        package.put(part, picture)
        package.default_type("png", "image/png")
        code = (part, side_mm * POINTS_PER_MM)
    width, height = slide_size(package.tree(main))
    for index, part in enumerate(slides):
        slide = _Slide(number=index + 1, count=len(slides), width=width, height=height)
        notes += _stamp_slide(package, part, plan, slide, code)
    if plan.label is not None:
        bind_label(package, main, plan.label)
    rewrite(
        source,
        target,
        changed=package.changes(),
        removed=frozenset(package.removed),
        clock=plan.clock,
    )
    return tuple(dict.fromkeys(notes)), len(slides)


def slide_parts(package: Package, main: str) -> list[str]:
    """Name the slides' parts in order.

    Raises:
        CorruptInput: There is no slide.
    """
    targets = package.targets(main)
    found = []
    for slide in package.tree(main).iter():
        if isinstance(slide.tag, str) and slide.tag.endswith("}sldId"):
            named = next((v for k, v in slide.attrib.items() if k.endswith("}id")), "")
            actual = package.actual(targets.get(named, ("", ""))[1])
            if actual is not None:
                found.append(actual)
    if not found:
        raise CorruptInput("The presentation has no slide; ask for it again.")
    return found


def _stamp_slide(
    package: Package,
    part: str,
    plan: StampPlan,
    slide: _Slide,
    code: tuple[str, float] | None,
) -> list[str]:
    root = package.tree(part)
    tree = next((e for e in root.iter() if str(e.tag).endswith("}spTree")), None)
    if tree is None:
        raise CorruptInput("A slide has no shapes; ask the sender for it again.")
    rows = _rows(plan, slide)
    wide = max(len(text) * size * LETTER_EMS for text, size, _ in rows) + 6
    high = sum(size * 1.22 for _, size, _ in rows) + 4
    side = 0.0 if code is None else code[1]
    whole = wide + (side + GAP_PT if side else 0.0)
    if whole > slide.width - 2 * EDGE_PT or max(high, side) > slide.height / 2:
        raise LayoutError("A slide is smaller than the stamp.")
    taken = shape_boxes(package, part)
    corner, ground = _corner(taken, slide, whole, max(high, side))
    left = corner.x1 - wide if corner.x0 > slide.width / 2 - whole / 2 else corner.x0
    code_left = corner.x0 if left > corner.x0 else corner.x1 - side
    made = ""
    if plan.text.watermark is not None:
        made += _watermark(plan, slide)
    made += _text_shape(rows, plan, Box(left, corner.y0, left + wide, corner.y0 + high))
    strict = str(etree.QName(root).namespace).startswith("http://purl")
    if code is not None:
        identity = package.relate(part, f"{relations_of(root)}/image", code[0])
        place = Box(code_left, corner.y0, code_left + side, corner.y0 + side)
        made += _picture(identity, place)
    if ground:
        made = _ground(corner) + made
    extension = next((e for e in tree if str(e.tag).endswith("}extLst")), None)
    for element in _parse(made, strict):
        if extension is None:
            tree.append(element)
        else:
            extension.addprevious(element)
    package.touch(part)
    return [OWN_GROUND] if ground else []


def _rows(plan: StampPlan, slide: _Slide) -> list[tuple[str, float, bool]]:
    style, text = plan.style, plan.text
    rows: list[tuple[str, float, bool]] = []
    if slide.number == 1:
        rows = [(line, style.mark_size_pt, True) for line in text.mark]
        small = (*text.details, *text.notice)
        rows += [(line, style.detail_size_pt, False) for line in small]
    said = {"page": str(slide.number), "pages": str(slide.count)}
    running = FIELD.sub(lambda match: said[match.group(1)], text.running)
    return [*rows, (running, style.running_size_pt, False)]


def _corner(
    taken: list[Box], slide: _Slide, wide: float, high: float
) -> tuple[Box, bool]:
    """Return a free corner, or the first one with a ground of its own."""
    boxes = []
    for name in CORNERS:
        left = EDGE_PT if "left" in name else slide.width - EDGE_PT - wide
        top = EDGE_PT if "top" in name else slide.height - EDGE_PT - high
        boxes.append(Box(left, top, left + wide, top + high))
    for box in boxes:
        if not any(box.overlaps(other) for other in taken):
            return box, False
    return boxes[0], True


def _parse(body: str, strict: bool) -> list[Element]:
    text = f'<root xmlns:p="{P_NS}" xmlns:a="{A_NS}" xmlns:r="{R_NS}">{body}</root>'
    root = etree.fromstring((STANDARD.sub(STRICT, text) if strict else text).encode())
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


def _text_shape(rows: list[tuple[str, float, bool]], plan: StampPlan, box: Box) -> str:
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


def _ground(box: Box) -> str:
    fill = (
        '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="6350">'
        '<a:solidFill><a:srgbClr val="808080"/></a:solidFill></a:ln>'
    )
    empty = "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody>"
    return _shape("ground", 2, _frame(box.grown(GAP_PT)) + fill, empty)


def _watermark(plan: StampPlan, slide: _Slide) -> str:
    """Draw the words across the slide, seen through, above pictures that fill it."""
    text = plan.text.watermark or ""
    length = min(slide.width, slide.height) * 1.2
    size = min(length / max(len(text) * LETTER_EMS, 1), 60.0)
    middle_x, middle_y = slide.width / 2, slide.height / 2
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


def _picture(identity: str, box: Box) -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="{SHAPE_ID + 4}" name="belgi code"/>'
        "<p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>"
        f'<a:blip r:embed="{identity}"/><a:stretch><a:fillRect/></a:stretch>'
        "</p:blipFill>"
        f"<p:spPr>{_frame(box)}</p:spPr></p:pic>"
    )


def verify_pptx(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp on every slide.

    Raises:
        InputError: The file cannot be read.
    """
    problems: list[str] = []
    with Source(path) as source:
        package = Package(source)
        main = package.main_part("ppt/presentation.xml")
        slides = slide_parts(package, main)
        for number, part in enumerate(slides, start=1):
            words = (*expected.running, *(expected.first if number == 1 else ()))
            wrong = _short(package, part, words, expected)
            problems += [f"slide {number}: {what}" for what in wrong]
    return OfficeProof(places=len(slides), problems=tuple(problems))


def _short(
    package: Package, part: str, words: tuple[str, ...], expected: Expected
) -> list[str]:
    texts, pictures = {}, set()
    for shape in package.tree(part).iter():
        if not isinstance(shape.tag, str) or not shape.tag.endswith(("}sp", "}pic")):
            continue
        named = next((e for e in shape.iter() if str(e.tag).endswith("}cNvPr")), None)
        if named is None or named.get("hidden", "0") in ("1", "true"):
            continue
        name = named.get("name", "")
        texts[name] = "\n".join(
            e.text or "" for e in shape.iter() if str(e.tag).endswith("}t")
        )
        pictures |= {
            v for e in shape.iter() for k, v in e.attrib.items() if k.endswith("}embed")
        }
    wrong = ["no running mark"] if lacks(texts.get("belgi stamp", ""), words) else []
    mark = squeezed(expected.watermark or "")
    if mark and squeezed(texts.get("belgi watermark", "")) != mark:
        wrong.append("no watermark")
    shown = {
        target
        for identity, (_, target) in package.targets(part).items()
        if identity in pictures and package.has(target)
    }
    if expected.code and not any("belgi-code" in target for target in shown):
        wrong.append("no code")
    return wrong
