"""Stamps a presentation: shapes of our own on every slide, above all else.

The stamp goes to a corner that no other shape uses; where all are used it gets a ground
of its own. Knows PresentationML; no Party and no rule.

Source: ISO/IEC 29500-1, 19.3 (slides), 20.1 (shapes), 21.1 (text).
"""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from models.errors import CorruptInput, LayoutError
from models.geometry import POINTS_PER_MM, Box
from stamps.docx_code import code_picture
from stamps.docx_package import Package
from stamps.docx_words import FIELD
from stamps.office_label import bind_label
from stamps.office_names import relations_of
from stamps.on_office_places import own_boxes, shown_shapes, slide_parts, slide_size
from stamps.plan import StampPlan
from stamps.pptx_shapes import (
    GAP_PT,
    ground_shape,
    highest_shape,
    parse_shapes,
    picture_shape,
    text_shape,
    watermark_shape,
)
from stamps.pptx_strike import strike_slides
from stamps.slide_text import covered, width_about, written_boxes
from stamps.zip_rewrite import Source, rewrite

EDGE_PT = 8.0
CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")
OWN_GROUND = "own-ground"


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
    if plan.text.strike_found and not strike_slides(package, slides, plan.found):
        return ("sheet-instead", "found-mark-not-struck"), len(slides)
    width, height = slide_size(package.tree(main))
    for index, part in enumerate(slides):
        slide = _Slide(number=index + 1, count=len(slides), width=width, height=height)
        notes += _stamp_slide(package, part, plan, slide)
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


def _stamp_slide(
    package: Package,
    part: str,
    plan: StampPlan,
    slide: _Slide,
) -> list[str]:
    root = package.tree(part)
    tree = next((e for e in root.iter() if str(e.tag).endswith("}spTree")), None)
    if tree is None:
        raise CorruptInput("A slide has no shapes; ask the sender for it again.")
    rows = _rows(plan, slide)
    code = _code(package, plan, slide)
    wide = max(width_about(text, size, bold=bold) for text, size, bold in rows) + 6
    high = sum(size * 1.22 for _, size, _ in rows) + 4
    side = 0.0 if code is None else code[1]
    whole = wide + (side + GAP_PT if side else 0.0)
    if whole > slide.width - 2 * EDGE_PT or max(high, side) > slide.height / 2:
        raise LayoutError("A slide is smaller than the stamp.")
    taken = [shown.box for shown in shown_shapes(package, part)]
    words, ours = written_boxes(package, part), own_boxes(root)
    corner, ground = _corner(taken, words, ours, slide, (whole, max(high, side)))
    left = corner.x1 - wide if corner.x0 > slide.width / 2 - whole / 2 else corner.x0
    code_left = corner.x0 if left > corner.x0 else corner.x1 - side
    made = ""
    if plan.text.watermark is not None:
        made += watermark_shape(plan, (slide.width, slide.height))
    made += text_shape(rows, plan, Box(left, corner.y0, left + wide, corner.y0 + high))
    strict = str(etree.QName(root).namespace).startswith("http://purl")
    if code is not None:
        identity = package.relate(part, f"{relations_of(root)}/image", code[0])
        place = Box(code_left, corner.y0, code_left + side, corner.y0 + side)
        made += picture_shape(identity, place)
    if ground:
        made = ground_shape(corner) + made
    extension = next((e for e in tree if str(e.tag).endswith("}extLst")), None)
    for element in parse_shapes(made, strict, highest_shape(root)):
        if extension is None:
            tree.append(element)
        else:
            extension.addprevious(element)
    package.touch(part)
    return [OWN_GROUND] if ground else []


def _code(package: Package, plan: StampPlan, slide: _Slide) -> tuple[str, float] | None:
    """Add the picture of a slide's code; returns its part and its side in points."""
    if plan.code is None:
        return None
    picture, side_mm = code_picture(plan.code, slide.number, slide.count)
    part = package.free_name("ppt/media/belgi-code-{}.png")
    package.put(part, picture)
    package.default_type("png", "image/png")
    return part, side_mm * POINTS_PER_MM


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
    taken: list[Box],
    words: list[Box],
    ours: list[Box],
    slide: _Slide,
    size: tuple[float, float],
) -> tuple[Box, bool]:
    """Return a free corner, or the one with a ground of its own that hides least.

    A ground never covers an earlier stamp, which stays legible when it is struck.

    Raises:
        LayoutError: Earlier stamps stand in all corners.
    """
    boxes = []
    for name in CORNERS:
        left = EDGE_PT if "left" in name else slide.width - EDGE_PT - size[0]
        top = EDGE_PT if "top" in name else slide.height - EDGE_PT - size[1]
        boxes.append(Box(left, top, left + size[0], top + size[1]))
    for box in boxes:
        if not any(box.overlaps(other) for other in taken):
            return box, False
    grounds = [box.grown(GAP_PT) for box in boxes]
    hidden = [
        (round(covered(ground, words)), index)
        for index, ground in enumerate(grounds)
        if not any(ground.overlaps(other) for other in ours)
    ]
    if not hidden:
        raise LayoutError("Earlier stamps stand in all corners of a slide.")
    return boxes[min(hidden)[1]], True
