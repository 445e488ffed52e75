"""The process that workers are born of: small, warm, with nothing of the parent's.

Started anew by the pool, it has none of its descriptors, environment or memory, loads
once what the workers need, and forks them; so a new worker costs milliseconds. It reads
no received file. Must not know what the workers do.
"""

import contextlib
import dataclasses
import gc
import importlib
import json
import os
import pickle
import selectors
import signal
import socket
from collections import deque
from typing import Any

from pipeline.work import sandbox, worker
from pipeline.work.nursery_process import LENGTH

_PACKAGES = ("models", "stamps", "pipeline")
"""Known before the sandbox, in which the folder that they stand in cannot be listed."""


def main(descriptor: int, early: str) -> None:
    """Load, then fork a worker for every request until the parent is gone.

    Args:
        descriptor: Our end of the socket to the parent. The greeting comes first: its
            length, and the pickled pair of more modules to load, and settings.
        early: Modules to load before it, commas between them.
    """
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # modules make hardly any garbage
    for name in (*_PACKAGES, *filter(None, early.split(","))):
        _preload(name)
    parent = socket.socket(fileno=descriptor)
    greeting = _greeting(parent)
    if greeting is not None:
        modules, settings = pickle.loads(greeting)  # noqa: S301 parent's
        for name in modules:
            _preload(name)
        gc.freeze()
        gc.enable()
        _Nursery(parent, settings).run()
    os._exit(0)  # the parent waits, and to take all modules apart takes long


def _greeting(parent: socket.socket) -> bytes | None:
    """Wait for the greeting; None when the parent is gone, or changed its mind."""
    head = _read(parent, LENGTH.size)
    return _read(parent, *LENGTH.unpack(head)) if head else None


def _read(parent: socket.socket, length: int) -> bytes | None:
    """Read so many bytes and not one more: descriptors travel with what follows."""
    pieces = bytearray()
    while len(pieces) < length:
        piece = parent.recv(length - len(pieces))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def _preload(name: str) -> None:
    """Import a module, and call its function if one is named after a colon.

    What cannot be loaded is missed, and told, by the worker that needs it.
    """
    module, _, function = name.partition(":")
    with contextlib.suppress(ImportError, OSError, ValueError):
        loaded = importlib.import_module(module)
        if function:
            getattr(loaded, function)()


class _Nursery:
    """Children by number, and the loop that makes, ends and reaps them."""

    def __init__(self, parent: socket.socket, settings: worker.WorkerSettings) -> None:
        self.parent = parent
        self.settings = settings
        self.numbers: dict[int, int] = {}
        self.descriptors: deque[int] = deque()
        self.pending = b""
        self.wake_read, self.wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def run(self) -> None:
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self.parent, selectors.EVENT_READ)
            selector.register(self.wake_read, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.parent:
                        if not self.listen():
                            return
                    else:
                        self.reap()

    def listen(self) -> bool:
        """Do what the parent asks; False when it is gone."""
        data, descriptors, _, _ = socket.recv_fds(self.parent, 65536, 64)
        if not data:
            return False
        self.descriptors.extend(descriptors)
        *lines, self.pending = (self.pending + data).split(b"\n")
        for line in lines:
            word, what = line.split()
            if word == b"start":
                self.start(int(what), self.descriptors.popleft())
            elif word == b"load":
                self.load(what.decode())
            else:
                self.stop(int(what))
        return True

    def start(self, number: int, descriptor: int) -> None:
        own = os.getpid()
        child = os.fork()
        if child == 0:
            self.become_worker(number, descriptor, own)
        os.close(descriptor)
        self.numbers[child] = number

    def load(self, loader: str) -> None:
        """Load what is asked for rarely; workers born from now on have it."""
        rest = tuple(row for row in self.settings.on_demand if row[1] != loader)
        self.settings = dataclasses.replace(self.settings, on_demand=rest)
        _preload(loader)
        gc.freeze()

    def become_worker(self, number: int, descriptor: int, parent: int) -> None:
        """In the child: be a worker, and never come back."""
        status = 1
        try:
            sandbox.die_with_parent(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for own in (self.parent.fileno(), self.wake_read, self.wake_write):
                os.close(own)
            worker.serve(descriptor, f"w-{number}", self.settings)
            status = 0
        finally:
            os._exit(status)

    def stop(self, number: int) -> None:
        """End a child that has not been reaped, so that no other can be hit."""
        for child, known in self.numbers.items():
            if known == number:
                os.kill(child, signal.SIGKILL)

    def reap(self) -> None:
        """Tell the parent of every child that ended: number, status, peak memory."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.wake_read, 4096)
        with contextlib.suppress(ChildProcessError):
            while True:
                child, status, usage = os.wait4(-1, os.WNOHANG)
                if child == 0:
                    return
                self.tell(child, status, usage)

    def tell(self, child: int, status: int, usage: Any) -> None:
        number = self.numbers.pop(child, 0)
        code = os.waitstatus_to_exitcode(status)
        event = {"worker": number, "code": code, "peak_kib": usage.ru_maxrss}
        self.parent.sendall(json.dumps(event).encode() + b"\n")
