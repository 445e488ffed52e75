"""Writes the stamp as the text of a print header, above what the header says.

A header holds 255 characters and no more. Knows no package.

Source: ISO/IEC 29500-1, 18.3.1.39 (codes of headers).
"""

import re

from models.errors import LayoutError
from stamps.docx_words import FIELD, FONTS
from stamps.plan import StampPlan

LONGEST = 255
"""Characters that a header may hold (18.3.1.46)."""
FIELDS = {"page": "&P", "pages": "&N"}
WATERMARK_PT = 14


def _sections(text: str) -> dict[str, str]:
    """Cut a header into its left, centre and right sections."""
    plain, found = re.split(r"&([LCR])", text, maxsplit=0), {"L": "", "C": "", "R": ""}
    found["C"] = plain[0]
    for place, words in zip(plain[1::2], plain[2::2], strict=True):
        found[place] += words
    return found


def merged_header(
    own: str, plan: StampPlan, *, whole: bool, with_code: bool
) -> tuple[str, int]:
    """Put the stamp above what a header says; returns it with its lines.

    Raises:
        LayoutError: It would be longer than a header may be.
    """
    parts = _sections(own)
    ours = _right(plan, whole=whole)
    parts["R"] = ours + ("\n" + parts["R"] if parts["R"] else "")
    if with_code:
        parts["L"] = "&G" + ("\n" + parts["L"] if parts["L"] else "")
    if plan.text.watermark is not None:
        mark = f"&{WATERMARK_PT}&KC0C0C0{_plain(plan.text.watermark)}"
        parts["C"] = mark + ("\n" + parts["C"] if parts["C"] else "")
    text = "".join(f"&{place}{words}" for place, words in parts.items() if words)
    if len(text) > LONGEST:
        raise LayoutError("The stamp does not fit into the sheet's header.")
    return text, max(words.count("\n") + 1 for words in parts.values())


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def _right(plan: StampPlan, *, whole: bool) -> str:
    font = FONTS.get(plan.style.font, FONTS["sans"])
    colour = "".join(f"{round(value * 255):02X}" for value in plan.style.colour)
    running = FIELD.sub(lambda match: FIELDS[match.group(1)], _plain(plan.text.running))
    size = max(round(plan.style.running_size_pt), 7)
    # A blank after the size keeps a following digit from being read into it.
    small = f'&"{font},Regular"&{size}&K{colour} '
    if not whole:
        return small + running
    mark = "\n".join(_plain(line) for line in plan.text.mark)
    details = "\n".join(
        _plain(line) for line in (*plan.text.details, *plan.text.notice)
    )
    big = f'&"{font},Bold"&{round(plan.style.mark_size_pt)}&K{colour} '
    return f"{big}{mark}\n{small}{details}\n{running}"
