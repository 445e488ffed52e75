"""Tells what fields, old form fields and symbols of Word show.

A field shows the result that was saved with it; some have none, and some are filled
anew when the document is printed. Knows them one by one; nothing of where they stand.
"""

import re

from pipeline.reading.docx_package import W
from pipeline.reading.zip_container import Element

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


def chosen_entry(form: Element) -> str:
    """Return the entry that a drop-down list shows, '' for any other form field."""
    choices = form.findall(f"{W}ddList/{W}listEntry")
    if not choices:
        return ""
    chosen = form.find(f"{W}ddList/{W}result")
    if chosen is None:
        chosen = form.find(f"{W}ddList/{W}default")
    value = "0" if chosen is None else chosen.get(f"{W}val", "0")
    index = min(int(value), len(choices) - 1) if value.isdigit() else 0
    entry: str = choices[index].get(f"{W}val", "")
    return entry


def symbol(element: Element) -> str:
    """Return the letter that a symbol is, a blank where none can be told."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return " "
    # Symbol fonts live in F000-F0FF and copy the places of ASCII.
    return chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code & 0xFFFF)
