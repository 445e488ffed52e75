"""Starts the process that workers are born of, ahead of the pool where that is known.

It loads modules, which takes longest of all that a short command waits for, so a
command line that is going to open files has it begin before anything else. Imports
little, and must not know what the workers do.
"""

import contextlib
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LENGTH = struct.Struct("=Q")
"""Comes before the greeting."""
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "LD_LIBRARY_PATH",
    "TESSDATA_PREFIX",
    "SOURCE_DATE_EPOCH",
)
"""All that workers learn of our environment; never a passphrase."""
_FIXED = {
    # Equal input gives equal bytes, and the cores are shared out by the pool.
    "PYTHONHASHSEED": "0",
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Memory of one page is kept for the next; else the system gives it anew, zeroed.
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(32 << 20),
}
_START = (
    "import sys; sys.path[:0] = sys.argv[3:]; "
    "from pipeline.work.nursery import main; main(int(sys.argv[1]), sys.argv[2])"
)
_CLOSE_TIMEOUT_S = 5.0


class NurseryProcess:
    """A process that loads modules, and then waits to be greeted."""

    def __init__(self, modules: Sequence[str] = ()) -> None:
        self.socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter
                [
                    *(sys.executable, "-s", "-P", "-c", _START),
                    *(str(theirs.fileno()), ",".join(modules), *_import_paths()),
                ],
                pass_fds=(theirs.fileno(),),
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def greet(self, greeting: bytes) -> None:
        """Say what else is to be loaded, and how workers are to be kept.

        One that is dead hears nothing; its silence tells.
        """
        with contextlib.suppress(OSError):
            self.socket.sendall(LENGTH.pack(len(greeting)) + greeting)

    def close(self) -> None:
        """End the process, and with it every worker."""
        self.socket.close()
        try:
            self._process.wait(_CLOSE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.socket.close()
        self._process.kill()
        self._process.wait()


_begun: list[NurseryProcess] = []
"""At most one, until a pool takes it."""


def begin_early(modules: Sequence[str]) -> None:
    """Have a process load modules, for the first pool that is opened.

    Where none can be started, the pool will say so.
    """
    with contextlib.suppress(OSError):
        _begun.append(NurseryProcess(modules))


def take() -> NurseryProcess:
    """Return the process that was begun early, or begin one."""
    return _begun.pop() if _begun else NurseryProcess()


def end_early() -> None:
    """End what was begun early and is not wanted after all."""
    while _begun:
        _begun.pop().kill()


def _environment() -> dict[str, str]:
    return {n: os.environ[n] for n in _PASSED_ON if n in os.environ} | _FIXED


def _import_paths() -> list[str]:
    """Where modules come from here, but never the folder we happen to stand in."""
    project = str(Path(__file__).resolve().parents[2])
    absolute = [path for path in sys.path if path and Path(path).is_absolute()]
    return [project, *absolute]
