"""Puts the stamp into every header of a Word document, and makes those that lack.

The first page of the document gets a header of its own; what every other page shows
stays what it was, plus the stamp. Knows Word's sections and parts; the words are made
in ``docx_words``.
"""

from collections import Counter
from dataclasses import dataclass, field

from models.documents import Source as Where
from models.geometry import POINTS_PER_MM, Box
from stamps.docx_clearance import clearance_pt
from stamps.docx_drawings import CODE_LEFT_MM, Slot
from stamps.docx_obstacles import find_spot, obstacles
from stamps.docx_package import Element, Package
from stamps.docx_parts import STORIES, copied_part, new_part
from stamps.docx_sections import (
    Names,
    Section,
    drop_reference,
    first_page_kind,
    flag,
    has_background,
    has_borders,
    keep_body_below,
    kinds_shown,
    opens_with_nested_table,
    sections_of,
    set_reference,
    set_title_page,
    shape_of,
)
from stamps.docx_words import (
    as_elements,
    first_page_paragraphs,
    running_paragraphs,
    stamp_size,
    with_paragraphs,
)
from stamps.plan import StampPlan

HEADER_LINE_PT = 14.0  # a usual line of a header
SAFE_TOP_PT = 14.0
"""Above this printers may cut."""
WATERMARK_SHARE = 0.95
"""Of the page's shorter side; it stands at 45 degrees."""

Use = tuple[int, str]  # section index and kind of page
Role = tuple[str | None, bool]  # part shown now, and whether it bears the whole mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """What goes into the headers."""

    plan: StampPlan
    names: Names
    code: tuple[str, float] | None
    """Part with the picture of the code, and its side in mm."""
    watermark: str | None
    """Part with a picture of the watermark, for strict documents."""
    document: Element
    """Root of the main part, or of its outline."""


@dataclass(slots=True)
class _Work:
    package: Package
    main: str
    stamping: Stamping
    sections: list[Section]
    even: bool
    floating: tuple[list[Box], list[Box]]
    """What floats over the first page, and over later ones."""
    made: dict[Role, str] = field(default_factory=dict)
    pushes_body: bool = False
    identities: dict[str, str] = field(default_factory=dict)
    """Part → relationship id at the main part."""


def stamp_headers(package: Package, main: str, stamping: Stamping) -> tuple[str, ...]:
    """Stamp every header; sections that need one of their own get it.

    Returns:
        ``body-lowered`` where the text begins lower now and may take a page more.

    Side effects: changes the package's parts, relationships and content types.
    """
    names, document = stamping.names, stamping.document
    targets = package.targets(main)
    parts = {
        identity: actual
        for identity, (kind, target) in targets.items()
        if kind in STORIES and (actual := package.actual(target)) is not None
    }
    sections = sections_of(document, parts, names)
    even = flag(_settings(package, targets), "evenAndOddHeaders", names)
    floating = obstacles(document, shape_of(sections[0], names))
    work = _Work(package, main, stamping, sections, even, floating)
    work.identities.update({part: identity for identity, part in parts.items()})
    first = first_page_kind(sections[0], even, names)
    for section in sections:
        _drop_broken(section, parts, names)
    wanted_headers = _wanted(work, "header", first)
    wanted_footers = _wanted(work, "footer", first)
    for section in sections:
        keep_body_below(section, names)
    if not sections[0].title_page:
        _open_first_page(sections[0], names)
    everywhere = opens_with_nested_table(document, names)
    roles = {
        use: (part, everywhere or _shows_mark(sections, use, wanted_headers))
        for use, part in wanted_headers.items()
    }
    users = Counter(part for part, is_first in roles.values() if not is_first)
    final = {use: _stamped(work, role, users) for use, role in roles.items()}
    for part in dict.fromkeys(p for s in sections for p in s.headers.values()):
        _stamped(work, (part, False), users, only_if_new=True)
    _point(work, "header", dict(final))
    _point(work, "footer", wanted_footers)
    for number, ((_, is_first), name) in enumerate(work.made.items()):
        shown = [sections[use[0]] for use, part in final.items() if part == name]
        _insert(work, name, is_first, number, shown or sections)
    return ("body-lowered",) if work.pushes_body else ()


def _drop_broken(section: Section, parts: dict[str, str], names: Names) -> None:
    """Take away references to parts that are not there."""
    for story in STORIES:
        for reference in section.element.findall(names.tag(f"{story}Reference")):
            if reference.get(f"{{{names.r}}}id", "") not in parts:
                section.element.remove(reference)


def _insert(
    work: _Work, name: str, is_first: bool, number: int, shown: list[Section]
) -> None:
    """Write the stamp into one part; above what stands there, or under a found mark."""
    plan = work.stamping.plan
    root = work.package.tree(name)
    slot = _slot(work, name, is_first, number, shown)
    under = is_first and any(mark.source is Where.HEADER for mark in plan.found)
    make = first_page_paragraphs if is_first else running_paragraphs
    paragraphs = make(plan, slot)
    part = work.package.read(name)
    data = with_paragraphs(part, paragraphs, strict=slot.strict, at_end=under)
    if data is not None:
        work.package.put(name, data)
        return
    place = len(root) if under else 0
    for offset, paragraph in enumerate(as_elements(paragraphs, strict=slot.strict)):
        root.insert(place + offset, paragraph)
    work.package.touch(name)


def _slot(
    work: _Work, name: str, is_first: bool, number: int, shown: list[Section]
) -> Slot:
    names, root = work.stamping.names, work.package.tree(name)
    shapes = [shape_of(section, names) for section in shown]
    header = min(shape.header for shape in shapes)
    occupied = clearance_pt(root, min(shape.height for shape in shapes))
    before = max(SAFE_TOP_PT - header, occupied - header, 0.0)
    width, height = stamp_size(work.stamping.plan, whole=is_first)
    lines = sum(1 for child in root if "".join(child.itertext()).strip())
    room = min(shape.top for shape in shapes) - header - before
    work.pushes_body |= height + lines * HEADER_LINE_PT > room
    taken = work.floating[0] if is_first else work.floating[1]
    spot = find_spot(taken, shapes[0], width, height, before)
    code_id, code_mm = None, 0.0
    if work.stamping.code is not None:
        part, code_mm = work.stamping.code
        code_id = work.package.relate(name, f"{names.r}/image", part)
    watermark_id = None
    if work.stamping.watermark is not None:
        kind = f"{names.r}/image"
        watermark_id = work.package.relate(name, kind, work.stamping.watermark)
    left = min(shape.left for shape in shapes)
    shortest = min(min(shape.width, shape.height) for shape in shapes)
    return Slot(
        strict=names.strict,
        number=number,
        code_id=code_id,
        watermark_id=watermark_id,
        code_mm=code_mm,
        # What was placed by hand may stand in the margin; then the line takes it.
        code_in_margin=left >= (CODE_LEFT_MM + code_mm) * POINTS_PER_MM
        and not occupied
        and not any(has_borders(section, names) for section in shown)
        and not any(other.x0 < left and other.y0 < header * 2 for other in taken),
        before_pt=spot.before_pt,
        align=spot.align,
        watermark_pt=shortest * WATERMARK_SHARE,
        on_colour=has_background(work.stamping.document),
    )


def _settings(package: Package, targets: dict[str, tuple[str, str]]) -> Element | None:
    there = (t for kind, t in targets.values() if kind == "settings" and package.has(t))
    return next((package.tree(target) for target in there), None)


def _wanted(work: _Work, story: str, first: str) -> dict[Use, str | None]:
    """Say which part each kind of page shows now, the first page by itself."""
    wanted: dict[Use, str | None] = {}
    for index, section in enumerate(work.sections):
        shown = section.headers if story == "header" else section.footers
        for kind in kinds_shown(section, work.even):
            wanted[index, kind] = shown.get(kind)
        if index == 0:
            wanted[0, "first"] = shown.get(first)
    return wanted


def _open_first_page(section: Section, names: Names) -> None:
    """Turn on the first page's own header; what stood there was not shown."""
    set_title_page(section, names)
    for story in STORIES:
        drop_reference(section, story, "first", names)


def _shows_mark(
    sections: list[Section], use: Use, wanted: dict[Use, str | None]
) -> bool:
    """Tell whether a kind of page bears the whole mark and not the line alone.

    The document's first page does, and the first page of a section that goes on there
    with the same header: LibreOffice puts both on one page.
    """
    index, kind = use
    if kind != "first" or index == 0:
        return index == 0 and kind == "first"
    same = wanted[use] is not None and wanted[use] == wanted[0, "first"]
    return same and sections[index].continuous


def _stamped(
    work: _Work,
    role: Role,
    users: "Counter[str | None]",
    *,
    only_if_new: bool = False,
) -> str:
    """Return the part that shows what a role's part shows, with the stamp."""
    part, is_first = role
    if role in work.made:
        return work.made[role]
    if only_if_new and (part, True) in work.made:
        return work.made[part, True]
    if part is None:
        name = _new_part(work, "header")
    elif is_first and users[part]:
        name = _copied_part(work, part)
    else:
        name = part
    work.made[role] = name
    return name


def _point(work: _Work, story: str, final: dict[Use, str | None]) -> None:
    """Give a section a reference where inheritance would show another part."""
    names = work.stamping.names
    in_force: dict[str, str | None] = {}
    by_identity = {identity: part for part, identity in work.identities.items()}
    for index, section in enumerate(work.sections):
        for reference in section.element.iterchildren(names.tag(f"{story}Reference")):
            kind = reference.get(names.tag("type"), "default")
            part = by_identity.get(reference.get(f"{{{names.r}}}id", ""))
            if part is not None:
                in_force[kind] = part
        for use, wanted in final.items():
            kind = use[1]
            if use[0] != index or in_force.get(kind) == wanted:
                continue
            part = wanted or _new_part(work, story)
            set_reference(section, story, kind, work.identities[part], names)
            in_force[kind] = part


def _new_part(work: _Work, story: str) -> str:
    name, identity = new_part(work.package, work.main, story, work.stamping.names)
    work.identities[name] = identity
    return name


def _copied_part(work: _Work, part: str) -> str:
    names = work.stamping.names
    name, identity = copied_part(work.package, work.main, part, names)
    work.identities[name] = identity
    return name
