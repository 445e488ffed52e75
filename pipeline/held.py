"""What waits for a person: list it, show it, and go on when somebody has decided.

The decision, who made it and why are events of the register; the carrier then goes the
rest of its batch's way and the manifest of the batch is written anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from models.accounts import DocumentKind
from models.degrees import Degree
from models.errors import InputError, OutputError, UsageError
from models.events import Duty, Event, EventKind, EventValue
from models.manifest import ManifestDocument
from models.outcomes import Ending
from models.profile_file import load_profile
from pipeline.batch_folder import clear_held, open_batch_folder
from pipeline.batch_manifest import (
    documents_within,
    item_document,
    make_manifest,
    write_batch_manifest,
)
from pipeline.document import Examined, StampOrder, examine, stamp_in_worker
from pipeline.formats import ON_DEMAND
from pipeline.held_choices import check_degree, sender_of
from pipeline.intake_run import batch_folder
from pipeline.making import Begun, Piece, account_for_piece
from pipeline.manifest_reading import document_from_object
from pipeline.office import Office
from pipeline.planning import our_level, plan_stamp
from pipeline.register import queries
from pipeline.register.entries import (
    Batch,
    Item,
    Reservation,
    Reserved,
    held_name,
)
from stamps.plan import Stamped
from stamps.wording import received_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided."""

    by: str
    why: str
    degree: Degree | None = None
    """Our mark; None with ``not_secret`` or ``reject``."""
    not_secret: bool = False
    reject: bool = False
    """It goes back unmarked and unnumbered, say to be sent anew."""


def held_id(item: Item) -> str:
    """Return by what a person names a held carrier."""
    return held_name(item.seq)


def list_held(office: Office) -> tuple[Item, ...]:
    """Return what waits, oldest first; failed carriers wait for a person as well."""
    with office.register.reading() as connection:
        items = queries.list_items(connection)
    endings = (Ending.HELD.value, Ending.FAILED.value)
    return tuple(i for i in items if i.ending in endings and i.decision is None)


def find_held(office: Office, name: str) -> Item:
    """Return the held carrier with this id.

    Raises:
        UsageError: Nothing of that id waits.
    """
    for item in list_held(office):
        if held_id(item) == name.upper():
            return item
    raise UsageError(f"nothing called {name!r} waits; belgi held list shows what does")


def as_document(office: Office, item: Item) -> ManifestDocument:
    """Return what the manifest says of a held carrier."""
    return document_from_object(item.data, agreement=office.agreement)


def decide(
    office: Office, item: Item, decision: Decision, *, at: datetime
) -> ManifestDocument:
    """Record a decision and go on with the carrier.

    Raises:
        RefusedError: The decision would lower a mark that is certain (article 4.1(2)).
        UsageError: There are no bytes to go on with.
    """
    with office.register.reading() as connection:
        batches = queries.list_batches(connection)
    batch = next(one for one in batches if one.id == item.batch)
    found = as_document(office, item)
    if decision.degree is None:
        _record(office, item, decision, at=at)
        decided = replace(item, decision=_facts(decision))
        ended = item_document(decided, agreement=office.agreement)
    else:
        check_degree(office, batch, found, item, decision.degree, at=at)
        ended = _stamp(office, batch, item, found, decision, at=at)
    _rewrite_manifest(office, batch)
    clear_held(batch_folder(office, batch), item.file)
    return ended


def _facts(decision: Decision) -> dict[str, EventValue]:
    other = "not-secret" if decision.not_secret else "rejected"
    degree = decision.degree.slug if decision.degree else None
    decided = "marked" if degree else other
    facts = {"by": decision.by, "why": decision.why, "degree": degree}
    return {**facts, "decided": decided}


def _record(office: Office, item: Item, decision: Decision, *, at: datetime) -> None:
    with office.register.writing(at=at) as desk:
        desk.decide(item, number=None, decision=_facts(decision))


def _stamp(
    office: Office,
    batch: Batch,
    item: Item,
    found: ManifestDocument,
    decision: Decision,
    *,
    at: datetime,
) -> ManifestDocument:
    from pipeline.work.pool import worker_pool

    degree = decision.degree
    if item.vault is None or item.sha256 is None or degree is None:
        raise UsageError("its bytes were never received; take it in again")
    limits = office.settings.limits
    folder = batch_folder(office, batch)
    open_batch_folder(folder)
    preload = ("pipeline.document",)
    with worker_pool(
        office.work, 1, limits, preload=preload, on_demand=ON_DEMAND
    ) as pool:
        source = pool.inbox / "held"
        office.vault.open_to(item.vault, source)
        look = partial(
            examine, agreement=office.agreement_source, sender=None, limits=limits
        )
        examined = pool.submit(look, source).result()
        wish = Reservation(
            kind=DocumentKind.RECEIVED,
            file=item.file,
            sha256=item.sha256,
            degree=degree.slug,
            suffix=our_level(office, degree).suffix,
            slot=1,
        )
        (reserved,) = office.register.reserve([wish], at=at, batch=batch.id)
        begun = Begun(batch=batch, folder=folder, reserved=(reserved,), at=at)
        piece = _piece(office, begun, reserved, source, examined, found, degree)
        try:
            stamped = pool.submit(stamp_in_worker, source, piece.order).result()
        except (InputError, OutputError):
            stamped = _stamp_sheet(pool, piece)
        entry = account_for_piece(office, begun, piece, stamped)
    with office.register.writing(at=at) as desk:
        desk.complete([entry])
        desk.decide(item, number=reserved.number, decision=_facts(decision))
        desk.record([_receipt_due(office, batch, reserved.number, at)])
    return document_from_object(entry.data, agreement=office.agreement)


def _stamp_sheet(pool: Any, piece: Piece) -> Stamped:
    """Give a carrier that cannot bear a stamp its accompanying sheet (article 1)."""
    order = replace(piece.order, sheet=True)
    stamped: Stamped = pool.submit(stamp_in_worker, piece.source, order).result()
    return stamped


def _piece(
    office: Office,
    begun: Begun,
    reserved: Reserved,
    source: Path,
    examined: Examined,
    found: ManifestDocument,
    degree: Degree,
) -> Piece:
    level = our_level(office, degree)
    sender = sender_of(begun.batch)
    text = received_text(
        load_profile(office.settings.party),
        level,
        number=reserved.number,
        day=begun.at.date(),
        copy_number=found.copy_number,
    )
    plan = plan_stamp(
        office,
        text,
        degree=degree,
        number=reserved.number,
        copy=None,
        at=begun.at,
        found=examined.verdict.marks,
        sender=sender.party if sender else None,
    )
    document = replace(
        found,
        outcome=Ending.DONE,
        reasons=(*found.reasons, "decided"),
        number=reserved.number,
        degree=degree,
        article=office.cite("6(1)"),
        mark_applied=" ".join(level.printed),
    )
    purpose = begun.batch.data.get("purpose")
    contract = begun.batch.data.get("contract")
    return Piece(
        reserved=reserved,
        source=source,
        order=StampOrder(
            plan=plan,
            kind=examined.kind,
            file_name=found.file,
            pages=examined.verdict.page_count,
        ),
        event=EventKind.RECEIVED,
        document=document,
        degree=degree,
        givers=(sender,) if sender else (),
        purposes=(str(purpose),) if purpose else (),
        contract=str(contract) if contract else None,
    )


def _receipt_due(office: Office, batch: Batch, number: str, at: datetime) -> Event:
    sender = sender_of(batch)
    until = at.date() + timedelta(days=office.settings.receipt_days)
    return Event(
        kind=EventKind.FELL_DUE,
        at=at,
        number=number,
        batch=batch.id,
        article=office.cite("5.4"),
        data={
            "duty": Duty.CONFIRM_RECEIPT.value,
            "until": until.isoformat(),
            "body": f"{sender.party}:{sender.name}" if sender else None,
        },
    )


def _rewrite_manifest(office: Office, batch: Batch) -> None:
    """Write the manifest of a batch anew, with what was decided since."""
    with office.register.reading() as connection:
        documents = documents_within(connection, batch.id, office.agreement)
        manifest = make_manifest(office, batch, documents)
        write_batch_manifest(office, batch_folder(office, batch), manifest)
