"""The commonest life of a number, told by its texts alone: reserved, then completed.

Parsing such events and making their rows again costs three times what their proof costs
otherwise. Here the stored rows are written back as the canonical texts that must have
made them. Only equality is ever said: whatever differs, or is not plain, goes the whole
way through ``project``, which alone says what an event changes.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any

from pipeline.register import making
from pipeline.register.project import PROJECTIONS

COMPLETED = frozenset(
    kind.value for kind, make in PROJECTIONS.items() if make is making.completed
)
"""Kinds that finish a reservation."""

Told = Sequence[tuple[Any, ...]]
"""Events of one number as the chain has them: number, kind, canonical text."""


def is_plain(told: Told, document: tuple[Any, ...], exemplar: tuple[Any, ...]) -> bool:
    """Tell whether two events of a number made exactly these rows.

    Args:
        told: The number's events in the order of the chain, whose walk held.
        document: The stored row of ``documents``, columns in the order of the schema.
        exemplar: The stored row of ``exemplars``.

    Returns:
        False also where it cannot be told this way.
    """
    (_, first, reserved), (_, second, completed) = told
    if first != "reserved" or second not in COMPLETED:
        return False
    try:
        return _twins(document, exemplar) and _made(
            reserved, completed, second, document, exemplar
        )
    except (TypeError, IndexError):  # a column holds no text, or an empty one
        return False


def _twins(document: tuple[Any, ...], exemplar: tuple[Any, ...]) -> bool:
    """Tell whether the two rows agree where both are written by the same events."""
    number, _, _, state, kind, _, declassified, _, batch, file = document[:10]
    reason, data, reserved, issued = document[16:]
    wanted = (number, 0, kind, "in_hand", None, batch, file, None, None)
    ended = (None, data, reserved, issued, None)
    return (
        (state, declassified, reason, data[:1]) == ("done", 0, None, "{")
        and exemplar[:8] + exemplar[9:10] == wanted
        and exemplar[15:] == ended
    )


def _made(
    reserved: str,
    completed: str,
    how: str,
    document: tuple[Any, ...],
    exemplar: tuple[Any, ...],
) -> bool:
    """Tell whether the texts are those that make the rows."""
    number, year, sequence, _, kind, degree, _, key, batch, file, sha256 = document[:11]
    givers, parents, purposes, contract, day, _, entry, begun, done = document[11:]
    sha256_in, sha256_out, output, vault_in, vault_out = exemplar[10:15]
    quoted, said_degree, recipient = _q(number), _q(degree), _q(exemplar[8])
    wanted = (
        f',"batch":{_q(batch)},"copy":null,"data":{{"degree":{said_degree},'
        f'"file":{_q(file)},"kind":{_q(kind)},"recipient":{recipient},'
        f'"reservation":{_q(key)},"sequence":{sequence},"sha256":{_q(sha256)},'
        f'"year":{year}}},"kind":"reserved","number":{quoted},"prev":"'
    )
    # What stands before is null or a string, whose quotation marks are escaped.
    if not reserved.startswith(wanted, reserved.find(',"batch":')):
        return False
    wanted = (
        f',"copy":null,"data":{{"contract":{_q(contract)},"degree":{said_degree},'
        f'"entry":{entry},"givers":{givers},"output":{_q(output)},'
        f'"parents":{parents},"purposes":{purposes},"received_on":{_q(day)},'
        f'"recipient":{recipient},"sha256_in":{_q(sha256_in)},'
        f'"sha256_out":{_q(sha256_out)},"vault_in":{_q(vault_in)},'
        f'"vault_out":{_q(vault_out)}}},"kind":"{how}","number":{quoted},"prev":"'
    )
    return (
        (givers[0], parents[0], purposes[0]) == ("[", "[", "[")
        and completed.startswith(wanted, completed.find(',"copy":'))
        and reserved.endswith(f',"seq":{begun}}}')
        and completed.endswith(f',"seq":{done}}}')
        and _splits_one_way(completed)
    )


def _splits_one_way(body: str) -> bool:
    """Tell whether the columns that hold JSON can have been cut out in one way only."""
    givers = ',"givers":'
    start = body.find(givers) + len(givers)
    return (
        givers not in body[start:]
        and body.count(',"output":', start) == 1
        and body.count(',"parents":', start) == 1
        and body.count(',"purposes":', start) == 1
        and body.count(',"received_on":', start) == 1
    )


def _q(text: str | None) -> str:
    """Return a text or None as canonical JSON."""
    return "null" if text is None else encode_basestring(text)
