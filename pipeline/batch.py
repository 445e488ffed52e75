"""A dossier in order: take in, examine, decide, reserve, stamp, record, manifest.

This file names the order and nothing else; each step lives in its own module. Received
files are opened by workers only; register, vault and batch folder are written by this
process only.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from models.manifest import Manifest
from models.outcomes import Ending
from pipeline.dossier import Carrier, refuse_office
from pipeline.intake_account import account_for, hold_missing
from pipeline.intake_reading import Ahead, groups
from pipeline.intake_request import IntakeRequest
from pipeline.intake_run import Run, begin_run, end_run, finished_before
from pipeline.intake_steps import (
    Stamping,
    decide_and_reserve,
    start_stamping,
    take_in,
)
from pipeline.intake_workers import open_workers
from pipeline.office import Office
from pipeline.shut_off import ask_protection, protection_data

if TYPE_CHECKING:
    from pipeline.work.seam import Workers

T = TypeVar("T")


class Reporter(Protocol):
    """Somebody who watches the work."""

    def expect(self, total: int) -> None:
        """Hear how many documents there are."""

    def step(self, ending: str, pages: int | None = None) -> None:
        """Hear of one finished document."""


def run_intake(
    office: Office,
    request: IntakeRequest,
    *,
    at: datetime,
    workers: int,
    report: Reporter,
    cluster: str | None = None,
    pool: "Workers | None" = None,
    ahead: Ahead | None = None,
) -> tuple[Path, Manifest]:
    """Take a dossier in; a run cut short and repeated ends as one run would.

    Args:
        office: Ours, open.
        request: What is taken in, from whom, for what.
        at: The clock; a resumed batch goes on under the time at which it began.
        workers: Processes at once. Numbers and manifest do not depend on it.
        report: Hears of each document as it ends.
        cluster: Address of a Dask scheduler whose workers do the work instead.
        pool: Workers that are open already; without it they are opened here.
        ahead: Other workers, and what they have begun to read of this dossier.

    Returns:
        The batch folder and the manifest that was written into it.

    Source: articles 2 and 6(1), first paragraph.
    """
    refuse_office(request.paths, office.folder, request.out)
    opening = partial(open_workers, office.work, office.settings, workers, cluster)
    with office.register.holding(request.key()):
        return _run(office, request, opening, pool, ahead, at=at, report=report)


def _run(
    office: Office,
    request: IntakeRequest,
    opening: Callable[[], AbstractContextManager["Workers"]],
    pool: "Workers | None",
    ahead: Ahead | None,
    *,
    at: datetime,
    report: Reporter,
) -> tuple[Path, Manifest]:
    """Do the work, while no other process does the same."""
    limits = office.settings.limits
    carriers = ahead.carriers if ahead else request.carriers(limits)
    report.expect(len(carriers))
    before = finished_before(office, request, carriers)
    if before is not None:
        if ahead:
            ahead.pool.abandon()
        return before
    run = begin_run(office, request, at=at)
    if ahead and run.items:  # what a cut run recorded is not read once more
        ahead.pool.abandon()
        ahead = None
    there = ahead.pool if ahead else pool
    with opening() if there is None else nullcontext(there) as workers:
        asked = ask_protection(workers)
        for group in _one_ahead(_stamped(run, workers, carriers, ahead)):
            for document in account_for(run, group):
                report.step(document.outcome, document.pages)
        protection = protection_data(asked)  # while there are workers to answer
    for _ in hold_missing(run, carriers):
        report.step(Ending.HELD)
    return run.folder, end_run(run, protection)


def _stamped(
    run: Run,
    pool: "Workers",
    carriers: Sequence[Carrier],
    ahead: Ahead | None,
) -> Iterator[Sequence[Stamping]]:
    """Yield the carriers by groups, each examined, ruled and on its way to its stamp.

    One group is being read while the one before it is stamped and the one before that
    is accounted for, so that workers always have something to do.
    """
    begun = ahead.taken if ahead else ()
    rest = (
        take_in(run, pool, group, first=first)
        for first, group in groups(carriers, begin=len(begun))
    )
    for group in _one_ahead(chain((begun,) if begun else (), rest)):
        yield start_stamping(run, pool, decide_and_reserve(run, group))


def _one_ahead(groups: Iterator[T]) -> Iterator[T]:
    """Begin the next group before the present one is gone on with."""
    present = next(groups, None)
    while present is not None:
        following = next(groups, None)
        yield present
        present = following
