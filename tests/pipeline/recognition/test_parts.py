"""Composite documents: each part is listed, the whole takes the highest degree."""

import pytest

from models.agreement_file import load_agreement
from models.degrees import Degree
from models.documents import Source
from models.marks import FoundMark
from models.outcomes import Outcome, Verdict
from pipeline.recognition.parts import find_parts
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_pages import line_at, page_of, reading_of

KZ_BY = load_agreement("kz-by")
SECRET, TOP, HIGHEST = (
    KZ_BY.degree(slug) for slug in ("secret", "top-secret", "special-importance")
)
WORDS = {SECRET: "Секретно", TOP: "Совершенно секретно", HIGHEST: "Особой важности"}


def mark(
    degree: Degree | None, page: int | None, source: Source = Source.TEXT
) -> FoundMark:
    return FoundMark(
        text="",
        degree=degree,
        page_index=page,
        box=None,
        source=source,
        confidence=0.99,
    )


def judged(*degrees: Degree | None) -> Verdict:
    """Judge a PDF whose pages bear these degrees, or none."""
    pages = [
        page_of(*([line_at(WORDS[d], 40, side="right")] if d else []), index=i)
        for i, d in enumerate(degrees)
    ]
    return judge(reading_of(*pages), vocabulary=build_vocabulary(KZ_BY))


def test_each_part_is_listed_with_its_pages() -> None:
    verdict = judged(SECRET, None, TOP, TOP, SECRET)

    assert (verdict.outcome, verdict.degree) == (Outcome.REVIEW, TOP)
    assert "conflict" in verdict.reasons
    assert [
        (p.degree, p.first_page_index, p.last_page_index) for p in verdict.parts
    ] == [
        (SECRET, 0, 1),
        (TOP, 2, 3),
        (SECRET, 4, 4),
    ]
    assert [len(part.marks) for part in verdict.parts] == [1, 2, 1]


def test_pages_before_the_first_mark_belong_to_no_part() -> None:
    parts = judged(None, SECRET, HIGHEST, None).parts

    assert [(p.first_page_index, p.last_page_index) for p in parts] == [(1, 1), (2, 3)]


@pytest.mark.parametrize(
    "marks",
    [
        (mark(SECRET, 0), mark(SECRET, 3)),
        (mark(SECRET, 0), mark(TOP, 0)),
        (mark(SECRET, 0), mark(None, 1)),
        (),
    ],
    ids=["one degree", "two on one page", "another table's", "none"],
)
def test_other_documents_have_no_parts(marks: tuple[FoundMark, ...]) -> None:
    assert find_parts(marks, page_count=4, paged=True) == ()


def test_parts_without_pages_go_by_their_order() -> None:
    marks = (mark(TOP, 0), mark(SECRET, 0))

    parts = find_parts(marks, page_count=None, paged=False)

    assert [(part.degree, part.first_page_index) for part in parts] == [
        (TOP, None),
        (SECRET, None),
    ]


def test_a_header_stands_for_the_whole_of_a_word_document() -> None:
    marks = (mark(TOP, 0, Source.HEADER), mark(SECRET, 0))

    assert find_parts(marks, page_count=None, paged=False) == ()
