"""The steps of an intake, each from one list of frozen records to the next.

The order stands in ``pipeline.batch``. A problem of one document becomes its reason
and never an exception; what concerns the whole run (register, clock) is raised.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.accounts import DocumentKind
from models.errors import InputError
from pipeline.document import Examined, StampOrder, stamp_in_worker
from pipeline.dossier import Carrier
from pipeline.intake_reading import Examining, Taken, give_out, is_lone, take_copy
from pipeline.intake_run import Run
from pipeline.intake_words import plan_received
from pipeline.planning import our_level
from pipeline.register import queries
from pipeline.register.entries import Reservation, Reserved
from pipeline.rules.intake import Decision, Fail, Hold, Mark, decide_intake
from pipeline.sharing import stamp_shared
from pipeline.snapshot import Snapshot
from stamps.plan import Stamped

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.work.seam import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A carrier with what was found and what follows from it."""

    taken: Taken
    examined: Examined | None
    ruling: Decision
    reserved: Reserved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """A carrier on its way to its stamp."""

    ruled: Ruled
    finishing: "Callable[[], Stamped] | None" = None
    """Waits for the stamped carrier; None where none is due."""


def take_in(
    run: Run,
    pool: "Workers",
    carriers: Sequence[Carrier],
    *,
    first: int,
) -> list[Taken]:
    """Copy each file, hashing it, and let the workers examine the copies."""
    asked = Examining(
        agreement=run.office.agreement_source,
        sender=run.request.sender.party,
        limits=run.office.settings.limits,
    )
    lone = is_lone(pool, carriers, first)
    copies = (
        _known_or(run, take_copy(pool, carrier, first + index, asked))
        for index, carrier in enumerate(carriers)
    )
    return [
        taken if taken.known else give_out(pool, taken, asked, lone=lone)
        for taken in copies
    ]


def _let_go(error: InputError) -> None:
    """Drop the traceback, which holds the whole group, as the group holds the error."""
    error.__traceback__ = None


def _known_or(run: Run, taken: Taken) -> Taken:
    item = run.items.get(taken.carrier.name)
    sha256 = taken.snapshot.sha256 if taken.snapshot else None
    if item is not None and item.sha256 == sha256:
        return replace(taken, known=item)
    return taken


def decide_and_reserve(run: Run, group: Sequence[Taken]) -> list[Ruled]:
    """Wait for what the workers found, apply the rules, reserve numbers in order.

    Source: articles 1(4), 2 and 6(1), first paragraph.
    """
    ruled = _hold_known(run, [_rule(run, taken) for taken in group])
    wishes = [
        _reservation(run, one, one.ruling)
        for one in ruled
        if isinstance(one.ruling, Mark)
    ]
    if not wishes:
        return ruled
    register = run.office.register
    numbers = iter(register.reserve(wishes, at=run.clock, batch=run.batch.id))
    return [
        replace(one, reserved=next(numbers)) if isinstance(one.ruling, Mark) else one
        for one in ruled
    ]


def _hold_known(run: Run, ruled: Sequence[Ruled]) -> list[Ruled]:
    """Hold what this sender's earlier dossiers brought already: it has a number.

    The same bytes twice in one dossier are two exemplars, and stay so.
    """
    marked = [
        taken_bytes(one.taken).sha256 for one in ruled if isinstance(one.ruling, Mark)
    ]
    with run.office.register.reading() as connection:
        known = queries.received_among(connection, marked)
        return [
            replace(one, ruling=Hold(reasons=("received-before",)))
            if isinstance(one.ruling, Mark)
            and taken_bytes(one.taken).sha256 in known
            and _came_before(run, connection, one)
            else one
            for one in ruled
        ]


def _came_before(run: Run, connection: "Connection", ruled: Ruled) -> bool:
    sha256 = taken_bytes(ruled.taken).sha256
    for number in queries.find_received(connection, sha256):
        row = queries.document(connection, number)
        account = queries.account(connection, number, run.office.register.scale)
        if row is None or account is None or row.batch == run.batch.id:
            continue
        if run.request.sender in account.givers:
            return True
    return False


def _rule(run: Run, taken: Taken) -> Ruled:
    if taken.known is not None:
        return Ruled(taken=taken, examined=None, ruling=Hold(reasons=("known",)))
    if taken.examining is None:
        problem = taken.problem or "removed"
        return Ruled(taken=taken, examined=None, ruling=Hold(reasons=(problem,)))
    try:
        examined = taken.examining()
    except InputError as error:
        _let_go(error)
        return Ruled(taken=taken, examined=None, ruling=Fail(reasons=(error.slug,)))
    ruling = decide_intake(
        examined.verdict,
        file=taken.carrier.name,
        row=(run.inventory or {}).get(taken.carrier.name),
        active=examined.active_content,
        dossier=run.dossier,
        standing=run.standing,
    )
    return Ruled(taken=taken, examined=examined, ruling=ruling)


def _reservation(run: Run, ruled: Ruled, mark: Mark) -> Reservation:
    return Reservation(
        kind=DocumentKind.RECEIVED,
        file=ruled.taken.carrier.name,
        sha256=taken_bytes(ruled.taken).sha256,
        degree=mark.degree.slug,
        suffix=our_level(run.office, mark.degree).suffix,
    )


def taken_bytes(taken: Taken) -> Snapshot:
    """Return the snapshot of a carrier that must have one."""
    if taken.snapshot is None:
        raise RuntimeError("a carrier without bytes was marked")
    return taken.snapshot


def start_stamping(run: Run, pool: "Workers", ruled: Sequence[Ruled]) -> list[Stamping]:
    """Give every marked carrier that is not finished yet to the workers."""
    return [_start_one(run, pool, one) for one in ruled]


def _start_one(run: Run, pool: "Workers", ruled: Ruled) -> Stamping:
    reserved, mark = ruled.reserved, ruled.ruling
    if reserved is None or ruled.examined is None or not isinstance(mark, Mark):
        return Stamping(ruled=ruled)
    if reserved.state == "void" or _stands(run, reserved):
        return Stamping(ruled=ruled)
    order = StampOrder(
        plan=plan_received(run, ruled.examined, mark.degree, reserved.number),
        kind=ruled.examined.kind,
        file_name=ruled.taken.carrier.name,
        pages=ruled.examined.verdict.page_count,
    )
    source = taken_bytes(ruled.taken).path
    shares = ruled.taken.shares
    if shares > 1:
        finishing = stamp_shared(pool, source, order, count=shares)
        return Stamping(ruled=ruled, finishing=finishing)
    stamping = pool.submit(stamp_in_worker, source, order)
    return Stamping(ruled=ruled, finishing=stamping.result)


def _stands(run: Run, reserved: Reserved) -> bool:
    """Tell whether a finished entry's carrier is still where it was put."""
    if reserved.state != "done" or reserved.data is None:
        return False
    output = reserved.data.get("output")
    return isinstance(output, str) and (run.folder / output).is_file()
