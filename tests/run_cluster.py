"""Starts a Dask scheduler and two workers for real, and runs belgi beside them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samples.draw import Sheet, draw_pdf

ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
Process = subprocess.Popen


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler and its workers, as processes."""

    address: str
    scheduler: "Process[bytes]"
    workers: "tuple[Process[bytes], ...]"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running_cluster(
    folder: Path, *options: object, tls: bool = False
) -> Iterator[Cluster]:
    """Start a scheduler and two workers; both get the options."""
    port = free_port()
    address = f"{'tls' if tls else 'tcp'}://127.0.0.1:{port}"
    plain = ("--no-dashboard", *map(str, options))
    place = ("--host", "127.0.0.1", "--port", str(port))
    processes = [
        _start("dask_scheduler", *plain, *place, "--protocol", address.split(":")[0])
    ]
    for name in ("one", "two"):
        local = ("--nthreads", "1", "--no-nanny", "--name", name)
        space = ("--local-directory", str(folder / name))
        processes.append(_start("dask_worker", address, *plain, *local, *space))
    try:
        yield Cluster(address, processes[0], tuple(processes[1:]))
    finally:
        for process in processes:
            end(process)


def _start(command: str, *arguments: str) -> "Process[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{command}", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(process: "Process[bytes]") -> None:
    """Kill a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for_workers(address: str, security: Any = None) -> None:
    """Wait until both workers have come."""
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False, security=security) as client:
        client.wait_for_workers(2, timeout=60)


def belgi(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=150,
        env=ENVIRONMENT,
    )


def make_office(folder: Path) -> Path:
    """Make an office folder."""
    assert belgi("init", folder, "--party", "KZ", "--name", "Бөлім").returncode == 0
    return folder


def make_dossier(folder: Path, files: int) -> Path:
    """Draw letters that bear a mark, no two alike."""
    folder.mkdir()
    for index in range(files):
        sheet = Sheet(mark=("Секретно", "Экз. № 1"), number=f"№ {index + 1}с")
        draw_pdf(folder / f"{index:03d}.pdf", [sheet])
    return folder


def documents(text: str) -> list[dict[str, object]]:
    """Leave out what differs between offices: bytes hold each office's own keys."""
    rows = [json.loads(line) for line in text.splitlines()]
    return [{k: v for k, v in row.items() if k != "sha256_out"} for row in rows]
