"""Search many skeletons at once, and find the one that OCR spoilt by a letter or two.

Pure functions over strings of folded letters; knows no degree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.recognition.folding import squeeze

_INFLECTED = frozenset(
    squeeze(word)
    for word in [
        "секреты",
        "секрета",
        "секрету",
        "секрете",
        "секретна",
        "секретны",
        "секретная",
        "секретной",
        "секретные",
        "секретных",
        "секретный",
        "секретным",
        "секретную",
        "секретное",
        "секретом",
        "секретов",
        "секретарь",
        "секретари",
        "секретаря",
        "секретно-м",
        "копия",
        "көпия",
        "купили",
        "купил",
        "құпиялы",
        "құпияны",
        "құпияға",
        "құпияда",
        "құпияның",
        "құпиялар",
        "құпиясы",
        "құпиялық",
        "важность",
        "важностью",
        "важностей",
        "копии",
        "сакрэтны",
        "сакрэтная",
        "сакрэтныя",
        "сакрэты",
        "сакрэту",
        "зусім",
        "маңызды",
        "маңыздылы",
        "копию",
        "копия.",
        "кұрия",
        "купе",
        "купа",
        "упия",
        "кубия",
        "копья",
        "секундно",
        "конкретно",
    ]
)
"""Words that are a letter or two from a mark and mean something else."""


_COMMONEST = "оеиантсрвлкмдпуяыьгзбчхжшюцщф"
"""Letters of Russian writing, the commonest first; others are rarer than any."""
MOST_WORDS = 4
"""Words of the longest mark: «Қызмет бабында пайдалану үшін»."""


def trie_pattern(skeletons: Iterable[str]) -> str:
    """Return a regular expression that matches the longest of many words quickly."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for skeleton in skeletons:
        node = root
        for char in skeleton:
            node = node.setdefault(char, {})
        node[""] = {}
    return _write(root)


def _write(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    branches = [
        re.escape(char) + _write(child) for char, child in sorted(node.items()) if char
    ]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else ""
    group = f"(?:{body or '|'.join(branches)})"
    return group + ("?" if "" in node else "")


def presence_pattern(skeletons: Iterable[str]) -> str:
    """Return a regular expression that tells quickly whether any of many words occurs.

    It looks for the rarest letter of a word, for what follows it, and only then at what
    stands before; so few places of a text are looked at twice.
    """
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for skeleton in _shortest(skeletons):
        rarest = max(skeleton, key=_rarity)
        node = root
        for char in skeleton[skeleton.index(rarest) :]:
            node = node.setdefault(char, {})
        node[skeleton] = {}
    return _write_presence(root)


def _shortest(skeletons: Iterable[str]) -> list[str]:
    """Return the words that hold no other of the words."""
    kept: list[str] = []
    for skeleton in sorted(set(skeletons), key=lambda word: (len(word), word)):
        if not any(word in skeleton for word in kept):
            kept.append(skeleton)
    return kept


def _rarity(char: str) -> int:
    at = _COMMONEST.find(char)
    return at if at >= 0 else len(_COMMONEST)


def _write_presence(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    branches = [
        re.escape(key) + _write_presence(child) if child else f"(?<={re.escape(key)})"
        for key, child in sorted(node.items())
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def nearest_form(
    text: str, skeletons: tuple[str, ...]
) -> tuple[str, int, int, int] | None:
    """Return the skeleton that a few words of a line are nearest to.

    Returns:
        Skeleton, start and end in the text, and the number of letters that differ, at
        most one in seven; None where nothing is near.
    """
    words = [
        (m.start(), m.end(), squeeze(m.group())) for m in re.finditer(r"\S+", text)
    ]
    best: tuple[str, int, int, int] | None = None
    near = _by_length(skeletons)
    for first in range(len(words)):
        joined = ""
        for last in range(first, min(first + MOST_WORDS, len(words))):
            joined += words[last][2]
            for skeleton in near.get(len(joined), ()):
                distance = _distance(joined, skeleton)
                if distance and (best is None or distance < best[3]):
                    best = (skeleton, words[first][0], words[last][1], distance)
    return best


@lru_cache(maxsize=8)
def _by_length(skeletons: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    """Return those that a word may be near to, by the number of its letters."""
    near: dict[int, list[str]] = defaultdict(list)
    for skeleton in skeletons:
        allowed = _allowed(skeleton)
        for length in range(len(skeleton) - allowed, len(skeleton) + allowed + 1):
            near[length].append(skeleton)
    return {length: tuple(those) for length, those in near.items()}


def _allowed(skeleton: str) -> int:
    """Return how many letters of a word may differ."""
    return 1 if len(skeleton) < 12 else 2


def _distance(word: str, skeleton: str) -> int:
    """Return how many letters differ, 0 where too many or the word is another."""
    allowed = _allowed(skeleton)
    if abs(len(word) - len(skeleton)) > allowed or word in _INFLECTED:
        return 0
    distance = Levenshtein.distance(word, skeleton, score_cutoff=allowed)
    return distance if 0 < distance <= allowed else 0
