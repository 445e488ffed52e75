"""Stamps a workbook: print headers of every sheet, chart sheets and hidden ones too.

A header holds 255 characters and no more; what does not fit asks for a sheet of paper.
Knows SpreadsheetML; no Party and no rule.

Source: ISO/IEC 29500-1, 18.3.1.46 (headerFooter), 18.3.1.62 (pageMargins).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.geometry import POINTS_PER_MM
from stamps.docx_code import code_picture
from stamps.docx_package import Package
from stamps.office_label import bind_label
from stamps.office_names import relations_of
from stamps.plan import StampPlan
from stamps.xlsx_sheets import (
    child_of,
    kinds_in_force,
    made_child,
    set_text,
    sheet_parts,
    text_of,
)
from stamps.xlsx_words import merged_header
from stamps.zip_rewrite import Source, rewrite

Element = Any
"""An lxml element; lxml ships no types."""

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
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
LINE_HEIGHT = 1.25
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
    if plan.text.strike_found:
        # Cells could be struck, but a header that bears our stamp has no room for two.
        return ("sheet-instead", "found-mark-not-struck"), None
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


def _stamp_sheet(
    package: Package, part: str, plan: StampPlan, code: _Code | None, *, is_first: bool
) -> bool:
    """Stamp one sheet; returns whether the code could be placed too."""
    root = package.tree(part)
    header = made_child(root, "headerFooter", AFTER_HEADER)
    if header.get("alignWithMargins") is None:
        header.set("alignWithMargins", "1")
    if is_first:
        _open_first_page(header)
    free = code is not None and child_of(root, "legacyDrawingHF") is None
    lines = 0
    for kind in kinds_in_force(header):
        own = text_of(header, kind)
        whole = is_first and kind == "firstHeader"
        text, rows = merged_header(own, plan, whole=whole, with_code=free)
        set_text(header, kind, text)
        lines = max(lines, rows)
    height = lines * plan.style.mark_size_pt * LINE_HEIGHT
    if code is not None and free:
        _place_code(package, part, root, code)
        height = max(height, code.side_pt)
    _make_room(root, height)
    package.touch(part)
    return free or code is None


def _open_first_page(header: Element) -> None:
    """Give the first sheet a first page of its own that shows what page 1 showed."""
    if header.get("differentFirst", "0") in ("1", "true"):
        return
    header.set("differentFirst", "1")
    for story in ("Header", "Footer"):
        set_text(header, f"first{story}", text_of(header, f"odd{story}"))


def _make_room(root: Element, height_pt: float) -> None:
    """Let the page's body begin below the header."""
    margins = made_child(root, "pageMargins", AFTER_MARGINS)
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
    header = child_of(root, "headerFooter")
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
    drawing = made_child(root, "legacyDrawingHF", AFTER_VML)
    drawing.set(f"{{{relations}}}id", identity)
