"""The one seam through which received files are opened: a pool of shut-off workers.

Shaped like ``concurrent.futures``; every task has a wall time after which its worker is
killed, and a worker that dies costs the one task that it was doing. Must not know what
the functions do.

A pool of our own, since those on offer share one pipe among all workers and unpickle
whatever arrives on it: a worker taken over by a file could run code in the parent, or
hold the pipe and stop all the others.
"""

import contextlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from models.settings import Limits
from pipeline.work.dispatch import Dispatcher
from pipeline.work.sandbox import Protection, in_force
from pipeline.work.scratch import sweep, work_folder
from pipeline.work.tasks import Task, WorkerFailed
from pipeline.work.worker import WorkerSettings, scratch_path

__all__ = ["Pool", "Protection", "WorkerFailed", "scratch_path", "worker_pool"]

T = TypeVar("T")


@contextlib.contextmanager
def worker_pool(
    folder: Path,
    workers: int,
    limits: Limits,
    *,
    readable: Iterable[Path] = (),
    preload: Iterable[str] = (),
    on_demand: Iterable[tuple[str, str]] = (),
) -> Iterator["Pool"]:
    """Open a pool; at the end wait for its tasks, or on an error end them at once.

    Args:
        folder: Where the pool makes its own work folder (0700), gone afterwards;
            leftovers of killed runs are swept from it first.
        workers: How many processes at most; they start when there is work for them.
        limits: Memory and file size of a worker, and the time of a task.
        readable: Where workers may read beside ``Pool.inbox``, the program itself and
            what the system keeps for all.
        preload: Modules loaded once for all workers, each with the name of a function
            to call after a colon where there is one: ``package.module:warm_up``.
        on_demand: Modules too large to be imported in a worker, each with what loads
            it, named as in ``preload``. The first task that imports one begins anew
            in a worker born after the loading.
    """
    sweep(folder)
    with work_folder(folder) as own:
        inbox = own / "in"
        inbox.mkdir(mode=0o700)
        settings = WorkerSettings(
            folder=own,
            readable=(inbox, *(path.resolve() for path in readable)),
            limits=limits,
            on_demand=tuple(on_demand),
        )
        dispatcher = Dispatcher(settings, max(1, workers), tuple(preload))
        try:
            yield Pool(dispatcher, inbox, limits, workers=max(1, workers))
            dispatcher.close(abandon=False)
        finally:
            dispatcher.close(abandon=True)


class Pool:
    """Workers at work; made by ``worker_pool``."""

    def __init__(
        self, dispatcher: Dispatcher, inbox: Path, limits: Limits, *, workers: int
    ) -> None:
        self.inbox = inbox
        """A folder for copies of received files: every worker can read what is here."""
        self.workers = workers
        """How many may work at once."""
        self._dispatcher = dispatcher
        self._limits = limits
        self._count = 0

    def submit(
        self, function: Callable[..., T], *args: Any, timeout_s: float | None = None
    ) -> "Future[T]":
        """Have a function called in a worker.

        Args:
            function: Of a module, so that it can be found by its name there.
            args: What it is given; paths have to be absolute.
            timeout_s: Wall seconds after which the worker is killed; None: the limit
                for one step of one document.

        Returns:
            Its result, or an error: the ``BelgiError`` that it raised, or
            ``WorkerFailed`` with the slug crashed, timeout, memory or internal-error.
            Results are plain values, frozen data classes and enumerations.
        """
        return self.submit_many(function, [args], timeout_s=timeout_s)[0]

    def submit_many(
        self,
        function: Callable[..., T],
        rows: Iterable[tuple[Any, ...]],
        *,
        timeout_s: float | None = None,
        chunk: int = 1,
    ) -> "list[Future[T]]":
        """Have a function called for each row of arguments; futures in their order.

        Args:
            function: Of a module, so that it can be found by its name there.
            rows: The arguments of each call; paths have to be absolute.
            timeout_s: Wall seconds that each call may take.
            chunk: How many calls a worker is given at a time. More than one spares
                small tasks the way to and fro; each still has its own time and end.
        """
        seconds = self._limits.document_time_s if timeout_s is None else timeout_s
        tasks = []
        for row in rows:
            self._count += 1
            tasks.append(Task(self._count, pickle.dumps((function, row)), seconds))
        starts = range(0, len(tasks), chunk)
        self._dispatcher.add([tasks[start : start + chunk] for start in starts])
        return [task.future for task in tasks]

    def abandon(self) -> None:
        """End all tasks at once; nobody waits for them."""
        self._dispatcher.close(abandon=True)

    def protection(self) -> Protection:
        """Find out, in a worker, which protections hold."""
        return self.submit(in_force, str(self.inbox), timeout_s=30.0).result()
