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


def read_until_agreed(
    attempts: Iterable[Attempt], interest: Interest, *, patience: int
) -> Agreed:
    """Try one way after another until two agree on the words of interest.

    Args:
        attempts: ways to read, the best first; later ones are only tried when needed.
        interest: spans of a text which a mark could be made of.
        patience: how many ways to try while nothing of interest was read.
    """
    tried: list[tuple[tuple[OcrLine, ...], str, float]] = []
    nearly: list[int] = []
    near = False
    for attempt in attempts:
        lines = attempt()
        text = " ".join(line.text for line in lines)
        tried.append((lines, exact_words(text, interest), sureness(lines)))
        if interest(text):
            near = True
            nearly.append(len(tried) - 1)
        if _settled(tried, near=near) or (not near and len(tried) >= patience):
            break
    return _choose(tried, nearly)


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


def _settled(
    tried: list[tuple[tuple[OcrLine, ...], str, float]], *, near: bool
) -> bool:
    _, words, sure = tried[-1]
    if words:
        return any(earlier[1] == words for earlier in tried[:-1])
    return not near and sure >= _CONFIDENT


def _choose(
    tried: list[tuple[tuple[OcrLine, ...], str, float]], nearly: list[int]
) -> Agreed:
    if not tried:
        return Agreed((), 0, True)
    said = [words for _, words, _ in tried if words]
    if not said:
        among = nearly or range(len(tried))
        index = max(among, key=lambda at: tried[at][2])
        return Agreed(tried[index][0], index, not nearly)
    chosen = max(said, key=lambda words: (said.count(words), len(words)))
    indices = [at for at, item in enumerate(tried) if item[1] == chosen]
    index = max(indices, key=lambda at: tried[at][2])
    return Agreed(tried[index][0], index, said.count(chosen) > 1)
