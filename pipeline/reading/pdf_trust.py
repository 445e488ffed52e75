"""Can the text layer of a page be believed?

Fonts without a usable mapping give letters that are not those on the page. Knows what
writing looks like; no marks.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby, islice
from operator import add

from pipeline.reading.pdf_text import PageText
from pipeline.reading.pdf_unmapped import unmapped_lines, unmapped_share

MOST_UNMAPPED = 0.08
MOST_ODD = 0.06
"""Share of odd characters in a page's text from which it is rubbish."""
LEAST_PAIRS = 0.78
"""Share of known pairs of letters below which Cyrillic writing is no language."""
ODD_LINE = 0.4
SHORT_LINE = 46
"""Letters of a line that may be a mark."""
LONGEST_LINE = 140
"""The same where each letter stands three times."""
SCRAP, LEAST_SCRAPS = 3, 4
"""Characters of a scrap, and how many lines of scraps must follow one another."""
LEAST_RUNS = 3
"""Different letters in a row of a word in which each stands twice or more."""
_ODD = re.compile(
    "[\u0000\u0001\u0003-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd\ue000-\uf8ff"
    "\u00a1-\u00a6\u00a8\u00aa\u00ac\u00ae\u00af\u00b2-\u00b6\u00b8-\u00ba\u00bc-\u00bf"
    "\u0180-\u01bf\u0250-\u02af]"
)
_HIGH = re.compile("[\u00c0-\u00ff]")
_HIGH_LATIN = re.compile("[\u00c0-\u00ff]{3}")
_SIGN = re.compile(r"[!#$%&*+(\[\]^~|<>=?;\"{}]")
_INNER = re.compile(rf"[^\W\d_]{_SIGN.pattern}+[^\W\d_]")
_UNUSUAL = re.compile(
    "[" + "".join(one.pattern[1:-1] for one in (_ODD, _HIGH, _SIGN)) + "]"
)
_CYRILLIC = re.compile(r"[а-яёіўәғқңөұүһ]{3,}")
SHORTEST_LATIN = 5
_LATIN_WORD = re.compile(rf"[a-zA-Z]{{{SHORTEST_LATIN},}}")
_NO_LATIN = bytes(code for code in range(128) if not chr(code).isalpha())
MOST_MUTE = 5
"""Latin words without a vowel from which writing may be no language."""
_ROUND = (
    r"[«»\"'“”„()\[\].,:;!?…–—\-№*•·/_|\u00ad\u200b-\u200f\u2060\ufeff§©®™°□☐☑☒■●○▪]*"
)
_ORDINARY = re.compile(
    rf"{_ROUND}(?:[^\W\d_]+(?:[-'’./,&\u00ad\u200b-\u200d\u2060\ufeff\u0002\ufffe]+[^\W\d_]+)*"
    rf"|[\d.,:/()+%°x×=-]*[^\W\d_]{{0,4}}[\d./-]*[^\W\d_]{{0,3}}){_ROUND}"
    r"|\S*(?:\w@\w|www\.|https?:|\.\w{2,3}/)\S*|[_.…=-]{3,}\S*"
)
_TWICE = re.compile(r"([^\W\d_])\1")
_CROWDED = re.compile(rb"\0.?\0", re.DOTALL)
"""Three letters alike or two pairs; all that has half as many runs has one of both."""
MOST_TWICE = 4
"""Letters that stand twice in a short line: pdfium drops some of those overprinted."""
_VOWEL = re.compile("[aeiouyAEIOUY]")
WORDS = 50
"""Words of a page whose letters are looked at."""
SAMPLE = 2000
"""Letters of a page that are looked at."""


def is_rubbish(page: PageText) -> bool:
    """Tell whether the text of a page is not what the page shows."""
    text = page.text[:SAMPLE]
    filled = len(text) - text.count(" ") - 2 * text.count("\n")
    if filled <= 0:
        return False
    return (
        unmapped_share(page) > MOST_UNMAPPED
        or has_odd_characters(text, filled)
        or not _is_language(text, filled)
    )


def has_odd_characters(text: str, filled: int) -> bool:
    """Tell whether characters stand in a text as they do in no writing.

    What stands only between letters is counted only where enough of it stands anywhere.
    """
    unusual = "".join(_UNUSUAL.findall(text))
    if len(_ODD.findall(unusual)) > MOST_ODD * filled:
        return True
    if _HIGH.search(unusual) and 3 * len(_HIGH_LATIN.findall(text)) > 0.3 * filled:
        return True
    if filled <= 60 or len(_SIGN.findall(unusual)) <= filled / 25:
        return False
    return len(_INNER.findall(text)) > filled / 25


def _is_language(text: str, filled: int) -> bool:
    """Tell whether the letters follow one another as they do in words."""
    words = [word.group() for word in islice(_CYRILLIC.finditer(text.lower()), WORDS)]
    total = sum(map(len, words)) + len(words)
    # Where one word ends and the next begins is a pair that nobody knows.
    if total >= 40 and _known_pairs("$^".join(words)) < LEAST_PAIRS * total:
        return False
    if filled < 60 or _latin_letters(text) < MOST_MUTE * SHORTEST_LATIN:
        return True
    latin = _LATIN_WORD.findall(text)
    mute = sum(not _VOWEL.search(word) for word in latin)
    return mute < MOST_MUTE or mute < 0.25 * len(latin)


def _latin_letters(text: str) -> int:
    return len(text.encode("ascii", "ignore").translate(None, _NO_LATIN))


def _known_pairs(word: str) -> int:
    """Return how many pairs of letters of a word, its ends included, are known."""
    whole = f"^{word}$"
    return sum(map(_pairs().__contains__, map(add, whole, whole[1:])))


@cache
def _pairs() -> frozenset[str]:
    data = files("models").joinpath("vocabulary/letter_pairs.txt")
    lines = data.read_text(encoding="utf-8").splitlines()
    return frozenset(
        pair for line in lines if not line.startswith("#") for pair in line.split()
    )


def odd_lines(page: PageText, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return short lines that can't be believed on a page that else can be."""
    twins = _twins(page.text)
    short = [bound for bound in bounds if bound[1] - bound[0] <= LONGEST_LINE]
    unmapped = unmapped_lines(page, short)
    # Of longer lines only what stands crowded is odd, and on most pages nothing is.
    longest = LONGEST_LINE if _CROWDED.search(twins) else SHORT_LINE
    return [
        (start, end)
        for start, end in short
        if (start, end) in unmapped
        or (end - start <= longest and _is_odd(page.text, twins, start, end))
    ]


def scattered_lines(
    page: PageText, bounds: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return lines of scraps: letters that were drawn one by one in no order."""
    found: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for start, end in (*bounds, (0, 0)):
        if end - start <= SHORT_LINE and _is_scraps(page.text[start:end]):
            run.append((start, end))
            continue
        if not run:
            continue
        letters = sum(char.isalpha() for a, b in run for char in page.text[a:b])
        if len(run) >= LEAST_SCRAPS and letters >= len(run):
            found += run
        run = []
    return found


def _is_scraps(line: str) -> bool:
    tokens = line.split()
    return bool(tokens) and max(map(len, tokens)) <= SCRAP


def _is_odd(text: str, twins: bytes, start: int, end: int) -> bool:
    crowded = _CROWDED.search(twins, start, end)
    short = end - start <= SHORT_LINE
    if not short and not crowded:
        return False
    tokens = text[start:end].split()
    long = [token for token in tokens if len(token) >= 2 * LEAST_RUNS]
    if crowded and any(map(_is_overprinted, long)):
        return True
    if not short:
        return False
    if (
        twins.count(0, start, end) >= MOST_TWICE
        and sum(len(_TWICE.findall(token)) for token in long) >= MOST_TWICE
    ):
        return True
    bad = sum([len(token) for token in tokens if not _is_ordinary(token)])
    return bad >= 2 and bad > ODD_LINE * sum(map(len, tokens))


def _twins(text: str) -> bytes:
    """Return a zero for each character that is repeated, other bytes for most others.

    Whoever finds a zero must look; where there is none, there is nothing to be found.
    """
    low = text.encode("utf-16-le", "surrogatepass")[::2]
    if len(low) != len(text):  # letters of four bytes: look everywhere
        return bytes(len(text))
    number = int.from_bytes(low, "little")
    return (number ^ number >> 8).to_bytes(len(low), "little")


@lru_cache(maxsize=16384)
def _is_overprinted(token: str) -> bool:
    """Tell whether every letter was printed several times, to look bold."""
    runs = sum(1 for _ in groupby(token))
    return runs >= LEAST_RUNS and len(token) >= 2 * runs and token.isalpha()


@lru_cache(maxsize=4096)
def _is_ordinary(token: str) -> bool:
    """Tell whether a run of characters looks like a word, a number or an address."""
    if not _ORDINARY.fullmatch(token):
        return False
    letters = _CYRILLIC.findall(token.lower())
    if not letters or len(letters[0]) < 5:
        return True
    return _known_pairs(letters[0]) >= 0.6 * (len(letters[0]) + 1)
