"""What an intake says: on the stamp, in the manifest, and to the person who decides."""

from dataclasses import dataclass
from typing import Protocol

from models.accounts import DocumentKind, InventoryRow
from models.degrees import Degree
from models.manifest import FoundEntry, ManifestDocument, PartEntry
from models.marks import FoundMark, MarkedPart
from models.outcomes import Ending, Outcome, Verdict
from models.profile_file import load_profile
from pipeline.document import Examined
from pipeline.dossier import Carrier
from pipeline.intake_run import MISSING, Run
from pipeline.planning import our_level, plan_stamp
from pipeline.reason_words import reason_words
from pipeline.rules.intake import Mark
from pipeline.snapshot import Snapshot
from stamps.plan import Stamped, StampPlan
from stamps.wording import received_text


def plan_received(
    run: Run, examined: Examined, degree: Degree, number: str
) -> StampPlan:
    """Plan our equivalent mark on a received carrier (article 6(1))."""
    text = received_text(
        load_profile(run.office.settings.party),
        our_level(run.office, degree),
        number=number,
        day=run.at.date(),
        copy_number=examined.verdict.copy_number,
    )
    return plan_stamp(
        run.office,
        text,
        degree=degree,
        number=number,
        copy=None,
        at=run.at,
        found=examined.verdict.marks,
        sender=run.request.sender.party,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A carrier that was stamped, proved and put in its place."""

    number: str
    mark: Mark
    stamped: Stamped
    output: str
    """Relative to the batch folder."""


class Judged(Protocol):
    """A carrier with what was found on it."""

    @property
    def taken(self) -> "HasBytes":
        """The carrier and its bytes."""

    @property
    def examined(self) -> Examined | None:
        """None where it could not be examined."""


class HasBytes(Protocol):
    """A carrier and the snapshot of its bytes."""

    @property
    def carrier(self) -> Carrier:
        """Its entry in the dossier."""

    @property
    def snapshot(self) -> Snapshot | None:
        """None where it could not be read at all."""


def describe(
    run: Run,
    judged: Judged,
    *,
    ending: Ending,
    reasons: tuple[str, ...] = (),
    made: Made | None = None,
) -> ManifestDocument:
    """Say of a received carrier what the manifest says."""
    examined, snapshot = judged.examined, judged.taken.snapshot
    verdict = examined.verdict if examined else Verdict(outcome=Outcome.UNREADABLE)
    row = (run.inventory or {}).get(judged.taken.carrier.name)
    mark = best_mark(verdict)
    return ManifestDocument(
        file=judged.taken.carrier.name,
        outcome=ending,
        reasons=reasons,
        kind=DocumentKind.RECEIVED,
        number=made.number if made else None,
        degree=made.mark.degree if made else None,
        article=made.mark.article if made else None,
        mark_found=_found(mark) if mark else None,
        parts=tuple(_part(part) for part in verdict.parts),
        mark_applied=_applied(run, made.mark.degree) if made else None,
        registration_number=verdict.registration_number
        or (row.registration_number if row else None),
        registration_date=verdict.registration_date or (row.date if row else None),
        copy_number=verdict.copy_number or (row.copy_number if row else None),
        language=verdict.language,
        pages=made.stamped.page_count or verdict.page_count
        if made
        else verdict.page_count,
        signature=made.stamped.signatures if made else None,
        sha256_in=snapshot.sha256 if snapshot else None,
        sha256_out=made.stamped.sha256 if made else None,
        output=made.output if made else None,
        notes=_notes(examined, made),
    )


def describe_missing(row: InventoryRow) -> ManifestDocument:
    """Say of a row of the inventory that its file did not come."""
    return ManifestDocument(
        file=row.file,
        outcome=Ending.HELD,
        reasons=(MISSING,),
        kind=DocumentKind.RECEIVED,
        registration_number=row.registration_number,
        registration_date=row.date,
        copy_number=row.copy_number,
    )


def _found(mark: FoundMark) -> FoundEntry:
    return FoundEntry(
        text=mark.text,
        degree=mark.degree,
        page=None if mark.page_index is None else mark.page_index + 1,
        source=mark.source,
        confidence=mark.confidence,
    )


def _part(part: MarkedPart) -> PartEntry:
    first, last = part.first_page_index, part.last_page_index
    return PartEntry(
        degree=part.degree,
        pages=None if first is None or last is None else (first + 1, last + 1),
        mark=_found(part.marks[0]),
    )


def _applied(run: Run, degree: Degree) -> str:
    return " ".join(our_level(run.office, degree).printed)


def _notes(examined: Examined | None, made: Made | None) -> tuple[str, ...]:
    """Say what else a reader of the manifest must know of the file."""
    notes: list[str] = list(made.stamped.notes) if made else []
    if made and made.mark.by_inventory:
        notes.append("degree-from-inventory")
    if examined is not None:
        notes += [f"active:{kind}" for kind in examined.active_content]
        notes += [f"label:{label.scheme}" for label in examined.labels]
    return tuple(dict.fromkeys(notes))


def best_mark(verdict: Verdict) -> FoundMark | None:
    """Return the mark that the manifest names: of the degree, the surest."""
    marks = [m for m in verdict.marks if m.degree == verdict.degree] or verdict.marks
    return max(marks, key=lambda mark: mark.confidence, default=None)


def reason_text(document: ManifestDocument, name: str) -> str:
    """Return what stands beside a held file, for the person who decides.

    Args:
        document: As the manifest names it.
        name: By which the person names it, such as ``H12``.
    """
    lines = [f"{slug}: {reason_words(slug)}" for slug in document.reasons]
    return "\n".join(
        [
            *lines,
            "",
            f"Look at it:  belgi held show {name}",
            f"Decide with: belgi held decide {name} --by NAME --why REASON",
            "             and one of --degree DEGREE, --not-secret, --reject",
            "",
        ]
    )
