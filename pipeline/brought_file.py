"""Marks one file that somebody brought: examine, ask the rule, number, stamp, account.

What kind of document it becomes, by which rule and with which words, is a ``Task``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, DocumentKind
from models.degrees import Degree
from models.errors import InputError, RefusedError, UsageError
from models.events import EventKind
from models.manifest import Manifest, ManifestDocument
from models.outcomes import Ending, Outcome
from models.rulings import Permitted
from models.settings import Body
from pipeline.document import Examined, StampOrder, examine
from pipeline.enacting import known
from pipeline.formats import ON_DEMAND
from pipeline.making import Begun, Making, Piece, begin_making, finish_making
from pipeline.office import Office
from pipeline.planning import our_level, plan_stamp
from pipeline.register import queries
from pipeline.register.entries import Reservation, Reserved
from pipeline.snapshot import Snapshot, take_snapshot
from stamps.plan import StampText

if TYPE_CHECKING:
    from pipeline.register.desk import Desk
    from pipeline.work.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to be marked, and on what ground."""

    command: str
    path: Path
    sources: tuple[str, ...]
    """Numbers of the original, or of what it was made from."""
    kind: DocumentKind
    event: EventKind
    arguments: tuple[object, ...]
    """Beside the sources and the file: what makes two requests the same."""
    judge: Callable[["Desk", Sequence[Account]], Permitted]
    words: Callable[..., StampText]
    """Called with the level, the number and the day."""
    language: str | None = None
    translator: str | None = None
    consent: str | None = None
    givers: tuple[Body, ...] | None = None
    """None: those of the sources."""
    also: Callable[["Desk", Permitted, Sequence[Reserved]], None] | None = None
    """Records what belongs into the transaction that reserves the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that somebody brought to be marked, and what was found on it."""

    name: str
    snapshot: Snapshot
    examined: Examined


def make_from_file(
    office: Office, task: Task, *, out: Path | None, at: datetime
) -> tuple[Path, Manifest]:
    """Examine a file, ask the rule, give it a number, stamp and account for it.

    Raises:
        UsageError: The file or a source is unknown.
        InputError: The file cannot be read, so that its marks are unknown.
        RefusedError: The rule forbids it, or the file bears a higher mark itself.
    """
    from pipeline.work.pool import worker_pool

    limits = office.settings.limits
    preload = ("pipeline.document",)
    with worker_pool(
        office.work, 1, limits, preload=preload, on_demand=ON_DEMAND
    ) as pool:
        _check_words(office, task, at)
        brought = bring(office, pool, task.path)
        making = Making(
            command=task.command,
            arguments=(*task.sources, brought.snapshot.sha256, *task.arguments),
            out=out,
            at=at,
        )
        begun = begin_making(
            office,
            making,
            judge=partial(_judge, office, task, brought),
            wishes=partial(_wish, office, task, brought),
            also=task.also,
        )
        piece = _piece(office, task, brought, begun)
        manifest = finish_making(office, making, begun, [piece], pool)
    return begun.folder, manifest


def _check_words(office: Office, task: Task, at: datetime) -> None:
    """Find out that there are words for the stamp before a number is reserved.

    Raises:
        ConfigError: There are none, such as for the language of a translation.
    """
    lowest = min(office.agreement.degrees)
    task.words(our_level(office, lowest), number="0", day=at.date())


def bring(office: Office, pool: "Pool", path: Path) -> Brought:
    """Take a snapshot of a file and examine it in a worker."""
    if not path.is_file():
        raise UsageError(f"there is no file {str(path)!r}")
    limits = office.settings.limits
    target = pool.inbox / "brought"
    snapshot = take_snapshot(path, target, limits=limits)
    look = partial(
        examine, agreement=office.agreement_source, sender=None, limits=limits
    )
    examined = pool.submit(look, snapshot.path).result()
    verdict = examined.verdict
    if verdict.outcome is Outcome.UNREADABLE and verdict.reasons != ("unsupported",):
        raise InputError(
            f"{path.name!r} cannot be read ({', '.join(verdict.reasons)}), so that "
            "nobody knows which marks it bears; bring a file that opens",
            slug=verdict.reasons[0],
        )
    return Brought(name=path.name, snapshot=snapshot, examined=examined)


def _judge(office: Office, task: Task, brought: Brought, desk: "Desk") -> Permitted:
    sources = [known(office, desk.connection, number) for number in task.sources]
    permitted = task.judge(desk, sources)
    found = brought.examined.verdict.degree
    if found is not None and permitted.degree is not None and found > permitted.degree:
        raise RefusedError(
            f"{brought.name!r} bears a higher mark itself ({found}) than it would get "
            f"({permitted.degree}); a mark is never lowered",
            article=office.cite("6(1)"),
            slug="higher-mark",
        )
    return permitted


def _wish(
    office: Office, task: Task, brought: Brought, desk: "Desk", permitted: Permitted
) -> list[Reservation]:
    degree = _degree(permitted)
    return [
        Reservation(
            kind=task.kind,
            file=brought.name,
            sha256=brought.snapshot.sha256,
            degree=degree.slug,
            suffix=our_level(office, degree).suffix,
        )
    ]


def _degree(permitted: Permitted) -> Degree:
    if permitted.degree is None:
        raise RuntimeError("a rule permitted a document without a degree")
    return permitted.degree


def _piece(office: Office, task: Task, brought: Brought, begun: Begun) -> Piece:
    reserved = begun.reserved[0]
    with office.register.reading() as connection:
        row = queries.document(connection, reserved.number)
        sources = [known(office, connection, number) for number in task.sources]
    if row is None:
        raise RuntimeError("a number was reserved and is not there")
    degree = office.agreement.degree(row.degree)
    level = our_level(office, degree)
    text = task.words(level, number=reserved.number, day=begun.at.date())
    verdict = brought.examined.verdict
    plan = plan_stamp(
        office,
        text,
        degree=degree,
        number=reserved.number,
        copy=None,
        at=begun.at,
        found=verdict.marks,
    )
    document = ManifestDocument(
        file=brought.name,
        outcome=Ending.DONE,
        kind=task.kind,
        number=reserved.number,
        degree=degree,
        article=office.cite("6(3)" if task.kind is DocumentKind.JOINT else "6(1)"),
        mark_applied=" ".join(level.printed),
        language=task.language or verdict.language,
        translator=task.translator,
        parents=task.sources,
        consent=task.consent,
        pages=verdict.page_count,
        sha256_in=brought.snapshot.sha256,
    )
    return Piece(
        reserved=reserved,
        source=brought.snapshot.path,
        order=StampOrder(
            plan=plan,
            kind=brought.examined.kind,
            file_name=brought.name,
            pages=verdict.page_count,
        ),
        event=task.event,
        document=document,
        degree=degree,
        givers=givers_of(sources) if task.givers is None else task.givers,
        purposes=tuple(dict.fromkeys(p for one in sources for p in one.purposes)),
        actor=task.translator,
    )


def givers_of(sources: Sequence[Account]) -> tuple[Body, ...]:
    """Whose consent counts for what was made: everybody's who gave a source."""
    return tuple(dict.fromkeys(body for one in sources for body in one.givers))
