"""Numbered, watermarked copies of a document, drawn on the giver's consent.

Source: article 6(4), first paragraph; the mark by 6(1), second paragraph.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, DocumentKind
from models.errors import UsageError
from models.events import EventKind
from models.manifest import Manifest, ManifestDocument
from models.outcomes import Ending
from models.profile_file import load_profile
from models.rulings import Permitted
from pipeline.document import Examined, StampOrder, examine
from pipeline.enacting import find_consents, known, spelt
from pipeline.making import Begun, Making, Piece, begin_making, finish_making
from pipeline.office import Office
from pipeline.planning import our_level, plan_stamp
from pipeline.register import queries
from pipeline.register.entries import Exhibit, Reservation, Reserved
from pipeline.rules import making as rules
from pipeline.rules.standing import require
from stamps.wording import copy_text

if TYPE_CHECKING:
    from pipeline.register.desk import Desk
    from pipeline.work.pool import Pool


def make_copies(
    office: Office,
    number: str,
    *,
    copies: int,
    references: Sequence[str],
    recipients: Sequence[str],
    out: Path | None,
    at: datetime,
    workers: int,
) -> tuple[Path, Manifest]:
    """Make numbered copies, each for its recipient.

    Args:
        office: Ours.
        number: Of the document.
        copies: How many.
        references: Of the consents, as they stand on the letters; one for each body
            that must consent.
        recipients: None, or one for each copy.
        out: The batch folder.
        at: The clock.
        workers: Processes at once.

    Raises:
        UsageError: The number is unknown, or recipients and copies differ.
        RefusedError: There is no consent that covers it (article 6(4)).
    """
    from pipeline.work.pool import worker_pool

    if recipients and len(recipients) != copies:
        raise UsageError(
            f"{copies} copies need {copies} recipients; --for was given "
            f"{len(recipients)} times"
        )
    making = Making(
        command="copy",
        arguments=(number, copies, list(references), list(recipients)),
        out=out,
        at=at,
    )
    begun = begin_making(
        office,
        making,
        judge=partial(_judge, office, number, copies, references, at),
        wishes=partial(_wishes, number, copies, recipients),
    )
    limits = office.settings.limits
    preload = ("pipeline.document",)
    with worker_pool(office.work, workers, limits, preload=preload) as pool:
        pieces = _pieces(office, begun, pool, references)
        manifest = finish_making(office, making, begun, pieces, pool)
    return begun.folder, manifest


def _judge(
    office: Office,
    number: str,
    copies: int,
    references: Sequence[str],
    at: datetime,
    desk: "Desk",
) -> Permitted:
    account = known(office, desk.connection, number)
    consents = find_consents(office, desk, references)
    standing = office.standing(at.date())
    ruling = rules.copy(account, copies=copies, consents=consents, standing=standing)
    return require(ruling)


def _wishes(
    number: str,
    copies: int,
    recipients: Sequence[str],
    desk: "Desk",
    permitted: Permitted,
) -> list[Reservation]:
    row = queries.document(desk.connection, number)
    if row is None or permitted.degree is None:
        raise RuntimeError("a copy was permitted of what is not there")
    drawn = [reference for reference, _ in permitted.draws]
    return [
        Reservation(
            kind=DocumentKind.COPY,
            file=row.file,
            sha256=row.sha256_in,
            degree=permitted.degree.slug,
            number=number,
            consent=drawn[0] if drawn else None,
            further_consents=tuple(drawn[1:]),
            recipient=recipients[slot] if recipients else None,
            slot=slot,
        )
        for slot in range(copies)
    ]


def _pieces(
    office: Office, begun: Begun, pool: "Pool", references: Sequence[str]
) -> list[Piece]:
    number = begun.reserved[0].number
    with office.register.reading() as connection:
        account = known(office, connection, number)
        exhibits = queries.exhibits(connection, number, reserved=True)
        row = queries.document(connection, number)
    original = next(one for one in exhibits if one.copy is None)
    changed = row is not None and row.data.get("degree") != account.degree.slug
    name = original.vault_out if changed else original.vault_in
    if name is None:
        raise UsageError(f"the carrier of {number} is not kept here any more")
    source = pool.inbox / "original"
    office.vault.open_to(name, source)
    look = partial(
        examine,
        agreement=office.agreement_source,
        sender=None,
        limits=office.settings.limits,
    )
    examined = pool.submit(look, source).result()
    by_copy = {one.copy: one for one in exhibits}
    total = max(one.copy or 0 for one in exhibits)
    return [
        _piece(
            office,
            account,
            begun,
            reserved,
            by_copy[reserved.copy],
            total=total,
            source=source,
            examined=examined,
            reference=spelt(references),
        )
        for reserved in begun.reserved
    ]


def _piece(
    office: Office,
    account: Account,
    begun: Begun,
    reserved: Reserved,
    exhibit: Exhibit,
    *,
    total: int,
    source: Path,
    examined: Examined,
    reference: str | None,
) -> Piece:
    copy = reserved.copy or 0
    level = our_level(office, account.degree)
    text = copy_text(
        load_profile(office.settings.party),
        level,
        number=account.number,
        day=begun.at.date(),
        copy=copy,
        copies=total,
        recipient=exhibit.recipient,
        consent=reference,
    )
    plan = plan_stamp(
        office,
        text,
        degree=account.degree,
        number=account.number,
        copy=copy,
        at=begun.at,
        found=examined.verdict.marks,
    )
    document = ManifestDocument(
        file=exhibit.file or "",
        outcome=Ending.DONE,
        kind=DocumentKind.COPY,
        number=account.number,
        degree=account.degree,
        article=office.cite("6(1)"),
        mark_applied=" ".join(level.printed),
        copy_number=copy,
        copies=total,
        recipient=exhibit.recipient,
        language=examined.verdict.language,
        pages=examined.verdict.page_count,
        parents=(account.number,),
        consent=reference,
        sha256_in=exhibit.sha256_in,
    )
    order = StampOrder(
        plan=plan,
        kind=examined.kind,
        file_name=exhibit.file or "carrier",
        pages=examined.verdict.page_count,
    )
    return Piece(
        reserved=reserved,
        source=source,
        order=order,
        event=EventKind.COPIED,
        document=document,
        degree=account.degree,
        givers=account.givers,
        purposes=account.purposes,
        contract=account.contract,
    )
