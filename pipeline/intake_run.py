"""Begins, resumes and ends one intake: its batch, folder and manifest.

The manifest is made from the register's entries alone, so that it can say nothing which
the register does not hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.accounts import Contract, InventoryRow
from models.agreement import Agreement
from models.events import EventValue
from models.manifest import Manifest, ManifestDocument
from models.outcomes import Ending
from models.settings import Body, OfficeSettings
from pipeline import program
from pipeline.batch_folder import open_batch_folder, refuse_foreign
from pipeline.dossier import Carrier
from pipeline.intake_request import IntakeRequest
from pipeline.manifest_files import write_manifest
from pipeline.manifest_reading import document_from_object
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Batch, Item, Row, Void
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
        UsageError: The batch folder holds foreign files.
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
    named = request.contract is not None
    require(receive(dossier, contract_named=named, standing=office.standing(at.date())))
    if (last is None or last.state != "begun") and request.out is not None:
        refuse_foreign(request.out, frozenset())
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
    from pipeline.document import hash_file

    with office.register.reading() as connection:
        last = queries.find_batch(connection, request.key())
        if last is None or last.state == "begun":
            return None
        rows = tuple(queries.list_documents(connection, batch=last.id))
        items = queries.list_items(connection, batch=last.id)
    known = {row.file: row.sha256_in for row in rows if row.state == "done"}
    known |= {
        item.file: item.sha256 or ""
        for item in items
        if not item.number and MISSING not in item.reasons
    }
    if {c.name for c in carriers} != set(known):
        return None
    for carrier in carriers:
        if carrier.problem is None and known[carrier.name]:
            try:
                if hash_file(carrier.path) != known[carrier.name]:
                    return None
            except OSError:
                return None
    return batch_folder(office, last), make_manifest(office, last, rows, items)


def end_run(run: Run) -> Manifest:
    """Void what came to nothing, write the manifest, and close the batch."""
    register = run.office.register
    with register.writing(at=run.clock) as desk:
        connection = desk.connection
        left = queries.list_documents(connection, batch=run.batch.id, state="reserved")
        desk.void(
            [Void(number=row.number, reason="not-finished") for row in tuple(left)]
        )
        rows = tuple(queries.list_documents(connection, batch=run.batch.id))
        items = queries.list_items(connection, batch=run.batch.id)
        head = desk.head.hash
        desk.end_batch(run.batch.id, {"head_after": head})
        batch = queries.find_batch(connection, run.batch.key) or run.batch
        manifest = make_manifest(run.office, batch, rows, items, head_after=head)
        write_batch_manifest(run.office, run.folder, manifest)
    return manifest


def write_batch_manifest(office: Office, folder: Path, manifest: Manifest) -> None:
    """Write the three files of a manifest into a batch folder."""
    from models.profile_file import load_profile

    write_manifest(folder, manifest, profile=load_profile(office.settings.party))


def make_manifest(
    office: Office,
    batch: Batch,
    rows: Sequence[Row],
    items: Sequence[Item],
    *,
    head_after: str | None = None,
) -> Manifest:
    """Put the manifest of a batch together from its entries in the register."""
    settings: OfficeSettings = office.settings
    agreement: Agreement = office.agreement
    documents = [
        document_from_object(row.data, agreement=agreement)
        for row in rows
        if row.state == "done"
    ]
    documents += [
        item_document(item, agreement=agreement) for item in items if not item.number
    ]
    documents.sort(key=lambda document: (document.file, document.copy_number or 0))
    about: Mapping[str, Any] = batch.data
    sender = about.get("sender")
    return Manifest(
        batch=batch.id,
        office=Body(party=settings.party, name=settings.name),
        sender=Body(**sender) if sender else None,
        agreement=agreement.id,
        received_at=datetime.fromisoformat(batch.begun_at),
        purpose=about.get("purpose"),
        contract=about.get("contract"),
        program=program.version(),
        head_before=about.get("head_before"),
        head_after=head_after or about.get("head_after"),
        documents=tuple(documents),
    )


def item_document(item: Item, *, agreement: Agreement) -> ManifestDocument:
    """Return what the manifest says of a carrier that took no number.

    A person may have decided since that it is not secret, or that it goes back.
    """
    document = document_from_object(item.data, agreement=agreement)
    decided = item.decision.get("decided") if item.decision else None
    if decided is None:
        return document
    ending = Ending.NOT_SECRET if decided == "not-secret" else Ending.FAILED
    return replace(
        document, outcome=ending, reasons=(*document.reasons, f"decided-{decided}")
    )
