"""A change of degree: asked of the rule, marked on every carrier, recorded at once.

Translations follow their original, and a derived document is raised where its source
was. What a carrier then looks like is the business of ``remarking``.

Source: articles 4.1(2) and 6(3).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from models.accounts import Account, DocumentKind, ExemplarState
from models.degrees import Degree
from models.errors import RefusedError
from models.events import Event, EventKind, EventValue
from models.rulings import Effect, Permitted, Ruling
from models.settings import Body
from pipeline.batch_folder import open_batch_folder
from pipeline.enacting import duties, find_consents, known, record_refusal, spelt
from pipeline.intake_run import batch_folder
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Batch
from pipeline.remarking import News, giver_of, remark
from pipeline.rules import changes
from pipeline.rules.standing import require

if TYPE_CHECKING:
    from pipeline.register.desk import Desk


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
            make = partial(
                remark,
                office,
                pool,
                folder,
                account=account,
                news=News(
                    degree=change.degree, reference=change.reference, at=begun_at
                ),
                giver=giver_of(office, account, exhibits),
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
