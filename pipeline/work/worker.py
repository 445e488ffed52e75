"""What runs in a worker process: take a task, do it, say how it ended.

Runs only after the sandbox is entered. Nothing of an exception but its type and place
goes back to the parent, since its words may hold text of a document.
"""

import errno
import os
import pickle
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, NoReturn

from models.errors import BelgiError
from models.settings import Limits
from pipeline.work import sandbox
from pipeline.work.channel import Frame, Kind, read_payload, write_frame
from pipeline.work.limits import allow_processor_time, mapped_bytes

_scratch: list[Path] = []
"""The folder of this worker, then that of the running task once it is asked for."""
_task: list[int] = []
_NO_ROOM = re.compile("failed to map|allocate memory", re.IGNORECASE)
"""The loader of libraries, when they do not fit into memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """All that a worker is told before it gives up its rights."""

    folder: Path
    """Of the pool; each worker has one in it."""
    readable: tuple[Path, ...]
    limits: Limits
    on_demand: tuple[tuple[str, str], ...] = ()
    """Modules too slow and large to be imported here, and what loads each."""


class WantedError(BaseException):
    """A task needs a module that is loaded before the sandbox, not in it.

    Not an ``Exception``, so that no reader takes it for a fault of its file.
    """

    def __init__(self, loader: str) -> None:
        super().__init__(loader)
        self.loader = loader


class _NotHere(MetaPathFinder):
    """Stops the import of modules that the nursery loads when they are asked for."""

    def __init__(self, loaders: dict[str, str]) -> None:
        self.loaders = loaders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> None:
        del path, target
        if fullname in self.loaders:
            _want(self.loaders[fullname])


def _want(loader: str) -> NoReturn:
    raise WantedError(loader)


def scratch_path() -> Path:
    """Give the folder in which the running function may write; empty at its start.

    What it leaves there stays until the pool ends if it returns, and is removed if it
    raises. Outside of a worker there is none.

    Raises:
        RuntimeError: Called outside of a worker.
    """
    if not _scratch or not _task:
        raise RuntimeError("only a function that runs in a worker has a scratch folder")
    own = _scratch[0] / f"t{_task[0]}"
    own.mkdir(mode=0o700, exist_ok=True)
    return own


def serve(descriptor: int, name: str, settings: WorkerSettings) -> None:
    """Enter the sandbox and do tasks until the parent closes the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own = settings.folder / name
    own.mkdir(mode=0o700, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(own)
    os.chdir(own)
    sandbox.enter(scratch=own, readable=settings.readable, limits=settings.limits)
    _scratch[:] = [own]
    sys.meta_path.insert(0, _NotHere(dict(settings.on_demand)))
    _say(descriptor, Kind.READY, b"")
    while (calls := read_payload(descriptor)) is not None:
        for number, timeout_s, call in pickle.loads(calls):  # noqa: S301 parent's
            _task[:] = [number]
            allow_processor_time(timeout_s)
            kind, payload = _do(call)
            if kind != Kind.VALUE:
                shutil.rmtree(own / f"t{number}", ignore_errors=True)
            _say(descriptor, kind, payload, task=number)


def _say(descriptor: int, kind: Kind, payload: bytes, *, task: int = 0) -> None:
    frame = Frame(task=task, kind=kind, payload=payload, memory_bytes=mapped_bytes())
    write_frame(descriptor, frame)


def _do(call: bytes) -> tuple[Kind, bytes]:
    """Call the function and put its end into bytes."""
    try:
        function, args = pickle.loads(call)  # noqa: S301 from the parent
        return Kind.VALUE, _pack(function(*args))
    except BelgiError as error:
        return Kind.ERROR, _pack(error)
    except MemoryError:
        return Kind.MEMORY, b""
    except WantedError as wanted:
        return Kind.WANTED, wanted.loader.encode()
    except BaseException as error:  # noqa: BLE001 whatever a reader raises is a result
        if _lacked_memory(error):
            return Kind.MEMORY, b""
        return Kind.BUG, _place_of(error).encode("ascii", "replace")


def _pack(value: Any) -> bytes:
    return pickle.dumps(value, protocol=5)


def _lacked_memory(error: BaseException) -> bool:
    """Whether it was for want of memory, however a library has said so."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return any(
        isinstance(link, MemoryError)
        or (isinstance(link, OSError) and link.errno == errno.ENOMEM)
        or (isinstance(link, ImportError) and _NO_ROOM.search(str(link)) is not None)
        for link in chain
    )


def _place_of(error: BaseException) -> str:
    """Type of an exception and the innermost line of ours that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    frame = (ours or frames)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
