"""Tells which fields of Word show words of their own code.

A field shows the result that was saved with it; some have none, and some are filled
anew when the document is printed. Knows codes of fields; nothing of where they stand.
"""

import re

SHOWN = re.compile(
    r"\s*(?:MACROBUTTON\s+\S+|GOTOBUTTON\s+\S+|EQ|QUOTE)\b(.*)", re.I | re.S
)
"""Buttons show their label, EQ what it lays out, QUOTE what it quotes."""
SYNTAX = re.compile(r'\\\w*|[(){};"]')


def shown_words(code: str) -> str:
    """Return the words of a field's code that are shown, '' for most fields.

    Source: ISO/IEC 29500-1, 17.16.5 (MACROBUTTON, GOTOBUTTON, QUOTE, EQ).
    """
    found = SHOWN.match(code)
    return " ".join(SYNTAX.sub(" ", found[1]).split()) if found else ""
