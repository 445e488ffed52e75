"""What people record: consents, people with clearances, contracts.

Source: articles 4.2 (clearances), 4.3 and 7 (contracts), 6.3 and 6.4 (consents).
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from models.accounts import Consent, ContractItem, Person
from models.errors import UsageError
from models.events import Event, EventKind, EventValue
from pipeline.office import Office
from pipeline.register import queries


def add_consent(
    office: Office, consent: Consent, *, letter: Path | None, at: datetime
) -> None:
    """Record a written permission of the body that gave a document.

    Args:
        office: Ours.
        consent: As its letter says.
        letter: The letter itself, kept in the vault.
        at: The clock.

    Raises:
        UsageError: The document is unknown, or the reference is recorded already.
    """
    file_sha256 = None
    if letter is not None:
        owner = f"consent {consent.reference}"
        file_sha256 = office.vault.put(letter, owner=owner).sha256
    with office.register.writing(at=at) as desk:
        scale = office.register.scale
        number = consent.number
        if number and queries.account(desk.connection, number, scale) is None:
            raise UsageError(
                f"the register knows no document {number!r}, which the consent "
                "names; belgi register list shows those it knows"
            )
        known = queries.list_consents(
            desk.connection, scale, reference=consent.reference
        )
        if any(one.number == consent.number for one in known):
            raise UsageError(
                f"the consent {consent.reference!r} is recorded for this document "
                "already; a consent is never changed"
            )
        desk.record([consent_event(consent, at=at, file_sha256=file_sha256)])


def consent_event(
    consent: Consent, *, at: datetime, file_sha256: str | None = None
) -> Event:
    """Return the event that records a consent, with the sum of its letter."""
    data = consent_data(consent)
    if file_sha256 is not None:
        data["file_sha256"] = file_sha256
    return Event(kind=EventKind.CONSENT_ADDED, at=at, number=consent.number, data=data)


def consent_data(consent: Consent) -> dict[str, EventValue]:
    """Return what the register keeps of a consent."""
    recipient = consent.recipient
    return {
        "reference": consent.reference,
        "permits": [permit.value for permit in consent.permits],
        "giver": {"party": consent.giver.party, "name": consent.giver.name},
        "given_on": consent.given_on.isoformat(),
        "copies": consent.copies,
        "degree": consent.degree.slug if consent.degree else None,
        "recipient": dict(asdict(recipient)) if recipient else None,
        "until": consent.until.isoformat() if consent.until else None,
    }


def list_consents(
    office: Office, *, reference: str | None = None, number: str | None = None
) -> tuple[Consent, ...]:
    """Return the consents that were recorded, in that order."""
    with office.register.reading() as connection:
        return queries.list_consents(
            connection, office.register.scale, reference=reference, number=number
        )


def add_person(office: Office, person: Person, *, at: datetime) -> None:
    """Record somebody's clearance; a later entry for the name replaces it."""
    data: dict[str, EventValue] = {
        "name": person.name,
        "clearance": person.clearance.slug,
        "until": person.until.isoformat(),
        "post": person.post,
    }
    event = Event(
        kind=EventKind.PERSON_ADDED, at=at, article=office.cite("4.2"), data=data
    )
    office.register.record([event], at=at)


def list_people(office: Office) -> tuple[Person, ...]:
    """Return the people with clearances, by name."""
    with office.register.reading() as connection:
        return queries.list_people(connection, office.register.scale)


def add_contract(
    office: Office, reference: str, items: Sequence[ContractItem], *, at: datetime
) -> None:
    """Record a contract with its list of items and their degrees (article 7).

    Raises:
        UsageError: It is recorded already.
    """
    rows: list[EventValue] = [
        {**asdict(item), "degree": item.degree.slug} for item in items
    ]
    with office.register.writing(at=at) as desk:
        scale = office.register.scale
        if queries.find_contract(desk.connection, reference, scale) is not None:
            raise UsageError(f"the contract {reference!r} is recorded already")
        data: dict[str, EventValue] = {"reference": reference, "items": rows}
        kind = EventKind.CONTRACT_ADDED
        desk.record([Event(kind=kind, at=at, article=office.cite("7"), data=data)])
