"""Is the register what it was when it was written?

The chain is walked from its first event; where the walk stops, ``diagnose`` says what
was done. A chain that holds is compared with everything that was kept elsewhere.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from pipeline.register import queries
from pipeline.register.chain import GENESIS, Head
from pipeline.register.checkpoint import (
    Checkpoint,
    is_signed_by,
    same_hash,
    same_register,
)
from pipeline.register.diagnose import Damage, Finding, diagnose
from pipeline.register.high_water import Mark
from pipeline.register.schema import events, meta
from pipeline.register.walk import Walk, walk_chain

NO_SEALS = (
    "The seals cannot be checked, because the office's keys are not there. Put the "
    "keys folder in place and run it again."
)
OTHER_REGISTER = (
    "This is another register than the one the office kept: it was replaced as a "
    "whole. Put the right one back."
)


class Part(StrEnum):
    """What was checked, for the report to people."""

    CHAIN = "chain"
    SEALS = "seals"
    HIGH_WATER = "high-water mark"
    CHECKPOINTS = "checkpoints"
    TABLES = "running tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer of ``register verify``."""

    register: str
    head: Head
    findings: tuple[Finding, ...]
    checked: tuple[Part, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing was found, and everything asked for could be checked."""
        return not self.findings


def verify_chain(
    connection: Connection,
    *,
    seal_key: bytes | None,
    mark: Mark | str,
    checkpoints: Iterable[Checkpoint] = (),
    public_key: str | None = None,
) -> Report:
    """Walk the whole chain and compare its end with everything kept elsewhere.

    Args:
        connection: Sees one state of the register.
        seal_key: None where the keys are lost: seals cannot be checked then.
        mark: The high-water mark, or why there is none.
        checkpoints: Kept ones and those that were named.
        public_key: Of the office; None: the one that the first event names.
    """
    kept = tuple(checkpoints)
    register = _identity(connection)
    findings: list[Finding] = []
    if seal_key is None:
        findings.append(Finding(Damage.UNCHECKED, None, NO_SEALS))
    if not _is_ours(register, mark, kept):
        findings.insert(0, Finding(Damage.REPLACED, 1, OTHER_REGISTER))
        head = queries.read_head(connection)
    else:
        wanted = {checkpoint.seq for checkpoint in kept}
        if isinstance(mark, Mark):
            wanted.add(mark.seq)
        walk, stopped = walk_chain(connection, seal_key, frozenset(wanted))
        head = Head(walk.seq, walk.hash, walk.at)
        claims = _claims(connection, mark, kept)
        if stopped or walk.seq < max(claims):
            first = diagnose(connection, walk.seq + 1, walk.hash, seal_key, claims)
            findings.insert(0, first)
        else:
            findings += _head_findings(connection, head)
            findings += _identity_findings(connection, register)
            findings += _mark_findings(walk, mark)
            findings += _checkpoint_findings(connection, walk, kept, public_key)
    return Report(
        register=register,
        head=head,
        findings=tuple(findings),
        checked=_checked(seal_key, mark, kept),
    )


def _is_ours(register: str, mark: Mark | str, kept: tuple[Checkpoint, ...]) -> bool:
    if isinstance(mark, Mark) and mark.register != register:
        return False
    return all(same_register(checkpoint, register) for checkpoint in kept)


def _identity(connection: Connection) -> str:
    """Return the id that event 1 names; it counts more than what a table says."""
    first = connection.execute(select(events.c.body).where(events.c.seq == 1))
    try:
        return str(json.loads(first.scalar_one_or_none() or "")["data"]["register"])
    except (ValueError, KeyError, TypeError):
        return queries.about(connection, "register") or ""


def _claims(
    connection: Connection, mark: Mark | str, kept: tuple[Checkpoint, ...]
) -> list[int]:
    """How far the chain must reach, as said by all who know."""
    claims = [checkpoint.seq for checkpoint in kept]
    claims.append(queries.read_head(connection).seq)
    if isinstance(mark, Mark):
        claims.append(mark.seq)
    return claims


def _head_findings(connection: Connection, head: Head) -> Iterator[Finding]:
    said = queries.read_head(connection)
    if said.seq < head.seq:
        yield Finding(
            Damage.INSERTED,
            said.seq + 1,
            f"Event {said.seq + 1} stands after the end that was recorded: inserted.",
        )
    elif (said.hash, said.at) != (head.hash, head.at):
        yield Finding(
            Damage.CHANGED,
            said.seq,
            f"The recorded end of the chain does not fit event {said.seq}: changed.",
        )


def _identity_findings(connection: Connection, register: str) -> Iterator[Finding]:
    first = connection.execute(select(events.c.body).where(events.c.seq == 1))
    body = first.scalar_one_or_none()
    data = json.loads(body)["data"] if body else {}
    rows = connection.execute(select(meta.c.name, meta.c.value))
    said = {row.name: row.value for row in rows}
    names = ("register", "public_key")
    if body and said != {name: data.get(name) for name in names}:
        yield Finding(
            Damage.CHANGED,
            1,
            "The register's id or public key is not that of event 1: changed.",
        )


def _mark_findings(walk: Walk, mark: Mark | str) -> Iterator[Finding]:
    if not isinstance(mark, Mark):
        yield Finding(
            Damage.UNCHECKED,
            None,
            f"The end of the chain cannot be checked: the high-water mark is {mark}. "
            "Put the keys folder in place, or compare with a checkpoint.",
        )
    elif walk.seen.get(mark.seq) != mark.hash:
        yield Finding(
            Damage.REPLACED,
            mark.seq,
            f"Event {mark.seq} is not the one that the office's high-water mark "
            "knows: the chain was replaced.",
        )


def _checkpoint_findings(
    connection: Connection,
    walk: Walk,
    kept: tuple[Checkpoint, ...],
    public_key: str | None,
) -> Iterator[Finding]:
    key = public_key or queries.about(connection, "public_key") or ""
    for checkpoint in kept:
        if checkpoint.signature is not None and not is_signed_by(checkpoint, key):
            yield Finding(
                Damage.UNCHECKED,
                checkpoint.seq,
                f"The checkpoint of event {checkpoint.seq} cannot be checked: this "
                "office did not sign it. Name another checkpoint.",
            )
        elif not same_hash(checkpoint, walk.seen.get(checkpoint.seq, GENESIS)):
            yield Finding(
                Damage.REPLACED,
                checkpoint.seq,
                f"Event {checkpoint.seq} is not the one that the checkpoint knows: "
                "the chain was replaced.",
            )


def _checked(
    seal_key: bytes | None, mark: Mark | str, kept: tuple[Checkpoint, ...]
) -> tuple[Part, ...]:
    done = [Part.CHAIN]
    if seal_key is not None:
        done.append(Part.SEALS)
    if isinstance(mark, Mark):
        done.append(Part.HIGH_WATER)
    if kept:
        done.append(Part.CHECKPOINTS)
    return tuple(done)
