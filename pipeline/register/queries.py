"""Questions to the running tables and the chain; each takes a connection.

Answers are frozen records or the accounts that the rules judge by. Nothing here
writes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from models.accounts import (
    Account,
    Consent,
    Contract,
    ContractItem,
    DocumentKind,
    Person,
)
from models.events import Event, EventKind
from models.settings import Body
from pipeline.register.chain import Head, read_body
from pipeline.register.entries import Batch, DutyRow, Exhibit, Item, Row
from pipeline.register.records import (
    Scale,
    read_batch,
    read_consent,
    read_day,
    read_exemplar,
    read_exhibit,
    read_item,
    read_json,
    read_row,
)
from pipeline.register.schema import (
    batches,
    consents,
    contracts,
    documents,
    duties,
    events,
    exemplars,
    head,
    items,
    meta,
    people,
)

_BATCHES = select(batches, events.c.body.label("ending")).outerjoin(
    events, events.c.seq == batches.c.ended_seq
)
"""Batches, each with the event of its end where it has ended."""
CHUNK = 500
"""Values in one list of a question; databases limit them."""


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a list into pieces that one question can hold."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def read_head(connection: Connection) -> Head:
    """Return the end of the chain."""
    row = connection.execute(select(head.c.seq, head.c.hash, head.c.at)).one()
    return Head(row.seq, row.hash, row.at)


def about(connection: Connection, name: str) -> str | None:
    """Return what the register says of itself: ``register`` is its id."""
    question = select(meta.c.value).where(meta.c.name == name)
    return connection.execute(question).scalar_one_or_none()


def history(connection: Connection, number: str) -> tuple[Event, ...]:
    """Return all events of a number, oldest first."""
    question = select(events.c.body).where(events.c.number == number)
    rows = connection.execute(question.order_by(events.c.seq))
    return tuple(read_body(row.body) for row in rows)


def events_of(
    connection: Connection, kinds: Iterable[EventKind] | None = None
) -> Iterator[Event]:
    """Yield events of some kinds, or all, oldest first, without holding them all."""
    question = select(events.c.body).order_by(events.c.seq)
    if kinds is not None:
        question = question.where(events.c.kind.in_([kind.value for kind in kinds]))
    with connection.execute(question, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            yield read_body(row.body)


def account(connection: Connection, number: str, scale: Scale) -> Account | None:
    """Return a document as the rules see it, None where the number is unknown.

    A number that is reserved and not finished yet is unknown to the rules.
    """
    rows = _rows(connection, select(documents).where(documents.c.number == number))
    if not rows or rows[0]["state"] == "reserved":
        return None
    row = rows[0]
    return Account(
        number=number,
        kind=DocumentKind(row["kind"]),
        degree=scale[row["degree"]],
        givers=tuple(Body(**body) for body in read_json(row["givers"], [])),
        parents=tuple(read_json(row["parents"], [])),
        declassified=bool(row["declassified"]),
        purposes=tuple(read_json(row["purposes"], [])),
        contract=row["contract"],
        exemplars=tuple(read_exemplar(one) for one in exhibits(connection, number)),
        void=row["state"] == "void",
        received_on=read_day(row["received_on"]),
    )


def exhibits(
    connection: Connection, number: str, *, reserved: bool = False
) -> tuple[Exhibit, ...]:
    """Return the exemplars of a number; those only reserved when asked for."""
    question = select(exemplars).where(exemplars.c.number == number)
    if not reserved:
        question = question.where(exemplars.c.state != "reserved")
    rows = _rows(connection, question.order_by(exemplars.c.copy))
    return tuple(read_exhibit(row) for row in rows)


def exhibits_of_batch(connection: Connection, batch: str) -> tuple[Exhibit, ...]:
    """Return the exemplars that a batch reserved, in the order of their numbers."""
    question = select(exemplars).where(exemplars.c.batch == batch)
    ordered = question.order_by(exemplars.c.reserved_seq)
    return tuple(read_exhibit(row) for row in _rows(connection, ordered))


def document(connection: Connection, number: str) -> Row | None:
    """Return the line of a number, None where it is unknown."""
    rows = _rows(connection, select(documents).where(documents.c.number == number))
    return read_row(rows[0]) if rows else None


def list_documents(
    connection: Connection,
    *,
    number: str | None = None,
    batch: str | None = None,
    state: str | None = None,
) -> Iterator[Row]:
    """Yield the lines of the register in the order of the numbers."""
    question = select(documents)
    for column, value in (("number", number), ("batch", batch), ("state", state)):
        if value is not None:
            question = question.where(documents.c[column] == value)
    question = question.order_by(documents.c.year, documents.c.sequence)
    with connection.execute(question, execution_options={"yield_per": 1000}) as rows:
        for row in rows.mappings():
            yield read_row(row)


def children(connection: Connection, number: str) -> tuple[str, ...]:
    """Return the finished documents that were made from this one."""
    question = select(documents.c.number, documents.c.parents).where(
        documents.c.parents.contains(json.dumps(number, ensure_ascii=False)),
        documents.c.state == "done",
    )
    rows = connection.execute(question.order_by(documents.c.reserved_seq))
    return tuple(row.number for row in rows if number in json.loads(row.parents))


def find_received(connection: Connection, sha256: str) -> tuple[str, ...]:
    """Return the numbers of documents that came in with these bytes, not void ones."""
    question = (
        select(documents.c.number)
        .where(documents.c.sha256_in == sha256, documents.c.state != "void")
        .order_by(documents.c.year, documents.c.sequence)
    )
    return tuple(connection.execute(question).scalars())


def received_among(connection: Connection, hashes: Sequence[str]) -> frozenset[str]:
    """Return those of some SHA-256 that ``find_received`` has an answer for."""
    found: set[str] = set()
    for part in chunks(sorted(set(hashes))):
        question = select(documents.c.sha256_in).where(
            documents.c.sha256_in.in_(part), documents.c.state != "void"
        )
        found.update(connection.execute(question).scalars())
    return frozenset(found)


def find_output(connection: Connection, sha256: str) -> tuple[Exhibit, ...]:
    """Return the exemplars whose newest carrier has these bytes."""
    question = select(exemplars).where(exemplars.c.sha256_out == sha256)
    return tuple(read_exhibit(row) for row in _rows(connection, question))


def list_consents(
    connection: Connection,
    scale: Scale,
    *,
    number: str | None = None,
    reference: str | None = None,
) -> tuple[Consent, ...]:
    """Return consents in the order in which they were recorded."""
    question = select(consents).order_by(consents.c.seq)
    if number is not None:
        question = question.where(consents.c.number == number)
    if reference is not None:
        question = question.where(consents.c.reference == reference)
    return tuple(read_consent(row, scale) for row in _rows(connection, question))


def list_people(connection: Connection, scale: Scale) -> tuple[Person, ...]:
    """Return the people with clearances, by name."""
    return tuple(
        Person(
            name=row["name"],
            clearance=scale[row["clearance"]],
            until=date.fromisoformat(row["until"]),
            post=row["post"],
        )
        for row in _rows(connection, select(people).order_by(people.c.name))
    )


def find_contract(
    connection: Connection, reference: str, scale: Scale
) -> Contract | None:
    """Return a contract with its items, None where there is none."""
    question = select(contracts).where(contracts.c.reference == reference)
    for row in _rows(connection, question):
        rows = [
            ContractItem(**{**item, "degree": scale[item["degree"]]})
            for item in read_json(row["items"], [])
        ]
        return Contract(reference=reference, items=tuple(rows))
    return None


def list_duties(
    connection: Connection, *, fulfilled: bool = False, number: str | None = None
) -> tuple[DutyRow, ...]:
    """Return what falls due, the earliest date first."""
    question = select(duties).order_by(duties.c.until, duties.c.seq)
    if not fulfilled:
        question = question.where(duties.c.fulfilled_seq.is_(None))
    if number is not None:
        question = question.where(duties.c.number == number)
    names = ["seq", "duty", "number", "copy", "batch", "body", "until"]
    return tuple(
        DutyRow(
            fulfilled=row["fulfilled_seq"] is not None,
            **{name: row[name] for name in names},
        )
        for row in _rows(connection, question)
    )


def list_items(
    connection: Connection,
    *,
    batch: str | None = None,
    ending: str | None = None,
    waiting: bool = False,
) -> tuple[Item, ...]:
    """Return carriers that took no number; ``waiting``: held and not decided."""
    question = select(items).order_by(items.c.seq)
    if batch is not None:
        question = question.where(items.c.batch == batch)
    if waiting:
        ending = "held"
        question = question.where(items.c.decided_seq.is_(None))
    if ending is not None:
        question = question.where(items.c.ending == ending)
    return tuple(read_item(row) for row in _rows(connection, question))


def find_batch(connection: Connection, key: str) -> Batch | None:
    """Return the newest run of a command, None where it never ran."""
    question = (
        _BATCHES.where(batches.c.key == key).order_by(batches.c.run.desc()).limit(1)
    )
    rows = _rows(connection, question)
    return read_batch(rows[0]) if rows else None


def list_batches(
    connection: Connection, *, state: str | None = None
) -> tuple[Batch, ...]:
    """Return batches, oldest first; ``begun``: those that were cut short."""
    question = _BATCHES.order_by(batches.c.begun_seq)
    if state is not None:
        question = question.where(batches.c.state == state)
    return tuple(read_batch(row) for row in _rows(connection, question))


def _rows(connection: Connection, question: Select[Any]) -> Sequence[RowMapping]:
    return connection.execute(question).mappings().all()
