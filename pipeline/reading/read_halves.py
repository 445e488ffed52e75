"""Reads rows again that may be the first half of a mark.

Knows lines as read, and where they stand; whether words are a mark is judged elsewhere.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.reading.read_lines import ReadLine, read_line
from pipeline.reading.rows_above import rows_above, stay_unread
from pipeline.reading.types_of_reading import Interest

_AGAIN = 5
"""How many ways to read a row that may be half of a mark before it is believed not."""


def read_halves(
    gray: npt.NDArray[np.uint8], read: Sequence[ReadLine], interest: Interest
) -> list[ReadLine]:
    """Return lines with those read once more that stand right above half of a mark.

    Args:
        gray: the level page.
        read: its lines as read.
        interest: spans of a text which a mark could be made of.
    """
    settled = list(read)
    for at in rows_above(read, interest):
        item = settled[at]
        again = read_line(gray, item.where, interest, struck=item.struck, least=_AGAIN)
        sure = bool(interest(again.read.text)) or not stay_unread(again)
        settled[at] = replace(again, sure=again.sure and sure)
    return settled
