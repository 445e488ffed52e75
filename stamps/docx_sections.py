"""Works out which header each kind of page shows, and points sections at new ones.

A section that says nothing inherits from the one before; so a changed reference must
not leak into the next section. Knows sections and references, not what headers hold.

Source: ISO/IEC 29500-1, 17.6 (sections), 17.10 (headers and footers).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

Element = Any
"""An lxml element; lxml ships no types."""

KINDS = ("default", "first", "even")
OFF = ("0", "false", "off", "none")
AFTER_TITLE_PAGE = (
    "textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange",
)  # fmt: skip
TWIPS_PER_POINT = 20.0
A4_PT = (595.3, 841.9)
USUAL_MARGIN_PT = 72.0
USUAL_HEADER_PT = 35.4


@dataclass(slots=True)
class Section:
    """One section: its properties and the parts in force by kind of page."""

    element: Element
    title_page: bool
    continuous: bool = False
    """It begins where the one before ends, on the same page."""
    headers: dict[str, str] = field(default_factory=dict)
    """Kind → name of the part that is in force, inherited or its own."""
    footers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """Measures of a section's pages, in points."""

    width: float
    height: float
    left: float
    right: float
    top: float
    header: float


@dataclass(frozen=True, slots=True)
class Names:
    """The namespaces of a document: strict or transitional."""

    w: str
    r: str

    @property
    def strict(self) -> bool:
        """Whether the document keeps to strict OOXML."""
        return self.w.startswith("http://purl.oclc.org/")

    def tag(self, name: str) -> str:
        """Return a WordprocessingML name."""
        return _tag(self.w, name)


@lru_cache(maxsize=512)
def _tag(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def names_of(document: Element) -> Names:
    """Tell the namespaces from the document's root."""
    space = etree.QName(document).namespace or ""
    if space.startswith("http://purl.oclc.org/"):
        return Names(space, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    return Names(
        space, "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    )


def flag(parent: Element | None, tag: str, names: Names) -> bool:
    """Tell whether an on/off child is there and says on."""
    child = None if parent is None else parent.find(names.tag(tag))
    if child is None:
        return False
    return str(child.get(names.tag("val"), "1")).lower() not in OFF


def sections_of(
    document: Element, parts: dict[str, str], names: Names
) -> list[Section]:
    """Return the sections in order, with what is in force in each.

    Args:
        document: Root of the main part; a body without section properties gets some.
        parts: Relationship id → part name, of headers and footers that exist.
        names: The document's namespaces.
    """
    body = document.find(names.tag("body"))
    if body is None:
        return []
    last = body.find(names.tag("sectPr"))
    if last is None:
        last = etree.SubElement(body, names.tag("sectPr"))
    result: list[Section] = []
    before: Section | None = None
    for element in document.iter(names.tag("sectPr")):
        if element.getparent().tag == names.tag("sectPrChange"):
            continue
        section = Section(
            element, flag(element, "titlePg", names), _is_continuous(element, names)
        )
        if before is not None:
            section.headers.update(before.headers)
            section.footers.update(before.footers)
        _refer(element, "header", section.headers, parts, names)
        _refer(element, "footer", section.footers, parts, names)
        result.append(section)
        before = section
    return result


def _refer(
    element: Element,
    story: str,
    into: dict[str, str],
    parts: dict[str, str],
    names: Names,
) -> None:
    """Note a section's own references over what it inherits."""
    for reference in element.iterchildren(names.tag(f"{story}Reference")):
        part = parts.get(reference.get(f"{{{names.r}}}id", ""))
        if part is not None:
            into[reference.get(names.tag("type"), "default")] = part


def _is_continuous(element: Element, names: Names) -> bool:
    kind = element.find(names.tag("type"))
    return kind is not None and kind.get(names.tag("val")) == "continuous"


def shape_of(section: Section, names: Names) -> PageShape:
    """Return the measures of a section's pages; usual ones where it says none."""
    size = section.element.find(names.tag("pgSz"))
    margins = section.element.find(names.tag("pgMar"))

    def value(element: Element | None, name: str, usual: float) -> float:
        text = "" if element is None else element.get(names.tag(name), "")
        try:
            return float(text) / TWIPS_PER_POINT
        except ValueError:
            return _with_unit(text, usual)

    return PageShape(
        width=value(size, "w", A4_PT[0]),
        height=value(size, "h", A4_PT[1]),
        left=value(margins, "left", USUAL_MARGIN_PT),
        right=value(margins, "right", USUAL_MARGIN_PT),
        top=abs(value(margins, "top", USUAL_MARGIN_PT)),
        header=value(margins, "header", USUAL_HEADER_PT),
    )


UNITS_PT = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "pc": 12.0, "pi": 12.0}


def _with_unit(text: str, usual: float) -> float:
    """Read a universal measure such as ``2.5cm``, which strict documents may use."""
    try:
        return float(text[:-2]) * UNITS_PT[text[-2:]]
    except (ValueError, KeyError):
        return usual


def set_title_page(section: Section, names: Names) -> None:
    """Give a section a first page of its own, at the place the schema asks for."""
    for old in section.element.findall(names.tag("titlePg")):
        section.element.remove(old)
    following = {names.tag(name) for name in AFTER_TITLE_PAGE}
    place = len(section.element)
    for index, child in enumerate(section.element):
        if child.tag in following:
            place = index
            break
    section.element.insert(place, etree.Element(names.tag("titlePg")))
    section.title_page = True


def keep_body_below(section: Section, names: Names) -> None:
    """Let a header push the body down: a negative margin would print over it."""
    margins = section.element.find(names.tag("pgMar"))
    if margins is None:
        return
    top = margins.get(names.tag("top"), "")
    if top.startswith("-"):
        margins.set(names.tag("top"), top[1:])


def has_borders(section: Section, names: Names) -> bool:
    """Tell whether lines are drawn round the section's pages."""
    return section.element.find(names.tag("pgBorders")) is not None


def opens_with_nested_table(document: Element, names: Names) -> bool:
    """Tell whether a table's first cell begins with a table, at the very start.

    LibreOffice then forgets that the first page has a header of its own.
    """
    element = next(document.iter(names.tag("body")), None)
    tables = 0
    while element is not None and tables < 2:
        content = (
            child
            for child in element
            if isinstance(child.tag, str)
            and not child.tag.endswith(("Pr", "PrEx", "Grid"))
        )
        element = next(content, None)
        if element is None or element.tag == names.tag("p"):
            return False
        tables += element.tag == names.tag("tbl")
    return tables == 2


def has_background(document: Element) -> bool:
    """Tell whether the document's pages have a colour other than white."""
    for child in document:
        if isinstance(child.tag, str) and child.tag.endswith("}background"):
            said = {key.rsplit("}", 1)[-1]: value for key, value in child.items()}
            return said.get("color", "auto").upper() not in ("AUTO", "FFFFFF")
    return False


def set_reference(
    section: Section, story: str, kind: str, identity: str, names: Names
) -> None:
    """Make a section refer to a header or footer of its own."""
    tag = names.tag(f"{story}Reference")
    for old in section.element.findall(tag):
        if old.get(names.tag("type"), "default") == kind:
            section.element.remove(old)
    reference = etree.Element(tag)
    reference.set(names.tag("type"), kind)
    reference.set(f"{{{names.r}}}id", identity)
    section.element.insert(0, reference)


def drop_reference(section: Section, story: str, kind: str, names: Names) -> None:
    """Take a section's own reference away."""
    for old in section.element.findall(names.tag(f"{story}Reference")):
        if old.get(names.tag("type"), "default") == kind:
            section.element.remove(old)


def kinds_shown(section: Section, even: bool) -> tuple[str, ...]:
    """Return the kinds of pages that a section can have."""
    shown = {"default": True, "first": section.title_page, "even": even}
    return tuple(kind for kind in KINDS if shown[kind])


def first_page_kind(section: Section, even: bool, names: Names) -> str:
    """Tell which header the first page of the document shows now."""
    if section.title_page:
        return "first"
    numbering = section.element.find(names.tag("pgNumType"))
    start = "1" if numbering is None else numbering.get(names.tag("start"), "1")
    return "even" if even and start.isdigit() and int(start) % 2 == 0 else "default"
