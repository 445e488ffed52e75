"""What the events of numbers, carriers and batches change in the running tables."""

from collections.abc import Callable

from models.events import Event
from pipeline.register.chain import stamp_time
from pipeline.register.change import Change, as_text, exemplar_key


def reserved(event: Event) -> tuple[Change, ...]:
    """A number or a copy is taken, and a consent drawn on."""
    data = event.data
    exemplar = Change(
        "exemplars",
        "put",
        exemplar_key(event),
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
    further = event.data.get("further_consents")
    named = [event.data.get("consent"), *(further if isinstance(further, list) else ())]
    return tuple(
        Change(
            "consents",
            "add",
            {"reference": reference, "number": event.number or ""},
            {"drawn": 1},
        )
        for reference in named
        if reference is not None
    )


def completed(event: Event) -> tuple[Change, ...]:
    """A carrier was written and proved."""
    data = event.data
    entry = as_text(data["entry"])
    exemplar = Change(
        "exemplars",
        "set",
        exemplar_key(event),
        {
            "state": "in_hand",
            "sha256_in": data["sha256_in"],
            "sha256_out": data["sha256_out"],
            "output": data["output"],
            "vault_in": data["vault_in"],
            "vault_out": data["vault_out"],
            "recipient": data["recipient"],
            "data": entry,
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
            **({"degree": data["degree"]} if data["degree"] else {}),
            "givers": as_text(data["givers"]),
            "parents": as_text(data["parents"]),
            "purposes": as_text(data["purposes"]),
            "contract": data["contract"],
            "received_on": data["received_on"],
            "data": entry,
            "completed_seq": event.seq,
        },
    )
    return (document, exemplar)


def voided(event: Event) -> tuple[Change, ...]:
    """A number or a copy came to nothing."""
    reason = event.data["reason"]
    ended = {"state": "spoiled", "reason": reason, "ended_seq": event.seq}
    exemplar = Change("exemplars", "set", exemplar_key(event), ended)
    if event.copy:
        return (exemplar,)
    void = {"state": "void", "reason": reason}
    return (Change("documents", "set", {"number": event.number}, void), exemplar)


def batch_started(event: Event) -> tuple[Change, ...]:
    """A run of a command began."""
    data = event.data
    values = {
        "key": data["key"],
        "run": data["run"],
        "command": data["command"],
        "state": "begun",
        "begun_at": data["begun_at"],
        "data": as_text(data["about"]),
        "begun_seq": event.seq,
    }
    return (Change("batches", "put", {"id": event.batch}, values),)


def batch_finished(event: Event) -> tuple[Change, ...]:
    """A run of a command ended."""
    values = {
        "state": "ended",
        "ended_at": stamp_time(event.at),
        "ended_seq": event.seq,
    }
    return (Change("batches", "set", {"id": event.batch}, values),)


def item(ending: str) -> Callable[[Event], tuple[Change, ...]]:
    """Return the projection of a carrier that took no number and ended so."""

    def change(event: Event) -> tuple[Change, ...]:
        data = event.data
        values = {
            "ending": ending,
            "sha256": data.get("sha256"),
            "reasons": as_text(data["reasons"]),
            "number": event.number,
            "vault": data.get("vault"),
            "data": as_text(data["item"]),
            "decision": None,
            "decided_seq": None,
            "seq": event.seq,
        }
        key = {"batch": event.batch, "file": data["file"]}
        return (Change("items", "put", key, values),)

    return change


def decided(event: Event) -> tuple[Change, ...]:
    """A person decided what waited."""
    key = {"batch": event.batch, "file": event.data["file"]}
    values = {
        "decision": as_text(event.data["decision"]),
        "number": event.number,
        "decided_seq": event.seq,
    }
    return (Change("items", "set", key, values),)
