"""What an event changes in the running tables: a pure function of the event alone.

A rebuild runs the same functions over the same events, so that the running tables can
never know more than the chain.
"""

from collections.abc import Callable, Mapping

from models.events import Event, EventKind
from pipeline.register import life, making
from pipeline.register.change import Change


def project(event: Event) -> tuple[Change, ...]:
    """Return the changes that an event makes in the running tables."""
    make = PROJECTIONS.get(event.kind)
    return make(event) if make else ()


PROJECTIONS: Mapping[EventKind, Callable[[Event], tuple[Change, ...]]] = {
    EventKind.RESERVED: making.reserved,
    EventKind.VOIDED: making.voided,
    EventKind.RECEIVED: making.completed,
    EventKind.TRANSLATED: making.completed,
    EventKind.COPIED: making.completed,
    EventKind.DERIVED: making.completed,
    EventKind.JOINT_MADE: making.completed,
    EventKind.SPOILED: life.ends("spoiled"),
    EventKind.TRANSFERRED: life.ends("transferred"),
    EventKind.RELEASED: life.released,
    EventKind.RETURNED: life.ends("returned"),
    EventKind.DESTROYING: life.destroying,
    EventKind.DESTROYED: life.ends("destroyed"),
    EventKind.HANDED_OUT: life.handed_out,
    EventKind.TAKEN_BACK: life.taken_back,
    EventKind.DEGREE_CHANGED: life.degree_changed,
    EventKind.DECLASSIFIED: life.declassified,
    EventKind.NOTICE_RECORDED: life.noticed,
    EventKind.PURPOSE_ADDED: life.purpose_added,
    EventKind.CONSENT_ADDED: life.consent_added,
    EventKind.PERSON_ADDED: life.person_added,
    EventKind.CONTRACT_ADDED: life.contract_added,
    EventKind.FELL_DUE: life.fell_due,
    EventKind.FULFILLED: life.fulfilled,
    EventKind.BATCH_STARTED: making.batch_started,
    EventKind.BATCH_FINISHED: making.batch_finished,
    EventKind.HELD: making.item("held"),
    EventKind.FAILED: making.item("failed"),
    EventKind.LISTED: making.item("not_secret"),
    EventKind.DECIDED: making.decided,
}
