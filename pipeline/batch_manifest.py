"""The manifest of a batch, made from its entries in the register alone.

So it can say nothing that the register does not hold. Documents are read from there
whenever somebody goes through them; none is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.agreement import Agreement
from models.manifest import Manifest, ManifestDocument
from models.outcomes import Ending
from models.settings import Body
from pipeline import program
from pipeline.manifest_files import write_manifest
from pipeline.manifest_reading import document_from_object
from pipeline.office import Office
from pipeline.register.by_file import documents_by_file, items_by_file
from pipeline.register.entries import Batch, Item
from pipeline.shut_off import protection_entry

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class BatchDocuments:
    """The documents of a batch as they are in the register now; go through it."""

    batch: str
    agreement: Agreement
    reading: "Callable[[], AbstractContextManager[Connection]]"
    """Opens the register for each time that somebody goes through them."""

    def __iter__(self) -> Iterator[ManifestDocument]:
        """Yield them by file, then by the number of the copy."""
        with self.reading() as connection:
            yield from _in_order(connection, self.batch, self.agreement)


def documents_within(
    connection: "Connection", batch: str, agreement: Agreement
) -> BatchDocuments:
    """Return the documents as one transaction sees them, each time the same."""
    return BatchDocuments(batch, agreement, lambda: nullcontext(connection))


def _in_order(
    connection: "Connection", batch: str, agreement: Agreement
) -> Iterator[ManifestDocument]:
    done = (
        document_from_object(row.data, agreement=agreement)
        for row in documents_by_file(connection, batch)
    )
    left = (
        item_document(item, agreement=agreement)
        for item in items_by_file(connection, batch)
    )
    by_file = attrgetter("file")
    for _, alike in groupby(merge(done, left, key=by_file), key=by_file):
        yield from sorted(alike, key=lambda document: document.copy_number or 0)


def write_batch_manifest(office: Office, folder: Path, manifest: Manifest) -> None:
    """Write the three files of a manifest into a batch folder."""
    from models.profile_file import load_profile

    write_manifest(folder, manifest, profile=load_profile(office.settings.party))


def make_manifest(
    office: Office,
    batch: Batch,
    documents: Iterable[ManifestDocument],
    *,
    head_after: str | None = None,
    protection: Mapping[str, Any] | None = None,
) -> Manifest:
    """Put the manifest of a batch together.

    Args:
        office: Ours.
        batch: As the register holds it.
        documents: In order; gone through several times.
        head_after: Where the batch has not ended yet.
        protection: Likewise; see ``pipeline.shut_off``.
    """
    about: Mapping[str, Any] = batch.data
    sender = about.get("sender")
    return Manifest(
        batch=batch.id,
        office=Body(party=office.settings.party, name=office.settings.name),
        sender=Body(**sender) if sender else None,
        agreement=office.agreement.id,
        received_at=datetime.fromisoformat(batch.begun_at),
        purpose=about.get("purpose"),
        contract=about.get("contract"),
        program=program.version(),
        head_before=about.get("head_before"),
        head_after=head_after or about.get("head_after"),
        protection=protection_entry(protection or about.get("protection")),
        documents=documents,
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
