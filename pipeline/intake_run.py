"""Begins, resumes and ends one intake: its batch and its folder.

What the manifest says is made in ``batch_manifest``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Contract, InventoryRow
from models.errors import InputError, RefusedError
from models.events import Event, EventKind, EventValue
from models.manifest import Manifest
from pipeline.batch_folder import check_new_folder, open_batch_folder
from pipeline.batch_manifest import (
    BatchDocuments,
    documents_within,
    make_manifest,
    write_batch_manifest,
)
from pipeline.dossier import Carrier
from pipeline.enacting import record_refusal
from pipeline.intake_request import IntakeRequest
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.by_file import documents_by_file, items_by_file
from pipeline.register.entries import Batch, Item, Void
from pipeline.rules.intake import Dossier, receive
from pipeline.rules.standing import Standing, require

if TYPE_CHECKING:
    from sqlalchemy import Connection


MISSING = "inventory-missing"
"""Reason of what the inventory names and nobody brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One intake under way."""

    office: Office
    request: IntakeRequest
    batch: Batch
    folder: Path
    at: datetime
    """The time of the batch: on stamps, in numbers, in the manifest."""
    clock: datetime
    """Now; the register's events bear it."""
    dossier: Dossier
    standing: Standing
    """Of the day on which the batch began."""
    inventory: Mapping[str, InventoryRow] | None
    """The accompanying list, by file."""
    items: Mapping[str, Item]
    """What an earlier, cut run of this batch recorded, by file."""


def begin_run(
    office: Office,
    request: IntakeRequest,
    *,
    at: datetime,
) -> Run:
    """Begin the batch, or go on with the one that was cut short.

    Raises:
        ConfigError: The inventory is wrong.
        UsageError: The batch folder is none, or holds foreign files.
        OutputError: Nothing can be written there.
    """
    rows = None
    if request.inventory is not None:
        from pipeline.inventory import read_inventory

        rows = read_inventory(request.inventory, agreement=office.agreement)
    key = request.key()
    with office.register.reading() as connection:
        last = queries.find_batch(connection, key)
        contract = _contract(connection, office, request.contract)
    dossier = Dossier(
        sender=request.sender,
        has_inventory=rows is not None,
        contract=contract,
        hold_active=office.settings.hold_active,
        list_unmarked=request.list_unmarked,
    )
    _ask(office, request, dossier, at=at)
    if (last is None or last.state != "begun") and request.out is not None:
        check_new_folder(request.out)
    with office.register.writing(at=at) as desk:
        about = _about(request, head=desk.head.hash)
        batch = desk.begin_batch(key, "intake", about)
        items = queries.list_items(desk.connection, batch=batch.id)
    begun_at = datetime.fromisoformat(batch.begun_at)
    folder = batch_folder(office, batch)
    open_batch_folder(folder)
    return Run(
        office=office,
        request=request,
        batch=batch,
        folder=folder,
        at=begun_at,
        clock=at,
        dossier=dossier,
        standing=office.standing(begun_at.date()),
        inventory=None if rows is None else {row.file: row for row in rows},
        items={item.file: item for item in items},
    )


def _ask(
    office: Office, request: IntakeRequest, dossier: Dossier, *, at: datetime
) -> None:
    """Ask whether the dossier may be taken in; what forbids it is recorded."""
    named = request.contract is not None
    standing = office.standing(at.date())
    try:
        require(receive(dossier, contract_named=named, standing=standing))
    except RefusedError as refusal:
        record_refusal(office, None, command="intake", refusal=refusal, at=at)
        raise


def _contract(
    connection: "Connection", office: Office, reference: str | None
) -> Contract | None:
    if reference is None:
        return None
    return queries.find_contract(connection, reference, office.register.scale)


def _about(request: IntakeRequest, *, head: str) -> dict[str, EventValue]:
    """Return what the manifest will say of the batch as a whole."""
    return {
        "sender": {"party": request.sender.party, "name": request.sender.name},
        "purpose": request.purpose,
        "contract": request.contract,
        "channel": request.channel,
        "head_before": head or None,
        "folder": str(request.out.absolute()) if request.out else None,
    }


def batch_folder(office: Office, batch: Batch) -> Path:
    """Return where a batch writes: as was asked, else beside the office folder."""
    asked = batch.data.get("folder")
    if isinstance(asked, str):
        return Path(asked)
    return office.folder.with_name(f"{office.folder.name}-out") / batch.id


def finished_before(
    office: Office, request: IntakeRequest, carriers: Sequence[Carrier]
) -> tuple[Path, Manifest] | None:
    """Return how this very dossier ended, where it was taken in before.

    The same command on a dossier that has changed since is a new request.
    """
    register, limits = office.register, office.settings.limits
    with register.reading() as connection:
        last = queries.find_batch(connection, request.key())
        if last is None or last.state == "begun":
            return None
        known = {
            row.file: row.sha256_in for row in documents_by_file(connection, last.id)
        }
        known |= {
            item.file: item.sha256 or ""
            for item in items_by_file(connection, last.id)
            if MISSING not in item.reasons
        }
    if {c.name for c in carriers} != set(known):
        return None
    for carrier in carriers:
        if carrier.problem is None and known[carrier.name]:
            try:
                if carrier.sha256(limits=limits) != known[carrier.name]:
                    return None
            except (OSError, InputError):
                return None
    documents = BatchDocuments(last.id, office.agreement, register.reading)
    return batch_folder(office, last), make_manifest(office, last, documents)


def _sweep_unfinished(run: Run) -> None:
    """Destroy what an earlier, cut run kept for numbers that come to nothing now.

    Their files are in the dossier no more, so nothing else will ever ask for them.
    """
    office = run.office
    with office.register.reading() as connection:
        left = queries.list_documents(connection, batch=run.batch.id, state="reserved")
        kept = {row.number: office.vault.owned_by(row.number) for row in left}
    for number, names in kept.items():
        if not names:
            continue
        listed: list[EventValue] = [*names]
        data: dict[str, EventValue] = {"reason": "not-finished", "swept": listed}
        event = Event(
            kind=EventKind.RECOVERED,
            at=run.clock,
            number=number,
            batch=run.batch.id,
            data=data,
        )
        # Recorded first: a kill in between sweeps again, and never silently.
        office.register.record([event], at=run.clock)
        for name in names:
            office.vault.destroy(name)


def end_run(run: Run, protection: dict[str, EventValue] | None) -> Manifest:
    """Void what came to nothing, write the manifest, and close the batch.

    Args:
        run: The intake.
        protection: What shut its workers off; see ``pipeline.shut_off``.

    Returns:
        The manifest; its documents can be gone through while the register is open.
    """
    office, register = run.office, run.office.register
    _sweep_unfinished(run)
    with register.writing(at=run.clock) as desk:
        connection = desk.connection
        left = queries.list_documents(connection, batch=run.batch.id, state="reserved")
        desk.void(
            [Void(number=row.number, reason="not-finished") for row in tuple(left)]
        )
        head = desk.head.hash
        desk.end_batch(run.batch.id, {"head_after": head, "protection": protection})
        batch = queries.find_batch(connection, run.batch.key) or run.batch
        documents = documents_within(connection, batch.id, office.agreement)
        manifest = make_manifest(office, batch, documents, head_after=head)
        write_batch_manifest(office, run.folder, manifest)
    return replace(manifest, documents=replace(documents, reading=register.reading))
