"""Tasks of the pool and the one end that each comes to.

Reads what a worker says of a task without trusting it. Must not know how tasks are
dealt out.
"""

import re
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from models.errors import BelgiError, DependencyError, InputError
from pipeline.work.channel import Kind, NotDataError, load_result

_MESSAGES = {
    "crashed": "the process that opened the file was ended by a fault",
    "timeout": "the file took more time than the limit allows",
    "memory": "the file took more memory than the limit allows",
    "internal-error": "a fault of belgi met the file",
}


class WorkerFailed(InputError):
    """A worker did not come back with a result.

    Slugs: crashed, timeout, memory, and internal-error when the function raised
    something that is not one of our errors.
    """

    slug = "crashed"


def worker_failed(slug: str, detail: str = "") -> WorkerFailed:
    """The error for a task that has no result."""
    return WorkerFailed(_MESSAGES[slug] + (f" ({detail})" if detail else ""), slug=slug)


def workers_gone() -> DependencyError:
    """The error for all tasks of a pool that cannot go on; no file is to blame."""
    return DependencyError(
        "the processes that open files cannot be kept alive here. See belgi doctor and "
        "the system's log (memory, descriptors, limits), then run the command again.",
        slug="workers-gone",
    )


@dataclass(slots=True, eq=False)
class Task:
    """One call, and where its end is awaited."""

    number: int
    call: bytes
    """The pickled function and its arguments."""
    timeout_s: float
    future: "Future[Any]" = field(default_factory=Future)
    running: bool = False


def is_wanted(task: Task) -> bool:
    """Mark a task as running, unless somebody has cancelled it."""
    if not task.running:
        task.running = task.future.set_running_or_notify_cancel()
    return task.running


def settle(
    task: Task, *, error: BaseException | None = None, value: object = None
) -> None:
    """Give a task its end; the first one counts."""
    if task.future.done():
        return
    if error is not None:
        task.future.set_exception(error)
    else:
        task.future.set_result(value)


def end_unfinished(task: Task, *, abandoned: bool) -> None:
    """Give a task its end that is not to be done any more.

    Args:
        task: It may be at work or wait.
        abandoned: Nobody wants it; otherwise there are no workers left for it.
    """
    if not abandoned:
        settle(task, error=workers_gone())
    elif task.running or not task.future.cancel():
        settle(task, error=worker_failed("crashed", "the workers were ended"))


def end_of(kind: Kind, payload: bytes) -> dict[str, Any]:
    """What a worker's message means for the task, as arguments of ``settle``.

    Raises:
        NotDataError: The function returned something that is not taken.
        ValueError: The message is not one that an honest worker sends.
    """
    if kind == Kind.MEMORY:
        return {"error": worker_failed("memory")}
    if kind == Kind.BUG:
        place = payload[:200].decode("ascii", "replace")
        words = re.sub(r"[^\w .:-]", "?", place)
        return {"error": worker_failed("internal-error", words)}
    try:
        result = load_result(payload)
    except NotDataError:
        raise
    except Exception as error:
        # Whatever unpickling trips over, the worker is not to be believed any more.
        raise ValueError("a worker sent something that is not data") from error
    if kind == Kind.VALUE:
        return {"value": result}
    if not isinstance(result, BelgiError):
        raise ValueError("a worker sent no error as an error")
    return {"error": result}
