"""What the events of a document's life, of people and papers change in the tables."""

from collections.abc import Callable

from models.events import Event
from pipeline.register.change import Change, as_text, exemplar_key


def ends(state: str) -> Callable[[Event], tuple[Change, ...]]:
    """Return the projection of an exemplar that ends in a state."""

    def change(event: Event) -> tuple[Change, ...]:
        values = {"state": state, "holder": None, "ended_seq": event.seq}
        return (Change("exemplars", "set", exemplar_key(event), values),)

    return change


def destroying(event: Event) -> tuple[Change, ...]:
    """A destruction begins: from here on an exemplar may be only half there."""
    copies = event.data.get("copies")
    return tuple(
        Change(
            "exemplars",
            "set",
            {"number": event.number, "copy": copy or 0},
            {"state": "destroying"},
        )
        for copy in (copies if isinstance(copies, list) else ())
    )


def released(event: Event) -> tuple[Change, ...]:
    """A third party may have a document; the copy that it gets is with us no more."""
    return ends("transferred")(event) if event.copy else ()


def handed_out(event: Event) -> tuple[Change, ...]:
    """A person has an exemplar."""
    holder = {"holder": event.data["person"]}
    return (Change("exemplars", "set", exemplar_key(event), holder),)


def taken_back(event: Event) -> tuple[Change, ...]:
    """The office has an exemplar again."""
    return (Change("exemplars", "set", exemplar_key(event), {"holder": None}),)


def degree_changed(event: Event) -> tuple[Change, ...]:
    """A document and its carriers have another degree."""
    document = Change(
        "documents", "set", {"number": event.number}, {"degree": event.data["degree"]}
    )
    return (document, *_carriers(event))


def declassified(event: Event) -> tuple[Change, ...]:
    """A document is free, and its carriers say so."""
    declassified = {"declassified": 1}
    document = Change("documents", "set", {"number": event.number}, declassified)
    return (document, *_carriers(event))


def noticed(event: Event) -> tuple[Change, ...]:
    """The giver told us of a change."""
    if event.data.get("declassified"):
        return declassified(event)
    return degree_changed(event) if event.data.get("degree") else ()


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


def purpose_added(event: Event) -> tuple[Change, ...]:
    """A document may be used for one purpose more."""
    purposes = {"purposes": as_text(event.data["purposes"])}
    return (Change("documents", "set", {"number": event.number}, purposes),)


def consent_added(event: Event) -> tuple[Change, ...]:
    """A body permitted something."""
    data = event.data
    key = {"reference": data["reference"], "number": event.number or ""}
    values = {
        "permits": as_text(data["permits"]),
        "giver": as_text(data["giver"]),
        "given_on": data["given_on"],
        "copies": data.get("copies"),
        "degree": data.get("degree"),
        "recipient": as_text(data.get("recipient")),
        "until": data.get("until"),
        "file_sha256": data.get("file_sha256"),
        "seq": event.seq,
    }
    return (Change("consents", "put", key, values),)


def person_added(event: Event) -> tuple[Change, ...]:
    """Somebody has a clearance."""
    data = event.data
    values = {
        "clearance": data["clearance"],
        "until": data["until"],
        "post": data.get("post"),
        "seq": event.seq,
    }
    return (Change("people", "put", {"name": data["name"]}, values),)


def contract_added(event: Event) -> tuple[Change, ...]:
    """A contract lists its items."""
    key = {"reference": event.data["reference"]}
    values = {"items": as_text(event.data["items"]), "seq": event.seq}
    return (Change("contracts", "put", key, values),)


def fell_due(event: Event) -> tuple[Change, ...]:
    """Something has to be done by a date."""
    values = {
        "duty": event.data["duty"],
        "number": event.number,
        "copy": event.copy,
        "batch": event.batch,
        "body": event.data.get("body"),
        "until": event.data["until"],
    }
    return (Change("duties", "put", {"seq": event.seq}, values),)


def fulfilled(event: Event) -> tuple[Change, ...]:
    """It was done."""
    key = {"seq": event.data["due"]}
    return (Change("duties", "set", key, {"fulfilled_seq": event.seq}),)
