"""From a ruling to a stamp plan: which words, look, code and label a carrier gets."""

from collections.abc import Sequence
from datetime import datetime

from models.agreement import Level
from models.degrees import Degree
from models.marks import FoundMark
from models.profile_file import load_profile
from pipeline.office import Office
from stamps.plan import CodeContent, LabelContent, StampPlan, StampText
from stamps.wording import sheet_words, style_of


def our_level(office: Office, degree: Degree) -> Level:
    """Return a degree as our Party writes it."""
    return office.agreement.party(office.settings.party).level(degree)


def plan_stamp(
    office: Office,
    text: StampText,
    *,
    degree: Degree,
    number: str,
    copy: int | None,
    at: datetime,
    found: Sequence[FoundMark] = (),
    sender: str | None = None,
) -> StampPlan:
    """Put together what a stamper is told.

    Args:
        office: Ours.
        text: The words, from ``stamps.wording``.
        degree: That the carrier bears as ours.
        number: Our accounting number.
        copy: Number of the copy, when it is one.
        at: The clock of the batch.
        found: Marks on the carrier, which must stay uncovered.
        sender: Code of the Party whose mark was found, for its label.
    """
    profile = load_profile(office.settings.party)
    policies = office.settings.policies
    ours, theirs = office.settings.party, sender
    found_degree = max((m.degree for m in found if m.degree), default=None)
    label = LabelContent(
        policy=policies.get(ours, ours),
        classification=degree.slug,
        found_policy=policies.get(theirs, theirs) if theirs and found_degree else None,
        found_classification=found_degree.slug if theirs and found_degree else None,
        created=at,
    )
    keys = office.register.keys
    return StampPlan(
        text=text,
        style=style_of(profile, degree),
        code=CodeContent(number=number, copy=copy, key=keys.code) if keys else None,
        label=label,
        found=tuple(found),
        clock=at,
        is_copy=copy is not None,
        sheet_words=sheet_words(profile),
    )
