"""Rows of the running tables as frozen records; each reader takes one row."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from models.accounts import Consent, DocumentKind, Exemplar, ExemplarState, Permit
from models.degrees import Degree
from models.events import EventValue
from models.settings import Body
from pipeline.register.chain import read_body
from pipeline.register.entries import Batch, Exhibit, Item, Row

Scale = Mapping[str, Degree]
"""Degrees by slug."""


def read_exemplar(one: Exhibit) -> Exemplar:
    """Return an exemplar as the rules see it."""
    return Exemplar(
        copy=one.copy,
        state=ExemplarState(one.state),
        holder=one.holder,
        recipient=one.recipient,
    )


def read_exhibit(row: RowMapping) -> Exhibit:
    """Return the record of a row of ``exemplars``."""
    names = [
        "number",
        "batch",
        "file",
        "state",
        "consent",
        "recipient",
        "holder",
        "sha256_in",
        "sha256_out",
        "output",
        "vault_in",
        "vault_out",
        "reason",
    ]
    return Exhibit(
        copy=row["copy"] or None,
        kind=DocumentKind(row["kind"]),
        data=read_json(row["data"], {}),
        **{name: row[name] for name in names},
    )


def read_row(row: RowMapping) -> Row:
    """Return the line of a row of ``documents``."""
    return Row(
        number=row["number"],
        state=row["state"],
        kind=DocumentKind(row["kind"]),
        degree=row["degree"],
        declassified=bool(row["declassified"]),
        file=row["file"],
        batch=row["batch"],
        sha256_in=row["sha256_in"],
        reason=row["reason"],
        data=read_json(row["data"], {}),
    )


def read_consent(row: RowMapping, scale: Scale) -> Consent:
    """Return the consent of a row of ``consents``."""
    recipient = read_json(row["recipient"], None)
    return Consent(
        reference=row["reference"],
        number=row["number"] or None,
        permits=tuple(Permit(permit) for permit in read_json(row["permits"], [])),
        giver=Body(**read_json(row["giver"], {})),
        given_on=date.fromisoformat(row["given_on"]),
        copies=row["copies"],
        degree=scale[row["degree"]] if row["degree"] else None,
        recipient=Body(**recipient) if recipient else None,
        until=read_day(row["until"]),
        drawn=row["drawn"],
    )


def read_item(row: RowMapping) -> Item:
    """Return the record of a row of ``items``."""
    return Item(
        batch=row["batch"],
        file=row["file"],
        ending=row["ending"],
        sha256=row["sha256"],
        reasons=tuple(read_json(row["reasons"], [])),
        number=row["number"],
        vault=row["vault"],
        data=read_json(row["data"], {}),
        decision=read_json(row["decision"], None),
        seq=row["seq"],
    )


def read_batch(row: RowMapping) -> Batch:
    """Return the record of a row of ``batches`` with the event of its end."""
    names = ["id", "key", "run", "command", "state", "begun_at"]
    about = read_json(row["data"], {})
    if row["ending"] is not None:
        about |= read_body(row["ending"]).data.get("about", {})
    return Batch(data=about, **{name: row[name] for name in names})


def read_json(text: str | None, missing: EventValue) -> Any:
    """Return the value of a column of JSON."""
    return missing if text is None else json.loads(text)


def read_day(text: str | None) -> date | None:
    """Return the day of a column."""
    return None if text is None else date.fromisoformat(text)
