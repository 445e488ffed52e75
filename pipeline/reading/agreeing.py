"""Reads one thing several ways and believes what two of them agree on.

Knows readings and which of their words are of interest; no pixels, no marks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.reading.ocr import OcrLine
from pipeline.reading.types_of_reading import Interest

Attempt = Callable[[], tuple[OcrLine, ...]]

_CONFIDENT = 0.80
_PLAIN = 0.88
_LEGIBLE, _MORE = 0.65, 2
"""Where no reading is as sure as this, so many more ways are tried."""
_ALIKE = 0.74
"""How much of two readings must be the same for one to support the other."""
_SHORT = 4
_SAME_LETTER = str.maketrans("өқұүңғі", "окуунги")
_LONG = 130
"""Longer than any line in which words one letter off are of interest too."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The reading that was chosen."""

    lines: tuple[OcrLine, ...]
    index: int
    """Which attempt it came from."""
    sure: bool
    """Two attempts agree on the words of interest, or there are none."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """One reading: its lines, the letters of interest, and how good it is."""

    lines: tuple[OcrLine, ...]
    words: str
    near: bool
    clean: bool
    sure: float


def read_until_agreed(
    attempts: Iterable[Attempt],
    interest: Interest,
    *,
    patience: int,
    least: int = 1,
    strict: float = 0.0,
) -> Agreed:
    """Try one way after another until two agree on the words of interest.

    Args:
        attempts: ways to read, the best first; later ones are only tried when needed.
        interest: spans of a text which a mark could be made of.
        patience: how many ways to try while nothing of interest was read.
        least: how many ways to try before nothing of interest is believed.
        strict: other words beside those of interest make a reading doubtful where
            their confidence is lower than this: they may be half of a mark.
    """
    tried: list[_Tried] = []
    near = False
    for attempt in attempts:
        tried.append(_rate(attempt(), interest, strict=strict))
        near = near or tried[-1].near
        if len(tried) >= least and _settled(tried, near=near):
            break
        legible = max(item.sure for item in tried) >= _LEGIBLE
        enough = max(least, patience) + (0 if legible else _MORE)
        if not near and len(tried) >= enough:
            break
    return _choose(tried)


def _rate(lines: tuple[OcrLine, ...], interest: Interest, *, strict: float) -> _Tried:
    text = " ".join(line.text for line in lines)
    clean = not any(_has_strays(line, interest, strict) for line in lines)
    return _Tried(
        lines,
        exact_words(text, interest),
        _is_near(text, interest),
        clean,
        sureness(lines),
    )


def _has_strays(line: OcrLine, interest: Interest, strict: float) -> bool:
    """Tell whether unsure words of other kinds stand beside words of interest."""
    spans = _exact_spans(line.text, interest)
    if not spans:
        return False
    place = 0
    for word in line.words:
        start, place = place, place + len(word.text) + 1
        apart = not any(a < place - 1 and start < b for a, b in spans)
        letters = word.text.strip("()«»\"'.,")
        plain = len(letters) >= 3 and letters.isalpha()
        if apart and plain and word.confidence < strict:
            return True
    return False


def exact_words(text: str, interest: Interest) -> str:
    """Return the letters of the words of interest.

    Numbers and words one letter off are left out. Letters that one language's data
    reads for another's («қ» and «к») are made the same, so that readings can agree.
    """
    kept = ""
    done = 0
    for start, end in _exact_spans(text, interest):
        kept += text[max(start, done) : end]
        done = max(done, end)
    return "".join(kept.lower().translate(_SAME_LETTER).split())


def is_torn(left: str, right: str, interest: Interest) -> bool:
    """Tell whether the end of one text and the start of another are words together."""
    spans = _exact_spans(f"{left} {right}", interest)
    return any(start < len(left) < end for start, end in spans)


def _exact_spans(text: str, interest: Interest) -> list[tuple[int, int]]:
    bare = text.strip(" .,«»")
    padded = text if len(bare) <= _SHORT else text.ljust(_LONG)
    return [
        (start, end)
        for start, end in interest(padded)
        if not _has_digit(padded[start:end])
    ]


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _is_near(text: str, interest: Interest) -> bool:
    """Tell whether a text holds words of interest, or what may be such words."""
    return any(not _has_digit(text[start:end]) for start, end in interest(text))


def sureness(lines: tuple[OcrLine, ...]) -> float:
    """Mean confidence over the letters, 0 where nothing was read."""
    letters = sum(len(line.text) for line in lines)
    total = sum(len(line.text) * line.confidence for line in lines)
    return total / letters if letters else 0.0


def _settled(tried: list[_Tried], *, near: bool) -> bool:
    last = tried[-1]
    if last.words:
        same = [item for item in tried if item.words == last.words and item.clean]
        return len(same) > 1
    return not near and last.sure >= _CONFIDENT


def _choose(tried: list[_Tried]) -> Agreed:
    if not tried:
        return Agreed((), 0, True)
    said = [item.words for item in tried if item.words and item.clean]
    doubtful = not said
    if doubtful:
        said = [item.words for item in tried if item.words]
    if not said:
        return _choose_other(tried)
    chosen = max(said, key=lambda words: (said.count(words), len(words)))
    indices = [at for at, item in enumerate(tried) if item.words == chosen]
    index = max(indices, key=lambda at: _rank(tried[at]))
    sure = not doubtful and _supported(tried, index)
    return Agreed(tried[index].lines, index, sure)


def _rank(tried: _Tried) -> tuple[bool, bool, float]:
    """Order readings of the same words; «СС» goes before «сс», which looks alike."""
    text = _text(tried)
    capitals = len(text) <= _SHORT and any(line.text.isupper() for line in tried.lines)
    return tried.clean, capitals, tried.sure


def _choose_other(tried: list[_Tried]) -> Agreed:
    """Choose where no reading holds words of interest.

    Words that come near them are believed to be others when most readings say the same.
    """
    nearly = [at for at, item in enumerate(tried) if item.near]
    index = max(nearly or range(len(tried)), key=lambda at: tried[at].sure)
    same = sum(_text(item) == _text(tried[index]) for item in tried)
    settled = same >= 3 and tried[index].sure > _PLAIN
    return Agreed(tried[index].lines, index, not nearly or settled)


def _supported(tried: list[_Tried], index: int) -> bool:
    """Tell whether another reading says the same, or nearly so."""
    chosen = tried[index]
    for at, item in enumerate(tried):
        if at == index or item.words not in chosen.words:
            continue
        if item.words == chosen.words and item.clean:
            return True
        if SequenceMatcher(None, _text(item), _text(chosen)).ratio() > _ALIKE:
            return True
    return False


def _text(tried: _Tried) -> str:
    joined = "".join(line.text for line in tried.lines)
    return "".join(joined.lower().split())
