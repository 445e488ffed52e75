"""Prints what the register answers, for people and as JSON."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.events import Event
from pipeline.cli.console import print_json, print_line, print_table
from pipeline.safe_text import safe_for_terminal

if TYPE_CHECKING:
    from pipeline.register.balance import Balance, Line
    from pipeline.register.entries import DutyRow, Exhibit, Row
    from pipeline.register.verify import Report

COLUMNS = ("issued", "in_hand", "returned", "destroyed", "transferred", "spoiled")


def print_documents(rows: Iterable["Row"], *, json: bool) -> None:
    """Print the documents of the register in the order of their numbers."""
    names = ("number", "state", "kind", "degree", "file", "reason")
    cells = []
    for row in rows:
        facts = {
            "number": row.number,
            "state": row.state,
            "kind": row.kind.value,
            "degree": row.degree,
            "declassified": row.declassified,
            "file": row.file,
            "batch": row.batch,
            "reason": row.reason,
        }
        if json:
            print_json(facts)
        else:
            cells.append([facts[name] for name in names])
    if json:
        return
    if not cells:
        print_line("The register holds no documents.")
        return
    print_table(names, cells)


def print_life(
    row: "Row",
    exhibits: Sequence["Exhibit"],
    events: Sequence[Event],
    *,
    json: bool,
) -> None:
    """Print a document with every exemplar and event."""
    if json:
        copies = [
            {
                "copy": one.copy,
                "state": one.state,
                "holder": one.holder,
                "recipient": one.recipient,
                "sha256_out": one.sha256_out,
                "output": one.output,
            }
            for one in exhibits
        ]
        about = {"number": row.number, "state": row.state, "kind": row.kind.value}
        history = [event_json(event) for event in events]
        degree = {"degree": row.degree, "declassified": row.declassified}
        print_json({**about, **degree, "exemplars": copies, "events": history})
        return
    lifted = ", declassified" if row.declassified else ""
    print_line(f"{row.number}: {row.kind}, {row.degree}{lifted} ({row.state})")
    print_line(f"file {safe_for_terminal(row.file)}")
    print_line()
    print_table(
        ("copy", "state", "holder", "for", "carrier"),
        [
            (one.copy or "—", one.state, one.holder, one.recipient, one.output)
            for one in exhibits
        ],
    )
    print_line()
    for event in events:
        print_line(f"{event.at:%Y-%m-%d %H:%M} UTC  {sentence(event)}")


SHOWN = (
    *("person", "need", "to", "channel", "reason", "consent", "reference", "degree"),
    *("duty", "until", "body", "by", "why", "what", "act", "recipient", "command"),
)
"""Fields of an event that its line shows; hashes and paths stay in --json."""


def sentence(event: Event) -> str:
    """Return one line that says what an event was."""
    copy = f", copy {event.copy}" if event.copy else ""
    article = f" (article {event.article})" if event.article else ""
    facts = [
        f"{name} {safe_for_terminal(str(event.data[name]))}"
        for name in SHOWN
        if event.data.get(name)
    ]
    about = f": {', '.join(facts)}" if facts else ""
    return f"{event.kind}{copy}{about}{article}"


def event_json(event: Event) -> dict[str, object]:
    """Return an event as --json prints it."""
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "number": event.number,
        "copy": event.copy,
        "batch": event.batch,
        "article": event.article,
        "actor": event.actor,
        "data": dict(event.data),
    }


def print_due(rows: Sequence["DutyRow"], today: date, *, json: bool) -> None:
    """Print what falls due, the earliest first; overdue rows say so."""
    if json:
        for row in rows:
            print_json(
                {
                    "id": row.seq,
                    "duty": row.duty,
                    "number": row.number,
                    "copy": row.copy,
                    "body": row.body,
                    "until": row.until,
                    "overdue": row.until < today.isoformat(),
                }
            )
        return
    if not rows:
        print_line("Nothing falls due.")
        return
    print_table(
        ("id", "until", "", "duty", "document", "copy", "body"),
        [
            (
                row.seq,
                row.until,
                "overdue" if row.until < today.isoformat() else "",
                row.duty,
                row.number,
                row.copy,
                row.body,
            )
            for row in rows
        ],
    )


def print_report(report: "Report", *, json: bool) -> None:
    """Print what a check of the register found."""
    if json:
        print_json(
            {
                "register": report.register,
                "events": report.head.seq,
                "head": report.head.hash,
                "sound": report.is_sound,
                "checked": [str(part) for part in report.checked],
                "findings": [
                    {"damage": str(f.damage), "event": f.seq, "message": f.message}
                    for f in report.findings
                ],
            }
        )
        return
    for finding in report.findings:
        print_line(f"{finding.damage}: {finding.message}")
    checked = ", ".join(str(part) for part in report.checked)
    if report.is_sound:
        print_line(
            f"The register is whole: {report.head.seq} events. Checked: {checked}."
        )


def print_balance(counted: "Balance", *, json: bool) -> None:
    """Print the balance, a line a document and the total."""
    lines: list[Line] = [*counted.lines, counted.total]
    if json:
        for line in lines:
            counts = {name: getattr(line, name) for name in COLUMNS}
            even = {"destroying": line.destroying, "pending": line.pending}
            even["even"] = line.is_even
            print_json({"number": line.number, **counts, **even})
        return
    rows = [
        (line.number or "in all", *(getattr(line, name) for name in COLUMNS))
        for line in lines
    ]
    print_table(("document", *COLUMNS), rows)
    print_line()
    if counted.total.destroying:
        cut = f"{counted.total.destroying} of those in hand are half destroyed"
        print_line(f"{cut}; see belgi register due.")
    said = "The books balance" if counted.is_even else "The books do NOT balance"
    print_line(f"{said} at the end of {counted.day}.")
