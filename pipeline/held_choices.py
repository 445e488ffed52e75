"""Which degrees a person may choose for what waits: never one below the mark.

Source: articles 2 and 4.1(2).
"""

from datetime import datetime

from models.degrees import Degree
from models.errors import RefusedError
from models.manifest import ManifestDocument
from models.settings import Body
from pipeline.enacting import record_refusal
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Batch, Item

DOUBTFUL = frozenset(
    {"low-confidence", "struck-out", "declassified", "unreadable-page"}
)
"""With one of these reasons the mark that was found may not be one."""


def choices(
    office: Office, item: Item, found: ManifestDocument, *, at: datetime
) -> tuple[Degree, ...]:
    """Return our degrees for the mark that was found, highest first; or none."""
    with office.register.reading() as connection:
        batches = queries.list_batches(connection)
    batch = next(one for one in batches if one.id == item.batch)
    mark = found.mark_found
    if mark is None or mark.degree is None:
        return ()
    return tuple(sorted(_equivalents(office, batch, mark.degree, at=at), reverse=True))


def check_not_lower(
    office: Office,
    batch: Batch,
    found: ManifestDocument,
    item: Item,
    degree: Degree,
    *,
    at: datetime,
) -> None:
    """Refuse a degree below every equivalent of a mark that is certain.

    Raises:
        RefusedError: It would lower the mark; the refusal is recorded.
    """
    certain = found.mark_found.degree if found.mark_found else None
    if certain is None or DOUBTFUL & set(item.reasons):
        return
    equivalents = _equivalents(office, batch, certain, at=at)
    if degree >= min(equivalents, default=certain):
        return
    refusal = RefusedError(
        f"{item.file!r} bears the mark {certain}, and {degree} would lower it; that "
        "needs the giver's consent",
        article=office.cite("4.1(2)"),
        slug="below-found",
    )
    record_refusal(office, None, command="held decide", refusal=refusal, at=at)
    raise refusal


def _equivalents(
    office: Office, batch: Batch, degree: Degree, *, at: datetime
) -> tuple[Degree, ...]:
    sender = sender_of(batch)
    return office.agreement.equivalents(
        from_party=sender.party if sender else "",
        degree=degree,
        to_party=office.settings.party,
        day=at.date(),
    )


def sender_of(batch: Batch) -> Body | None:
    """Return who sent the dossier of a batch."""
    sender = batch.data.get("sender")
    if not isinstance(sender, dict):
        return None
    return Body(party=str(sender["party"]), name=str(sender["name"]))
