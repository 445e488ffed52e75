"""The walk along the chain: each stored text is hashed as it stands.

It stops at the first event that is not where and what it must be.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import cast

from sqlalchemy import Connection, select

from pipeline.register.chain import GENESIS
from pipeline.register.schema import events

ROWS_A_STEP = 5000

RawRow = tuple[int, str, str, str | None, int | None, str, str, str]


@dataclass(slots=True)
class Walk:
    """The state of the walk: where it is, and the hashes that others will ask for."""

    seal_key: bytes | None
    wanted: frozenset[int]
    """Places whose hashes the mark and the checkpoints speak of."""
    seq: int = 0
    hash: str = GENESIS
    at: str = ""
    seen: dict[int, str] = field(default_factory=dict)
    sealer: hmac.HMAC = field(init=False)
    """Begun under the key; a copy of it seals quicker than one begun anew."""

    def __post_init__(self) -> None:
        self.sealer = hmac.new(self.seal_key or b"", digestmod="sha256")

    def step(self, row: RawRow) -> bool:
        """Take one row; False where it is not the next event of the chain."""
        seq, at, _kind, _number, _copy, body, digest, seal = row
        if seq != self.seq + 1 or not agrees(row, self.hash):
            return False
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            return False
        if self.seal_key is not None:
            ours = self.sealer.copy()
            ours.update(digest.encode())
            if ours.hexdigest() != seal:
                return False
        if at < self.at:
            return False
        self.seq, self.hash, self.at = seq, digest, at
        if seq in self.wanted:
            self.seen[seq] = digest
        return True


def agrees(row: RawRow, prev: str) -> bool:
    """Tell whether a row's columns say what its canonical text says.

    Keys stand in the order of the alphabet and nothing before ``data`` can hold an
    unescaped quotation mark, so that the text need not be parsed.
    """
    seq, at, kind, number, copy, body, _, _ = row
    num = "null" if number is None else encode_basestring(number)
    end = f'"kind":"{kind}","number":{num},"prev":"{prev}","seq":{seq}}}'
    if not body.endswith(end):
        return False
    start = body.find('"at":"')
    if not body.startswith(f'"at":"{at}","batch":', start):
        return False
    place = body.find(',"copy":', start)
    said = "null" if copy is None else str(copy)
    return body.startswith(f',"copy":{said},"data":{{', place)


@contextmanager
def raw_rows(connection: Connection) -> Iterator[Iterable[RawRow]]:
    """Give the rows of the chain as they are stored, without holding them all."""
    names = ["seq", "at", "kind", "number", "copy", "body", "hash", "seal"]
    question = select(*(events.c[name] for name in names)).order_by(events.c.seq)
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):  # a third faster than through SQLAlchemy
        with closing(raw.execute(str(question))) as rows:
            yield rows
        return
    options = {"yield_per": ROWS_A_STEP}
    with connection.execute(question, execution_options=options) as result:
        yield cast("Iterable[RawRow]", result)


def walk_chain(
    connection: Connection, seal_key: bytes | None, wanted: frozenset[int]
) -> tuple[Walk, bool]:
    """Walk as far as the chain holds, and tell whether something stopped the walk."""
    walk = Walk(seal_key, wanted)
    with raw_rows(connection) as rows:
        try:
            stopped = not all(map(walk.step, rows))
        except (TypeError, AttributeError):  # a column holds another type of value
            stopped = True
    return walk, stopped
