"""Takes carriers in and has workers examine them: what of an intake needs no register.

So it can begin while the register is still being opened. Nothing is decided, recorded
or placed here: what was read is gone on with, or let go of.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from models.errors import DependencyError, InputError, OutputError
from models.settings import Limits
from pipeline.document import Examined, examine
from pipeline.dossier import Carrier, FileCarrier, refuse_office
from pipeline.intake_request import IntakeRequest
from pipeline.load_settings import agreement_source
from pipeline.sharing import examine_shared, shares_of
from pipeline.snapshot import Snapshot

if TYPE_CHECKING:
    from pipeline.intake_workers import Early
    from pipeline.register.entries import Item
    from pipeline.work.pool import Pool
    from pipeline.work.seam import Workers

GROUP, GROUP_BYTES = 32, 16 << 20
"""Documents, and the bytes from which no more are added, that share one reservation and
one accounting transaction."""

AHEAD_BYTES = 32 << 20
"""Of a first group that is read before the register is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A carrier whose bytes we have, or the reason why not."""

    carrier: Carrier
    snapshot: Snapshot | None = None
    problem: str | None = None
    examining: "Callable[[], Examined] | None" = None
    """Waits for what the workers find."""
    shares: int = 1
    """Of a large PDF: among how many tasks its pages are shared out."""
    known: "Item | None" = None
    """What an earlier, cut run of this batch recorded of the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examining:
    """What workers are told of every carrier of a dossier."""

    agreement: str
    """Its id or path."""
    sender: str
    """Code of the Party that sent it."""
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What of a dossier was begun before the register was open."""

    pool: "Pool"
    """Who has begun."""
    carriers: tuple[Carrier, ...]
    """All of it."""
    taken: tuple[Taken, ...]
    """The first group; nothing, where that is large or stands elsewhere."""


def begin_ahead(early: "Early", request: IntakeRequest) -> Ahead | None:
    """Begin with the first carriers of a dossier, where there are workers already.

    Only with small ones on this machine, since the register may want none of them.

    Returns:
        None without workers, and where a copy cannot be made or given out: then the
        workers are gone, and the intake itself meets what is wrong.

    Raises:
        UsageError: The dossier is none that can be taken in.
    """
    if early.pool is None:
        return None
    settings, pool = early.settings, early.pool
    refuse_office(request.paths, early.folder, request.out)
    carriers = request.carriers(settings.limits)
    asked = Examining(
        agreement=agreement_source(early.folder, settings),
        sender=request.sender.party,
        limits=settings.limits,
    )
    _, group = next(groups(carriers), (0, ()))
    if not _is_small(group):
        return Ahead(pool=pool, carriers=carriers, taken=())
    lone = is_lone(pool, group, 0)
    try:
        taken = tuple(
            give_out(pool, take_copy(pool, carrier, index, asked), asked, lone=lone)
            for index, carrier in enumerate(group)
        )
    except (OutputError, DependencyError):
        pool.abandon()
        return None
    return Ahead(pool=pool, carriers=carriers, taken=taken)


def _is_small(group: Sequence[Carrier]) -> bool:
    here = all(isinstance(carrier, FileCarrier) for carrier in group)
    return here and sum(carrier.size() for carrier in group) <= AHEAD_BYTES


def groups(
    carriers: Sequence[Carrier], begin: int = 0
) -> Iterator[tuple[int, Sequence[Carrier]]]:
    """Yield carriers from one on by groups, each with the place of its first.

    Few large files make a group, so that what is done is soon accounted for.
    """
    first, size = begin, 0
    for at, carrier in enumerate(carriers[begin:], begin):
        size += carrier.size()
        if at + 1 - first >= GROUP or size >= GROUP_BYTES:
            yield first, carriers[first : at + 1]
            first, size = at + 1, 0
    if first < len(carriers):
        yield first, carriers[first:]


def is_lone(pool: "Workers", group: Sequence[Carrier], first: int) -> bool:
    """Tell whether a group is the only one and leaves workers without a file."""
    return first == 0 and len(group) < pool.workers


def take_copy(pool: "Workers", carrier: Carrier, index: int, asked: Examining) -> Taken:
    """Copy a carrier to where workers can read it, hashing it on the way."""
    if carrier.problem is not None:
        return Taken(carrier=carrier, problem=carrier.problem)
    try:
        target = pool.inbox / f"{index:08d}"
        snapshot = carrier.snapshot(target, limits=asked.limits)
    except InputError as error:
        return Taken(carrier=carrier, problem=error.slug)
    return Taken(carrier=carrier, snapshot=snapshot)


def give_out(pool: "Workers", taken: Taken, asked: Examining, *, lone: bool) -> Taken:
    """Have workers examine what was copied; a large PDF several of them."""
    snapshot = taken.snapshot
    if snapshot is None:
        return taken
    step = partial(
        examine, agreement=asked.agreement, sender=asked.sender, limits=asked.limits
    )
    shares = shares_of(snapshot, workers=pool.workers, lone=lone)
    if shares == 1:
        return replace(taken, examining=pool.submit(step, snapshot.path).result)
    examining = examine_shared(
        *(pool, snapshot, step),
        count=shares,
        agreement=asked.agreement,
        sender=asked.sender,
        limits=asked.limits,
    )
    return replace(taken, examining=examining, shares=shares)
