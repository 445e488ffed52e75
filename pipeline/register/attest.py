"""Before anything rests on the register: is this still the one we wrote?

Two quick looks, each a few rows: does the chain end where the high-water mark says, and
do a document's rows say what its sealed events say? The whole proof is ``verify``.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from models.errors import RegisterError
from pipeline.register.chain import Head, hash_body, read_body, seal_hash
from pipeline.register.high_water import Mark
from pipeline.register.project import project
from pipeline.register.schema import documents, events, exemplars

ADVICE = "Run belgi register verify, which says what was done; nothing was recorded."


def attest_end(
    connection: Connection, *, head: Head, mark: Mark | str, register: str
) -> None:
    """Refuse to go on from a chain that ends before the mark, or on another one.

    Raises:
        RegisterError: Its tail was cut off, it was rolled back, or replaced.
    """
    if mark == "forged":
        raise _tampered("The high-water mark in the keys folder was changed.")
    if not isinstance(mark, Mark):
        return
    if mark.register != register:
        raise _tampered("This is another register than the one the office kept.")
    if mark.seq > head.seq:
        raise _tampered(
            f"The register ends at event {head.seq}, and it had come to {mark.seq}: "
            "its end was cut off, or an older state was put back."
        )
    question = select(events.c.hash, events.c.body).where(events.c.seq == mark.seq)
    row = connection.execute(question).one_or_none()
    if mark.seq and (row is None or row.hash != mark.hash):
        raise _tampered(f"Event {mark.seq} is not the one that was recorded.")
    if row is not None and hash_body(row.body) != row.hash:
        raise _tampered(f"Event {mark.seq} was changed after it was recorded.")


def attest_document(connection: Connection, number: str, *, seal: bytes) -> None:
    """Compare a document's rows with its events, and each event with its seal.

    Raises:
        RegisterError: They differ: somebody edited the database.
    """
    question = select(events.c.body, events.c.hash, events.c.seal)
    rows = connection.execute(
        question.where(events.c.number == number).order_by(events.c.seq)
    ).all()
    told: dict[tuple[object, ...], dict[str, object]] = {}
    for row in rows:
        sealed = hmac.compare_digest(seal_hash(seal, row.hash), row.seal)
        if hash_body(row.body) != row.hash or not sealed:
            raise _tampered(f"An event of {number} was changed after it was recorded.")
        _play(told, row.body)
    for table, keys in ((documents, ("number",)), (exemplars, ("number", "copy"))):
        found = connection.execute(select(table).where(table.c.number == number))
        for one in found.mappings():
            key = (table.name, *(one[name] for name in keys))
            if not _agrees(dict(one), told.pop(key, None)):
                raise _tampered(
                    f"What the tables say of {number} is not in its events."
                )
    if any(key[0] in ("documents", "exemplars") for key in told):
        raise _tampered(f"The tables lack what the events of {number} say.")


def _play(told: dict[tuple[object, ...], dict[str, object]], body: str) -> None:
    for change in project(read_body(body)):
        key = (change.table, *change.key.values())
        if change.table not in ("documents", "exemplars"):
            continue
        if change.how == "put":
            told[key] = {**change.key, **change.values}
        elif key in told:
            told[key] |= change.values


def _agrees(row: Mapping[str, Any], told: Mapping[str, object] | None) -> bool:
    if told is None:
        return False
    return all(row[name] == value for name, value in told.items())


def _tampered(what: str) -> RegisterError:
    return RegisterError(f"{what} {ADVICE}", slug="tampered")
