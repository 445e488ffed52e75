"""The parent's side of the nursery: ask for workers, hear of their deaths.

Must not know what the workers do.
"""

import contextlib
import json
import pickle
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.work import nursery_process
from pipeline.work.worker import WorkerSettings


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
        self._process = nursery_process.take()
        self._ours = self._process.socket
        self._pending = b""
        self._process.greet(pickle.dumps((tuple(preload), settings)))

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
        self._process.close()


def _death(event: dict[str, int]) -> Death:
    return Death(
        worker=event["worker"],
        code=event["code"],
        peak_bytes=event["peak_kib"] * (1024 if sys.platform == "linux" else 1),
    )
