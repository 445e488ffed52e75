"""Counts the processor time of everything that a piece of work started.

A program's helpers may outlive it by a moment; on Linux they become children of ours,
so that their time is counted, too.
"""

import ctypes
import os
import resource
import time

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_S = 3.0


def adopt_orphans() -> bool:
    """Let processes whose parent has ended become ours.

    Returns:
        False where the system knows no such thing; their time is then not counted.
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def processor_s() -> float:
    """Return processor seconds of this process and of its ended children."""
    _reap()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _reap() -> None:
    """Hear of the end of every child that is about to end."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            time.sleep(0.002)
