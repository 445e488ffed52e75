"""Every bomb through the real readers, in a worker: it ends, and is never unmarked."""

import random
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from benchmarks.mixed_files import make_docx, make_pdf, make_picture
from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import Examined, examine
from pipeline.formats import ON_DEMAND
from pipeline.work.pool import Pool, WorkerFailed, worker_pool
from tests.hostile.bombs_image import IMAGE_BOMBS
from tests.hostile.bombs_office import OFFICE_BOMBS
from tests.hostile.bombs_pdf import PDF_BOMBS

TIME_S = 8.0
"""Of one file; what needs more is ended."""
BUSY_S = 30.0
"""That a busy machine may take besides, to end one worker and begin another."""
LIMITS = Limits(memory_bytes=600 << 20, document_time_s=TIME_S, pages=1000)
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


GOOD = {
    "letter.pdf": lambda: make_pdf("Секретно"),
    "letter.docx": lambda: make_docx("Құпия"),
    "scan.png": lambda: make_picture("Совершенно секретно"),
    "doubt.txt": lambda: "текст\n\nгриф: секретно\n\nтекст\n".encode(),
}
"""Ordinary files; the last needs the trained pipeline."""
GREEDY = (
    *("many-letters.pdf", "same-page-often.pdf", "scan-cut.pdf", "flate.pdf"),
    *("form-laughs.pdf", "many-attributes.docx", "png-claim.img", "flate-image.pdf"),
    *("million-references.pdf", "scan-too-large.pdf", "lzw.pdf", "jbig2.pdf"),
)
"""Bombs that leave much memory mapped, or end the worker for want of it."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory):
    """One worker for all, as in a real batch: no bomb may harm what comes after it."""
    with open_pool(tmp_path_factory.mktemp("bombs")) as pool:
        yield pool


def open_pool(folder: Path):
    return worker_pool(
        folder, 1, LIMITS, preload=["pipeline.document"], on_demand=ON_DEMAND
    )


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
    assert spent_s < TIME_S + BUSY_S


@pytest.mark.parametrize("seed", [1, 2])
def test_good_files_among_bombs_end_as_they_do_alone(tmp_path, seed):
    """What a bomb left mapped was missing when the next file was read."""
    names = [*GREEDY, *GOOD, *GOOD]
    random.Random(seed).shuffle(names)
    ends: dict[str, set[object]] = {name: set() for name in GOOD}
    with open_pool(tmp_path) as pool:
        for number, name in enumerate((*GOOD, *names)):
            path = pool.inbox / str(number)
            path.write_bytes((GOOD.get(name) or BOMBS[name])())
            end = outcome_of(pool, path)
            if name in GOOD:
                ends[name].add(end)

    assert {name: len(found) for name, found in ends.items()} == dict.fromkeys(GOOD, 1)
    assert not any("failed" in str(found) for found in ends.values())
