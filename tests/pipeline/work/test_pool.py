"""Workers: what they give back, and what their deaths cost."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.errors import CorruptInput
from models.settings import Limits
from pipeline.work.pool import Pool, WorkerFailed
from pipeline.work.pool import worker_pool as open_pool
from tests.pipeline.work import misdeeds

LIMITS = Limits(memory_bytes=256 << 20, file_bytes=8 << 20, document_time_s=20.0)


def worker_pool(folder: Path, workers: int, limits: Limits):
    return open_pool(folder, workers, limits, preload=[misdeeds.__name__])


pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="workers are shut off fully on Linux only"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pool")


@pytest.fixture(scope="module")
def pool(home: Path):
    with worker_pool(home / "work", 2, LIMITS) as pool:
        yield pool


def slug_of(pool: Pool, function, *args, timeout_s: float = 20.0) -> str:
    with pytest.raises(WorkerFailed) as caught:
        pool.submit(function, *args, timeout_s=timeout_s).result(30)
    return caught.value.slug


def test_a_result_comes_back(pool):
    assert pool.submit(misdeeds.double, 21).result(30) == 42


def test_results_keep_the_order_of_the_tasks(pool):
    futures = pool.submit_many(misdeeds.double, [(n,) for n in range(500)], chunk=7)

    assert [future.result(30) for future in futures] == [2 * n for n in range(500)]


def test_a_large_result_comes_back_whole(pool):
    assert len(pool.submit(misdeeds.large_result, 50_000_000).result(30)) == 50_000_000


def test_an_error_of_ours_comes_back_as_it_is(pool):
    with pytest.raises(CorruptInput, match=r"a\.pdf is damaged") as caught:
        pool.submit(misdeeds.refuse, "a.pdf").result(30)

    assert caught.value.slug == "damaged"


def test_the_words_of_another_exception_stay_in_the_worker(pool):
    with pytest.raises(WorkerFailed) as caught:
        pool.submit(misdeeds.stumble, "canary phrase").result(30)

    assert caught.value.slug == "internal-error"
    assert "KeyError at misdeeds.py:" in str(caught.value)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("function", "args", "slug"),
    [
        pytest.param(misdeeds.hang, (), "timeout", id="sleeps"),
        pytest.param(misdeeds.hang_in_c, (), "timeout", id="hangs-in-c"),
        pytest.param(misdeeds.spin, (), "timeout", id="spins"),
        pytest.param(misdeeds.claim_endless_result, (), "crashed", id="garbles"),
        pytest.param(misdeeds.fall_silent, (), "crashed", id="falls-silent"),
        pytest.param(misdeeds.exit_quietly, (), "crashed", id="exits"),
        pytest.param(misdeeds.die, (signal.SIGSEGV,), "crashed", id="segfault"),
        pytest.param(misdeeds.die, (signal.SIGABRT,), "crashed", id="abort"),
        pytest.param(misdeeds.read_through_null, (), "crashed", id="null-pointer"),
        pytest.param(misdeeds.die, (signal.SIGKILL,), "memory", id="killed"),
        pytest.param(misdeeds.eat_memory, (), "memory", id="eats-memory"),
        pytest.param(misdeeds.find_no_room, (), "memory", id="finds-no-room"),
        pytest.param(misdeeds.send_evil, (), "internal-error", id="no-data"),
    ],
)
def test_a_misdeed_costs_one_task(pool, function, args, slug):
    limit_s = 1.5 if slug != "memory" else 20.0

    started = time.monotonic()
    assert slug_of(pool, function, *args, timeout_s=limit_s) == slug
    assert time.monotonic() - started < 8
    assert pool.submit(misdeeds.double, 1).result(30) == 2


def test_a_death_costs_only_the_task_at_work(pool):
    rows = [(n,) for n in range(20)]
    before = pool.submit_many(misdeeds.double, rows, chunk=20)
    killed = pool.submit(misdeeds.die, signal.SIGSEGV)
    after = pool.submit_many(misdeeds.double, rows, chunk=20)

    assert [f.result(30) for f in (*before, *after)] == [2 * n for n in range(20)] * 2
    assert isinstance(killed.exception(30), WorkerFailed)


def test_those_behind_a_death_in_a_chunk_are_done(pool):
    rows = [(0,), (signal.SIGSEGV,), (0,), (signal.SIGABRT,), (0,)]
    futures = pool.submit_many(misdeeds.die, rows, chunk=5)

    slugs = [getattr(future.exception(30), "slug", "done") for future in futures]
    assert slugs == ["done", "crashed", "done", "crashed", "done"]


def test_memory_refused_in_c_is_no_pointer(pool):
    assert pool.submit(misdeeds.eat_memory_in_c).result(30) == 0


@pytest.mark.parametrize(
    ("function", "args"),
    [
        pytest.param(misdeeds.open_socket, (socket.AF_INET,), id="internet"),
        pytest.param(misdeeds.open_socket, (socket.AF_UNIX,), id="local-socket"),
        pytest.param(misdeeds.fork, (), id="fork"),
        pytest.param(misdeeds.start_program, (), id="program"),
        pytest.param(misdeeds.signal_parent, (), id="signal"),
        pytest.param(misdeeds.write_endlessly, (), id="endless-file"),
        pytest.param(misdeeds.open_many, (), id="many-files"),
    ],
)
def test_what_reading_never_needs_is_refused(pool, function, args):
    with pytest.raises(WorkerFailed, match=r"PermissionError|OSError") as caught:
        pool.submit(function, *args).result(30)

    assert caught.value.slug == "internal-error"


def test_nothing_outside_can_be_written_read_or_removed(pool, home):
    secret = home / "register.db"
    secret.write_text("kept")
    secret.chmod(0o640)

    for function in (
        misdeeds.write_at,
        misdeeds.read_at,
        misdeeds.remove,
        misdeeds.link_to,
    ):
        assert slug_of(pool, function, secret) == "internal-error", function
    pool.submit(misdeeds.change_mode, secret).result(30)
    assert secret.read_text() == "kept"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o640


def test_the_inbox_can_be_read_but_not_written(pool):
    path = pool.inbox / "letter"
    path.write_text("text")

    assert pool.submit(misdeeds.read_at, path).result(30) == "text"
    assert slug_of(pool, misdeeds.write_at, path) == "internal-error"
    assert path.read_text() == "text"


def test_threads_are_allowed(pool):
    assert pool.submit(misdeeds.start_thread).result(30) == 1


def test_a_worker_has_nothing_of_the_parents(pool, monkeypatch):
    environment = pool.submit(misdeeds.environment).result(30)

    assert "PYTEST_CURRENT_TEST" not in environment
    assert len(pool.submit(misdeeds.descriptors).result(30)) <= 2
    assert pool.submit(misdeeds.mask).result(30) == 0o077


def test_files_of_the_scratch_folder_are_private_and_collected(pool):
    path = pool.submit(misdeeds.leave_file, "result").result(30)

    assert path.read_text() == "result"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_a_dead_task_left_is_removed_and_results_stay(home):
    with worker_pool(home / "dead", 1, LIMITS) as pool:
        kept = pool.submit(misdeeds.leave_file, "kept").result(30)
        slug_of(pool, misdeeds.leave_file_and_die, "canary")

        assert kept.read_text() == "kept"
        names = [path.name for path in kept.parents[1].rglob("*")]
        assert sorted(names) == ["result", kept.parent.name]
    assert list((home / "dead").iterdir()) == []


def test_the_protections_are_in_force(pool):
    assert pool.protection().missing() == ()


def test_an_error_in_the_block_ends_the_workers_at_once(tmp_path):
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), worker_pool(tmp_path, 1, LIMITS) as pool:
        future = pool.submit(misdeeds.hang)
        waiting = pool.submit(misdeeds.double, 1)
        while not future.running():
            time.sleep(0.01)
        raise KeyboardInterrupt

    assert time.monotonic() - started < 5
    assert isinstance(future.exception(), WorkerFailed)
    assert waiting.cancelled()
    assert list(tmp_path.iterdir()) == []


def test_a_pool_that_is_abandoned_waits_for_nobody(tmp_path):
    started = time.monotonic()
    with worker_pool(tmp_path, 1, LIMITS) as pool:
        future = pool.submit(misdeeds.hang)
        while not future.running():
            time.sleep(0.01)
        pool.abandon()

    assert time.monotonic() - started < 5
    assert isinstance(future.exception(), WorkerFailed)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_task_is_never_done(tmp_path):
    with worker_pool(tmp_path, 1, LIMITS) as pool:
        first = pool.submit(misdeeds.hang, timeout_s=1.0)
        second = pool.submit(misdeeds.double, 1)

        assert second.cancel()
    assert isinstance(first.exception(), WorkerFailed)


KILLED = """
import os, sys, time
from pathlib import Path
from models.settings import Limits
from pipeline.work.pool import worker_pool
from tests.pipeline.work import misdeeds

names = [misdeeds.__name__]
with worker_pool(Path(sys.argv[1]), 2, Limits(), preload=names) as pool:
    pids = {pool.submit(misdeeds.own_pid).result() for _ in range(2)}
    pool.submit(misdeeds.leave_file, "canary").result()
    pool.submit(misdeeds.spin)
    print(*pids, flush=True)
    time.sleep(60)
"""


def test_a_killed_parent_leaves_no_worker_and_its_folder_is_swept(tmp_path):
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=root,
        text=True,
    ) as parent:
        pids = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()

    until = time.monotonic() + 5
    while time.monotonic() < until and any(_lives(pid) for pid in pids):
        time.sleep(0.02)
    assert not any(_lives(pid) for pid in pids)
    assert list(tmp_path.rglob("result"))
    with worker_pool(tmp_path, 1, LIMITS):
        assert not list(tmp_path.rglob("result"))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
