"""What was done to the chain, once the walk along it has stopped.

Slow and careful: looks at all rows, because it runs only on a register that is known to
be wrong.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from pipeline.register.schema import events


class Damage(StrEnum):
    """What ``verify`` tells apart."""

    CHANGED = "changed"
    INSERTED = "inserted"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REPLACED = "replaced"
    TABLES = "tables"
    """A running table does not say what the events say."""
    UNCHECKED = "unchecked"
    """Not known to be wrong, and not known to be right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, with the first event that it concerns."""

    damage: Damage
    seq: int | None
    message: str


SENTENCES = {
    Damage.CHANGED: "Event {seq} was changed after it was recorded.",
    Damage.INSERTED: "Event {seq} was inserted; it was never recorded by this office.",
    Damage.REMOVED: "Event {seq} was removed.",
    Damage.REORDERED: "Event {seq} stands elsewhere; the order was changed.",
    Damage.TRUNCATED: "The end was cut off: event {seq} and all after it are gone.",
}


def diagnose(
    connection: Connection,
    seq: int,
    prev: str,
    seal_key: bytes | None,
    claims: Sequence[int],
) -> Finding:
    """Say what became of event ``seq``, the first that is not as it must be.

    Args:
        connection: Sees the register as the walk saw it.
        seq: The place where the walk stopped.
        prev: The hash of the event before it.
        seal_key: None where seals cannot be checked.
        claims: How far the chain must reach, as others say.
    """
    scene = _Scene(connection, seq, prev, seal_key)
    damage = scene.damage(max(claims, default=0))
    at = seq - 1 if damage is _BEFORE else seq
    damage = Damage.CHANGED if damage is _BEFORE else damage
    sentence = SENTENCES[damage].format(seq=at)
    return Finding(
        damage,
        at,
        f"{sentence} Keep the register as it is, and compare it "
        "with a backup and with the checkpoints.",
    )


_BEFORE = Damage.UNCHECKED
"""Inside this module: the event before was changed together with its hash."""


class _Scene:
    """The rows around the place where the walk stopped."""

    def __init__(
        self, connection: Connection, seq: int, prev: str, seal_key: bytes | None
    ) -> None:
        self.connection = connection
        self.seq = seq
        self.prev = prev
        self.seal_key = seal_key
        found = self._rows(events.c.seq >= seq, limit=1)
        below = self._rows(events.c.seq < 1, limit=1) if seq == 1 else []
        self.row = next(iter((*below, *found)), None)

    def damage(self, claim: int) -> Damage:
        """Return what was done."""
        row = self.row
        if row is None:
            return Damage.TRUNCATED
        if row["seq"] < self.seq:
            return Damage.INSERTED
        if row["seq"] > self.seq:
            return Damage.REORDERED if self._is_elsewhere() else Damage.REMOVED
        if not self._is_genuine(row):
            return self._forged(claim)
        if _said_seq(row["body"]) != self.seq:
            return self._misplaced(row)
        # Genuine, in its place, and yet it names another event before it.
        return _BEFORE if self.seq > 1 else Damage.CHANGED

    def _forged(self, claim: int) -> Damage:
        if self.seq > claim or self._is_elsewhere():
            return Damage.INSERTED
        return Damage.CHANGED

    def _misplaced(self, row: RowMapping) -> Damage:
        alone = len(self._rows(events.c.hash == row["hash"])) == 1
        if self._is_elsewhere():
            return Damage.REORDERED if alone else Damage.INSERTED
        return Damage.REMOVED if alone else Damage.CHANGED

    def _is_elsewhere(self) -> bool:
        """Tell whether the event that should stand here stands at another place."""
        end = f'"prev":"{self.prev}","seq":{self.seq}}}'
        there = self._rows(events.c.body.endswith(end, autoescape=True))
        mine = self.row["seq"] if self.row is not None else None
        return any(
            self._is_genuine(row) for row in there if row["seq"] != mine or mine is None
        )

    def _is_genuine(self, row: RowMapping) -> bool:
        """Tell whether a row's text, hash, seal and columns fit, wherever it stands."""
        try:
            said = json.loads(row["body"])
            digest = hashlib.sha256(row["body"].encode()).hexdigest()
        except (ValueError, TypeError, AttributeError):
            return False
        names = ("at", "kind", "number", "copy")
        if digest != row["hash"] or any(said.get(n) != row[n] for n in names):
            return False
        if self.seal_key is None:
            return True
        ours = hmac.digest(self.seal_key, digest.encode(), "sha256").hex()
        return bool(ours == row["seal"])

    def _rows(self, where: Any, limit: int | None = None) -> Sequence[RowMapping]:
        question = select(events).where(where).order_by(events.c.seq).limit(limit)
        return self.connection.execute(question).mappings().all()


def _said_seq(body: str) -> object:
    return json.loads(body).get("seq")
