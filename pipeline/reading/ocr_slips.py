"""Mends what Tesseract regularly misreads in numbers: «0в» for «ов», «З» for «3».

Knows letters and digits; touches words that hold digits beside such letters, and
words that hold what can be no letter.
"""

import re

_MENDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)[0оОoO]8?[вВB](?!\w)"), "ов"),
    (re.compile(r"(?<=\d)[cCсС]{2,3}(?!\w)"), "сс"),
    (re.compile(r"(?<=\d)[cCсС](?!\w)"), "с"),
    (re.compile(r"(?<=\d)[бb](?=[\dсо/]|ов|сс|өқ|қ|ем|$)"), "6"),
    (re.compile(r"(?<=[\d/№])[ЗзЭ](?=[\dсо/]|ов|сс|[өеэ][қк]|ем|$)"), "3"),
    (re.compile(r"(?<=[\d/№])[Оо](?=[\d/]|$)"), "0"),
    (re.compile(r"(?<=\d)[іІlI|](?=\d)"), "1"),
)
_WORDS = {"ЭТЕ": "ӨТЕ", "Эте": "Өте", "эте": "өте"}
"""No words of these languages but one misread: «Ө» is in the Kazakh data only."""
_ROUND = re.compile(r"(?<!\w)[@©®€](?=[а-яәіңғүұқһА-ЯӘІҢҒҮҰҚҺ]{2})")
"""Signs that are read for a capital «Ө» at the start of a word."""
_LETTER = "а-яёіўәғқңөұүһА-ЯЁІЎӘҒҚҢӨҰҮҺ"
_STICK = re.compile(rf"(?<=[{_LETTER}])[1!|](?=[{_LETTER}])|(?<=[Цц])[1!|]$")
"""What «і» is read for inside a word, and at the end after «ц»: «важнасці»."""
_LONE = {"З": "3", "з": "3", "б": "6", "О": "0", "І": "1", "Т": "1", "!": "1", "|": "1"}
_LEADING = re.compile(r"^[Зз](?=\d)")
_SIGN = re.compile(r"^(?:№|Ne|N[oо°º]|Nº|М9|Мо|Ле|Хо|Хе)$")


def mend_number(text: str, before: str | None) -> str:
    """Return a word with the usual slips in numbers put right.

    Args:
        text: one word as OCR read it.
        before: the word before it, if there is one.
    """
    if before is not None and _SIGN.match(before) and text in _LONE:
        return _LONE[text]
    text = _with_sticks(text)
    if before is not None and _SIGN.match(before):
        text = _LEADING.sub("3", text)
    if not any(char.isdigit() for char in text):
        return _ROUND.sub("Ө", _WORDS.get(text, text))
    for pattern, right in _MENDS:
        text = pattern.sub(right, text)
    return text


def _with_sticks(text: str) -> str:
    """Put «і» where a stick stands among the letters of a word."""
    if sum(char.isalpha() for char in text) < len(text) - 2:
        return text

    def stick(found: re.Match[str]) -> str:
        return "І" if text[found.start() - 1].isupper() else "і"

    return _STICK.sub(stick, text)
