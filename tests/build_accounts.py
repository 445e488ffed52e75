"""Documents, consents and people for the tests of the rules."""

from dataclasses import replace
from datetime import date

from models.accounts import (
    Account,
    Consent,
    DocumentKind,
    Exemplar,
    ExemplarState,
    Permit,
    Person,
)
from models.agreement_file import load_agreement
from models.settings import Body, CompetentBody
from pipeline.rules.standing import Standing

AGREEMENT = load_agreement("kz-by")
SECRET = AGREEMENT.degree("secret")
TOP = AGREEMENT.degree("top-secret")
SPECIAL = AGREEMENT.degree("special-importance")
DAY = date(2026, 11, 22)
OFFICE = Body(party="KZ", name="Бюро")
GIVER = Body(party="BY", name="Министерство")
OTHER = Body(party="BY", name="Комитет")
COMPETENT = Body(party="BY", name="Компетентный орган")
THIRD = Body(party="RU", name="Институт")
STANDING = Standing(
    agreement=AGREEMENT,
    office=OFFICE,
    day=DAY,
    competent=(CompetentBody(body=COMPETENT, holds_from=date(2020, 1, 1)),),
)
PERSON = Person(name="А. Оспанов", clearance=TOP, until=date(2027, 1, 1))
SECOND = Person(name="Б. Ким", clearance=TOP, until=date(2027, 1, 1))


def received(**changes: object) -> Account:
    account = Account(
        number="12с/2026",
        kind=DocumentKind.RECEIVED,
        degree=SECRET,
        givers=(GIVER,),
        purposes=("Совместные испытания",),
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def joint_document(**changes: object) -> Account:
    return received(kind=DocumentKind.JOINT, givers=(GIVER, OFFICE), **changes)


def gone(state: ExemplarState) -> Account:
    return received(exemplars=(Exemplar(copy=None, state=state),))


def handed_out(holder: str = "В. Цой") -> Account:
    return received(exemplars=(Exemplar(copy=None, holder=holder),))


def consent(permit: Permit = Permit.COPY, **changes: object) -> Consent:
    given = Consent(
        reference="7/15",
        number="12с/2026",
        permits=(permit,),
        giver=GIVER,
        given_on=date(2026, 11, 1),
        copies=3,
    )
    return replace(given, **changes)  # type: ignore[arg-type]
