"""What the kernel lets a worker use: memory, time, file size, open files.

Applies the office's ``Limits`` to the process it runs in, and names the few bounds of
the isolation itself. Must not know what the worker does.
"""

import resource
import time
from pathlib import Path

from models.settings import Limits

OPEN_FILES = 256
"""Descriptors a worker may have."""
MESSAGE_BYTES = 512 * 1024**2
"""Of one result; more is refused, not read."""
WRITTEN_BYTES_FACTOR = 2
"""A written file may be so many times as large as the largest received one."""
GROWTH_SHARE = 0.25
"""A worker that has, between tasks, so much of its memory mapped is replaced: what a
file leaves behind must not be missing when the next one is read."""
CPU_FACTOR = 4
"""Processor seconds of all threads per second of wall time that a task may take."""
CPU_GRACE_S = 5


def limit_process(limits: Limits) -> None:
    """Bound memory, file size, open files and core dumps of this process for good."""
    memory = mapped_bytes() + limits.memory_bytes
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes * WRITTEN_BYTES_FACTOR)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def allow_processor_time(seconds: float) -> None:
    """Let this process use so many more wall seconds' worth of processor time.

    The kernel ends it when they are used up, even if nobody watches.
    """
    used_s = time.process_time()
    wanted = int(used_s + seconds * CPU_FACTOR) + CPU_GRACE_S
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def _lower(kind: int, value: int) -> None:
    """Set a limit, hard and soft, never above what holds already."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):  # macOS knows some of them by name only
        return


def mapped_bytes() -> int:
    """Address space that this process uses; 0 where the system does not say."""
    try:
        with Path("/proc/self/statm").open("rb", buffering=0) as file:
            return int(file.read(200).split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
