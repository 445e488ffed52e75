"""An intake whose system calls are cut or fail ends, repeated, as one undisturbed.

A sample; ``python -m benchmarks.faults`` tries every call that writes.
"""

import shutil
import subprocess

import pytest

from benchmarks.faults import cut, scene
from tests.kill_runs import Stage, prepare


def can_trace() -> bool:
    """Whether strace is there, and may be used here."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], check=False)
    return done.returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace cannot be used here")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepare(scene(), tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize(
    ("call", "number", "fault"),
    [("rename", 9, "kill"), ("write", 4, "ENOSPC"), ("fsync", 5, "EIO")],
)
def test_a_fault_is_made_good_by_the_same_command(
    stage: Stage, call: str, number: int, fault: str
) -> None:
    assert cut(stage, call, number, fault).problems == ()
