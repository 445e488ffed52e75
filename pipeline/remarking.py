"""A change of degree: new marks on every carrier and copy that we hold.

The mark that was found, and ours, stay legible and struck through; the new one stands
beside them with date and reference. Translations follow their original, and a derived
document is raised where its source was.

Source: articles 4.1(2) and 6(3).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, DocumentKind, ExemplarState
from models.agreement import Level
from models.degrees import Degree
from models.documents import Format
from models.errors import OutputError, RefusedError
from models.events import Event, EventKind, EventValue
from models.profile_file import load_profile
from models.rulings import Effect, Permitted, Ruling
from models.settings import Body
from pipeline.batch_folder import open_batch_folder, output_name, place
from pipeline.document import StampOrder, examine, stamp_in_worker
from pipeline.enacting import duties, find_consents, known, record_refusal, spelt
from pipeline.intake_run import batch_folder
from pipeline.office import Office
from pipeline.old_marks import giver_words, leaves_one, marks_to_strike
from pipeline.planning import our_level, plan_stamp
from pipeline.reading.find_words import find_words
from pipeline.register import queries
from pipeline.register.entries import Batch, Exhibit
from pipeline.rules import changes
from pipeline.rules.standing import require
from stamps.wording import changed_text

if TYPE_CHECKING:
    from pipeline.register.desk import Desk
    from pipeline.work.pool import Pool

NOT_STRUCK = "found-mark-not-struck"
"""A stamper's note: an old mark was not where it could be struck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to change, and on whose word."""

    command: str
    number: str
    degree: Degree | None
    """The new one, ours; None: it is declassified."""
    reference: str
    """Of the consent, or of the giver's notice."""
    event: EventKind
    rule: Callable[["Desk", Account], Ruling]
    giver: Body | None = None


def change_degree(
    office: Office, number: str, *, degree: Degree, consent: Sequence[str], at: datetime
) -> tuple[Event, ...]:
    """Give a document another degree, with the giver's consent to this very one."""
    change = Change(
        command="change-degree",
        number=number,
        degree=degree,
        reference=spelt(consent) or "",
        event=EventKind.DEGREE_CHANGED,
        rule=lambda desk, account: changes.change_degree(
            account,
            degree=degree,
            consents=find_consents(office, desk, consent),
            standing=office.standing(at.date()),
        ),
    )
    return apply_change(office, change, at=at)


def declassify(
    office: Office, number: str, *, consent: Sequence[str], at: datetime
) -> tuple[Event, ...]:
    """Lift the mark of a document, with the giver's consent."""
    change = Change(
        command="declassify",
        number=number,
        degree=None,
        reference=spelt(consent) or "",
        event=EventKind.DECLASSIFIED,
        rule=lambda desk, account: changes.declassify(
            account,
            consents=find_consents(office, desk, consent),
            standing=office.standing(at.date()),
        ),
    )
    return apply_change(office, change, at=at)


def record_notice(
    office: Office,
    number: str,
    *,
    giver: Body,
    reference: str,
    degree: Degree | None,
    at: datetime,
) -> tuple[Event, ...]:
    """Follow the giver's notice that the degree changed there (article 6.3 §4)."""
    ours: Degree | None = None
    if degree is not None:
        equivalents = office.agreement.equivalents(
            from_party=giver.party,
            degree=degree,
            to_party=office.settings.party,
            day=at.date(),
        )
        ours = equivalents[0] if len(equivalents) == 1 else degree
    change = Change(
        command="notice",
        number=number,
        degree=ours,
        reference=reference,
        event=EventKind.NOTICE_RECORDED,
        giver=giver,
        rule=lambda _, account: changes.notice(
            account, giver=giver, degree=degree, standing=office.standing(at.date())
        ),
    )
    return apply_change(office, change, at=at)


def apply_change(office: Office, change: Change, *, at: datetime) -> tuple[Event, ...]:
    """Ask the rule, mark every carrier anew, then record it all at one stroke.

    A command cut short and repeated goes on under the time at which it began, so that
    it writes the same bytes again.

    Raises:
        RefusedError: The rule forbids it; only the refusal is recorded.
        OutputError: A carrier could not be marked anew; nothing was changed.
    """
    from pipeline.work.pool import worker_pool

    batch, affected = _begin(office, change, at=at)
    folder = batch_folder(office, batch)
    open_batch_folder(folder)
    begun_at = datetime.fromisoformat(batch.begun_at)
    limits = office.settings.limits
    carriers: dict[str, list[EventValue]] = {}
    preload = ("pipeline.document",)
    with worker_pool(
        office.work, office.workers(None), limits, preload=preload
    ) as pool:
        for account in affected:
            with office.register.reading() as connection:
                exhibits = queries.exhibits(connection, account.number)
            giver = _giver(exhibits)
            make = partial(
                _remark, office, pool, folder, change, account, begun_at, giver
            )
            held = [one for one in exhibits if one.state == ExemplarState.IN_HAND.value]
            carriers[account.number] = [make(one) for one in held]
    with office.register.writing(at=at) as desk:
        permitted = require(
            change.rule(desk, known(office, desk.connection, change.number))
        )
        events = [
            _changed(change, account, permitted, carriers[account.number], at)
            for account in affected
        ]
        due = [
            one
            for account in affected
            for one in duties(
                office,
                permitted,
                account.number,
                copy=None,
                body=next(iter(account.givers), None),
                at=at,
            )
        ]
        placed = desk.record([*events, *due])
        desk.end_batch(batch.id)
    return placed


def _begin(
    office: Office, change: Change, *, at: datetime
) -> tuple[Batch, tuple[Account, ...]]:
    degree = change.degree.slug if change.degree else ""
    key = f"{change.command}\n{change.number}\n{degree}\n{change.reference}"
    try:
        with office.register.writing(at=at) as desk:
            account = known(office, desk.connection, change.number)
            permitted = require(change.rule(desk, account))
            batch = desk.begin_batch(key, change.command, {"folder": None})
            return batch, _affected(office, desk, account, permitted)
    except RefusedError as refusal:
        record_refusal(
            office, change.number, command=change.command, refusal=refusal, at=at
        )
        raise


def _affected(
    office: Office, desk: "Desk", account: Account, permitted: Permitted
) -> tuple[Account, ...]:
    """Return the document, its translations, and what must be raised with it."""
    found = [account]
    children = queries.children(desk.connection, account.number)
    for number in children:
        child = queries.account(desk.connection, number, office.register.scale)
        if child is None or child.void or child.declassified:
            continue
        follows = child.kind is DocumentKind.TRANSLATION
        raised = (
            Effect.RAISE_DERIVED in permitted.effects
            and permitted.degree is not None
            and child.degree < permitted.degree
        )
        if (follows and Effect.FOLLOW_TRANSLATIONS in permitted.effects) or raised:
            found.append(child)
    return tuple(found)


def _changed(
    change: Change,
    account: Account,
    permitted: Permitted,
    carriers: Sequence[EventValue],
    at: datetime,
) -> Event:
    first = account.number == change.number
    degree = change.degree.slug if change.degree else None
    kind = EventKind.DEGREE_CHANGED if change.degree else EventKind.DECLASSIFIED
    data: dict[str, EventValue] = {
        "degree": degree,
        "declassified": change.degree is None,
        "reference": change.reference,
        "from_degree": account.degree.slug,
        "follows": None if first else change.number,
        "carriers": list(carriers),
    }
    if change.giver is not None:
        data["body"] = f"{change.giver.party}:{change.giver.name}"
    return Event(
        kind=change.event if first else kind,
        at=at,
        number=account.number,
        article=permitted.article,
        data=data,
    )


def _remark(
    office: Office,
    pool: "Pool",
    folder: Path,
    change: Change,
    account: Account,
    at: datetime,
    giver: str | None,
    exhibit: Exhibit,
) -> EventValue:
    """Mark one exemplar anew, keep and place it, and say where it is now."""
    if exhibit.vault_out is None:
        raise OutputError(f"a carrier of {account.number} is not kept here any more")
    source = pool.inbox / f"carrier-{account.number.replace('/', '-')}-{exhibit.copy}"
    office.vault.open_to(exhibit.vault_out, source)
    order = _order(office, pool, change, account, exhibit, source, at, giver)
    stamped = pool.submit(stamp_in_worker, source, order).result()
    if NOT_STRUCK in stamped.notes:
        order = replace(order, sheet=True)
        stamped = pool.submit(stamp_in_worker, source, order).result()
    extra = f" {exhibit.copy}" if exhibit.copy else ""
    suffix = "".join(stamped.path.suffixes)
    name = output_name(exhibit.file or "carrier", account.number, suffix, extra=extra)
    ref = office.vault.put(
        stamped.path, owner=f"{account.number}/{exhibit.copy or 0} {change.reference}"
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
    change: Change,
    account: Account,
    exhibit: Exhibit,
    source: Path,
    at: datetime,
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
    level: Level | None = our_level(office, change.degree) if change.degree else None
    text = changed_text(
        load_profile(office.settings.party),
        level,
        number=account.number,
        day=at.date(),
        reference=change.reference,
        copy=exhibit.copy,
    )
    strikes = marks_to_strike(examined.verdict.marks, old, own)
    plan = plan_stamp(
        office,
        text,
        degree=change.degree or account.degree,
        number=account.number,
        copy=exhibit.copy,
        at=at,
        found=strikes,
    )
    return StampOrder(
        plan=plan,
        kind=examined.kind,
        file_name=exhibit.file or "carrier",
        pages=examined.verdict.page_count,
        # Nothing may stay alive beside the new mark: then only a sheet says it.
        sheet=examined.format is Format.OTHER
        or leaves_one(strikes, examined.format, old, giver),
    )


def _giver(exhibits: Sequence[Exhibit]) -> str | None:
    """Return the words of the giver's mark; none where we made the document."""
    received = [one for one in exhibits if one.kind is DocumentKind.RECEIVED]
    return giver_words(received[0].data) if received else ""
