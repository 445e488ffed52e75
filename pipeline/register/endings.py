"""What ended or is about to: the agreement, and destructions that were cut short."""

from datetime import date

from sqlalchemy import Connection, select

from models.events import Duty, EventKind
from pipeline.register.chain import read_body
from pipeline.register.entries import DutyRow
from pipeline.register.queries import history
from pipeline.register.schema import events, exemplars


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
