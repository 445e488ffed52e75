"""Which degrees a person may choose for what waits: equivalents of the mark.

A higher one too, where it is in question what the carrier holds. The table is that of
the day of receipt: an agreement that ended since still binds (article 14.3).

Source: articles 2, 4.1(2) and 6(1).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from models.degrees import Degree
from models.errors import RefusedError
from models.manifest import ManifestDocument
from models.settings import Body
from pipeline.enacting import record_refusal
from pipeline.office import Office
from pipeline.reason_words import ACTIVE
from pipeline.register import queries
from pipeline.register.entries import Batch, Item

DOUBTFUL = frozenset(
    {"low-confidence", "struck-out", "declassified", "unreadable-page"}
)
"""With one of these reasons the mark that was found may not be one."""
SETTLED = frozenset(
    {
        "choose-needed",
        "code-unreadable",
        "contract-not-listed",
        "deep-colour-tiff",
        "inventory-copy-number",
        "inventory-date",
        "inventory-registration-number",
        "inventory-sheets",
        "inventory-surplus",
        "no-contrast",
        "no-glyph",
        "no-place",
        "not-proved",
        "palette-full",
        "received-before",
        "unproved",
    }
)
"""Reasons, beside active content, that put no degree in question."""


def choices(office: Office, item: Item, found: ManifestDocument) -> tuple[Degree, ...]:
    """Return our degrees for the mark that was found, highest first; or none."""
    with office.register.reading() as connection:
        batches = queries.list_batches(connection)
    batch = next(one for one in batches if one.id == item.batch)
    mark = found.mark_found
    if mark is None or mark.degree is None:
        return ()
    return tuple(sorted(_equivalents(office, batch, mark.degree), reverse=True))


def check_degree(
    office: Office,
    batch: Batch,
    found: ManifestDocument,
    item: Item,
    degree: Degree,
    *,
    at: datetime,
) -> None:
    """Refuse a degree of ours that the mark and the table do not leave open.

    Raises:
        RefusedError: It would lower the mark, or is no equivalent where nothing else
            is in question; the refusal is recorded.
    """
    certain = found.mark_found.degree if found.mark_found else None
    if certain is None:
        return
    wrong = wrong_degree(
        degree, certain, _equivalents(office, batch, certain), item.reasons
    )
    if wrong is None:
        return
    says, article, slug = wrong
    refusal = RefusedError(
        f"{item.file!r} bears the mark {certain}, and {degree} {says}",
        article=office.cite(article),
        slug=slug,
    )
    record_refusal(office, None, command="held decide", refusal=refusal, at=at)
    raise refusal


def wrong_degree(
    degree: Degree,
    certain: Degree,
    equivalents: Sequence[Degree],
    reasons: Collection[str],
) -> tuple[str, str, str] | None:
    """Say why a degree may not be chosen, by what article, and the slug; or None.

    Args:
        degree: Ours, that a person chose.
        certain: Of the mark that was found.
        equivalents: Ours for that mark, by the table.
        reasons: For which the carrier waits.
    """
    if DOUBTFUL & set(reasons):
        return None
    if degree < min(equivalents, default=certain):
        says = "would lower it; that needs the giver's consent"
        return says, "4.1(2)", "below-found"
    settled = all(one in SETTLED or one.startswith(ACTIVE) for one in reasons)
    if settled and equivalents and degree not in equivalents:
        ours = " or ".join(one.slug for one in sorted(equivalents, reverse=True))
        return f"is not its equivalent, which is {ours}", "6(1)", "not-equivalent"
    return None


def _equivalents(office: Office, batch: Batch, degree: Degree) -> tuple[Degree, ...]:
    sender = sender_of(batch)
    return office.agreement.equivalents(
        from_party=sender.party if sender else "",
        degree=degree,
        to_party=office.settings.party,
        day=datetime.fromisoformat(batch.begun_at).date(),
    )


def sender_of(batch: Batch) -> Body | None:
    """Return who sent the dossier of a batch."""
    sender = batch.data.get("sender")
    if not isinstance(sender, dict):
        return None
    return Body(party=str(sender["party"]), name=str(sender["name"]))
