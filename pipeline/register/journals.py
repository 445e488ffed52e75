"""The journals that an office keeps on paper: the rows, and where they come from.

Incoming, reproduction, copies by holder, destruction. Made from the running tables and
the events; knows no file format beyond handing the rows to the spreadsheet writer.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from models.events import Event, EventKind
from pipeline.register import queries
from pipeline.register.atomic import write_atomic
from pipeline.register.folder import make_folder
from pipeline.register.journal_columns import (
    DESTRUCTION,
    HOLDERS,
    INCOMING,
    NEXT,
    REPRODUCTION,
    printed,
)
from pipeline.register.schema import documents, exemplars
from pipeline.spreadsheet import Cell, Column, Sheet, csv_bytes, xlsx_bytes

Values = Mapping[str, Cell]


def export_journals(
    connection: Connection, folder: Path, *, office: str, clock: datetime
) -> tuple[Path, ...]:
    """Write the four journals, each as XLSX for people and CSV for programs.

    Args:
        connection: Sees one state of the register.
        folder: Made where it is missing.
        office: Our name, printed above each table.
        clock: Printed as the day of the export.

    Raises:
        RegisterError: A file cannot be written.
    """
    make_folder(folder)
    written = []
    for journal, rows in (
        (INCOMING, incoming(connection)),
        (REPRODUCTION, reproduction(connection)),
        (HOLDERS, by_holder(connection)),
        (DESTRUCTION, destruction(connection)),
    ):
        keys = [key for key, _, _ in journal.columns]
        cells = [[row.get(key) for key in keys] for row in rows]
        shown = [list(map(printed, keys, row)) for row in cells]
        sheet = Sheet(
            title=journal.title,
            heading=f"{office} · {clock:%Y-%m-%d}",
            columns=tuple(
                Column(title=title, width=width) for _, title, width in journal.columns
            ),
            rows=shown,
        )
        for suffix, content in (
            ("xlsx", xlsx_bytes(sheet, clock=clock)),
            ("csv", csv_bytes(keys, cells)),
        ):
            path = folder / f"{journal.name}.{suffix}"
            write_atomic(path, content)
            written.append(path)
    return tuple(written)


def incoming(connection: Connection) -> Iterator[Values]:
    """Yield received documents and the numbers that came to nothing."""
    for row in _joined(connection, copies=False):
        if row["document_kind"] != "received" or row["document_state"] == "reserved":
            continue
        entry = _json(row["data"])
        givers = _json(row["givers"]) or []
        found = entry.get("mark_found") or {}
        yield {
            **_common(row, entry),
            "received_on": row["received_on"],
            "sender": ", ".join(f"{body['party']}: {body['name']}" for body in givers),
            "registration_date": entry.get("registration_date"),
            "mark_found": found.get("text"),
            "copy_number": entry.get("copy_number"),
            "file": row["file"],
            "purpose": ", ".join(_json(row["purposes"]) or []) or None,
            "contract": row["contract"],
        }


def reproduction(connection: Connection) -> Iterator[Values]:
    """Yield the copies made, and those that came to nothing."""
    days = _days(connection, [EventKind.COPIED, EventKind.VOIDED])
    for row in _joined(connection, copies=True):
        if row["state"] == "reserved":
            continue
        key = (row["number"], row["copy"])
        original = _json(row["document_data"])
        yield {
            **_common(row, _json(row["data"])),
            "registration_number": original.get("registration_number"),
            "made_on": days.get(key),
            "consent": row["consent"],
            "recipient": row["recipient"],
        }


def by_holder(connection: Connection) -> Iterator[Values]:
    """Yield the exemplars in hand, the office's own first, then by person."""
    since = {
        (event.number, event.copy or 0): event
        for event in queries.events_of(connection, [EventKind.HANDED_OUT])
    }
    rows = [
        row
        for copies in (False, True)
        for row in _joined(connection, copies=copies)
        if row["state"] in ("in_hand", "destroying")
    ]
    for row in sorted(rows, key=_by_holder):
        event = since.get((row["number"], row["copy"])) if row["holder"] else None
        need = event.data.get("need") if event else None
        yield {
            **_common(row, {}),
            "since": _day(event) if event else None,
            "need": str(need) if need else None,
        }


def destruction(connection: Connection) -> Iterator[Values]:
    """Yield what was destroyed, in the order of the acts' records."""
    rows = {
        (row["number"], row["copy"]): row
        for copies in (False, True)
        for row in _joined(connection, copies=copies)
    }
    for event in queries.events_of(connection, [EventKind.DESTROYED]):
        row = rows.get((event.number, event.copy or 0))
        if row is None:
            continue
        named = event.data.get("persons")
        persons = [str(person) for person in named] if isinstance(named, list) else []
        missing = event.data.get("missing")
        yield {
            **_common(row, _json(row["data"])),
            "act": _cell(event.data.get("act")),
            "destroyed_on": _day(event),
            "person_a": persons[0] if persons else None,
            "person_b": persons[1] if len(persons) > 1 else None,
            "left": len(missing) if isinstance(missing, list) else 0,
        }


def _joined(connection: Connection, *, copies: bool) -> Iterator[RowMapping]:
    """Yield exemplars with what their documents say, in the order of the numbers."""
    names = ("givers", "purposes", "contract", "received_on", "degree", "declassified")
    question = (
        select(
            exemplars,
            *(documents.c[name] for name in names),
            documents.c.kind.label("document_kind"),
            documents.c.state.label("document_state"),
            documents.c.data.label("document_data"),
        )
        .join(documents, documents.c.number == exemplars.c.number)
        .where(exemplars.c.copy > 0 if copies else exemplars.c.copy == 0)
        .order_by(documents.c.year, documents.c.sequence, exemplars.c.copy)
    )
    with connection.execute(question, execution_options={"yield_per": 1000}) as rows:
        yield from rows.mappings()


def _common(row: RowMapping, entry: Mapping[str, Any]) -> dict[str, Cell]:
    notes = [row["reason"], "declassified" if row["declassified"] else None]
    return {
        "number": row["number"],
        "copy": row["copy"] or None,
        "kind": row["kind"],
        "degree": row["degree"],
        "state": row["state"],
        "holder": row["holder"],
        "pages": entry.get("pages"),
        "registration_number": entry.get("registration_number"),
        "remarks": NEXT.join(note for note in notes if note) or None,
    }


def _days(
    connection: Connection, kinds: list[EventKind]
) -> dict[tuple[str | None, int], str]:
    return {
        (event.number, event.copy or 0): _day(event)
        for event in queries.events_of(connection, kinds)
    }


def _by_holder(row: RowMapping) -> tuple[bool, str]:
    return (row["holder"] is not None, row["holder"] or "")


def _day(event: Event) -> str:
    return event.at.date().isoformat()


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float | bool) else None


def _json(text: str | None) -> Any:
    return json.loads(text) if text else {}
