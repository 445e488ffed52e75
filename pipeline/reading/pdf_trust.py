"""Can the text layer of a page be believed?

Fonts without a usable mapping give letters that are not those on the page. Knows what
writing looks like; no marks.
"""

import re

from pipeline.reading.pdf_text import PageText, unmapped_share

MOST_UNMAPPED = 0.08
MOST_ODD = 0.12
"""Share of odd characters in a page's text, or in a line, from which it is rubbish."""
_ODD = re.compile(
    "[\u0000\u0001\u0003-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd"
    "\ue000-\uf8ff\u00a1-\u00a6\u00a8-\u00aa\u00ac\u00ae-\u00af\u00b2-\u00b6\u00b8-\u00ba"
    "\u00bc-\u00ff\u0100-\u024f\u0250-\u02ff]"
)
_LETTER = re.compile(r"[^\W\d_]")
_MIXED = re.compile(
    r"(?<![^\W\d_])(?=\w*[a-z])\w*[a-z]+[A-Z]+\w*|\w*\d[a-zA-Z]+\d[a-zA-Z]\w*"
)
_CONSONANTS = re.compile(
    r"[bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ]{6,}"
    r"|[бвгджзйклмнпрстфхцчшщБВГДЖЗЙКЛМНПРСТФХЦЧШЩ]{7,}"
)


def is_rubbish(page: PageText) -> bool:
    """Tell whether the text of a page is not what the page shows."""
    text = page.text
    if not text.strip():
        return False
    if page.chars and unmapped_share(page) > MOST_UNMAPPED:
        return True
    letters = len(_LETTER.findall(text))
    odd = len(_ODD.findall(text))
    if odd > MOST_ODD * max(1, len(text.split())) * 5:
        return True
    return letters > 40 and 25 * len(_CONSONANTS.findall(text)) > letters
