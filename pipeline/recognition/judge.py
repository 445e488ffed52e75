"""Decide of each candidate whether it is a mark, a mention or a matter for a person.

Rules of place and form decide what is plain; only what they leave open goes to the
trained model, which may call it a mark or a mention where it is sure and sends the
rest to a person. A mark that is strong by place and form is never voted away.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.documents import Source
from pipeline.recognition.forms import HitKind
from pipeline.recognition.recogniser import (
    MARK_ABOVE,
    MENTION_BELOW,
    chance_of_mark,
)
from pipeline.recognition.types_of_recognition import Candidate

_OWN_PLACE = frozenset(
    {
        Source.HEADER,
        Source.FOOTER,
        Source.TEXTBOX,
        Source.WATERMARK,
        Source.ANNOTATION,
        Source.FORM_FIELD,
        Source.CONTENT_CONTROL,
    }
)
"""Places where people put marks and hardly ever talk about them."""
_TRAINED_ON = frozenset({HitKind.MARK, HitKind.OUTSIDE})
SURE, DOUBTFUL = 0.99, 0.5
"""Confidence of what place and form decide, and of what nothing decides."""
LARGE = 1.25
"""Times the body's letters from which words are set apart by their size."""
LARGE_AFTER_TEXT = 1.6
"""The same where a sentence may go on: fonts that stand in for missing letters of
Kazakh are taller than those around them."""


SCRAP = 4
"""Letters of a word that OCR may have spoilt past knowing: «Өте», «Сов.»."""
HEAD_WORDS = 7
"""Words of a letterhead's line."""
FORM_CELLS = 6
"""Lines from which a table is one of facts and not a letterhead's two columns."""


TABLE_FORMS = 4
"""Expressions in one table from which it is a table of degrees."""


class Call(StrEnum):
    """What a candidate is taken for."""

    MARK = "mark"
    MENTION = "mention"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A candidate with its call and how sure we are."""

    candidate: Candidate
    call: Call
    confidence: float


def judge_page(found: tuple[Candidate, ...]) -> tuple[Judged, ...]:
    """Return the calls of all candidates of a page."""
    return tuple(_judge_one(candidate, found) for candidate in found)


def _judge_one(candidate: Candidate, page: tuple[Candidate, ...]) -> Judged:
    call = call_by_rules(candidate, page)
    if (
        call == Call.DOUBT
        and candidate.form.kind in _TRAINED_ON
        and not (candidate.ticked or candidate.guessed or candidate.titled)
    ):
        chance = chance_of_mark(candidate)
        # A word beside it may be the spoilt half of a higher degree, and a cell under
        # «Степень» is one of a table.
        cited = candidate.about or (candidate.quoted and not candidate.upper)
        if chance > MARK_ABOVE and candidate.alone and not cited:
            call = Call.MARK
        elif chance < MENTION_BELOW and _may_be_talk(candidate):
            call = Call.MENTION
        return Judged(candidate=candidate, call=call, confidence=chance)
    sure = min(SURE, candidate.confidence) if call == Call.MARK else DOUBTFUL
    return Judged(candidate=candidate, call=call, confidence=sure)


def _may_be_talk(candidate: Candidate) -> bool:
    """Tell whether form allows a mention, so that the model may call it one."""
    return bool(
        candidate.rest
        or candidate.quoted
        or candidate.about
        or candidate.after_text
        or not candidate.capital
    )


def call_by_rules(candidate: Candidate, page: tuple[Candidate, ...]) -> Call:
    """Return what place and form alone say of a candidate of a page."""
    if candidate.form.kind == HitKind.PLAIN:
        return Call.MENTION
    if not candidate.alone:
        return _call_in_text(candidate)
    unsure = candidate.ticked or candidate.guessed or candidate.titled
    if unsure or _is_repeated_in_place(candidate, page):
        return Call.DOUBT
    if _is_choice(candidate, page) or _is_fact(candidate):
        return Call.MENTION
    if _is_one_of_a_table(candidate, page):
        return Call.MENTION
    return _call_alone(candidate)


def _is_fact(candidate: Candidate) -> bool:
    """Tell whether it is a cell of a table that lists facts under a heading."""
    many = candidate.cells >= FORM_CELLS
    return many and candidate.about and not candidate.numbered


def _call_alone(candidate: Candidate) -> Call:
    """Return the call for a candidate that has its lines to itself."""
    strong = _is_strong(candidate)
    if candidate.short:
        return Call.MARK if _has_mark_place(candidate) else Call.DOUBT
    if candidate.quoted:
        return Call.DOUBT if strong else Call.MENTION
    if candidate.listed and not _stands_out(candidate):
        return Call.DOUBT if candidate.upper else Call.MENTION
    if candidate.after_text and not _stands_out(candidate):
        return Call.DOUBT if candidate.capital else Call.MENTION
    return Call.MARK if strong else Call.DOUBT


def _call_in_text(candidate: Candidate) -> Call:
    """Return the call for a candidate with other words on its lines."""
    if candidate.form.kind == HitKind.LIFTED:
        brief = candidate.capital and candidate.leads and len(candidate.rest) <= 6
        return Call.DOUBT if brief else Call.MENTION
    if candidate.listed and not (candidate.numbered or candidate.ink):
        return Call.MENTION
    if candidate.numbered and len(candidate.rest) <= 2 and candidate.capital:
        return Call.DOUBT
    misread = candidate.source == Source.OCR and _may_be_misread(candidate)
    if candidate.ink or candidate.askew or misread or _is_beside_a_head(candidate):
        return Call.DOUBT
    own = candidate.source in _OWN_PLACE and len(candidate.rest) <= 3
    if candidate.capital and not candidate.quoted and len(candidate.rest) <= 2:
        placed = candidate.upper and candidate.right
        if own or placed or candidate.first_lines:
            return Call.DOUBT
    return Call.MENTION


def _is_beside_a_head(candidate: Candidate) -> bool:
    """Tell whether it is louder than a letterhead that it stands close behind."""
    ends_line = not candidate.words[1] and bool(candidate.words[0])
    placed = candidate.top and candidate.right and ends_line
    loud = candidate.capitals or (candidate.capital and _is_after_a_name(candidate))
    return placed and loud and not (candidate.about or candidate.quoted)


def _is_after_a_name(candidate: Candidate) -> bool:
    """Tell whether a name of an office, and no sentence, stands before it."""
    before = candidate.words[0]
    return bool(before) and before[0][:1].isupper() and len(before) <= HEAD_WORDS


def _may_be_misread(candidate: Candidate) -> bool:
    """Tell whether it may be a mark with a spoilt word, or a stamp beside a title."""
    if candidate.quoted or not (candidate.upper and candidate.right):
        return False
    brief = len(candidate.rest) == 1 and len(candidate.rest[0]) <= SCRAP
    louder = candidate.capitals and not any(word.isupper() for word in candidate.rest)
    return brief or (louder and not candidate.about)


def _has_mark_place(candidate: Candidate) -> bool:
    return (
        candidate.upper
        or candidate.lower
        or candidate.first_lines
        or candidate.right
        or candidate.source in _OWN_PLACE
    )


def _stands_out(candidate: Candidate) -> bool:
    large = LARGE_AFTER_TEXT if candidate.after_text else LARGE
    return bool(
        candidate.numbered
        or candidate.ink
        or candidate.askew
        or candidate.size_ratio >= large
    )


def _is_strong(candidate: Candidate) -> bool:
    """Tell whether place and form make it a mark whatever the words around say."""
    if candidate.loose and not _stands_out(candidate) and not candidate.upper:
        return False
    if candidate.source in _OWN_PLACE or _stands_out(candidate):
        return True
    return not candidate.about and _is_well_placed(candidate)


def _is_well_placed(candidate: Candidate) -> bool:
    """Tell whether it stands where marks are put and running text is not."""
    aside = candidate.right or candidate.centred
    if candidate.box is None and candidate.right and candidate.capital:
        return True
    if candidate.first_lines and candidate.cells and candidate.capital:
        return candidate.cells < FORM_CELLS
    apart = candidate.bottom and len(candidate.stack) == 1
    low = candidate.lower and candidate.capital and (aside or apart)
    if candidate.edge and candidate.capital:
        return True
    high = (candidate.upper or candidate.first_lines) and aside and candidate.capital
    return candidate.top or low or high


def _is_choice(candidate: Candidate, page: tuple[Candidate, ...]) -> bool:
    """Tell whether it is one of several degrees listed side by side."""
    if candidate.form.kind != HitKind.MARK or candidate.ink or candidate.askew:
        return False
    rivals = [
        other
        for other in page
        if other.form.kind == HitKind.MARK
        and other.alone
        and not (other.ink or other.askew or other.source in _OWN_PLACE)
        and not (other.numbered and other.upper)
    ]
    if candidate not in rivals:
        return False
    if _is_column(candidate, rivals):
        return True
    degrees = {other.degree for other in rivals}
    if len(degrees) >= 3 and len(rivals) >= 3:
        return True
    if candidate.several:
        return candidate.about or candidate.quoted
    hints = any(o.listed or o.quoted or o.about for o in rivals)
    return len(degrees) == 2 and hints and not candidate.numbered


def _is_repeated_in_place(candidate: Candidate, page: tuple[Candidate, ...]) -> bool:
    """Tell whether a column says one degree only, from where a mark would stand on."""
    if candidate.form.kind != HitKind.MARK or candidate.cells or candidate.about:
        return False
    mates = [o for o in page if o.alone and o.stack == candidate.stack]
    one = {other.degree for other in mates} == {candidate.degree}
    plain = not any(o.quoted or o.listed or o.after_text for o in mates)
    return one and plain and len(mates) >= 3 and _is_well_placed(mates[0])


def _is_one_of_a_table(candidate: Candidate, page: tuple[Candidate, ...]) -> bool:
    """Tell whether it is a cell of a table that sets degrees beside one another."""
    if not candidate.cells or candidate.numbered:
        return False
    mates = [other for other in page if other.cells == candidate.cells and other.alone]
    degrees = {mate.degree for mate in mates if mate.degree is not None}
    forms = {mate.form.skeleton for mate in mates}
    foreign = candidate.form.kind == HitKind.OUTSIDE
    return len(degrees) >= 2 and (foreign or len(forms) >= TABLE_FORMS)


def _is_column(candidate: Candidate, rivals: list[Candidate]) -> bool:
    """Tell whether marks stand under one another as in a column of a table."""
    mates = [other for other in rivals if other.stack == candidate.stack]
    if len(mates) >= 3:
        return True
    return len(mates) == 2 and candidate.about and not any(o.numbered for o in mates)
