"""Tells how OpenDocument's styles make text look, by the chain of their parents.

Knows styles and lengths; nothing of where the text stands.

Source: OASIS OpenDocument 1.3, part 3 (schema), 16 and 20.
"""

from collections.abc import Iterable

from pipeline.reading.docx_styles import Look
from pipeline.reading.odf_names import FO, STYLE, TEXT
from pipeline.reading.zip_container import Element

POINTS_OF = {"in": 72.0, "cm": 28.3465, "mm": 2.83465, "pt": 1.0, "px": 0.75}
USUAL_HALF_POINTS = 24


def styles_of(roots: Iterable[Element]) -> dict[str, Element]:
    """Return the styles of some parts by name; a later one of a name wins."""
    return {
        style.get(f"{STYLE}name", ""): style
        for root in roots
        for style in root.iter(f"{STYLE}style")
    }


def look_of(styles: dict[str, Element], name: str | None, base: Look) -> Look:
    """Return a style's look over what surrounds it; loops of parents end."""
    look = base
    for style in reversed(_chain(styles, name)):
        for properties in style:
            look = _said(look, properties)
    return look


def graphic_property(styles: dict[str, Element], name: str | None, key: str) -> str:
    """Return what a style of a frame, or one that it follows, says of one thing."""
    for style in _chain(styles, name):
        properties = style.find(f"{STYLE}graphic-properties")
        if properties is not None and key in properties.attrib:
            return str(properties.get(key))
    return ""


def _chain(styles: dict[str, Element], name: str | None) -> list[Element]:
    """Return a style and those that it follows; loops of parents end."""
    chain: list[Element] = []
    seen: set[str] = set()
    while name and name not in seen and name in styles:
        seen.add(name)
        chain.append(styles[name])
        name = styles[name].get(f"{STYLE}parent-style-name")
    return chain


def _said(look: Look, properties: Element) -> Look:
    toggles = set(look.toggles)
    for key, name, on in (
        (f"{FO}font-weight", "b", ("bold", "600", "700", "800", "900")),
        (f"{FO}text-transform", "caps", ("uppercase",)),
        (f"{FO}font-variant", "smallCaps", ("small-caps",)),
        (f"{TEXT}display", "vanish", ("none",)),
    ):
        value = properties.get(key)
        if value is not None:
            toggles = toggles | {name} if value in on else toggles - {name}
    line = properties.get(f"{STYLE}text-line-through-style")
    if line is not None:
        toggles = toggles - {"strike"} if line == "none" else toggles | {"strike"}
    size = properties.get(f"{FO}font-size", "")
    half = look.half_points
    if size.endswith("pt"):
        half = round(points(size, 12.0) * 2)
    colour = properties.get(f"{FO}color", "").lstrip("#") or look.colour
    ground = properties.get(f"{FO}background-color", "").lstrip("#")
    shade = ground if ground and ground != "transparent" else look.shade
    align = properties.get(f"{FO}text-align", look.align)
    return Look(
        toggles=frozenset(toggles),
        half_points=half,
        colour=colour,
        shade=shade,
        align={"justify": "both"}.get(align or "", align),
    )


def points(text: str, usual: float = 0.0) -> float:
    """Return a length in points, or ``usual`` where it cannot be told."""
    try:
        return float(text[:-2]) * POINTS_OF[text[-2:]]
    except (ValueError, KeyError):
        return usual
