"""A large PDF that several workers prove comes out as if one had done it all."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from benchmarks.inputs import make_pdf
from models.settings import Limits
from pipeline.document import StampOrder, stamp_in_worker
from pipeline.sharing import stamp_shared
from pipeline.work.pool import Pool, worker_pool
from stamps.on_pdf import prove_share, write_pdf
from tests.build_pdf import make_plan

ORDER = StampOrder(plan=make_plan(), kind="pdf", file_name="a.pdf", pages=7)
BLACK_FOOT = b"q 0 g 0 0 595 60 re f 0 780 595 62 re f Q"
"""Ink where every page that is like the first has its running line."""


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    with worker_pool(tmp_path / "work", 2, Limits()) as opened:
        yield opened


def received(pool: Pool, *, inked: int | None = None) -> Path:
    """Write seven pages, one of them with ink at its edges."""
    path = pool.inbox / "00000000"
    make_pdf(path, 7)
    if inked is not None:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            page = pdf.pages[inked]
            page.contents_add(pikepdf.Stream(pdf, BLACK_FOOT))
            pdf.save(path)
    return path


@pytest.mark.parametrize("inked", [None, 4], ids=["alike", "one-page-differs"])
def test_equal_to_one_workers(pool: Pool, inked: int | None) -> None:
    """The same bytes, places and notes, also where a first try can't be proved."""
    source = received(pool, inked=inked)

    alone = pool.submit(stamp_in_worker, source, ORDER).result()
    shared = stamp_shared(pool, source, ORDER, count=3)()

    assert shared.sha256 == alone.sha256
    assert shared.path.read_bytes() == alone.path.read_bytes()
    assert (shared.placements, shared.notes) == (alone.placements, alone.notes)
    in_shares = shared.path.parent == pool.inbox
    assert in_shares is (inked is None), "a page like no other is laid out by one"


def test_a_page_that_is_not_as_it_was_written_fails_the_proof(pool: Pool) -> None:
    """Each share looks at its own pages, and all shares at all of them."""
    source = received(pool)
    target = source.with_name("stamped.pdf")
    unproved = write_pdf(source, target, ORDER.plan)
    assert unproved is not None
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        del pdf.pages[5].obj["/Contents"]
        pdf.save(target)

    told = [
        prove_share(target, ORDER.plan, unproved.shown, (part, 3)) for part in range(3)
    ]

    assert told == [True, True, False]


def test_the_parent_learns_what_was_written_without_the_libraries(
    tmp_path: Path,
) -> None:
    """Its classes load no reader of files: only workers have those."""
    answer = tmp_path / "answer"
    source = tmp_path / "seven.pdf"
    make_pdf(source, 7)
    answer.write_bytes(pickle.dumps(write_pdf(source, tmp_path / "out", ORDER.plan)))
    asked = (
        "import sys; from pathlib import Path; from pipeline.work.channel import "
        "load_result; print(type(load_result(Path(sys.argv[1]).read_bytes())).__name__,"
        " *{'numpy', 'pikepdf', 'pypdfium2', 'PIL'} & set(sys.modules))"
    )

    told = subprocess.run(
        [sys.executable, "-c", asked, answer], capture_output=True, check=True
    )

    assert told.stdout.decode().split() == ["Unproved"]
