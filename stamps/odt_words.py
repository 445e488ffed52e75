"""Writes the stamp as OpenDocument XML: styles, paragraphs, frames.

Knows no package and no page style.

Source: OASIS OpenDocument 1.3, part 3, 5.1 (paragraphs), 10.4 (frames).
"""

from lxml import etree

from stamps.docx_drawings import CODE_LEFT_MM, CODE_TOP_MM
from stamps.docx_words import FIELD, FONTS
from stamps.odt_names import CODE_PART, SPACES, WATERMARK_PART, Element
from stamps.plan import StampPlan

FIELDS = {
    "page": '<text:page-number text:select-page="current" style:num-format="1">1'
    "</text:page-number>",
    "pages": '<text:page-count style:num-format="1">1</text:page-count>',
}
WATERMARK_MM = 190.0
PARTS = {"Code": CODE_PART, "Watermark": WATERMARK_PART}


def parse_elements(body: str) -> list[Element]:
    """Return the elements of a piece of XML."""
    declared = "".join(f' xmlns:{key}="{uri}"' for key, uri in SPACES.items())
    root = etree.fromstring(f"<root{declared}>{body}</root>".encode())
    made = list(root)
    for element in made:
        root.remove(element)
        etree.cleanup_namespaces(element)
    return made


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )


def styles_xml(plan: StampPlan, suffix: str) -> str:
    """Write our automatic styles; they say all that could be inherited."""
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02x}" for value in plan.style.colour)
    rows = (
        ("Mark", plan.style.mark_size_pt, "bold"),
        ("Detail", plan.style.detail_size_pt, "normal"),
        ("Running", plan.style.running_size_pt, "normal"),
    )
    made = "".join(
        f'<style:style style:name="Belgi{name}{suffix}" style:family="paragraph">'
        '<style:paragraph-properties fo:text-align="end" fo:margin-top="0mm" '
        'fo:margin-bottom="0mm" fo:margin-left="0mm" fo:margin-right="0mm" '
        'fo:text-indent="0mm" fo:line-height="100%" style:writing-mode="lr-tb"/>'
        f'<style:text-properties fo:color="#{colour}" fo:font-family="{font}" '
        f'fo:font-size="{size}pt" fo:font-weight="{weight}" fo:font-style="normal" '
        'style:text-line-through-style="none" '
        'fo:text-transform="none" style:text-underline-style="none"/></style:style>'
        for name, size, weight in rows
    )
    for name, through in (("Code", "foreground"), ("Watermark", "background")):
        made += (
            f'<style:style style:name="Belgi{name}{suffix}" style:family="graphic">'
            '<style:graphic-properties style:wrap="run-through" '
            f'style:run-through="{through}" style:flow-with-text="false" '
            'style:vertical-rel="page" style:horizontal-rel="page" '
            + (
                'style:vertical-pos="from-top" style:horizontal-pos="from-left"'
                if name == "Code"
                else 'style:vertical-pos="middle" style:horizontal-pos="center"'
            )
            + ' fo:border="none" fo:padding="0mm"/></style:style>'
        )
    return made


def paragraphs_xml(
    plan: StampPlan, whole: bool, side_mm: float, in_margin: bool, suffix: str
) -> str:
    """Write the stamp of one header.

    Args:
        plan: What it says.
        whole: The mark with its details, not the running line alone.
        side_mm: Of the code's picture; 0 where there is none.
        in_margin: The left margin has room for the code.
        suffix: Told apart from an earlier stamp's names by it.
    """
    rows: list[tuple[str, str]] = []
    if whole:
        rows = [("Mark", _escape(line)) for line in plan.text.mark]
        small = (*plan.text.details, *plan.text.notice)
        rows += [("Detail", _escape(line)) for line in small]
    running = FIELD.sub(
        lambda match: FIELDS[match.group(1)], _escape(plan.text.running)
    )
    frames = ""
    if plan.text.watermark is not None:
        frames += _frame("Watermark", suffix, WATERMARK_MM, "paragraph")
    if side_mm and in_margin:
        place = f'svg:x="{CODE_LEFT_MM}mm" svg:y="{CODE_TOP_MM}mm"'
        frames += _frame("Code", suffix, side_mm, "paragraph", place)
    if side_mm and not in_margin:
        running += " " + _frame("Code", suffix, side_mm, "as-char")
    rows.append(("Running", frames + running))
    return "".join(
        f'<text:p text:style-name="Belgi{name}{suffix}">{body}</text:p>'
        for name, body in rows
    )


def _frame(name: str, suffix: str, side_mm: float, anchor: str, place: str = "") -> str:
    return (
        f'<draw:frame draw:style-name="Belgi{name}{suffix}" '
        f'draw:name="belgi {name.lower()}{suffix}" '
        f'text:anchor-type="{anchor}" {place} svg:width="{side_mm:.2f}mm" '
        f'svg:height="{side_mm:.2f}mm" draw:z-index="0"><draw:image '
        f'xlink:href="{PARTS[name].format(suffix)}" xlink:type="simple" '
        'xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
    )
