"""The thread that deals tasks out to workers and hears how they end.

Holds every worker to its time, buries the dead, and gives each task exactly one end. A
task is blamed for the death of its worker only while it was the one at work. Must not
know what the functions do.
"""

import contextlib
import os
import pickle
import selectors
import threading
import time
from collections import deque

from pipeline.work.channel import Frame, Kind, NotDataError
from pipeline.work.nursery_door import NurseryDoor
from pipeline.work.one_worker import OneWorker, cause_of, is_spent, send_waiting
from pipeline.work.scratch import remove_tree
from pipeline.work.tasks import (
    Task,
    end_of,
    end_unfinished,
    is_wanted,
    settle,
    worker_failed,
    workers_gone,
)
from pipeline.work.worker import WorkerSettings

_START_TIMEOUT_S = 60.0
_SILENCE_S = 1.0
"""A worker that has closed its channel is dead or about to be."""
_STARTS_TRIED = 3
"""Workers that may die before they are ready, one after the other."""
_REBIRTHS_TRIED = 3
"""Nurseries that may die while not one task comes to its end."""


class Dispatcher:
    """Workers, waiting tasks, and the loop between them."""

    def __init__(
        self, settings: WorkerSettings, most_workers: int, preload: tuple[str, ...]
    ) -> None:
        self._settings = settings
        self._most = most_workers
        self._preload = preload
        self._door = NurseryDoor(settings, preload)
        self._lacking = _loaders(settings)
        """What is loaded on demand, and has not been asked for."""
        self._lock = threading.Lock()
        self._waiting: deque[list[Task]] = deque()
        self._workers: dict[int, OneWorker] = {}
        self._culprits: dict[int, Task] = {}
        """Tasks whose killed workers have yet to be reaped, by worker."""
        self._count = 0
        self._failed_starts = self._rebirths = 0
        self._closing = self._abandoned = self._ended = False
        self._over = False
        """Workers cannot be had any more."""
        self._wake_read, self._wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._woken)
        self._selector.register(self._door, selectors.EVENT_READ, self._bury)
        self._thread = threading.Thread(target=self._run, name="pool", daemon=True)
        self._thread.start()

    def add(self, groups: list[list[Task]]) -> None:
        """Queue tasks, in order; those of a group go to one worker together."""
        with self._lock:
            if self._over and not self._closing:
                raise workers_gone()
            if self._closing:
                raise RuntimeError("the pool takes no more tasks")
            self._waiting.extend(groups)
        self._wake()

    def close(self, *, abandon: bool) -> None:
        """End the workers, after all tasks are done or at once."""
        with self._lock:
            self._closing = True
            self._abandoned = self._abandoned or abandon
        self._wake()
        self._thread.join()

    def _wake(self) -> None:
        with self._lock, contextlib.suppress(BlockingIOError):
            if not self._ended:
                os.write(self._wake_write, b"!")

    # All that follows runs in the thread.

    def _run(self) -> None:
        try:
            while True:
                self._hand_out()
                if self._is_over():
                    return
                nearest = min((w.deadline for w in self._busy()), default=None)
                patience = nearest and max(0.0, nearest - time.monotonic())
                for key, events in self._selector.select(patience):
                    key.data(events)
                self._kill_overdue()
        finally:
            self._end_all()

    def _busy(self) -> list[OneWorker]:
        return [worker for worker in self._workers.values() if worker.busy]

    def _is_over(self) -> bool:
        with self._lock:
            if self._over or self._abandoned:
                return True
            return self._closing and not self._waiting and not self._busy()

    def _woken(self, _: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 65536)

    def _hand_out(self) -> None:
        """Give waiting tasks to idle workers; start workers while some are wanted."""
        for worker in self._workers.values():
            if worker.idle:
                group = self._next_group()
                if not group:
                    return
                self._give(worker, group)
        with self._lock:
            wanted = len(self._waiting)
        starting = sum(not worker.ready for worker in self._workers.values())
        room = self._most - len(self._workers)
        for _ in range(min(wanted - starting, room)):
            self._start_worker()

    def _next_group(self) -> list[Task]:
        """The next tasks that nobody has cancelled."""
        group: list[Task] = []
        while not group:
            with self._lock:
                if not self._waiting:
                    return []
                group = self._waiting.popleft()
            group = [task for task in group if is_wanted(task)]
        return group

    def _give(self, worker: OneWorker, group: list[Task]) -> None:
        worker.doing.extend(group)
        calls = [(task.number, task.timeout_s, task.call) for task in group]
        worker.outgoing += Frame(kind=Kind.CALLS, payload=pickle.dumps(calls)).packed()
        worker.deadline = time.monotonic() + group[0].timeout_s
        self._send(worker)

    def _start_worker(self) -> None:
        self._count += 1
        try:
            descriptor = self._door.start(self._count)
        except ConnectionError:  # the nursery is gone; the selector tells of it
            return
        except OSError:
            self._over = True
            return
        deadline = time.monotonic() + _START_TIMEOUT_S
        worker = OneWorker(self._count, descriptor, deadline, lacks=self._lacking)
        self._workers[worker.number] = worker
        self._selector.register(
            descriptor,
            selectors.EVENT_READ,
            lambda events: self._attend(worker, events),
        )

    def _attend(self, worker: OneWorker, events: int) -> None:
        if worker.number not in self._workers:
            return
        if events & selectors.EVENT_WRITE:
            self._send(worker)
        if events & selectors.EVENT_READ:
            self._listen(worker)

    def _send(self, worker: OneWorker) -> None:
        more = selectors.EVENT_WRITE if send_waiting(worker) else 0
        key = self._selector.get_key(worker.descriptor)
        if key.events != selectors.EVENT_READ | more:
            self._selector.modify(
                worker.descriptor, selectors.EVENT_READ | more, key.data
            )

    def _listen(self, worker: OneWorker) -> bool:
        """Take in what a worker says; False when there is no more for now."""
        try:
            piece = os.read(worker.descriptor, 1 << 20)
        except BlockingIOError:
            return False
        except ConnectionError:
            piece = b""
        if not piece and not worker.silent:
            self._selector.unregister(worker.descriptor)
            worker.silent = True
            worker.deadline = time.monotonic() + _SILENCE_S
        if piece:
            self._hear(worker, piece)
        return bool(piece) and worker.number in self._workers

    def _hear(self, worker: OneWorker, piece: bytes) -> None:
        """Make messages of what was received; a worker that lies is ended."""
        try:
            for frame in worker.inbox.feed(piece):
                if worker.number in self._workers:
                    self._take(worker, frame)
        except NotDataError as error:
            self._kill(worker, "internal-error", str(error))
        except (ValueError, LookupError):
            self._kill(worker, "crashed")

    def _take(self, worker: OneWorker, frame: Frame) -> None:
        """Hear one message: the worker is ready, or its task has ended."""
        if frame.kind == Kind.READY and not worker.ready:
            worker.ready = True
            worker.first_bytes = frame.memory_bytes
            self._failed_starts = 0
            return
        task = worker.doing[0]
        if task.number != frame.task:
            raise ValueError("a worker speaks of a task that is not its own")
        if frame.kind == Kind.WANTED:
            self._prepare(worker, frame.payload.decode("ascii", "replace"))
            return
        end = end_of(Kind(frame.kind), frame.payload)
        worker.doing.popleft()
        self._rebirths = 0
        if worker.doing:
            worker.deadline = time.monotonic() + worker.doing[0].timeout_s
        settle(task, **end)
        outdated = worker.idle and worker.lacks != self._lacking
        if outdated or is_spent(worker, frame, self._settings.limits):
            self._end_worker(worker)

    def _prepare(self, worker: OneWorker, loader: str) -> None:
        """Have a task begin anew in a worker that has what it needs."""
        if loader not in worker.lacks:
            raise ValueError("a worker asks for what it has, or nobody has")
        if loader in self._lacking:
            self._door.load(loader)
            self._lacking -= {loader}
        self._end_worker(worker)

    def _end_worker(self, worker: OneWorker) -> None:
        """End a worker that is to blame for nothing; its tasks wait again."""
        self._door.stop(worker.number)
        self._part_with(worker, None)

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for worker in self._busy():
            if worker.deadline <= now:
                self._kill(worker, "crashed" if worker.silent else "timeout")

    def _kill(self, worker: OneWorker, slug: str, detail: str = "") -> None:
        """Have a worker ended, and give its task its end without waiting for that."""
        self._door.stop(worker.number)
        if worker.doing:
            self._culprits[worker.number] = worker.doing[0]
        self._part_with(worker, slug, detail)

    def _bury(self, _: int) -> None:
        """Hear of deaths; the last words of the dead still count."""
        deaths = self._door.deaths()
        if deaths is None:
            self._renew()
            return
        for death in deaths:
            worker = self._workers.get(death.worker)
            while worker is not None and self._listen(worker):
                pass
            lives = worker is not None and worker.number in self._workers
            if worker is not None and lives and worker.doing:
                self._culprits[worker.number] = worker.doing[0]
            self._clear(death.worker, self._culprits.pop(death.worker, None))
            if worker is not None and lives:
                self._part_with(worker, cause_of(death, self._settings.limits))

    def _renew(self) -> None:
        """Start another nursery: ours was ended from outside, and all workers with it.

        No task is to blame; those that were at work begin anew.
        """
        self._selector.unregister(self._door)
        self._door.close()
        for worker in list(self._workers.values()):
            while self._listen(worker):
                pass
            for task in worker.doing:
                self._clear(worker.number, task)
            if worker.number in self._workers:
                self._part_with(worker, None)
        for number, culprit in self._culprits.items():
            self._clear(number, culprit)
        self._culprits.clear()
        self._failed_starts = 0
        self._rebirths += 1
        try:
            if self._rebirths > _REBIRTHS_TRIED:
                raise ChildProcessError
            self._door = NurseryDoor(self._settings, self._preload)
        except OSError:
            self._over = True
            return
        self._lacking = _loaders(self._settings)
        self._selector.register(self._door, selectors.EVENT_READ, self._bury)

    def _part_with(self, worker: OneWorker, slug: str | None, detail: str = "") -> None:
        """Let go of a worker: its task ends, if it is to blame; others wait again."""
        del self._workers[worker.number]
        if not worker.silent:
            self._selector.unregister(worker.descriptor)
        os.close(worker.descriptor)
        if not worker.ready and slug is not None:
            self._failed_starts += 1
            self._over = self._over or self._failed_starts >= _STARTS_TRIED
        if slug is not None and worker.doing:
            settle(worker.doing.popleft(), error=worker_failed(slug, detail))
        if worker.doing:
            with self._lock:
                self._waiting.appendleft(list(worker.doing))

    def _clear(self, worker_number: int, culprit: Task | None) -> None:
        """Remove what a task left that has no result; others' results stay."""
        if culprit is not None:
            folder = self._settings.folder / f"w-{worker_number}"
            remove_tree(folder / f"t{culprit.number}")

    def _end_all(self) -> None:
        """Leave nothing running and no future without an end."""
        with self._lock:
            self._over = True
            left = [task for group in self._waiting for task in group]
            self._waiting.clear()
        for worker in self._workers.values():
            left += worker.doing
            os.close(worker.descriptor)
        self._workers.clear()
        self._selector.close()
        self._door.close()
        for task in left:
            end_unfinished(task, abandoned=self._abandoned)
        with self._lock:
            self._ended = True
            os.close(self._wake_read)
            os.close(self._wake_write)


def _loaders(settings: WorkerSettings) -> frozenset[str]:
    return frozenset(loader for _, loader in settings.on_demand)
