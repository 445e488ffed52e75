"""Which pages of a PDF are alike, so that each kind is looked at only once.

Two pages are of one kind where their page objects say the same but for what they draw.
Knows page objects; nothing of stamps.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Dictionary

from models.geometry import Box
from stamps.pdf_frames import Frame, read_frame
from stamps.pdf_pages import taken_boxes

_VARYING = re.compile(
    rb"/(?:Contents|Resources) (?:\d+ 0 R|\[[ 0-9R]*\])|/StructParents \d+"
)
"""What differs between pages and says nothing about their boxes and annotations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What pages of one kind share; the same object for all of them."""

    frame: Frame
    taken: tuple[Box, ...]
    """Where annotations stand that a stamp must keep clear of, as seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What all pages of a file are like."""

    kinds: list[Kind]
    looks: list[bytes | None]
    """Pages of one look hold resources of their own that say the same; None where
    resources are shared or inherited."""
    was_mended: bool
    """A page had to be changed to tell its boxes."""


def take_stock(pages: Sequence[Any]) -> Stock:
    """Return the kind and the look of each page object."""
    known: dict[bytes, tuple[Kind, bytes | None]] = {}
    interned: dict[Kind, Kind] = {}
    kinds: list[Kind] = []
    looks: list[bytes | None] = []
    was_mended = False
    for page in pages:
        text = _VARYING.sub(b"", page.unparse(resolved=True))
        if text in known:
            kind, look = known[text]
        else:
            look = _look_of(page, text)
            frame, is_mended = read_frame(page)
            kind = Kind(frame=frame, taken=taken_boxes(page, frame))
            kind = interned.setdefault(kind, kind)
            was_mended |= is_mended
            if not is_mended:  # another page like it has still to be mended itself
                known[text] = kind, look
        kinds.append(kind)
        looks.append(look)
    return Stock(kinds=kinds, looks=looks, was_mended=was_mended)


def _look_of(page: Any, text: bytes) -> bytes | None:
    held = page.get("/Resources")
    if not isinstance(held, Dictionary) or held.is_indirect:
        return None
    return None if _VARYING.search(held.unparse()) else text
