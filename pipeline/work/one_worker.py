"""What the parent knows of one worker, and what its end or size means.

Must not know how tasks are dealt out.
"""

import os
import signal
from collections import deque
from dataclasses import dataclass, field

from models.settings import Limits
from pipeline.work.channel import Frame, Inbox, Kind
from pipeline.work.limits import GROWTH_SHARE
from pipeline.work.nursery_door import Death
from pipeline.work.tasks import Task

_MEMORY_SHARE = 0.8
"""A worker that died having used so much of its memory died of it."""


@dataclass(slots=True, eq=False)
class OneWorker:
    """A worker as the parent sees it."""

    number: int
    descriptor: int
    """Our end of its channel."""
    deadline: float
    """Monotonic; of its start, of the task at work, or far away."""
    lacks: frozenset[str]
    """What is loaded on demand, and was not when it was born."""
    inbox: Inbox = field(default_factory=Inbox)
    outgoing: bytearray = field(default_factory=bytearray)
    doing: deque[Task] = field(default_factory=deque)
    """The first is the one at work."""
    ready: bool = False
    first_bytes: int = 0
    """Memory that it had when it was ready."""
    silent: bool = False
    """It has closed its channel."""

    @property
    def idle(self) -> bool:
        """Whether it can be given a task."""
        return self.ready and not self.doing and not self.silent

    @property
    def busy(self) -> bool:
        """Whether something is awaited of it."""
        return bool(self.doing) or not self.ready or self.silent


def send_waiting(worker: OneWorker) -> bool:
    """Send what the channel takes; True when some is left.

    A worker that is gone takes nothing; hearing of its death follows.
    """
    try:
        while worker.outgoing:
            del worker.outgoing[: os.write(worker.descriptor, worker.outgoing)]
    except (BlockingIOError, ConnectionError):
        pass
    return bool(worker.outgoing)


def is_spent(worker: OneWorker, frame: Frame, limits: Limits) -> bool:
    """Whether a worker is to be replaced: something went wrong in it, or it swells."""
    if frame.kind in (Kind.BUG, Kind.MEMORY):
        return True
    most = worker.first_bytes + limits.memory_bytes * GROWTH_SHARE
    return frame.memory_bytes > most


def cause_of(death: Death, limits: Limits) -> str:
    """The slug for the task that was at work when its worker died."""
    if death.code == -signal.SIGXCPU:
        return "timeout"
    # Nobody here has sent this signal: it was the system, short of memory.
    share = limits.memory_bytes * _MEMORY_SHARE
    if death.code == -signal.SIGKILL or death.peak_bytes > share:
        return "memory"
    return "crashed"
