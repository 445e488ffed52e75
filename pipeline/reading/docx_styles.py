"""Says how a run of a Word document looks: size, weight, case, colour, visibility.

Resolves styles, their ancestors and the defaults. Knows nothing of text.

Source: ISO/IEC 29500-1, 17.7 (style hierarchy, toggle properties).
"""

from dataclasses import dataclass, field, replace

from models.documents import Align
from pipeline.reading.docx_package import W
from pipeline.reading.zip_container import Element

TOGGLES = ("b", "caps", "smallCaps", "strike", "dstrike", "vanish")
OFF = ("0", "false", "off", "none")
DEFAULT_HALF_POINTS = 20
"""Size where nothing says one: 10 pt (17.3.2.38)."""
ALIGNS = {
    "left": Align.LEFT,
    "start": Align.LEFT,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
    "center": Align.CENTER,
    "both": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
}
TINY_PT = 2.0
"""Letters up to this size are not read by people."""
PALE = 0xE6
"""From this value up in all three channels a colour vanishes on white paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Formatting in force; None where nothing was said."""

    toggles: frozenset[str] = frozenset()
    half_points: int | None = None
    colour: str | None = None
    shade: str | None = None
    """Ground of the letters: shading or highlight."""
    align: str | None = None

    @property
    def size_pt(self) -> float:
        """Height of the letters in points."""
        return (self.half_points or DEFAULT_HALF_POINTS) / 2

    @property
    def hidden(self) -> bool:
        """Never shown: hidden text."""
        return "vanish" in self.toggles

    @property
    def struck(self) -> bool:
        """A line is drawn through it."""
        return bool(self.toggles & {"strike", "dstrike"})

    @property
    def upper(self) -> bool:
        """Shown in capitals."""
        return bool(self.toggles & {"caps", "smallCaps"})

    @property
    def concealed(self) -> bool:
        """Formatted so that a person would not see it: white, or tiny."""
        if self.size_pt <= TINY_PT:
            return True
        return is_pale(self.colour) and (self.shade is None or is_pale(self.shade))


def is_pale(colour: str | None) -> bool:
    """Tell whether a colour vanishes on white paper."""
    if colour is None or len(colour) != 6:
        return colour is not None and colour.lower() == "white"
    try:
        value = int(colour, 16)
    except ValueError:
        return False
    return min(value >> 16, value >> 8 & 0xFF, value & 0xFF) >= PALE


@dataclass(slots=True)
class Styles:
    """The style sheet of one document, with what was already worked out."""

    styles: dict[str, Element] = field(default_factory=dict)
    base: Look = field(default_factory=Look)
    default_paragraph: str | None = None
    _own: dict[str, tuple[frozenset[str], Look]] = field(default_factory=dict)
    _pairs: dict[tuple[str | None, str | None, str | None], Look] = field(
        default_factory=dict
    )

    def look(
        self, paragraph: str | None, character: str | None, table: str | None = None
    ) -> Look:
        """Return what styles give a run, before its direct formatting."""
        key = (paragraph, character, table)
        if key not in self._pairs:
            self._pairs[key] = self._combined(key)
        return self._pairs[key]

    def shades(self, table: str) -> bool:
        """Tell whether a table style gives any of its cells a ground."""
        style = self.styles.get(table)
        if style is None:
            return False
        return any(_ground(shd.get(f"{W}fill")) for shd in style.iter(f"{W}shd"))

    def _combined(self, key: tuple[str | None, str | None, str | None]) -> Look:
        paragraph, character, table = key
        look = self.base
        toggles: frozenset[str] = frozenset()
        for style in (table, paragraph or self.default_paragraph, character):
            if style is None:
                continue
            own, said = self._chain(style)
            toggles ^= own
            look = merge(look, said, look.toggles)
        return replace(look, toggles=toggles | self.base.toggles)

    def _chain(self, style: str) -> tuple[frozenset[str], Look]:
        """Return a style's toggles and looks with those of its ancestors."""
        if style in self._own:
            return self._own[style]
        self._own[style] = (frozenset(), Look())  # A loop of styles ends here.
        element = self.styles.get(style)
        if element is None:
            return self._own[style]
        parent = element.find(f"{W}basedOn")
        toggles, look = (frozenset[str](), Look())
        if parent is not None:
            toggles, look = self._chain(parent.get(f"{W}val", ""))
        for properties in element.iterchildren(f"{W}pPr", f"{W}rPr"):
            toggles = switched(toggles, properties)
            look = merge(look, said(properties), look.toggles)
        self._own[style] = (toggles, look)
        return self._own[style]


def is_on(element: Element) -> bool:
    """Tell whether an on/off property says on."""
    return element.get(f"{W}val", "1").lower() not in OFF


def switched(toggles: frozenset[str], properties: Element) -> frozenset[str]:
    """Apply the on/off properties of one rPr."""
    result = toggles
    for child in properties:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(W):
            continue
        name = tag[len(W) :]
        if name == "specVanish":
            name = "vanish"
        if name in TOGGLES:
            result = result | {name} if is_on(child) else result - {name}
    return result


def said(properties: Element) -> Look:
    """Return what one pPr or rPr says itself, toggles left out."""
    found: dict[str, str | None] = {}
    for child in properties:
        tag = child.tag
        if isinstance(tag, str) and tag.startswith(W):
            name = tag[len(W) :]
            if name == "shd":
                found[name] = child.get(f"{W}fill")
            elif name in ("sz", "color", "highlight", "jc"):
                found[name] = child.get(f"{W}val")
    return Look(
        half_points=_number(found.get("sz")),
        colour=found.get("color"),
        shade=_ground(found.get("highlight")) or _ground(found.get("shd")),
        align=found.get("jc"),
    )


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(float(text.removesuffix("pt")) * (2 if text.endswith("pt") else 1))
    except (ValueError, OverflowError):
        return None


def _ground(text: str | None) -> str | None:
    return None if text is None or text.lower() in ("auto", "none") else text


def merge(look: Look, more: Look, toggles: frozenset[str]) -> Look:
    """Lay what was said nearer over what was said further off; toggles are as given."""
    return Look(
        toggles=toggles,
        half_points=look.half_points if more.half_points is None else more.half_points,
        colour=more.colour or look.colour,
        shade=more.shade or look.shade,
        align=more.align or look.align,
    )


def direct(look: Look, properties: Element | None) -> Look:
    """Lay a run's or paragraph's own formatting over what its styles give."""
    if properties is None or not len(properties):
        return look
    return merge(look, said(properties), switched(look.toggles, properties))


def read_styles(root: Element | None) -> Styles:
    """Take the style sheet in; None gives the defaults of the format."""
    result = Styles()
    if root is None:
        return result
    for style in root.iterchildren(f"{W}style"):
        identity = style.get(f"{W}styleId", "")
        result.styles[identity] = style
        default = style.get(f"{W}default", "0") not in OFF
        if default and style.get(f"{W}type") == "paragraph":
            result.default_paragraph = identity
    base = Look()
    for properties in root.iterfind(f"{W}docDefaults/*/*"):
        base = direct(base, properties)
    result.base = base
    return result
