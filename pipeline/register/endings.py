"""What ended or is about to: the agreement, exemplars, and destructions cut short."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from models.events import Duty, Event, EventKind
from pipeline.register.chain import read_body
from pipeline.register.entries import DutyRow, Exhibit
from pipeline.register.queries import history
from pipeline.register.schema import events, exemplars, items


def agreement_end(connection: Connection, agreement: str) -> date | None:
    """Return the last day of an agreement as it was entered last; None: none was.

    Source: article 14(4).
    """
    question = select(events.c.body).where(
        events.c.kind == EventKind.AGREEMENT_ENDED.value
    )
    for row in connection.execute(question.order_by(events.c.seq.desc())):
        data = read_body(row.body).data
        if data.get("agreement") == agreement:
            return date.fromisoformat(str(data["date"]))
    return None


def unfinished_destructions(connection: Connection) -> tuple[DutyRow, ...]:
    """Return the destructions that were begun and cut, one row an exemplar.

    They are due on the day on which they were begun.
    """
    question = select(exemplars).where(exemplars.c.state == "destroying")
    found: list[DutyRow] = []
    for row in connection.execute(
        question.order_by(exemplars.c.reserved_seq)
    ).mappings():
        life = history(connection, row["number"])
        begun = [one for one in life if one.kind is EventKind.DESTROYING][-1]
        found.append(
            DutyRow(
                seq=begun.seq or 0,
                duty=Duty.FINISH_DESTRUCTION.value,
                number=row["number"],
                copy=row["copy"] or None,
                batch=None,
                body=None,
                until=begun.at.date().isoformat(),
                fulfilled=False,
            )
        )
    return tuple(found)


def kept_names(
    connection: Connection, number: str, exhibits: Sequence[Exhibit]
) -> tuple[str, ...]:
    """Return everything that the vault ever kept of some exemplars of a document.

    Not only what is in force: carriers of before a change of degree, and the bytes
    that waited for a person's decision, are the document too.
    """
    copies = {one.copy for one in exhibits}
    names: list[str | None] = []
    for one in exhibits:
        names += [one.vault_in, one.vault_out]
    for event in history(connection, number):
        names += [name for copy, name in _kept_by(event) if copy in copies]
    if None in copies:
        question = select(items.c.vault).where(items.c.number == number)
        names += connection.execute(question).scalars()
    return tuple(dict.fromkeys(name for name in names if name))


def _kept_by(event: Event) -> Iterator[tuple[int | None, str | None]]:
    """Yield each copy to which an event gave bytes in the vault, and their names."""
    carriers = event.data.get("carriers")
    for carrier in carriers if isinstance(carriers, list) else ():
        if isinstance(carrier, dict):
            copy, name = carrier.get("copy"), carrier.get("vault_out")
            yield (copy if isinstance(copy, int) else None), str(name or "")
    for key in ("vault_in", "vault_out"):
        name = event.data.get(key)
        yield event.copy, name if isinstance(name, str) else None


def placed_before(
    connection: Connection, number: str, exhibits: Sequence[Exhibit]
) -> tuple[Exhibit, ...]:
    """Return exemplars as they were placed before a change gave them other carriers."""
    now = {one.copy: one for one in exhibits}
    found: dict[str, Exhibit] = {}
    for event in history(connection, number):
        carriers = event.data.get("carriers")
        rows = carriers if isinstance(carriers, list) else [{**event.data}]
        for row in rows:
            if not isinstance(row, dict):
                continue
            copy = row.get("copy", event.copy)
            one = now.get(copy if isinstance(copy, int) else None)
            output, sha256 = row.get("output"), row.get("sha256_out")
            if one is None or not isinstance(output, str) or output == one.output:
                continue
            if isinstance(sha256, str):
                found[output] = replace(one, output=output, sha256_out=sha256)
    return tuple(found.values())
