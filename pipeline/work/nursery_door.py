"""The parent's side of the nursery: start it, ask for workers, hear of their deaths.

Must not know what the workers do.
"""

import base64
import contextlib
import json
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.work.worker import WorkerSettings

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
}
_START = (
    "import sys; sys.path[:0] = sys.argv[3:]; "
    "from pipeline.work.nursery import main; main(int(sys.argv[1]), sys.argv[2])"
)
_CLOSE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """How a worker ended."""

    worker: int
    code: int
    """Exit code, or a signal's number with a minus."""
    peak_bytes: int


class NurseryDoor:
    """A running nursery, and the socket to it."""

    def __init__(self, settings: WorkerSettings, preload: Sequence[str]) -> None:
        self._ours, theirs = socket.socketpair()
        self._pending = b""
        greeting = base64.b64encode(pickle.dumps((tuple(preload), settings)))
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter
                [
                    *(sys.executable, "-s", "-P", "-c", _START),
                    *(str(theirs.fileno()), greeting.decode(), *_import_paths()),
                ],
                pass_fds=(theirs.fileno(),),
                env={**kept, **_FIXED},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def fileno(self) -> int:
        """Descriptor that becomes readable when a worker has died."""
        return self._ours.fileno()

    def start(self, number: int) -> int:
        """Ask for a worker.

        Returns:
            Our end of its channel; it does not block.

        Raises:
            OSError: The nursery is gone.
        """
        ours, theirs = socket.socketpair()
        with ours, theirs:
            socket.send_fds(self._ours, [b"start %d\n" % number], [theirs.fileno()])
            ours.setblocking(False)
            return ours.detach()

    def load(self, loader: str) -> None:
        """Have something loaded, before the next worker is started."""
        with contextlib.suppress(OSError):
            self._ours.sendall(f"load {loader}\n".encode())

    def stop(self, number: int) -> None:
        """Have a worker killed; hearing of its death follows."""
        with contextlib.suppress(OSError):
            self._ours.sendall(b"stop %d\n" % number)

    def deaths(self) -> list[Death] | None:
        """What has been heard since the last time; None when the nursery is gone."""
        try:
            data = self._ours.recv(65536)
        except ConnectionError:  # it was ended with something of ours still unread
            return None
        if not data:
            return None
        *lines, self._pending = (self._pending + data).split(b"\n")
        return [_death(json.loads(line)) for line in lines]

    def close(self) -> None:
        """End the nursery, and with it every worker."""
        self._ours.close()
        try:
            self._process.wait(_CLOSE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _death(event: dict[str, int]) -> Death:
    return Death(
        worker=event["worker"],
        code=event["code"],
        peak_bytes=event["peak_kib"] * (1024 if sys.platform == "linux" else 1),
    )


def _import_paths() -> list[str]:
    """Where modules come from here, but never the folder we happen to stand in."""
    project = str(Path(__file__).resolve().parents[2])
    absolute = [path for path in sys.path if path and Path(path).is_absolute()]
    return [project, *absolute]
