"""More than one machine: a real scheduler, real workers, one of them killed."""

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.run_cluster import (
    ENVIRONMENT,
    belgi,
    documents,
    end,
    free_port,
    make_dossier,
    make_office,
    running_cluster,
    wait_for_workers,
)

FILES = 24


def test_a_worker_that_dies_changes_nothing(tmp_path: Path) -> None:
    dossier = make_dossier(tmp_path / "dossier", FILES)
    line = ["intake", dossier, "--from", "BY:Орган", "--json"]
    alone = belgi(*line, "--office", make_office(tmp_path / "alone"))
    office = make_office(tmp_path / "shared")
    with running_cluster(tmp_path) as cluster:
        wait_for_workers(cluster.address)

        arguments = [*line, "--cluster", cluster.address, "--office", office]
        running = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)],
            stdout=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        while not list((office / "work").glob("p-*/cluster/p-*/w*")):
            assert running.poll() is None
            time.sleep(0.02)
        end(cluster.workers[0])
        together, _ = running.communicate(timeout=150)

        (tmp_path / "held").mkdir()
        (tmp_path / "held" / "a.pdf").symlink_to(tmp_path / "nowhere")
        held = ["intake", tmp_path / "held", "--from", "BY:Орган", "--office", office]
        # The workers have nothing to do but to say what shuts them off.
        idle = belgi(*held, "--out", tmp_path / "out", "--cluster", cluster.address)

    assert idle.returncode == 3, idle.stderr
    assert json.loads((tmp_path / "out" / "manifest.json").read_bytes())["protection"]
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
