"""How many graphics states a page's content leaves open, or closes too many of.

Knows content streams; nothing of stamps. Only used where a plain save and restore was
seen to fail, since it reads the whole content.
"""

import warnings
from typing import Any

import pikepdf

from stamps.pdf_soundness import joined

_OPEN_TEXT_MAX = 100_000


def count_states(streams: list[Any]) -> tuple[int, int]:
    """Return how many saves must come before and how many restores after.

    A content that can't be parsed counts as balanced; the proof says whether it is.
    """
    data = joined(streams)
    depth = lowest = 0
    for operator in _operators(data):
        if operator == "q":
            depth += 1
        elif operator == "Q":
            depth -= 1
            lowest = min(lowest, depth)
    return -lowest, min(depth - lowest, _OPEN_TEXT_MAX)


def _operators(data: bytes) -> list[str]:
    holder = pikepdf.new()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = pikepdf.parse_content_stream(holder.make_stream(data), "q Q")
    except pikepdf.PdfError:
        return []
    return [str(instruction.operator) for instruction in parsed]
