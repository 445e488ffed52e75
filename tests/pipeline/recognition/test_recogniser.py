"""The trained pipeline: where it is loaded, and what is done without it."""

import sys
from functools import partial

import pytest

from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import examine
from pipeline.formats import ON_DEMAND
from pipeline.work.pool import worker_pool

LIMITS = Limits(memory_bytes=160 << 20, document_time_s=60.0)
LOOK = partial(examine, agreement="kz-by", sender=None, limits=LIMITS)
LINE = "Настоящим направляем отчёт о ходе работ за третий квартал.\n" * 5
DOUBTFUL = f"{LINE}гриф: секретно\n{LINE}"
"""The rules leave it open; the trained pipeline knows that it is talk."""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_a_worker_too_small_for_spacy_has_it_all_the_same(tmp_path):
    with worker_pool(
        tmp_path, 1, LIMITS, preload=["pipeline.document"], on_demand=ON_DEMAND
    ) as pool:
        path = pool.inbox / "letter"
        path.write_text(DOUBTFUL)

        assert pool.submit(LOOK, path).result(60).verdict.outcome == Outcome.UNMARKED


def test_without_spacy_doubt_goes_to_a_person(tmp_path, monkeypatch):
    path = tmp_path / "letter"
    path.write_text(DOUBTFUL)
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)

    verdict = LOOK(path).verdict

    assert verdict.outcome == Outcome.REVIEW
    assert verdict.reasons == ("low-confidence",)
