"""What translations, copies, derived and joint documents share: begin, stamp, account.

The rule is asked in the transaction that reserves the numbers, so that what it judged
still holds; bytes, batch folder and register follow in the order of an intake.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.degrees import Degree
from models.errors import InputError, OutputError, RefusedError
from models.events import EventKind, EventValue
from models.manifest import Manifest, ManifestDocument
from models.outcomes import Ending
from models.rulings import Permitted
from models.settings import Body
from pipeline.batch_folder import (
    check_new_folder,
    open_batch_folder,
    output_name,
    place,
)
from pipeline.batch_manifest import make_manifest, write_batch_manifest
from pipeline.document import StampOrder, stamp_in_worker
from pipeline.enacting import record_refusal
from pipeline.intake_run import batch_folder
from pipeline.manifest_files import document_object
from pipeline.manifest_reading import document_from_object
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Batch, Entry, Reservation, Reserved, Void
from pipeline.shut_off import ask_protection, protection_data
from stamps.plan import Stamped

if TYPE_CHECKING:
    from pipeline.register.desk import Desk
    from pipeline.work.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One request to make carriers."""

    command: str
    arguments: Sequence[object]
    """Everything that makes two requests the same."""
    out: Path | None
    at: datetime

    def key(self) -> str:
        """Return what is the same for the same command and arguments."""
        text = json.dumps([self.command, *self.arguments], default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A request that was permitted, with its numbers."""

    batch: Batch
    folder: Path
    reserved: tuple[Reserved, ...]
    at: datetime
    """The time of the batch; a resumed one keeps its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One carrier to be made."""

    reserved: Reserved
    source: Path
    """Plain bytes where workers can read them."""
    order: StampOrder
    event: EventKind
    document: ManifestDocument
    """What is known before it is stamped."""
    degree: Degree
    givers: tuple[Body, ...] = ()
    purposes: tuple[str, ...] = ()
    contract: str | None = None
    actor: str | None = None


def begin_making(
    office: Office,
    making: Making,
    *,
    judge: Callable[["Desk"], Permitted],
    wishes: Callable[["Desk", Permitted], Sequence[Reservation]],
    also: Callable[["Desk", Permitted, Sequence[Reserved]], None] | None = None,
) -> Begun:
    """Ask the rule and reserve the numbers, or take up what was cut short.

    Args:
        office: Ours.
        making: The request.
        judge: Asks the rule inside the transaction; raises what it refuses.
        wishes: The reservations that follow from a permission.
        also: Records what else belongs into the same transaction.

    Raises:
        RefusedError: The rule forbids it; only the refusal is recorded.
    """
    if making.out is not None:
        _check_folder(office, making)
    try:
        with office.register.writing(at=making.at) as desk:
            last = queries.find_batch(desk.connection, making.key())
            resumed = last is not None and last.state == "begun"
            permitted = None if resumed else judge(desk)
            batch = desk.begin_batch(making.key(), making.command, _about(making, desk))
            if permitted is not None:
                wanted = wishes(desk, permitted)
                article = office.cite("6(4)")
                reserved = desk.reserve(wanted, batch=batch.id, article=article)
                if also is not None:
                    also(desk, permitted, reserved)
            else:
                reserved = reserved_before(desk, batch)
    except RefusedError as refusal:
        record_refusal(
            office,
            _number_among(making.arguments),
            command=making.command,
            refusal=refusal,
            at=making.at,
        )
        raise
    folder = batch_folder(office, batch)
    open_batch_folder(folder)
    return Begun(
        batch=batch,
        folder=folder,
        reserved=tuple(reserved),
        at=datetime.fromisoformat(batch.begun_at),
    )


def _check_folder(office: Office, making: Making) -> None:
    with office.register.reading() as connection:
        last = queries.find_batch(connection, making.key())
    if (last is None or last.state != "begun") and making.out is not None:
        check_new_folder(making.out)


def _about(making: Making, desk: "Desk") -> dict[str, EventValue]:
    return {
        "sender": None,
        "purpose": None,
        "contract": None,
        "head_before": desk.head.hash or None,
        "folder": str(making.out.absolute()) if making.out else None,
    }


def reserved_before(desk: "Desk", batch: Batch) -> tuple[Reserved, ...]:
    """Return what a batch that was cut short had reserved, in the same order."""
    return tuple(
        Reserved(
            number=one.number,
            copy=one.copy,
            state={"reserved": "reserved", "spoiled": "void"}.get(one.state, "done"),
            data=one.data or None,
        )
        for one in queries.exhibits_of_batch(desk.connection, batch.id)
    )


def _number_among(arguments: Sequence[object]) -> str | None:
    first = arguments[0] if arguments else None
    return first if isinstance(first, str) and first else None


def finish_making(
    office: Office,
    making: Making,
    begun: Begun,
    pieces: Sequence[Piece],
    pool: "Pool",
) -> Manifest:
    """Stamp the pieces, put them in place, account for them, write the manifest."""
    asked = ask_protection(pool)
    waiting = [
        (piece, None)
        if _stands(begun, piece)
        else (piece, pool.submit(stamp_in_worker, piece.source, piece.order))
        for piece in pieces
        if piece.reserved.state != "void"
    ]
    entries: list[Entry] = []
    voids: list[Void] = []
    failed: list[ManifestDocument] = []
    for piece, future in waiting:
        if future is None:
            continue
        try:
            stamped = future.result()
            entries.append(account_for_piece(office, begun, piece, stamped))
        except (InputError, OutputError) as error:
            number, copy = piece.reserved.number, piece.reserved.copy
            voids.append(Void(number=number, copy=copy, reason=error.slug))
            failed.append(
                replace(piece.document, outcome=Ending.FAILED, reasons=(error.slug,))
            )
    protection = protection_data(asked)
    with office.register.writing(at=making.at) as desk:
        desk.complete(entries)
        desk.void(voids)
        head = desk.head.hash
        documents = _documents(office, desk, begun, failed)
        desk.end_batch(begun.batch.id, {"head_after": head, "protection": protection})
        manifest = make_manifest(
            office, begun.batch, documents, head_after=head, protection=protection
        )
        write_batch_manifest(office, begun.folder, manifest)
    return manifest


def _stands(begun: Begun, piece: Piece) -> bool:
    data = piece.reserved.data
    if piece.reserved.state != "done" or data is None:
        return False
    return (begun.folder / str(data.get("output"))).is_file()


def account_for_piece(
    office: Office, begun: Begun, piece: Piece, stamped: Stamped
) -> Entry:
    """Keep the bytes, put the carrier in its place, and say so for the register."""
    number, copy = piece.reserved.number, piece.reserved.copy
    extra = f" {copy}" if copy else ""
    suffix = "".join(stamped.path.suffixes)
    name = output_name(piece.order.file_name, number, suffix, extra=extra)
    owner = f"{number}/{copy or 0}"
    sources = [(piece.source, owner), (stamped.path, owner)]
    vault_in, vault_out = office.vault.put_many(sources)
    target = place(stamped.path, begun.folder, name)
    document = replace(
        piece.document,
        sha256_out=stamped.sha256,
        output=name,
        pages=stamped.page_count or piece.document.pages,
        signature=stamped.signatures,
        notes=stamped.notes,
    )
    return Entry(
        number=number,
        kind=piece.event,
        copy=copy,
        sha256_in=piece.document.sha256_in or vault_in.sha256,
        sha256_out=stamped.sha256,
        output=str(target),
        degree=piece.degree.slug,
        vault_in=vault_in.name,
        vault_out=vault_out.name,
        recipient=piece.document.recipient,
        givers=piece.givers,
        parents=piece.document.parents,
        purposes=piece.purposes,
        contract=piece.contract,
        received_on=begun.at.date().isoformat(),
        actor=piece.actor,
        article=piece.document.article,
        batch=begun.batch.id,
        data=document_object(document),
    )


def _documents(
    office: Office, desk: "Desk", begun: Begun, failed: Sequence[ManifestDocument]
) -> tuple[ManifestDocument, ...]:
    """Return what was made, as the register holds it, and what could not be."""
    exhibits = queries.exhibits_of_batch(desk.connection, begun.batch.id)
    done = [
        document_from_object(one.data, agreement=office.agreement)
        for one in exhibits
        if one.data
    ]
    return (*done, *failed)
