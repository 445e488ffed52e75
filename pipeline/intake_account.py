"""The last steps of an intake: keep the bytes, put carriers in place, account for them.

Bytes first, then the batch folder, then the register: whatever is cut in between is
found and finished by the same command, and never an entry without its carrier.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from models.errors import InputError, OutputError
from models.events import Duty, Event, EventKind
from models.manifest import ManifestDocument
from models.outcomes import Ending
from pipeline.batch_folder import (
    output_name,
    place_many,
    write_held,
    write_reason,
)
from pipeline.dossier import Carrier
from pipeline.intake_run import Run
from pipeline.intake_steps import Stamping, taken_bytes
from pipeline.intake_words import Made, describe, describe_missing, reason_text
from pipeline.manifest_files import document_object
from pipeline.manifest_reading import document_from_object
from pipeline.register.entries import Entry, Item, Void, held_name
from pipeline.rules.intake import Decision, Fail, Hold, Listed, Mark, missing_rows
from stamps.plan import Stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one carrier ended, and what the register is told of it."""

    document: ManifestDocument
    entry: Entry | None = None
    void: Void | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A carrier with the worker's answer."""

    stamping: Stamping
    stamped: Stamped | None = None
    failure: str | None = None


def account_for(run: Run, group: Sequence[Stamping]) -> Iterator[ManifestDocument]:
    """Put finished carriers in their place, then account for the group at once.

    Yields:
        The documents as the manifest names them, in order.
    """
    finished = [_wait(stamping) for stamping in group]
    kept = _keep_bytes(run, finished)
    placed = _place(run, finished)
    ended = [_end_one(run, one, kept, placed) for one in finished]
    with run.office.register.writing(at=run.clock) as desk:
        desk.complete([e.entry for e in ended if e.entry is not None])
        desk.void([e.void for e in ended if e.void is not None])
        put = desk.put_items([e.item for e in ended if e.item is not None])
        desk.record(_receipts_due(run, ended))
    _write_reasons(run, [one.document for one in ended], put)
    for stamping in group:
        if stamping.ruled.taken.snapshot is not None:
            stamping.ruled.taken.snapshot.path.unlink(missing_ok=True)
    for one in ended:
        yield one.document


def _wait(stamping: Stamping) -> Finished:
    if stamping.finishing is None:
        return Finished(stamping=stamping)
    try:
        return Finished(stamping=stamping, stamped=stamping.finishing())
    except (InputError, OutputError) as error:
        error.__traceback__ = None  # it holds the whole group, and the group it
        return Finished(stamping=stamping, failure=error.slug)


def _keep_bytes(run: Run, finished: Sequence[Finished]) -> dict[Path, str]:
    """Keep received and stamped bytes in the vault; return names there, by path."""
    wanted: list[tuple[Path, str]] = []
    for one in finished:
        taken, reserved = one.stamping.ruled.taken, one.stamping.ruled.reserved
        if taken.snapshot is None or taken.known is not None or _is_kept(one):
            continue
        number = reserved.number if reserved and one.stamped else None
        owner = number or f"{run.batch.id}/{taken.carrier.name}"
        wanted.append((taken.snapshot.path, owner))
        if one.stamped is not None:
            wanted.append((one.stamped.path, owner))
    refs = run.office.vault.put_many(wanted)
    return {path: ref.name for (path, _), ref in zip(wanted, refs, strict=True)}


def _is_kept(finished: Finished) -> bool:
    """Tell whether an earlier, cut run accounted for the carrier and its bytes.

    To keep them once more under another owner would leave bytes behind that no
    destruction finds.
    """
    reserved = finished.stamping.ruled.reserved
    done = reserved is not None and reserved.state == "done"
    return done and finished.stamping.finishing is None


def _place(run: Run, finished: Sequence[Finished]) -> dict[Path, Path | OutputError]:
    """Put stamped carriers in the batch folder; say where each stands, or why not."""
    names = {
        one.stamped.path: _output_name(one, one.stamped)
        for one in finished
        if one.stamped is not None
    }
    placed = place_many(list(names.items()), run.folder)
    return dict(zip(names, placed, strict=True))


def _output_name(finished: Finished, stamped: Stamped) -> str:
    ruled = finished.stamping.ruled
    if ruled.reserved is None:
        raise RuntimeError("a carrier without a number was stamped")
    suffix = "".join(stamped.path.suffixes)
    return output_name(ruled.taken.carrier.name, ruled.reserved.number, suffix)


def _end_one(
    run: Run,
    finished: Finished,
    kept: dict[Path, str],
    placed: dict[Path, Path | OutputError],
) -> Ended:
    ruled = finished.stamping.ruled
    agreement = run.office.agreement
    known = ruled.taken.known.data if ruled.taken.known else None
    if known is None and finished.stamping.finishing is None and ruled.reserved:
        known = ruled.reserved.data
    if known is not None:
        return Ended(document=document_from_object(known, agreement=agreement))
    if finished.stamped is None:
        return _end_without(run, finished, kept)
    target = placed[finished.stamped.path]
    if isinstance(target, OutputError):
        failed = Finished(stamping=finished.stamping, failure=target.slug)
        return _end_without(run, failed, kept)
    return _end_done(run, finished, finished.stamped, kept, target)


def _end_done(
    run: Run, finished: Finished, stamped: Stamped, kept: dict[Path, str], target: Path
) -> Ended:
    ruled = finished.stamping.ruled
    reserved, mark = ruled.reserved, ruled.ruling
    if reserved is None or not isinstance(mark, Mark):
        raise RuntimeError("a carrier without a number was stamped")
    snapshot = taken_bytes(ruled.taken)
    made = Made(number=reserved.number, mark=mark, stamped=stamped, output=target.name)
    document = describe(run, ruled, ending=Ending.DONE, made=made)
    if reserved.state == "done":
        return Ended(document=document)
    request = run.request
    entry = Entry(
        number=reserved.number,
        kind=EventKind.RECEIVED,
        sha256_in=snapshot.sha256,
        sha256_out=stamped.sha256,
        output=str(target),
        degree=mark.degree.slug,
        vault_in=kept[snapshot.path],
        vault_out=kept[stamped.path],
        givers=(request.sender,),
        purposes=(request.purpose,) if request.purpose else (),
        contract=request.contract,
        received_on=run.at.date().isoformat(),
        article=mark.article,
        batch=run.batch.id,
        data=document_object(document),
    )
    return Ended(document=document, entry=entry)


def _end_without(run: Run, finished: Finished, kept: dict[Path, str]) -> Ended:
    """Hold, fail or list a carrier; a number it had is given up with the reason."""
    ruled = finished.stamping.ruled
    taken, reserved = ruled.taken, ruled.reserved
    ruling = ruled.ruling
    if finished.failure is not None or isinstance(ruling, Mark):
        ruling = Fail(reasons=(finished.failure or "void",))
    ending, reasons = _ending(ruling)
    document = describe(run, ruled, ending=ending, reasons=reasons)
    source = taken.snapshot.path if taken.snapshot else None
    if ending is not Ending.NOT_SECRET and source is not None:
        write_held(run.folder, taken.carrier.name, source)
    item = Item(
        batch=run.batch.id,
        file=taken.carrier.name,
        ending=ending.value,
        sha256=taken.snapshot.sha256 if taken.snapshot else None,
        reasons=document.reasons,
        vault=kept.get(source) if source else None,
        data=document_object(document),
    )
    void = None
    if reserved is not None and reserved.state == "reserved":
        void = Void(number=reserved.number, reason=reasons[0])
    return Ended(document=document, item=item, void=void)


def _ending(decision: Decision) -> tuple[Ending, tuple[str, ...]]:
    """Return how a carrier without a mark of ours ends, and why."""
    match decision:
        case Hold(reasons=reasons):
            return Ending.HELD, reasons
        case Fail(reasons=reasons):
            return Ending.FAILED, reasons
        case Listed():
            return Ending.NOT_SECRET, ("unmarked",)
        case Mark():
            raise RuntimeError("a carrier that was to be marked ended without a mark")


def _write_reasons(
    run: Run, documents: Sequence[ManifestDocument], put: Sequence[Event]
) -> None:
    """Write the reason beside each held file; the register has named it by then.

    What an earlier, cut run put into the register may still lack its reason.
    """
    names = {str(event.data["file"]): event.seq for event in put}
    waiting = {
        file: item.seq for file, item in run.items.items() if item.decision is None
    }
    for document in documents:
        seq = names.get(document.file) or waiting.get(document.file)
        if seq is not None and document.outcome in (Ending.HELD, Ending.FAILED):
            text = reason_text(document, held_name(seq))
            write_reason(run.folder, document.file, text)


def hold_missing(run: Run, carriers: Sequence[Carrier]) -> tuple[str, ...]:
    """Hold every row of the inventory whose file did not come (article 1(4)).

    Returns:
        The names of those files.
    """
    rows = tuple((run.inventory or {}).values())
    absent = missing_rows(rows, [carrier.name for carrier in carriers])
    new = []
    put: tuple[Event, ...] = ()
    documents = [describe_missing(row) for row in absent]
    for row, document in zip(absent, documents, strict=True):
        if row.file in run.items:
            continue
        item = Item(
            batch=run.batch.id,
            file=row.file,
            ending=Ending.HELD.value,
            sha256=None,
            reasons=document.reasons,
            data=document_object(document),
        )
        new.append(item)
    if new:
        with run.office.register.writing(at=run.clock) as desk:
            put = desk.put_items(new)
    _write_reasons(run, documents, put)
    return tuple(row.file for row in absent)


def _receipts_due(run: Run, ended: Sequence[Ended]) -> list[Event]:
    """Say by when the sender must have our confirmation of receipt (article 5.4)."""
    until = run.at.date() + timedelta(days=run.office.settings.receipt_days)
    sender = run.request.sender
    return [
        Event(
            kind=EventKind.FELL_DUE,
            at=run.clock,
            number=one.entry.number,
            batch=run.batch.id,
            article=run.office.cite("5.4"),
            data={
                "duty": Duty.CONFIRM_RECEIPT.value,
                "until": until.isoformat(),
                "body": f"{sender.party}:{sender.name}",
            },
        )
        for one in ended
        if one.entry is not None
    ]
