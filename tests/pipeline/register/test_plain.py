"""The short way through the proof says «equal» only where the long way would."""

from typing import Any

import pytest
from sqlalchemy import Table, select

from pipeline.register import making
from pipeline.register.chain import read_body
from pipeline.register.compare import fold
from pipeline.register.entries import Void
from pipeline.register.plain import COMPLETED, is_plain
from pipeline.register.project import PROJECTIONS
from pipeline.register.schema import documents, events, exemplars
from pipeline.register.store import Register
from tests.pipeline.register.build_office import NOW, take_in, wish

Row = tuple[Any, ...]
OTHERS: tuple[object, ...] = (None, "", "null", "другое", '"', 0, 77, b"x", "[]", "{}")


def _life(register: Register, number: str) -> tuple[list[Row], Row, Row]:
    with register.reading() as connection:
        columns = (events.c.number, events.c.kind, events.c.body)
        mine = events.c.number == number
        question = select(*columns).where(mine).order_by(events.c.seq)
        told = [tuple(row) for row in connection.execute(question)]
        rows = [
            connection.execute(select(table).where(table.c.number == number)).one()
            for table in (documents, exemplars)
        ]
    return told, tuple(rows[0]), tuple(rows[1])


def test_a_document_taken_in_is_plain(register: Register) -> None:
    (number,) = take_in(register, ["a"])

    assert is_plain(*_life(register, number))


@pytest.mark.parametrize("table", [documents, exemplars], ids=str)
def test_no_other_value_of_any_column_is_plain(lite: Register, table: Table) -> None:
    (number,) = take_in(lite, ["a"])
    told, *rows = _life(lite, number)
    which = [documents, exemplars].index(table)
    row = rows[which]
    for place, column in enumerate(table.columns):
        for other in OTHERS:
            if (row[place], type(row[place])) == (other, type(other)):
                continue
            changed = [*rows]
            changed[which] = (*row[:place], other, *row[place + 1 :])

            assert not is_plain(told, *changed), (column.name, other)


def test_a_number_that_came_to_nothing_goes_the_long_way(lite: Register) -> None:
    (got,) = lite.reserve([wish("a")], at=NOW, batch="b")
    lite.void([Void(number=got.number, reason="no-space")], at=NOW)

    assert not is_plain(*_life(lite, got.number))


def test_plain_rows_are_those_that_the_events_make(lite: Register) -> None:
    (number,) = take_in(lite, ["a"])
    told, document, exemplar = _life(lite, number)

    made = fold(read_body(body) for (_, _, body) in told)

    assert [tuple(row.values()) for row in made["documents"].values()] == [document]
    assert [tuple(row.values()) for row in made["exemplars"].values()] == [exemplar]


def test_json_columns_cut_at_another_place_are_not_plain(lite: Register) -> None:
    """An entry that names givers itself could be cut out in two ways."""
    (number,) = take_in(lite, ["a"])
    told, document, exemplar = _life(lite, number)
    (first, (name, kind, body)) = told
    entry, givers = document[17], document[11]
    inner = '{"a":{},"givers":[],"z":1}'
    body = body.replace(f'"entry":{entry},', f'"entry":{inner},')
    cut = ('{"a":{}', f'[],"z":1}},"givers":{givers}')
    document = (*document[:11], cut[1], *document[12:17], cut[0], *document[18:])
    exemplar = (*exemplar[:16], cut[0], *exemplar[17:])

    assert f'"entry":{cut[0]},"givers":{cut[1]},"output"' in body
    assert not is_plain([first, (name, kind, body)], document, exemplar)


def test_every_kind_that_completes_is_known() -> None:
    complete = {kind for kind, make in PROJECTIONS.items() if make is making.completed}

    assert {kind.value for kind in complete} == COMPLETED
