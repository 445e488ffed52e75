"""Which pages of a PDF are alike, so that each kind is looked at only once.

Two pages are of one kind where their page objects say the same but for what they draw.
Knows page objects; nothing of stamps.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.geometry import Box
from stamps.pdf_frames import Frame, read_frame
from stamps.pdf_pages import taken_boxes

_VARYING = re.compile(rb"/(?:Contents|Resources) \d+ 0 R|/StructParents \d+")
"""What differs between pages and says nothing about their boxes and annotations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What pages of one kind share; the same object for all of them."""

    frame: Frame
    taken: tuple[Box, ...]
    """Where annotations stand that a stamp must keep clear of, as seen."""


def kinds_of(pages: Sequence[Any]) -> tuple[list[Kind], bool]:
    """Return the kind of each page object, and whether a page had to be mended."""
    by_text: dict[bytes, Kind] = {}
    interned: dict[Kind, Kind] = {}
    kinds: list[Kind] = []
    mended_any = False
    for page in pages:
        text = _VARYING.sub(b"", page.unparse(resolved=True))
        kind = by_text.get(text)
        if kind is None:
            frame, is_mended = read_frame(page)
            kind = Kind(frame=frame, taken=taken_boxes(page, frame))
            kind = interned.setdefault(kind, kind)
            mended_any |= is_mended
            if not is_mended:  # another page like it has still to be mended itself
                by_text[text] = kind
        kinds.append(kind)
    return kinds, mended_any
