"""The trained pipeline: how likely is a candidate a mark, and what do odd lines number?

Describes a candidate in tokens of place, form and neighbouring words, and asks spaCy.
Asked only where the rules are in doubt, since importing spaCy takes two seconds.
"""

import re
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

from pipeline.recognition.forms import HitKind
from pipeline.recognition.types_of_recognition import Candidate

MARK_ABOVE, MENTION_BELOW = 0.95, 0.05
"""Chances of a mark from which doubt ends, chosen on the trial families. What lies
between goes to a person; models/recogniser/scores.json tells what others would cost."""
UNKNOWN = 0.5
_LABELS = {"REGISTRATION", "COPY", "DATE"}


def chance_of_mark(candidate: Candidate) -> float:
    """Return the calibrated chance, 0 to 1, that a candidate is a mark.

    Where spaCy or its pipeline is missing or damaged, nobody knows: the candidate goes
    to a person. Any other fault ends the document as failed.
    """
    try:
        from spacy.tokens import Doc

        nlp = load_pipeline()
    except (ImportError, OSError, ValueError):
        return UNKNOWN
    doc = Doc(nlp.vocab, words=list(describe(candidate)))
    return float(nlp.get_pipe("textcat")(doc).cats["mark"])


def read_numbers(text: str) -> dict[str, str]:
    """Return what the words REGISTRATION, COPY and DATE of a line stand for."""
    nlp = load_pipeline()
    doc = nlp.get_pipe("ner")(nlp.make_doc(text[:200]))
    return {
        item.label_: item.text
        for item in doc.ents
        if item.label_ in _LABELS and re.search(r"\d", item.text)
    }


def describe(candidate: Candidate) -> tuple[str, ...]:
    """Return the tokens that the pipeline was trained on, for a real candidate."""
    flags = {
        "alone": candidate.alone,
        "quoted": candidate.quoted,
        "numbered": candidate.numbered,
        "listed": candidate.listed,
        "after": candidate.after_text,
        "about": candidate.about,
        "ink": candidate.ink is not None,
        "askew": candidate.askew,
    }
    looks = {name for name, holds in flags.items() if holds}
    looks |= {_place(candidate), _side(candidate), _case(candidate), _size(candidate)}
    looks.add(f"rest={min(len(candidate.rest), 4)}")
    looks.add(f"source={'ocr' if candidate.source == 'ocr' else 'text'}")
    outside = candidate.form.kind == HitKind.OUTSIDE
    looks.add("kind=outside" if outside else "kind=mark")
    words = [
        f"{letter}:{word.lower()}"
        for letter, group in zip("baul", candidate.words, strict=True)
        for word in group
    ]
    return (*sorted(looks), *words[:40])


def _place(candidate: Candidate) -> str:
    if candidate.upper or candidate.first_lines:
        return "place=upper"
    if candidate.lower:
        return "place=lower"
    return "place=middle" if candidate.box else "place=none"


def _side(candidate: Candidate) -> str:
    if candidate.centred:
        return "side=centre"
    return "side=right" if candidate.right else "side=left"


def _case(candidate: Candidate) -> str:
    if candidate.capitals:
        return "case=upper"
    return "case=capital" if candidate.capital else "case=lower"


def _size(candidate: Candidate) -> str:
    if candidate.size_ratio >= 1.2:
        return "size=large"
    return "size=small" if candidate.size_ratio <= 0.85 else "size=body"


@lru_cache(maxsize=1)
def load_pipeline() -> Any:
    """Import spaCy and load the pipeline, once: 1.3 s, 160 MB of addresses.

    Workers do not do this themselves: it happens, at the first doubt of a run, in the
    process that they are born of.

    Raises:
        ImportError: spaCy is not installed, or not whole.
        OSError: The model is missing.
        ValueError: The model does not fit this spaCy.
    """
    import spacy

    with as_file(files("models").joinpath("recogniser/model")) as folder:
        return spacy.load(folder)
