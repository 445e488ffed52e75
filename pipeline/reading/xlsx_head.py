"""What stands above the table of a sheet: titles and marks, a cell to a row.

Knows spreadsheet rows; reads no words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.documents import Source
from pipeline.reading.docx_lines import Piece
from pipeline.reading.docx_styles import Look
from pipeline.reading.zip_container import Element

FAR_COLUMN = "E"
"""The column from which a lone cell stands to the right of what is printed."""
MOST_HEAD_ROWS = 8

Cell = tuple[list[Piece], Look]


def head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows stand above the first that fills several cells.

    A long column of lone cells is a list and no head.
    """
    for index, cells in enumerate(rows[: MOST_HEAD_ROWS + 1]):
        if len(cells) > 1:
            return index
    return len(rows) if len(rows) <= MOST_HEAD_ROWS else 0


def as_head(cells: Sequence[Cell], row: Element) -> list[Cell]:
    """Return the lone cell of a row as a line of its own and not one of a table."""
    reference = next((c.get("r", "") for c in row if len(c)), "")
    column = re.sub(r"[^A-Z]", "", reference)
    far = (len(column), column) >= (len(FAR_COLUMN), FAR_COLUMN)
    return [
        (
            [replace(piece, source=Source.TEXT) for piece in pieces],
            replace(look, align=look.align or ("right" if far else None)),
        )
        for pieces, look in cells
    ]
