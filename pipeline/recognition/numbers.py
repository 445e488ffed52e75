"""Find copy numbers, registration numbers and dates in lines.

Pure functions over strings; which of several numbers is the document's own is decided
in ``registration``.
"""

import re
from dataclasses import dataclass

_SIGN = r"(?:№|N[oоº°e]?(?![^\W\d])\.?|Nº|Ne|Ng|#|М[9оg]|Nе|J[fl][eеo]|Л[ео]|Мо)"
_COPY_WORD = (
    r"(?:[эЭ]\s?[кkКK]\s?[зЗ3zZ](?:емпляр\w{0,2}|емплр)?|[эЭ]к[ав](?=\.)|[аАaA]с[оo]бн(?:[іiи]?к\w?|\.)"
    r"|Э\s?К\s?З\s?Е\s?М\s?П\s?Л\s?Я\s?Р|А\s?С\s?О\s?Б\s?Н\s?[ІI]\s?К|[дД\[][аa]н[аa]\w{0,3}"
    r"|[дД] [аa] [нН] [аa]|Д\s?А\s?Н\s?А\w{0,3})"
)
_NUMBER = r"(\d(?:\s?\d){0,3})(?![\d\w]|\s?[-/.]\s?\d)"
_COPY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_COPY_WORD}\s*[.,:;]?\s*(?:{_SIGN}|[MNМ])\s*:?\s*{_NUMBER}",
        rf"{_SIGN}\s*{_NUMBER}\s*[-–]?\s*{_COPY_WORD}(?!\w)",
        rf"(?<![\w/.-]){_NUMBER}\s*[-–]\s*(?:ші\s|шы\s)?{_COPY_WORD}(?!\w)",
        rf"(?<!\w){_COPY_WORD}\s*[.,:;]?\s+{_NUMBER}(?!\s*(?:лист|л\.|парақ))",
    )
)
_MISREAD = re.compile(
    rf"(?<!\w){_COPY_WORD}\s*[.,:;]?\s*(?:№|[MNМ])\s*([ЗзИОІIl\d]{{1,2}})(?!\w)"
)
"""A copy number whose digits OCR took for letters: «Экз. МЗ», «Экз. № И»."""
_DIGITS = {"З": "3", "з": "3", "И": "11", "О": "0", "І": "1", "I": "1", "l": "1"}
_ONLY_COPY = re.compile(
    rf"(?<!\w)(?:{_COPY_WORD}\s*[.,:;]?\s*(?:единственный|единств\.?|ед\.|жалғыз|адзіны)"
    rf"|(?:единственный|жалғыз|адзіны)\s+{_COPY_WORD})(?!\w)",
    re.IGNORECASE,
)

_SUFFIX = (
    r"(?:[сСcC]{1,2}|[оОoO][вВB]|[өӨ][қҚ]|[қҚ]|[еЕeE][мМM]|[дД][сС][пП]|[қҚ][бБ][пП])"
)
_REGISTRATION = re.compile(
    rf"{_SIGN}\s*((?:[A-Za-zА-Яа-яЁёӨөҚқІі]{{1,4}}\s?[-/]\s?)?\d{{1,9}}"
    rf"(?:\s?[-/.]\s?\d{{1,9}})*(?:\s?[-/]?\s?{_SUFFIX}(?!\w))?"
    rf"(?:\s?[-/]\s?(?:\d{{1,5}}|{_SUFFIX})(?!\w))*)"
)
_BARE = re.compile(
    rf"(?<![\w/.-])(\d{{1,6}}{_SUFFIX}/\d{{2,4}}"
    rf"|(?P<bare>(?:\d{{1,4}}[-/]){{1,3}}\d{{1,6}}-?{_SUFFIX}(?:/\d{{2,4}})?))(?![\w/])"
)
_UNSIGNED = re.compile(
    r"(?<!\w)(?:рег(?:истрационный)?|вх(?:одящий)?|исх(?:одящий)?|инв(?:ентарный)?"
    r"|уч(?:[её]тный)?|тіркеу|кіріс|шығ(?:ыс)?|рэг(?:істрацыйны)?|зых(?:одны)?"
    r"|есепке\s+алу)(?!\w)(?P<colon>[.:]*)\s*"
    r"(?P<number>(?:номер|нөмірі?|нумар|немірі?)(?!\w)[.:]*\s*)?"
    rf"(?P<value>(?:\d{{1,4}}[-/]){{0,3}}\d{{1,9}}(?:\s?[-/]?{_SUFFIX}(?!\w))?(?:[-/]\d{{2,4}})?)"
    r"(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
"""A number that a word tells of, without «№»: «Исх. 3/412»."""
LEAST_UNSIGNED = 3
"""Characters of a number without «№»; shorter ones are of anything."""
BEFORE = 48
"""Letters before a number in which the word that it belongs to stands."""
_WORDED = re.compile(
    r"(?:рег\w*|вх\w*|исх\w*|инв\w*|уч\w*|тіркеу\w*|кіріс\w*|шығыс\w*|рэг\w*|ул[іi]к\w*"
    r"|есепке\s+алу)"
    r"[.\s:]*(?:номер|нөмірі|нумар|немірі)?[.\s:]*$",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"(?:(?<!\w)(?:на|к|нa|да|у адказ на|в ответ на|ваш\w*|приложени\w"
    r"|қосымша\w*|дадат\w*|прил|п|пункт\w*|стать\w|закон\w*|дел[оауе]|тел|каб\w*|факс|форма|ф|лист|парақ|бет|стр|том|т"
    r"|таблиц\w|рис\w*|кесте|сурет|школ\w|в/ч|част\w|перечень|перечня|указ\w*|постановлени\w*|жарлы\w*"
    r"|қаулы\w*|іс|договор\w*|контракт\w*|шарт\w*|сіздің)"
    r"\s*\.?\s*)$",
    re.IGNORECASE,
)

_MONTHS = (
    ("янв", "қаңтар", "студз"), ("фев", "ақпан", "лют"), ("мар", "наурыз", "сакав"),
    ("апр", "сәуір", "красав"), ("мая", "мамыр", "трав", "май", "мае"),
    ("июн", "маусым", "чэрв"), ("июл", "шілде", "ліп"), ("авг", "тамыз", "жні"),
    ("сен", "қыркүйек", "верас"), ("окт", "қазан", "кастр"),
    ("ноя", "қараша", "лістап"), ("дек", "желтоқсан", "снеж"),
)  # fmt: skip
_DIGIT_DATE = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d{2})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)")
_WORD_DATE = re.compile(
    r"[«\"“„]?(\d{1,2})[»\"”“]?\s+([а-яёіўәңғүұқөһ]{3,12})\s+((?:19|20)\d{2})",
    re.IGNORECASE,
)
_KAZAKH_DATE = re.compile(
    r"((?:19|20)\d{2})\s*(?:жылғы|ж\.)\s*[«\"“„]?(\d{1,2})[»\"”“]?\s*([а-яәңғүұқөһі]{4,14})",
    re.IGNORECASE,
)


_BLANKS = "_«»"
"""What a number is written between: «№ __3__»."""
HEAD_LINE = 84
"""Letters beyond which a line is running text and holds no number of the document."""
_DIGIT = re.compile(r"\d")
_MAY_BE_COPY = re.compile(
    r"[эЭ](?<!\w.)\s?[кКkK\u212a]|[аАaA](?<!\w.)\s?[сС\u1c83]\s?[оОoO\u1c82]"
    r"|[дД\u1c81](?<!\w.)\s?[аАaA]\s?[нН]|\[\s?[аАaA]\s?[нН]"
)
"""How every word for a copy begins, in any case that a search without case allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberHit:
    """A registration number as it stands in a line."""

    text: str
    start: int
    end: int
    suffix: str | None
    """с, сс, ов, қ, өқ, ем, where it has one."""
    worded: bool
    """A word such as «Рег.» stands before it."""
    foreign: bool
    """It is the number of something else: «На № …», «Приложение № …»."""
    bare: bool = False
    """No sign, word or year tells what it is a number of."""


def copy_number(text: str) -> int | None:
    """Return the copy number that a line states, 1 for a single copy, else None."""
    span = copy_span(text)
    return span[2] if span else None


def copy_span(text: str) -> tuple[int, int, int] | None:
    """Return start, end and value of the copy number in a line."""
    text = _blanked(text)
    if not _MAY_BE_COPY.search(text):
        return None
    for pattern in _COPY:
        if (match := pattern.search(text)) and (
            value := int(re.sub(r"\s", "", match.group(1)))
        ):
            return match.start(), match.end(), value
    if match := _MISREAD.search(text):
        value = int("".join(_DIGITS.get(sign, sign) for sign in match.group(1)))
        return (match.start(), match.end(), value) if value else None
    match = _ONLY_COPY.search(text)
    return (match.start(), match.end(), 1) if match else None


def registration_numbers(text: str) -> tuple[NumberHit, ...]:
    """Return the numbers after «№» in a line, copy numbers left out, in order."""
    text = _blanked(text)
    if not _DIGIT.search(text):
        return ()
    taken = bytearray(len(text))
    for pattern in (*_COPY, _ONLY_COPY) if _MAY_BE_COPY.search(text) else ():
        for match in pattern.finditer(text):
            _take(taken, match.span())
    hits: list[NumberHit] = []
    for pattern in (_REGISTRATION, _BARE, _UNSIGNED):
        for match in pattern.finditer(text):
            start, end = match.span(_value(match))
            if 1 in taken[start:end] or not _may_stand(match):
                continue
            _take(taken, (start, end))
            hits.append(_number_hit(text, match))
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _take(taken: bytearray, span: tuple[int, int]) -> None:
    taken[span[0] : span[1]] = b"\x01" * (span[1] - span[0])


def _value(match: re.Match[str]) -> str | int:
    return "value" if match.re is _UNSIGNED else 1


def _may_stand(match: re.Match[str]) -> bool:
    """Tell whether a number without «№» looks like one of a register."""
    if match.re is not _UNSIGNED:
        return True
    number = match["value"]
    told = match["colon"] or match["number"] or not number.isdigit()
    return bool(told) and len(number) >= LEAST_UNSIGNED


def _number_hit(text: str, match: re.Match[str]) -> NumberHit:
    before = text[max(0, match.start() - BEFORE) : match.start()]
    return NumberHit(
        text=_tidy(match[_value(match)]),
        start=match.start(),
        end=match.end(),
        suffix=_suffix(match[_value(match)]),
        worded=match.re is _UNSIGNED or bool(_WORDED.search(before)),
        foreign=bool(_FOREIGN.search(before)),
        bare=match.re is _BARE and match["bare"] is not None,
    )


def number_spans(text: str) -> list[tuple[int, int]]:
    """Return where copy and registration numbers stand in a text of any length.

    Numbers in lines of running text are left out: they are of other documents.
    """
    text = _blanked(text)
    spans: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start <= HEAD_LINE:
            spans += _line_spans(text, start, end)
        start = end + 1
    return spans


def _line_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    digit = _DIGIT.search(text, start, end)
    copy = _MAY_BE_COPY.search(text, start, end)
    if not digit and not copy:
        return []
    line = text[start:end]
    if not digit and not (_ONLY_COPY.search(line) or _MISREAD.search(line)):
        return []
    copies = (*_COPY, _MISREAD, _ONLY_COPY) if copy else ()
    return [
        (start + match.start(), start + match.end())
        for pattern in (*copies, _REGISTRATION, _BARE, _UNSIGNED)
        for match in pattern.finditer(line)
    ]


def _blanked(text: str) -> str:
    for char in _BLANKS:
        text = text.replace(char, " ")
    return text


def _tidy(number: str) -> str:
    """Return a number without spaces, its suffix in Cyrillic."""
    bare = re.sub(r"\s", "", number).strip("./-")
    latin = str.maketrans("cCoOBeEMm", "сСоОВеЕМм")
    return re.sub(
        rf"(?<=[\d\-/]){_SUFFIX}(?!\w)", lambda m: m.group().translate(latin), bare
    )


def _suffix(number: str) -> str | None:
    """Return the suffix of degree in small Cyrillic letters."""
    found = re.search(
        r"(?<=[\d\-/\s])(сс|с|ов|өқ|қ|ем)(?![^\W\d])", _tidy(number).lower()
    )
    return found.group(1) if found else None


def iso_date(text: str) -> str | None:
    """Return the first date of a line as 2026-11-22, None where there is none."""
    if match := _DIGIT_DATE.search(text):
        return _iso(int(match.group(3)), int(match.group(2)), int(match.group(1)))
    if match := _KAZAKH_DATE.search(text):
        return _iso(int(match.group(1)), _month(match.group(3)), int(match.group(2)))
    for match in _WORD_DATE.finditer(text):
        if date := _iso(
            int(match.group(3)), _month(match.group(2)), int(match.group(1))
        ):
            return date
    if match := _ISO_DATE.search(text):
        return _iso(*(int(part) for part in match.groups()))
    return None


def _month(word: str) -> int:
    small = word.lower()
    for number, stems in enumerate(_MONTHS, 1):
        if small.startswith(stems):
            return number
    return 0


def _iso(year: int, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"
