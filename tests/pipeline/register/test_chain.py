import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies

from models.events import Event, EventKind
from pipeline.register.chain import (
    EMPTY,
    GENESIS,
    canonical,
    hash_body,
    link,
    read_body,
    read_time,
    stamp_time,
)
from pipeline.register.walk import Walk
from tests.pipeline.register.build_office import NOW

KEY = b"k" * 32
SCALARS = strategies.none() | strategies.booleans() | strategies.integers()
TEXTS = strategies.text(
    alphabet=strategies.characters(exclude_categories=["Cs"]), max_size=20
)
VALUES = strategies.recursive(
    SCALARS | TEXTS,
    lambda inner: (
        strategies.lists(inner, max_size=3)
        | strategies.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=8,
)
EVENTS = strategies.builds(
    Event,
    kind=strategies.sampled_from(EventKind),
    at=strategies.datetimes(
        min_value=datetime(2000, 1, 1),  # noqa: DTZ001
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=strategies.just(UTC),
    ),
    number=strategies.none() | TEXTS,
    copy=strategies.none() | strategies.integers(1, 99),
    batch=strategies.none() | TEXTS,
    article=strategies.none() | TEXTS,
    actor=strategies.none() | TEXTS,
    data=strategies.dictionaries(TEXTS, VALUES, max_size=4),
)


@given(drafts=strategies.lists(EVENTS, max_size=6))
def test_any_events_chain_and_are_walked_and_read_back(drafts: list[Event]) -> None:
    rows, placed, head = link(drafts, head=EMPTY, key=KEY)
    walk = Walk(KEY, frozenset())

    assert all(walk.step(tuple(row.values())) for row in rows)  # type: ignore[arg-type]
    assert (walk.seq, walk.hash) == (len(drafts), head.hash)
    assert [read_body(str(row["body"])) for row in rows] == placed


@given(drafts=strategies.lists(EVENTS, min_size=2, max_size=6))
def test_times_never_go_back(drafts: list[Event]) -> None:
    _, placed, _ = link(drafts, head=EMPTY, key=KEY)
    times = [event.at for event in placed]

    assert times == sorted(times)


@pytest.mark.parametrize("column", range(8))
def test_a_row_that_says_otherwise_than_its_text_stops_the_walk(column: int) -> None:
    event = Event(kind=EventKind.COPIED, at=NOW, number="1с/2026", copy=2)
    (row,), _, _ = link([event], head=EMPTY, key=KEY)
    values = list(row.values())
    values[column] = 3 if isinstance(values[column], int) else f"{values[column]}x"

    assert not Walk(KEY, frozenset()).step(tuple(values))  # type: ignore[arg-type]


def test_a_text_inside_cannot_pass_for_a_field() -> None:
    actor = '","at":"2000-01-01T00:00:00.000000Z","batch":null,"copy":7,"data":{'
    event = Event(kind=EventKind.OPENED, at=NOW, actor=actor, copy=2)
    (row,), _, _ = link([event], head=EMPTY, key=KEY)
    forged = {**row, "at": "2000-01-01T00:00:00.000000Z", "copy": 7}

    assert Walk(KEY, frozenset()).step(tuple(row.values()))  # type: ignore[arg-type]
    assert not Walk(KEY, frozenset()).step(tuple(forged.values()))  # type: ignore[arg-type]


def test_the_text_is_canonical_and_names_the_one_before() -> None:
    event = Event(kind=EventKind.RECEIVED, at=NOW, number="1с/2026", data={"б": 1})
    (first, second), _, _ = link([event, event], head=EMPTY, key=KEY)

    assert first["body"] == canonical(json.loads(str(first["body"])))
    assert "1с/2026" in str(first["body"])
    assert json.loads(str(first["body"]))["prev"] == GENESIS
    assert json.loads(str(second["body"]))["prev"] == hash_body(str(first["body"]))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", object()])
def test_what_is_not_json_is_no_event(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical({"x": value})


def test_times_are_written_in_utc_and_read_back() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5)))

    assert stamp_time(there) == "2026-11-22T09:30:00.000000Z"
    assert read_time(stamp_time(there)) == NOW
    with pytest.raises(ValueError, match="time zone"):
        stamp_time(datetime(2026, 11, 22))  # noqa: DTZ001
