"""After each change the old marks of a carrier are struck through, the new beside."""

from pathlib import Path

from models.agreement import Level
from models.agreement_file import load_agreement
from models.geometry import Box
from pipeline.old_marks import marks_to_strike
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
