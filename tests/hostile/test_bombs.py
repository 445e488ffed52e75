"""Every bomb through the real readers, in a worker: it ends, and is never unmarked."""

import sys
import time
from functools import partial
from pathlib import Path

import pytest

from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import Examined, examine
from pipeline.work.pool import Pool, WorkerFailed, worker_pool
from tests.hostile.bombs_image import IMAGE_BOMBS
from tests.hostile.bombs_office import OFFICE_BOMBS
from tests.hostile.bombs_pdf import PDF_BOMBS

TIME_S = 8.0
"""Of one file; what needs more is ended."""
LIMITS = Limits(memory_bytes=800 << 20, document_time_s=TIME_S, pages=1000)
LOOK = partial(examine, agreement="kz-by", sender=None, limits=LIMITS)
READ_WHOLE = {"tiff-loop.img", "jpeg-scans.img"}
"""Odd, but all that they show can be read, and it is blank or noise."""
BOMBS = {
    **{f"{name}.pdf": make for name, make in PDF_BOMBS.items()},
    **{f"{name}.img": make for name, make in IMAGE_BOMBS.items()},
    **{f"{name}.{suffix}": make for name, (suffix, make) in OFFICE_BOMBS.items()},
}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is bounded on Linux only"
)


@pytest.fixture
def pool(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("bombs")
    with worker_pool(folder, 1, LIMITS, preload=["pipeline.document"]) as pool:
        yield pool


def outcome_of(pool: Pool, path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        examined: Examined = pool.submit(LOOK, path).result(60)
    except WorkerFailed as error:
        return "failed", (error.slug, str(error))
    return str(examined.verdict.outcome), examined.verdict.reasons


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_time_and_is_never_called_unmarked(pool, name):
    path = pool.inbox / name
    path.write_bytes(BOMBS[name]())

    started = time.monotonic()
    outcome, reasons = outcome_of(pool, path)
    spent_s = time.monotonic() - started
    path.unlink()

    assert outcome != Outcome.UNMARKED or name in READ_WHOLE
    assert "internal-error" not in reasons
    assert spent_s < TIME_S + 4
