"""More than one machine: a real scheduler, real workers, one of them killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.draw import Sheet, draw_pdf

CLOCK = "1790000000"
FILES = 24


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    address = f"tcp://127.0.0.1:{free_port()}"
    plain = ["--no-dashboard", "--host", "127.0.0.1", "--port", address.split(":")[-1]]
    processes = [start("dask_scheduler", *plain)]
    for name in ("one", "two"):
        local = ["--no-dashboard", "--nthreads", "1", "--no-nanny", "--name", name]
        space = ["--local-directory", str(tmp_path / name)]
        processes.append(start("dask_worker", address, *local, *space))
    yield address, processes
    for process in processes:
        end(process)


def belgi(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=150,
        env={**os.environ, "SOURCE_DATE_EPOCH": CLOCK},
    )


def make_office(folder: Path) -> Path:
    assert belgi("init", folder, "--party", "KZ", "--name", "Бөлім").returncode == 0
    return folder


def documents(text: str) -> list[dict[str, object]]:
    """Leave out what differs between offices: bytes hold each office's own keys."""
    rows = [json.loads(line) for line in text.splitlines()]
    return [{k: v for k, v in row.items() if k != "sha256_out"} for row in rows]


def wait_for_workers(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)


def test_a_worker_that_dies_changes_nothing(
    tmp_path: Path, scheduler: tuple[str, list["subprocess.Popen[bytes]"]]
) -> None:
    address, processes = scheduler
    dossier = tmp_path / "dossier"
    dossier.mkdir()
    for index in range(FILES):
        sheet = Sheet(mark=("Секретно", "Экз. № 1"), number=f"№ {index + 1}с")
        draw_pdf(dossier / f"{index:03d}.pdf", [sheet])
    line = ["intake", dossier, "--from", "BY:Орган", "--json"]
    alone = belgi(*line, "--office", make_office(tmp_path / "alone"))
    wait_for_workers(address)
    office = make_office(tmp_path / "shared")

    arguments = [*line, "--cluster", address, "--office", office]
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": CLOCK},
    )
    while not list((office / "work").glob("p-*/cluster/p-*/w*")):
        assert running.poll() is None
        time.sleep(0.02)
    end(processes[1])
    together, _ = running.communicate(timeout=150)

    assert alone.returncode == running.returncode == 0
    assert documents(together) == documents(alone.stdout)
    assert belgi("register", "verify", "--office", office).returncode == 0


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "a.txt").write_text("Текст.")
    office = make_office(tmp_path / "office")
    line = ["intake", tmp_path / "dossier", "--from", "BY:Орган", "--office", office]

    done = belgi(*line, "--cluster", f"tcp://127.0.0.1:{free_port()}")

    assert done.returncode == 7
    assert "does not answer" in done.stderr
