"""Marks on lines that OCR spoilt: letters changed, or signs thrown between them.

Knows lines, their hits and the vocabulary; decides nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from models.documents import Line, Source
from pipeline.recognition.folding import squeeze
from pipeline.recognition.forms import Hit, HitKind
from pipeline.recognition.vocabulary import Vocabulary

MOST_WRONG = 2
"""Letters of a whole line that may differ from a mark of two words."""
_NO_LETTER = re.compile(r"[\W\d_]+")


def add_misspelt(
    line: Line, text: str, offset: int, hits: Sequence[Hit], vocabulary: Vocabulary
) -> list[Hit]:
    """Return the hits with what one line of OCR may have been meant for.

    A line that as a whole is nearly a longer mark than the word read on it is that
    mark: «Ц. алкам сакрэтна» is no «Сакрэтна».
    """
    if line.source != Source.OCR:
        return list(hits)
    end = offset + len(text)
    own = [hit for hit in hits if hit.start < end and offset < hit.end]
    near = _whole_line(text, own, vocabulary) if own else vocabulary.find_near(text)
    if near is None:
        return list(hits)
    found = replace(near, start=near.start + offset, end=near.end + offset)
    return [hit for hit in hits if hit not in own] + [found]


def _whole_line(text: str, own: list[Hit], vocabulary: Vocabulary) -> Hit | None:
    """Return the mark that a line is nearly, where its only hit is that mark's end."""
    if len(own) != 1 or own[0].form.kind != HitKind.MARK or own[0].form.degree is None:
        return None
    letters = squeeze(_NO_LETTER.sub("", text))
    word = own[0].form.skeleton
    longer = [
        (Levenshtein.distance(letters, key, score_cutoff=MOST_WRONG), key)
        for key in vocabulary.fuzzy
        if len(key) > len(word) + MOST_WRONG
        and word in key
        and vocabulary.forms[key].kind == HitKind.MARK
    ]
    distance, key = min(longer, default=(MOST_WRONG + 1, ""))
    if distance > MOST_WRONG:
        return None
    return Hit(
        form=vocabulary.forms[key],
        start=0,
        end=len(text),
        distance=distance,
        guessed=distance > 0,
    )
