"""The empty room of a paragraph: indents, tabs and spaces that set words to the right.

Knows WordprocessingML's tab stops and indents; no runs and no marks.
"""

import re

from pipeline.reading.docx_package import W
from pipeline.reading.zip_container import Element

FAR_TWIPS, FAR_TABS, FAR_SPACES = 4500, 5, 30
"""Indent, tabs or spaces by which a line stands in the right half of a page."""

TAB, WIDE = re.compile(r"\t+"), re.compile(r"\t\s*\t\s*|[ \u00a0\t]{12,}")


def is_set_right(properties: Element | None, text: str) -> bool:
    """Tell whether indents, tabs or spaces move a line to the right half."""
    lead = text[: len(text) - len(text.lstrip(" \t\u00a0"))]
    if lead.count("\t") >= FAR_TABS or len(lead) >= FAR_SPACES:
        return True
    indent = None if properties is None else properties.find(f"{W}ind")
    if indent is None:
        return False
    left = indent.get(f"{W}left") or indent.get(f"{W}start") or "0"
    return left.isdigit() and int(left) >= FAR_TWIPS


def wide_room(properties: Element | None) -> re.Pattern[str] | None:
    """Return the white space behind which words stand in the right half of a page.

    Tabs that are filled with dots lead to a page number instead.
    """
    tabs = () if properties is None else properties.findall(f"{W}tabs/{W}tab")
    if any(tab.get(f"{W}leader", "none") != "none" for tab in tabs):
        return None
    far = any(
        tab.get(f"{W}val") in ("right", "end")
        or int(re.sub(r"\D", "", tab.get(f"{W}pos", "0")) or 0) >= FAR_TWIPS
        for tab in tabs
    )
    return TAB if far else WIDE
