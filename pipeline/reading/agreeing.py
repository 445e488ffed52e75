"""Reads one thing several ways and believes what two of them agree on.

Knows readings and which of their words are of interest; no pixels, no marks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.reading.ocr import OcrLine
from pipeline.reading.types_of_reading import Interest

Attempt = Callable[[], tuple[OcrLine, ...]]

_CONFIDENT = 0.80
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
    strict: bool = False,
) -> Agreed:
    """Try one way after another until two agree on the words of interest.

    Args:
        attempts: ways to read, the best first; later ones are only tried when needed.
        interest: spans of a text which a mark could be made of.
        patience: how many ways to try while nothing of interest was read.
        least: how many ways to try before nothing of interest is believed.
        strict: other words beside those of interest make a reading doubtful, as on
            a stamp, where they may be the misread half of a mark.
    """
    tried: list[_Tried] = []
    near = False
    for attempt in attempts:
        tried.append(_rate(attempt(), interest, strict=strict))
        near = near or tried[-1].near
        if len(tried) >= least and _settled(tried, near=near):
            break
        if not near and len(tried) >= max(least, patience):
            break
    return _choose(tried)


def _rate(lines: tuple[OcrLine, ...], interest: Interest, *, strict: bool) -> _Tried:
    text = " ".join(line.text for line in lines)
    clean = not strict or not any(_has_strays(line.text, interest) for line in lines)
    return _Tried(
        lines,
        exact_words(text, interest),
        bool(interest(text)),
        clean,
        sureness(lines),
    )


def _has_strays(text: str, interest: Interest) -> bool:
    """Tell whether words of other kinds stand on one line with words of interest."""
    padded = text.ljust(_LONG)
    spans = interest(padded)
    if not spans:
        return False
    rest = "".join(
        char
        for place, char in enumerate(text)
        if not any(start <= place < end for start, end in spans)
    )
    return any(len(word) >= 3 and word.isalpha() for word in rest.split())


def exact_words(text: str, interest: Interest) -> str:
    """Return the letters of all spans of interest, words one letter off left out."""
    padded = text.ljust(_LONG)
    return "".join(
        "".join(padded[start:end].lower().split()) for start, end in interest(padded)
    )


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
        nearly = [at for at, item in enumerate(tried) if item.near]
        index = max(nearly or range(len(tried)), key=lambda at: tried[at].sure)
        return Agreed(tried[index].lines, index, not nearly)
    chosen = max(said, key=lambda words: (said.count(words), len(words)))
    indices = [at for at, item in enumerate(tried) if item.words == chosen]
    index = max(indices, key=lambda at: (tried[at].clean, tried[at].sure))
    sure = said.count(chosen) > 1 and not doubtful
    return Agreed(tried[index].lines, index, sure)
