"""The process that workers are born of: what it loads, and what its death costs."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from models.errors import DependencyError
from models.settings import Limits
from pipeline.work import nursery_process
from pipeline.work.pool import Pool, worker_pool
from tests.pipeline.work import misdeeds

LIMITS = Limits(memory_bytes=256 << 20, document_time_s=20.0)
PRELOAD = [misdeeds.__name__]
BALLAST = "tests.pipeline.work.ballast"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="workers are shut off fully on Linux only"
)


def ballast_pool(folder: Path, workers: int = 1):
    on_demand = [(BALLAST, BALLAST)]
    return worker_pool(folder, workers, LIMITS, preload=PRELOAD, on_demand=on_demand)


def test_what_is_loaded_on_demand_takes_nothing_of_the_workers_memory(tmp_path):
    with ballast_pool(tmp_path, workers=2) as pool:
        before = pool.submit(misdeeds.double, 1)
        rows = [() for _ in range(6)]
        large = pool.submit_many(misdeeds.use_ballast, rows, chunk=2)
        after = pool.submit(misdeeds.double, 2)

        assert [future.result(30) for future in large] == [400 << 20] * 6
        assert (before.result(30), after.result(30)) == (2, 4)


def test_what_cannot_be_loaded_is_missed_by_the_task_that_needs_it(tmp_path):
    on_demand = [("no_such_module", "no_such_module:load")]
    with worker_pool(tmp_path, 1, LIMITS, preload=PRELOAD, on_demand=on_demand) as pool:
        assert pool.submit(misdeeds.use_what_is_missing).result(30) == "without"


def test_workers_that_lack_what_is_loaded_are_replaced_when_idle(tmp_path):
    with ballast_pool(tmp_path) as pool:
        first = pool.submit(misdeeds.own_pid).result(30)
        pool.submit(misdeeds.use_ballast).result(30)

        assert pool.submit(misdeeds.own_pid).result(30) != first


def test_a_worker_that_keeps_much_of_its_memory_is_replaced(tmp_path):
    """What one file leaves behind must not be missing when the next is read."""
    with worker_pool(tmp_path, 1, LIMITS, preload=PRELOAD) as pool:
        small = [pool.submit(misdeeds.keep_mapped, 1).result(30) for _ in range(3)]
        large = [pool.submit(misdeeds.keep_mapped, 100).result(30) for _ in range(5)]

    assert len(set(small)) == 1
    assert len(set(large)) == 5


def kill_nursery(pool: Pool) -> None:
    os.kill(pool.submit(misdeeds.nursery_pid).result(30), signal.SIGKILL)


def test_the_death_of_the_nursery_costs_no_task(tmp_path):
    with worker_pool(tmp_path, 2, LIMITS, preload=PRELOAD) as pool:
        napping = pool.submit_many(misdeeds.nap, [(0.3,)] * 4, chunk=2)
        kill_nursery(pool)
        after = pool.submit_many(misdeeds.double, [(n,) for n in range(50)], chunk=7)

        assert [future.result(30) for future in napping] == [0.3] * 4
        assert [future.result(30) for future in after] == [2 * n for n in range(50)]


def test_a_nursery_that_died_idle_is_replaced(tmp_path):
    with ballast_pool(tmp_path) as pool:
        for _ in range(6):
            kill_nursery(pool)
            time.sleep(0.05)

            assert pool.submit(misdeeds.use_ballast).result(30) == 400 << 20


def test_a_nursery_that_dies_over_and_over_ends_every_task(tmp_path):
    """No file is to blame: the run ends, and can be run again."""
    with worker_pool(tmp_path, 1, LIMITS, preload=PRELOAD) as pool:
        hanging = pool.submit(misdeeds.hang)
        waiting = pool.submit(misdeeds.double, 1)
        until = time.monotonic() + 20
        while not hanging.done() and time.monotonic() < until:
            for child in _children():
                os.kill(child, signal.SIGKILL)
            time.sleep(0.05)

        assert isinstance(hanging.exception(1), DependencyError)
        assert isinstance(waiting.exception(1), DependencyError)
        with pytest.raises(DependencyError, match="kept alive"):
            pool.submit(misdeeds.double, 1)


def _children() -> list[int]:
    """Processes that this one has started and that live."""
    own = os.getpid()
    tasks = Path(f"/proc/{own}/task").iterdir()
    words = " ".join((task / "children").read_text() for task in tasks).split()
    return [int(word) for word in words]


def test_a_nursery_begun_early_serves_the_first_pool_alone(tmp_path):
    nursery_process.begin_early(PRELOAD)
    (early,) = _children()
    with worker_pool(tmp_path / "first", 1, LIMITS) as first:
        assert first.submit(misdeeds.nursery_pid).result(30) == early
        with worker_pool(tmp_path / "2", 1, LIMITS, preload=PRELOAD) as second:
            assert second.submit(misdeeds.nursery_pid).result(30) != early

    assert not _children()


def test_a_nursery_that_died_early_is_replaced(tmp_path):
    nursery_process.begin_early(PRELOAD)
    os.kill(*_children(), signal.SIGKILL)
    with worker_pool(tmp_path, 1, LIMITS, preload=PRELOAD) as pool:
        assert pool.submit(misdeeds.double, 2).result(30) == 4


def test_a_nursery_that_nobody_wants_is_ended():
    nursery_process.begin_early(PRELOAD)
    nursery_process.end_early()

    assert not _children()
