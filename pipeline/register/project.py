"""What an event changes in the running tables: a pure function of the event alone.

A rebuild runs the same functions over the same events, so that the running tables can
never know more than the chain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.events import Event, EventKind
from pipeline.register.chain import canonical, stamp_time

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row: put it, set columns of it, or add to a column."""

    table: str
    how: str
    """put, set or add."""
    key: Values
    values: Values


def project(event: Event) -> tuple[Change, ...]:
    """Return the changes that an event makes in the running tables."""
    make = PROJECTIONS.get(event.kind)
    return make(event) if make else ()


def _text(value: object) -> str | None:
    return None if value is None else canonical(value)


def _exemplar_key(event: Event) -> Values:
    return {"number": event.number, "copy": event.copy or 0}


def _reserved(event: Event) -> tuple[Change, ...]:
    data = event.data
    exemplar = Change(
        "exemplars",
        "put",
        _exemplar_key(event),
        {
            "kind": data["kind"],
            "state": "reserved",
            "reservation": data["reservation"] if event.copy else None,
            "batch": event.batch,
            "file": data["file"],
            "consent": data.get("consent"),
            "recipient": data.get("recipient"),
            "sha256_in": data["sha256"],
            "reserved_seq": event.seq,
        },
    )
    if event.copy:
        return (exemplar, *_drawn(event))
    document = Change(
        "documents",
        "put",
        {"number": event.number},
        {
            "year": data["year"],
            "sequence": data["sequence"],
            "state": "reserved",
            "kind": data["kind"],
            "degree": data["degree"],
            "declassified": 0,
            "reservation": data["reservation"],
            "batch": event.batch,
            "file": data["file"],
            "sha256_in": data["sha256"],
            "reserved_seq": event.seq,
        },
    )
    return (document, exemplar)


def _drawn(event: Event) -> tuple[Change, ...]:
    reference = event.data.get("consent")
    if reference is None:
        return ()
    key = {"reference": reference, "number": event.number or ""}
    return (Change("consents", "add", key, {"drawn": 1}),)


def _completed(event: Event) -> tuple[Change, ...]:
    data = event.data
    exemplar = Change(
        "exemplars",
        "set",
        _exemplar_key(event),
        {
            "state": "in_hand",
            "sha256_in": data["sha256_in"],
            "sha256_out": data["sha256_out"],
            "output": data["output"],
            "vault_in": data["vault_in"],
            "vault_out": data["vault_out"],
            "recipient": data["recipient"],
            "data": _text(data["entry"]),
            "issued_seq": event.seq,
        },
    )
    if event.copy:
        return (exemplar,)
    document = Change(
        "documents",
        "set",
        {"number": event.number},
        {
            "state": "done",
            "degree": data["degree"],
            "givers": _text(data["givers"]),
            "parents": _text(data["parents"]),
            "purposes": _text(data["purposes"]),
            "contract": data["contract"],
            "received_on": data["received_on"],
            "data": _text(data["entry"]),
            "completed_seq": event.seq,
        },
    )
    return (document, exemplar)


def _voided(event: Event) -> tuple[Change, ...]:
    reason = event.data["reason"]
    ended = {"state": "spoiled", "reason": reason, "ended_seq": event.seq}
    exemplar = Change("exemplars", "set", _exemplar_key(event), ended)
    if event.copy:
        return (exemplar,)
    void = {"state": "void", "reason": reason}
    return (Change("documents", "set", {"number": event.number}, void), exemplar)


def _ends(state: str) -> Callable[[Event], tuple[Change, ...]]:
    def change(event: Event) -> tuple[Change, ...]:
        values = {"state": state, "holder": None, "ended_seq": event.seq}
        return (Change("exemplars", "set", _exemplar_key(event), values),)

    return change


def _handed_out(event: Event) -> tuple[Change, ...]:
    holder = {"holder": event.data["person"]}
    return (Change("exemplars", "set", _exemplar_key(event), holder),)


def _taken_back(event: Event) -> tuple[Change, ...]:
    return (Change("exemplars", "set", _exemplar_key(event), {"holder": None}),)


def _degree_changed(event: Event) -> tuple[Change, ...]:
    document = Change(
        "documents", "set", {"number": event.number}, {"degree": event.data["degree"]}
    )
    return (document, *_carriers(event))


def _declassified(event: Event) -> tuple[Change, ...]:
    declassified = {"declassified": 1}
    document = Change("documents", "set", {"number": event.number}, declassified)
    return (document, *_carriers(event))


def _noticed(event: Event) -> tuple[Change, ...]:
    if event.data.get("declassified"):
        return _declassified(event)
    return _degree_changed(event) if event.data.get("degree") else ()


def _carriers(event: Event) -> tuple[Change, ...]:
    """New carriers of exemplars, where the event names them."""
    carriers = event.data.get("carriers")
    if not isinstance(carriers, list):
        return ()
    names = ("sha256_out", "output", "vault_out")
    return tuple(
        Change(
            "exemplars",
            "set",
            {"number": event.number, "copy": carrier.get("copy") or 0},
            {name: carrier[name] for name in names if name in carrier},
        )
        for carrier in carriers
        if isinstance(carrier, dict)
    )


def _purpose_added(event: Event) -> tuple[Change, ...]:
    purposes = {"purposes": _text(event.data["purposes"])}
    return (Change("documents", "set", {"number": event.number}, purposes),)


def _consent_added(event: Event) -> tuple[Change, ...]:
    data = event.data
    key = {"reference": data["reference"], "number": event.number or ""}
    values = {
        "permits": _text(data["permits"]),
        "giver": _text(data["giver"]),
        "given_on": data["given_on"],
        "copies": data.get("copies"),
        "degree": data.get("degree"),
        "recipient": _text(data.get("recipient")),
        "until": data.get("until"),
        "file_sha256": data.get("file_sha256"),
        "seq": event.seq,
    }
    return (Change("consents", "put", key, values),)


def _person_added(event: Event) -> tuple[Change, ...]:
    data = event.data
    values = {
        "clearance": data["clearance"],
        "until": data["until"],
        "post": data.get("post"),
        "seq": event.seq,
    }
    return (Change("people", "put", {"name": data["name"]}, values),)


def _contract_added(event: Event) -> tuple[Change, ...]:
    key = {"reference": event.data["reference"]}
    values = {"items": _text(event.data["items"]), "seq": event.seq}
    return (Change("contracts", "put", key, values),)


def _fell_due(event: Event) -> tuple[Change, ...]:
    values = {
        "duty": event.data["duty"],
        "number": event.number,
        "copy": event.copy,
        "batch": event.batch,
        "body": event.data.get("body"),
        "until": event.data["until"],
    }
    return (Change("duties", "put", {"seq": event.seq}, values),)


def _fulfilled(event: Event) -> tuple[Change, ...]:
    key = {"seq": event.data["due"]}
    return (Change("duties", "set", key, {"fulfilled_seq": event.seq}),)


def _batch_started(event: Event) -> tuple[Change, ...]:
    data = event.data
    values = {
        "key": data["key"],
        "run": data["run"],
        "command": data["command"],
        "state": "begun",
        "begun_at": data["begun_at"],
        "data": _text(data["about"]),
        "begun_seq": event.seq,
    }
    return (Change("batches", "put", {"id": event.batch}, values),)


def _batch_finished(event: Event) -> tuple[Change, ...]:
    values = {
        "state": "ended",
        "ended_at": stamp_time(event.at),
        "ended_seq": event.seq,
    }
    return (Change("batches", "set", {"id": event.batch}, values),)


def _item(ending: str) -> Callable[[Event], tuple[Change, ...]]:
    def change(event: Event) -> tuple[Change, ...]:
        data = event.data
        values = {
            "ending": ending,
            "sha256": data.get("sha256"),
            "reasons": _text(data["reasons"]),
            "number": event.number,
            "vault": data.get("vault"),
            "data": _text(data["item"]),
            "decision": None,
            "decided_seq": None,
            "seq": event.seq,
        }
        key = {"batch": event.batch, "file": data["file"]}
        return (Change("items", "put", key, values),)

    return change


def _decided(event: Event) -> tuple[Change, ...]:
    key = {"batch": event.batch, "file": event.data["file"]}
    values = {
        "decision": _text(event.data["decision"]),
        "number": event.number,
        "decided_seq": event.seq,
    }
    return (Change("items", "set", key, values),)


PROJECTIONS: Mapping[EventKind, Callable[[Event], tuple[Change, ...]]] = {
    EventKind.RESERVED: _reserved,
    EventKind.VOIDED: _voided,
    EventKind.RECEIVED: _completed,
    EventKind.TRANSLATED: _completed,
    EventKind.COPIED: _completed,
    EventKind.DERIVED: _completed,
    EventKind.JOINT_MADE: _completed,
    EventKind.SPOILED: _ends("spoiled"),
    EventKind.TRANSFERRED: _ends("transferred"),
    EventKind.RELEASED: _ends("transferred"),
    EventKind.RETURNED: _ends("returned"),
    EventKind.DESTROYED: _ends("destroyed"),
    EventKind.HANDED_OUT: _handed_out,
    EventKind.TAKEN_BACK: _taken_back,
    EventKind.DEGREE_CHANGED: _degree_changed,
    EventKind.DECLASSIFIED: _declassified,
    EventKind.NOTICE_RECORDED: _noticed,
    EventKind.PURPOSE_ADDED: _purpose_added,
    EventKind.CONSENT_ADDED: _consent_added,
    EventKind.PERSON_ADDED: _person_added,
    EventKind.CONTRACT_ADDED: _contract_added,
    EventKind.FELL_DUE: _fell_due,
    EventKind.FULFILLED: _fulfilled,
    EventKind.BATCH_STARTED: _batch_started,
    EventKind.BATCH_FINISHED: _batch_finished,
    EventKind.HELD: _item("held"),
    EventKind.FAILED: _item("failed"),
    EventKind.LISTED: _item("not_secret"),
    EventKind.DECIDED: _decided,
}
