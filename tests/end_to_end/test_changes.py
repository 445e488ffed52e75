"""After each change the old marks of a carrier are struck through, the new beside."""

from pathlib import Path

import pytest

from models.agreement import Level
from models.agreement_file import load_agreement
from models.documents import Format, Source
from models.geometry import Box
from models.marks import FoundMark
from pipeline.old_marks import giver_words, leaves_one, marks_to_strike
from pipeline.reading.find_words import find_words
from tests.run_belgi import SENDER, Belgi


def _level(slug: str) -> Level:
    agreement = load_agreement("kz-by")
    return agreement.party("KZ").level(agreement.degree(slug))


def test_every_change_strikes_the_stamp_of_the_last_one(desk: Belgi) -> None:
    about = ("--number", "1с/2026", "--from", SENDER, "--date", "2026-11-20")
    raise_it = ("--permits", "change-degree", "--degree", "top-secret")
    desk.do("consent", "add", "A", *raise_it, *about)
    desk.do("consent", "add", "B", "--permits", "declassify", *about)
    desk.do("change-degree", "1с/2026", "--degree", "top-secret", "--consent", "A")
    row = desk.do("register", "show", "1с/2026").rows[0]
    level = _level("top-secret")
    places = find_words(Path(row["exemplars"][0]["output"]), level.printed)
    struck = marks_to_strike((), level, places)
    assert {mark.text for mark in struck} == set(level.printed)
    assert len(struck) == 4
    lifted = desk.do("declassify", "1с/2026", "--consent", "B")
    assert lifted.events == ["declassified", "fell-due"]
    desk.sound()


def test_a_word_of_the_stamp_in_prose_is_left_alone() -> None:
    level = _level("secret")
    prose = [(0, level.printed[0], Box(x0=70, y0=300, x1=110, y1=312))]
    assert marks_to_strike((), level, prose) == ()


def _found(text: str, box: Box | None, source: Source = Source.OCR) -> FoundMark:
    return FoundMark(
        text=text,
        degree=_level("secret").degree,
        page_index=0,
        box=box,
        source=source,
        confidence=0.9,
    )


HIGH = Box(x0=400, y0=40, x1=480, y1=54)
OURS = _found("Құпия", Box(x0=400, y0=60, x1=480, y1=88))
LINE = _found("Құпия", Box(x0=50, y0=820, x1=80, y1=827))
THEIRS = _found("Секретно", HIGH)
IMAGE, DOCX, OTHER = Format.IMAGE, Format.DOCX, Format.OTHER


@pytest.mark.parametrize(
    ("marks", "carrier", "giver", "alive"),
    [
        ((THEIRS, OURS), IMAGE, "Секретно", False),
        ((OURS, LINE), IMAGE, "Секретно", True),
        ((OURS, LINE), IMAGE, "Құпия", True),
        ((OURS, _found("Құпия", HIGH)), IMAGE, "Құпия", False),
        ((THEIRS, OURS), IMAGE, None, True),
        ((OURS,), IMAGE, "", False),
        ((), IMAGE, "", True),
        ((_found("Секретно", None), OURS), IMAGE, "Секретно", True),
        ((_found("Секретно", None, Source.HEADER),), DOCX, "Секретно", False),
        ((_found("Секретно", None),), DOCX, "Секретно", True),
        ((_found("Секретно", None, Source.TEXT),), OTHER, "Секретно", False),
    ],
    ids=[
        "both are placed",
        "only ours is",
        "only ours, of the same words",
        "both, of the same words",
        "a person named the degree",
        "made here",
        "nothing is placed",
        "no box",
        "text",
        "a picture within text",
        "text of a slide",
    ],
)
def test_a_mark_that_cannot_be_struck_is_told(
    marks: tuple[FoundMark, ...], carrier: Format, giver: str | None, alive: bool
) -> None:
    assert leaves_one(marks, carrier, _level("secret"), giver) is alive


def test_the_givers_mark_is_known_where_its_degree_was_taken_over() -> None:
    found = {"degree": "secret", "text": "Секретно"}
    ours = ["secret"]
    assert giver_words({"degree": "secret", "mark_found": found}, ours) == "Секретно"
    assert giver_words({"degree": "top-secret", "mark_found": found}, ours) is None
    assert giver_words({"degree": "secret", "mark_found": None}, ours) is None


def test_the_givers_mark_is_struck_though_its_words_are_ours() -> None:
    level = _level("secret")
    other = Box(x0=400, y0=72, x1=480, y1=86)
    assert OURS.box is not None
    places = [(0, level.printed[0], OURS.box), (0, level.printed[1], other)]
    theirs = _found("Құпия", HIGH)
    struck = marks_to_strike((theirs, OURS), level, places)
    assert theirs in struck
    assert OURS not in struck
