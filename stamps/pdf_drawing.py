"""A stamp's drawing as PDF operators, fonts and forms.

Turns ``Art`` into bytes of content and makes the objects that they need. Knows PDF
syntax; where a stamp goes is decided elsewhere.

Source: ISO 32000-2, 8.10 (forms), 9.7 (composite fonts), 14.8.2.2 (artifacts).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from stamps.artwork import BORDER_PT, Art
from stamps.fonts import load_face
from stamps.pdf_fonts import embed_font, make_stream
from stamps.plan import StampPlan, StampStyle

PREFIX = "Bg"
FONT_PLAIN, FONT_BOLD = "R", "B"
FORM_STAMP, FORM_WATERMARK = "S", "W"
CALIBRATED_RGB = "/BelgiRGB"
STATE_MULTIPLY, STATE_SCREEN = "M", "N"
STRIKE_PT = 1.2
"""Thickness of the stroke through a mark."""
ARTIFACT = b"/Artifact <</Type/Pagination>> BDC\n"
WATERMARK_GREY = 0.84
WATERMARK_ON_DARK = 0.3
"""How much a watermark lightens a dark page."""
WATERMARK_LINE_ON_DARK = 0.5
WATERMARK_LARGEST_PT = 72.0
WATERMARK_SMALLEST_PT = 9.0
_WATERMARK_SPAN = 0.72
_WHITE_POINT = (0.9505, 1.0, 1.089)
_PRIMARIES = (0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505)
"""Of sRGB (IEC 61966-2-1), as CalRGB wants them: X, Y, Z of red, green, blue."""


class Inks(StrEnum):
    """Which colour space a stamp is drawn in; PDF/A allows what its intent covers."""

    RGB = "rgb"
    GREY = "grey"
    CMYK = "cmyk"
    CALIBRATED = "calibrated"


def number(value: float) -> bytes:
    """Write a number as PDF does, at most three decimals."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode("ascii")


def numbers(*values: float) -> bytes:
    """Write several numbers with spaces between."""
    return b" ".join(number(value) for value in values)


def fill(colour: tuple[float, float, float], inks: Inks) -> bytes:
    """Set the colour of letters and areas."""
    return _space(b" cs ", inks) + _components(colour, inks) + _OPERATORS[inks][0]


def stroke(colour: tuple[float, float, float], inks: Inks) -> bytes:
    """Set the colour of lines."""
    return _space(b" CS ", inks) + _components(colour, inks) + _OPERATORS[inks][1]


def _space(operator: bytes, inks: Inks) -> bytes:
    # A default for the page would change the colours of the page's own content.
    return CALIBRATED_RGB.encode() + operator if inks is Inks.CALIBRATED else b""


_OPERATORS = {
    Inks.RGB: (b" rg\n", b" RG\n"),
    Inks.CALIBRATED: (b" sc\n", b" SC\n"),
    Inks.GREY: (b" g\n", b" G\n"),
    Inks.CMYK: (b" k\n", b" K\n"),
}
BLACK = (0.0, 0.0, 0.0)
WHITE = (1.0, 1.0, 1.0)


def _components(colour: tuple[float, float, float], inks: Inks) -> bytes:
    red, green, blue = colour
    if inks is Inks.GREY:
        return number(0.3 * red + 0.59 * green + 0.11 * blue)
    if inks is Inks.CMYK:
        black = 1 - max(colour)
        rest = max(1 - black, 1e-6)
        parts = ((1 - black - part) / rest for part in colour)
        return numbers(*parts, black)
    return numbers(red, green, blue)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Palette:
    """What every drawing of one document shares: fonts, colour space, style."""

    style: StampStyle
    inks: Inks
    prefix: str
    """Begins the name of each of our resources."""
    resources: dict[str, dict[str, Any]]
    """Entries for a page's or form's resources: category, name, object."""

    def name(self, part: str) -> str:
        """Return the name of one of our resources."""
        return f"/{self.prefix}{part}"


def make_palette(
    pdf: pikepdf.Pdf, plan: StampPlan, inks: Inks, *, prefix: str = PREFIX
) -> Palette:
    """Embed the letters that a plan needs and return what drawings share."""
    text, style = plan.text, plan.style
    plain = "0123456789/ " + "".join(
        (*text.details, *text.notice, text.running, text.watermark or "")
    )
    fonts = {
        f"/{prefix}{FONT_PLAIN}": embed_font(pdf, load_face(style.font), plain),
        f"/{prefix}{FONT_BOLD}": embed_font(
            pdf, load_face(style.font, bold=True), "".join(text.mark)
        ),
    }
    resources: dict[str, dict[str, Any]] = {"/Font": fonts}
    if inks is Inks.CALIBRATED:
        like_srgb = Dictionary(
            WhitePoint=Array(_WHITE_POINT),
            Gamma=Array([2.2, 2.2, 2.2]),
            Matrix=Array(_PRIMARIES),
        )
        space = pdf.make_indirect(Array([Name.CalRGB, like_srgb]))
        resources["/ColorSpace"] = {CALIBRATED_RGB: space}
    return Palette(style=style, inks=inks, prefix=prefix, resources=resources)


def draw(art: Art, palette: Palette) -> bytes:
    """Return the operators of a drawing, its lower left corner at the origin."""
    colour, inks = palette.style.colour, palette.inks
    parts = []
    if art.border:
        inset = BORDER_PT / 2
        parts.append(
            stroke(colour, inks)
            + number(BORDER_PT)
            + b" w "
            + numbers(inset, inset, art.width - 2 * inset, art.height - 2 * inset)
            + b" re S\n"
        )
    parts.append(fill(colour, inks) + b"BT\n")
    for run in art.runs:
        face = load_face(palette.style.font, bold=run.bold)
        font = palette.name(FONT_BOLD if run.bold else FONT_PLAIN)
        parts.append(
            font.encode()
            + b" %b Tf 1 0 0 1 " % number(run.size_pt)
            + numbers(run.x, art.height - run.y)
            + b" Tm "
            + face.hex_codes(run.text)
            + b" Tj\n"
        )
    return b"".join(parts) + b"ET\n"


def draw_strike(width: float, colour: tuple[float, float, float], inks: Inks) -> bytes:
    """Return a stroke through a line of text, in a box twice as high as it is thick."""
    line = numbers(0, STRIKE_PT) + b" m " + numbers(width, STRIKE_PT) + b" l S\n"
    return stroke(colour, inks) + number(STRIKE_PT) + b" w " + line


def draw_ground(width: float, height: float, inks: Inks) -> bytes:
    """Return a white area from the origin."""
    return fill(WHITE, inks) + numbers(0, 0, width, height) + b" re f\n"


def around_code(side_modules: int, side: float, inks: Inks) -> tuple[bytes, bytes]:
    """Return what stands before and after the rows of a 2-D code.

    Together they draw it as a one-bit mask over a square from the origin.

    Args:
        side_modules: Modules on a side.
        side: Length of the square's side.
        inks: Colour space for black.
    """
    before = (
        fill(BLACK, inks)
        + b"q %b 0 0 %b 0 0 cm\n" % (number(side), number(side))
        + b"BI /W %d /H %d /IM true /F /AHx ID " % (side_modules, side_modules)
    )
    return before, b">\nEI Q\n"


def draw_watermark(
    text: str,
    palette: Palette,
    width: float,
    height: float,
    *,
    outline: bool,
    grey: float = WATERMARK_GREY,
) -> bytes:
    """Return a light line of text along the diagonal of a page.

    Args:
        text: The line.
        palette: Fonts and colours.
        width: Of the visible page, as seen.
        height: Of the visible page, as seen.
        outline: Only thin outlines, for places where nothing may shine through.
        grey: How light, 0 to 1.
    """
    face = load_face(palette.style.font)
    diagonal = math.hypot(width, height)
    size = _WATERMARK_SPAN * diagonal / max(face.width(text, 1.0), 0.1)
    size = max(min(size, WATERMARK_LARGEST_PT), WATERMARK_SMALLEST_PT)
    cosine, sine = width / diagonal, height / diagonal
    along, across = face.width(text, size) / 2, size * 0.35
    x = width / 2 - along * cosine + across * sine
    y = height / 2 - along * sine - across * cosine
    colour = (grey,) * 3
    ink = fill(colour, palette.inks)
    if outline:
        # Not filled, and yet PDF/A asks of the colour to fill with what it does of any.
        ink += stroke(colour, palette.inks) + b"0.5 w 1 Tr "
    return (
        ink
        + b"BT %b %b Tf " % (palette.name(FONT_PLAIN).encode(), number(size))
        + numbers(cosine, sine, -sine, cosine, x, y)
        + b" Tm "
        + face.hex_codes(text)
        + b" Tj ET\n"
    )


def make_form(
    pdf: pikepdf.Pdf, content: bytes, size: tuple[float, float], palette: Palette
) -> Any:
    """Make a form of a size, with the resources of the palette."""
    resources = Dictionary(
        {key: Dictionary(entries) for key, entries in palette.resources.items()}
    )
    return make_stream(
        pdf,
        content,
        {
            "Type": Name.XObject,
            "Subtype": Name.Form,
            "BBox": Array([0, 0, *(round(side, 3) for side in size)]),
            "Resources": resources,
        },
    )
