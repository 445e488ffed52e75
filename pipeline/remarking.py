"""One exemplar after a change of degree: its old marks struck, the new one beside them.

The mark that was found, and ours, stay legible; the new one bears date and reference.
Where an old mark cannot be struck on its carrier, a sheet goes with it instead.

Source: articles 4.1(2) and 6(3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, DocumentKind
from models.agreement import Level
from models.degrees import Degree
from models.errors import OutputError
from models.events import EventValue
from models.profile_file import load_profile
from pipeline.batch_folder import output_name, place
from pipeline.document import StampOrder, examine, stamp_in_worker
from pipeline.office import Office
from pipeline.old_marks import giver_words, leaves_one, marks_to_strike
from pipeline.planning import our_level, plan_stamp
from pipeline.reading.find_words import find_words
from pipeline.register.entries import Exhibit
from stamps.wording import changed_text

if TYPE_CHECKING:
    from pipeline.work.pool import Pool

NOT_STRUCK = "found-mark-not-struck"
"""A stamper's note: an old mark was not where it could be struck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the new mark says."""

    degree: Degree | None
    """The new one, ours; None: it is declassified."""
    reference: str
    """Of the consent, or of the giver's notice."""
    at: datetime


def remark(
    office: Office,
    pool: "Pool",
    folder: Path,
    exhibit: Exhibit,
    *,
    account: Account,
    news: News,
    giver: str | None,
) -> EventValue:
    """Mark one exemplar anew, keep and place it, and say where it is now.

    Args:
        office: Ours.
        pool: Where carriers are opened.
        folder: The batch folder.
        exhibit: The exemplar.
        account: Its document, as it was before the change.
        news: What changes.
        giver: The words of the giver's mark; see ``giver_of``.

    Raises:
        OutputError: Its carrier is not kept here, or could not be written.
    """
    if exhibit.vault_out is None:
        raise OutputError(f"a carrier of {account.number} is not kept here any more")
    source = pool.inbox / f"carrier-{account.number.replace('/', '-')}-{exhibit.copy}"
    office.vault.open_to(exhibit.vault_out, source)
    order = _order(office, pool, source, exhibit, account, news, giver)
    stamped = pool.submit(stamp_in_worker, source, order).result()
    if NOT_STRUCK in stamped.notes:
        order = replace(order, sheet=True)
        stamped = pool.submit(stamp_in_worker, source, order).result()
    extra = f" {exhibit.copy}" if exhibit.copy else ""
    suffix = "".join(stamped.path.suffixes)
    name = output_name(exhibit.file or "carrier", account.number, suffix, extra=extra)
    ref = office.vault.put(
        stamped.path, owner=f"{account.number}/{exhibit.copy or 0} {news.reference}"
    )
    target = place(stamped.path, folder, name)
    return {
        "copy": exhibit.copy,
        "sha256_out": stamped.sha256,
        "output": str(target),
        "vault_out": ref.name,
    }


def _order(
    office: Office,
    pool: "Pool",
    source: Path,
    exhibit: Exhibit,
    account: Account,
    news: News,
    giver: str | None,
) -> StampOrder:
    look = partial(
        examine,
        agreement=office.agreement_source,
        sender=None,
        limits=office.settings.limits,
    )
    examined = pool.submit(look, source).result()
    old = our_level(office, account.degree)
    own = pool.submit(find_words, source, list(old.printed)).result()
    level: Level | None = our_level(office, news.degree) if news.degree else None
    text = changed_text(
        load_profile(office.settings.party),
        level,
        number=account.number,
        day=news.at.date(),
        reference=news.reference,
        copy=exhibit.copy,
    )
    strikes = marks_to_strike(examined.verdict.marks, old, own)
    plan = plan_stamp(
        office,
        text,
        degree=news.degree or account.degree,
        number=account.number,
        copy=exhibit.copy,
        at=news.at,
        found=strikes,
    )
    return StampOrder(
        plan=plan,
        kind=examined.kind,
        file_name=exhibit.file or "carrier",
        pages=examined.verdict.page_count,
        # Nothing may stay alive beside the new mark: then only a sheet says it.
        sheet=leaves_one(strikes, examined.format, old, giver),
    )


def giver_of(
    office: Office, account: Account, exhibits: Sequence[Exhibit]
) -> str | None:
    """Return the words of the giver's mark; empty where we made the document.

    None: nobody knows where it stands, since a person named a degree that is no
    equivalent of the mark that was found.
    """
    received = [one for one in exhibits if one.kind is DocumentKind.RECEIVED]
    if not received:
        return ""
    found = received[0].data.get("mark_found")
    slug = found.get("degree") if isinstance(found, dict) else None
    parties = [giver.party for giver in account.givers]
    if not isinstance(slug, str) or not parties:
        return None
    ours = office.agreement.equivalents(
        from_party=parties[0],
        degree=office.degree(slug),
        to_party=office.settings.party,
        day=account.received_on or date.min,
    )
    return giver_words(received[0].data, [degree.slug for degree in ours])
