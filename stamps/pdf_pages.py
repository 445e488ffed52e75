"""Writing a stamp onto a page object: content, resources, boxes, annotations.

Takes decided places and changes the page so that the stamp stands there. Knows pikepdf
and page objects; decides nothing.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from models.geometry import Box
from stamps.pdf_balance import count_states
from stamps.pdf_drawing import numbers
from stamps.pdf_fonts import make_stream
from stamps.pdf_frames import Frame, inherited
from stamps.pdf_plan import Isolation, PageLayout
from stamps.pdf_soundness import content_streams, joined, read_syntax

CONTENT_FORM = "/BgO"
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class NameTaken(Exception):
    """A page already has a resource of this name that is not ours."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Original:
    """What a page object held before we touched it."""

    contents: Any
    resources: Any
    """None where it inherits them."""
    annotations: tuple[Any, ...]


def keep_original(page: Any) -> Original:
    """Remember a page's contents and own resources."""
    held = page.get("/Annots")
    return Original(
        contents=page.get("/Contents"),
        resources=page.get("/Resources"),
        annotations=tuple(held) if isinstance(held, Array) else (),
    )


def write_page(
    pdf: pikepdf.Pdf,
    page: Any,
    original: "Original",
    *,
    layout: PageLayout,
    tail: Any,
    opening: Any,
    resources: dict[str, dict[str, Any]],
) -> None:
    """Put the tail above a page's own content.

    Args:
        pdf: The document.
        page: The page object to change.
        original: What the page was before we touched it.
        layout: The page as decided.
        tail: Stream that draws the stamp; it begins by restoring the state.
        opening: Shared stream that saves the state.
        resources: What the tail draws with.
    """
    own = content_streams(original.contents)
    if original.resources is not None:
        page.Resources = original.resources
    if layout.isolation is Isolation.WRAPPED and layout.shrink is None:
        page.Contents = Array([opening, *own, tail])
    else:
        page.Contents = _isolated(pdf, page, own, layout, tail)
    add_resources(page, resources)


def _isolated(
    pdf: pikepdf.Pdf, page: Any, own: list[Any], layout: PageLayout, tail: Any
) -> Any:
    """Return contents for a page whose own content needs more than a saved state."""
    start = b"q\n"
    if layout.shrink is not None:
        x0, y0, x1, y1 = layout.shrink.clip
        start += numbers_exact(layout.shrink.matrix) + b" cm\n"
        start += numbers(x0, y0, x1 - x0, y1 - y0) + b" re W n\n"
    as_form = layout.isolation >= Isolation.FORM or layout.shrink is not None
    if as_form and page.get("/StructParents") is None:
        form = _content_form(pdf, page, own)
        add_resources(page, {"/XObject": {CONTENT_FORM: form}})
        body = start + CONTENT_FORM.encode() + b" Do\n"
        return Array([make_stream(pdf, body, {}), tail])
    missing, surplus = count_states(own)
    before = make_stream(pdf, b"q\n" * missing + start, {})
    left = b"\nEMC" * read_syntax(joined(own)).open_marks + b"\n" + b"Q\n" * surplus
    after = make_stream(pdf, left, {})
    return Array([before, *own, after, tail])


def _content_form(pdf: pikepdf.Pdf, page: Any, own: list[Any]) -> Any:
    """Make a form of a page's content; patterns keep their place in it."""
    data = joined(own)
    data += b"\nEMC" * read_syntax(data).open_marks
    resources = inherited(page, "/Resources")
    # Names of a PDF need be no UTF-8; by way of a Python dict those would be lost.
    kept = copy(resources) if isinstance(resources, Dictionary) else Dictionary()
    entries: dict[str, Any] = {
        "Type": Name.XObject,
        "Subtype": Name.Form,
        "BBox": Array([-20000, -20000, 40000, 40000]),
        "Resources": kept,
    }
    group = page.get("/Group")
    if group is not None:
        entries["Group"] = group
    page.Resources = Dictionary()
    return make_stream(pdf, data, entries)


def numbers_exact(values: Iterable[float]) -> bytes:
    """Write the numbers of a matrix with six decimals."""
    return b" ".join(f"{value:.6f}".encode("ascii") for value in values)


def add_resources(page: Any, wanted: dict[str, dict[str, Any]]) -> None:
    """Add entries to the resources in force for a page, shared ones once.

    Raises:
        NameTaken: The name stands there for something else.
    """
    held = inherited(page, "/Resources")
    if not isinstance(held, Dictionary):
        page.Resources = held = Dictionary()
    for category, entries in wanted.items():
        room = held.get(category)
        if not isinstance(room, Dictionary):
            held[category] = Dictionary(entries)
            continue
        for name, thing in entries.items():
            there = room.get(name)
            if there is None:
                room[name] = thing
            elif category != "/ColorSpace" and there.objgen != thing.objgen:
                raise NameTaken(name)


def set_boxes(page: Any, layout: PageLayout) -> None:
    """Write the frame of a page that was made larger."""
    frame = layout.frame
    box = Array([round(v, 3) for v in (frame.x0, frame.y0, frame.x1, frame.y1)])
    page.MediaBox = box
    page.CropBox = Array(box)


def move_annotations(page: Any, layout: PageLayout) -> None:
    """Move the annotations along with content that was made smaller."""
    shrink = layout.shrink
    annotations = page.get("/Annots")
    if shrink is None or not isinstance(annotations, Array):
        return
    if shrink.matrix == _IDENTITY:
        return
    for item in annotations:
        if isinstance(item, Dictionary):
            _move(item, shrink.matrix)


_POINT_KEYS = ("/Rect", "/QuadPoints", "/L", "/Vertices", "/CL")


def _move(annotation: Any, matrix: tuple[float, ...]) -> None:
    for key in _POINT_KEYS:
        value = annotation.get(key)
        if isinstance(value, Array):
            annotation[key] = _moved(value, matrix)
    ink = annotation.get("/InkList")
    if isinstance(ink, Array):
        annotation["/InkList"] = Array(
            [_moved(line, matrix) for line in ink if isinstance(line, Array)]
        )


def _moved(points: Any, matrix: tuple[float, ...]) -> Any:
    a, b, c, d, e, f = matrix
    try:
        values = [float(value) for value in points]
    except (TypeError, ValueError):
        return points
    moved: list[float] = []
    for x, y in zip(values[::2], values[1::2], strict=False):
        moved += [round(a * x + c * y + e, 3), round(b * x + d * y + f, 3)]
    return Array(moved)


def taken_boxes(page: Any, frame: Frame) -> tuple[Box, ...]:
    """Return where annotations stand that a stamp must keep clear of, as seen."""
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return ()
    boxes = (_annotation_box(item, frame) for item in annotations)
    return tuple(box for box in boxes if box is not None)


_HIDDEN = 0x02 | 0x20
_DRAWN_KINDS = (
    *("/Circle", "/Highlight", "/Ink", "/Square"),
    *("/Squiggly", "/StrikeOut", "/Underline"),
)
"""Seen in the ink map without an appearance of their own; others each renderer draws
as it likes."""
_WHOLE_PAGE = 0.4
_BORDER_WIDTH = 2


def _annotation_box(item: Any, frame: Frame) -> Box | None:
    if not isinstance(item, Dictionary) or _is_unseen(item):
        return None
    try:
        flags = int(item.get("/F", 0))
        x0, y0, x1, y1 = (float(value) for value in _listed(item.get("/Rect")))
    except (TypeError, ValueError):
        return None
    box = frame.seen(x0, y0, x1, y1)
    area = box.width * box.height
    if flags & _HIDDEN:
        return None
    # What spreads over the page is judged by its pixels, as content is.
    spreads = area > _WHOLE_PAGE * frame.width * frame.height
    return None if spreads and _is_drawn(item) else box


def _is_unseen(item: Any) -> bool:
    """Tell whether nothing is drawn of an annotation: of a link, but for its frame."""
    kind = str(item.get("/Subtype"))
    if kind != "/Link":
        return kind == "/Popup"
    style, border = item.get("/BS"), item.get("/Border")
    width: Any = 1
    if isinstance(style, Dictionary):
        width = style.get("/W", 1)
    elif isinstance(border, Array) and len(border) > _BORDER_WIDTH:
        width = border[_BORDER_WIDTH]
    return bool(width == 0)


def _is_drawn(item: Any) -> bool:
    """Tell whether every renderer shows an annotation alike, and its pixels say all.

    Form fields are not: what is typed into them is drawn above the page later.
    """
    kind = str(item.get("/Subtype"))
    return kind != "/Widget" and ("/AP" in item or kind in _DRAWN_KINDS)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else []
