"""Find the bare letters С, СС, ОВ, қ, өқ, ем that stand beside a number.

Knows lines and numbers; whether the letters are a mark is for the judge.
"""

import re

from models.documents import Page, Source
from pipeline.recognition.forms import Form
from pipeline.recognition.numbers import copy_span, registration_numbers
from pipeline.recognition.surroundings import placed
from pipeline.recognition.types_of_recognition import Candidate
from pipeline.recognition.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+")


def short_marks(
    page: Page, stack: tuple[int, ...], texts: list[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Return the bare letters that stand beside a copy or registration number."""
    made = []
    for row, text in enumerate(texts):
        seen = page.lines[stack[row]].source == Source.OCR
        form = _short_form(text, vocabulary, by_eye=seen)
        if form is None:
            continue
        near = texts[max(0, row - 1) : row + 3]
        if not any(copy_span(t) or _is_number_line(t) for t in near):
            continue
        line = page.lines[stack[row]]
        candidate = Candidate(
            form=form,
            page_index=page.index,
            lines=(stack[row],),
            stack=stack,
            box=line.box,
            source=line.source,
            capital=True,
            struck=any(word.struck for word in line.words),
            numbered=True,
            short=True,
            confidence=min((word.confidence for word in line.words), default=1.0),
        )
        made.append(placed(candidate, page))
    return made


def _is_number_line(text: str) -> bool:
    return len(_WORD.findall(text)) <= 5 and any(
        not number.foreign for number in registration_numbers(text)
    )


def _short_form(text: str, vocabulary: Vocabulary, *, by_eye: bool) -> Form | None:
    """Return the short form that a line consists of, a copy number left out.

    OCR can't tell a large «с» from a small one that has nothing beside it.
    """
    if len(text) > 40:
        return None
    if span := copy_span(text):
        text = text[: span[0]] + text[span[1] :]
    bare = text.strip(" .,;·|()\t")
    plain = bare.lower().translate(str.maketrans("cobem", "совем"))
    form = vocabulary.short_forms.get(plain)
    small = not by_eye and not bare.isupper()
    if form is None or (form.language == "ru" and small):
        return None
    return form
