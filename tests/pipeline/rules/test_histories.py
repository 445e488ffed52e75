"""Properties of whole histories: no sequence of operations gets round the rules.

The history is replayed on accounts alone, as the register would, and checked against
a ledger of what the consents allowed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.accounts import (
    Account,
    Consent,
    DocumentKind,
    Exemplar,
    ExemplarState,
    Permit,
)
from models.degrees import Degree
from models.rulings import Operation, Permitted, Refused
from models.settings import Body
from pipeline.rules.changes import change_degree, declassify, notice, use
from pipeline.rules.ending import breach, destroy, end_agreement
from pipeline.rules.intake import Dossier, receive
from pipeline.rules.making import copy, derive, joint, translate
from pipeline.rules.movement import (
    hand_out,
    open_carrier,
    release,
    return_carrier,
    take_back,
    transfer,
)
from tests.build_accounts import (
    COMPETENT,
    DAY,
    GIVER,
    OFFICE,
    OTHER,
    PERSON,
    SECOND,
    SECRET,
    SPECIAL,
    STANDING,
    THIRD,
    TOP,
    received,
)
from tests.pipeline.rules.ledger import is_covered

DEGREES = st.sampled_from([SECRET, TOP, SPECIAL])
BODIES = st.sampled_from([GIVER, GIVER, COMPETENT, OTHER, OFFICE, THIRD])
NUMBERS = st.integers(0, 4)
PERMITS = st.sampled_from([Permit.COPY, *(p for p in Permit if p != Permit.DESTROY)])
FLAWS: dict[str, Callable[[date], object]] = {
    "number": lambda day: "99",
    "permits": lambda day: (Permit.DESTROY,),
    "giver": lambda day: OTHER,
    "given_on": lambda day: day + timedelta(days=2),
    "until": lambda day: day - timedelta(days=1),
    "degree": lambda day: None,
}


class History(RuleBasedStateMachine):
    """Documents, translations and derived documents, with consents at random."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: list[Account] = [
            received(number="0", degree=TOP),
            received(number="1", degree=SPECIAL),
        ]
        self.first: list[Degree] = [TOP, SPECIAL]
        self.consents: dict[str, Consent] = {}
        self.day = DAY
        self.made: dict[str, int] = {}
        self.told: set[tuple[str, Degree]] = set()
        """Which degree a giver's own notice gave to which document."""
        self.ended: date | None = None

    @property
    def standing(self):  # type: ignore[no-untyped-def]
        agreement = replace(STANDING.agreement, ended_on=self.ended)
        return replace(STANDING, day=self.day, agreement=agreement)

    def covered(
        self, account: Account, permit: Permit, degree: Degree | None = None
    ) -> bool:
        known = self.consents.values()
        return is_covered(account, permit, degree, consents=known, day=self.day)

    def pick(self, at: int) -> int:
        return at % len(self.accounts)

    @rule(
        number=NUMBERS,
        permit=PERMITS,
        copies=st.none() | st.integers(1, 3),
        degree=DEGREES,
        giver=st.sampled_from([GIVER, GIVER, OFFICE]),
        flaw=st.sampled_from([*[None] * 6, *FLAWS]),
    )
    def add_consent(
        self,
        number: int,
        permit: Permit,
        copies: int | None,
        degree: Degree,
        giver: Body,
        flaw: str | None,
    ) -> None:
        """Record a consent that is right in everything but perhaps one thing."""
        reference = f"c{len(self.consents)}"
        fields: dict[str, object] = {
            "number": str(self.pick(number)),
            "permits": (permit,),
            "giver": giver,
            "given_on": self.day,
            "until": self.day + timedelta(days=1),
            "copies": copies,
            "degree": degree,
        }
        if flaw:
            fields[flaw] = FLAWS[flaw](self.day)
        self.consents[reference] = Consent(reference=reference, **fields)  # type: ignore[arg-type]

    @rule(days=st.integers(0, 2))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(at=NUMBERS, copies=st.integers(1, 3))
    def copy(self, at: int, copies: int) -> None:
        account = self.accounts[self.pick(at)]
        ruling = copy(
            account,
            copies=copies,
            consents=list(self.consents.values()),
            standing=self.standing,
        )
        if not isinstance(ruling, Permitted):
            return
        assert ruling.degree == account.degree
        assert self.covered(account, Permit.COPY)
        assert sum(drawn for _, drawn in ruling.draws) >= copies
        for reference, drawn in ruling.draws:
            consent = self.consents[reference]
            self.consents[reference] = replace(consent, drawn=consent.drawn + drawn)
            self.made[reference] = self.made.get(reference, 0) + drawn

    @rule(at=NUMBERS)
    def translate(self, at: int) -> None:
        source = self.accounts[self.pick(at)]
        ruling = translate(
            source,
            translator=replace(PERSON, clearance=SPECIAL, until=date.max),
            name="x",
            standing=self.standing,
        )
        if isinstance(ruling, Permitted) and ruling.degree is not None:
            self._add(DocumentKind.TRANSLATION, ruling.degree, source)
            assert ruling.degree == source.degree

    @rule(one=NUMBERS, two=NUMBERS, degree=st.none() | DEGREES)
    def derive(self, one: int, two: int, degree: Degree | None) -> None:
        sources = [self.accounts[self.pick(at)] for at in (one, two)]
        ruling = derive(sources, degree=degree, standing=self.standing)
        if isinstance(ruling, Permitted) and ruling.degree is not None:
            secret = [s.degree for s in sources if not s.declassified]
            assert all(ruling.degree >= floor for floor in secret)
            self._add(DocumentKind.DERIVED, ruling.degree, *sources)

    def _add(self, kind: DocumentKind, degree: Degree, *parents: Account) -> None:
        if len(self.accounts) > 6:
            return
        number = str(len(self.accounts))
        self.accounts.append(
            received(
                number=number,
                kind=kind,
                degree=degree,
                givers=(GIVER, OFFICE) if kind is DocumentKind.JOINT else (GIVER,),
                parents=tuple(parent.number for parent in parents),
            )
        )
        self.first.append(degree)

    @rule(at=NUMBERS, degree=DEGREES)
    def change(self, at: int, degree: Degree) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        ruling = change_degree(
            account,
            degree=degree,
            consents=list(self.consents.values()),
            standing=self.standing,
        )
        if isinstance(ruling, Permitted):
            assert self.covered(account, Permit.CHANGE_DEGREE, degree)
            self.accounts[index] = replace(account, degree=degree)

    @rule(at=NUMBERS)
    def declassify(self, at: int) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        ruling = declassify(
            account, consents=list(self.consents.values()), standing=self.standing
        )
        if isinstance(ruling, Permitted):
            assert self.covered(account, Permit.DECLASSIFY)
            self.accounts[index] = replace(account, declassified=True)

    @rule(at=NUMBERS, body=BODIES)
    def tell(self, at: int, body) -> None:  # type: ignore[no-untyped-def]
        account = self.accounts[self.pick(at)]
        ruling = notice(account, giver=body, degree=SECRET, standing=self.standing)

        if isinstance(ruling, Permitted) and ruling.degree is not None:
            assert body in (GIVER, COMPETENT)
            assert account.kind is not DocumentKind.JOINT
            self.accounts[self.pick(at)] = replace(account, degree=ruling.degree)
            self.told.add((account.number, ruling.degree))

    @rule(letter=st.booleans(), partner=BODIES, degree=DEGREES, at=NUMBERS)
    def join(self, letter: bool, partner: Body, degree: Degree, at: int) -> None:
        source = self.accounts[self.pick(at)]
        ruling = joint(
            partner=partner,
            degree=degree,
            reference="№ 1" if letter else None,
            recorded=None,
            sources=[source],
            standing=self.standing,
        )
        if isinstance(ruling, Permitted) and ruling.degree is not None:
            assert letter
            assert partner.party == "BY"
            assert source.declassified or ruling.degree >= source.degree
            if partner == GIVER:
                self._add(DocumentKind.JOINT, ruling.degree, source)

    @rule(at=NUMBERS, clearance=DEGREES, days=st.integers(-1, 1), needs=st.booleans())
    def hand_out(self, at: int, clearance: Degree, days: int, needs: bool) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        until = self.day + timedelta(days=days)
        person = replace(PERSON, clearance=clearance, until=until)
        asked = {"person": person, "name": "x", "standing": self.standing}
        need = "duty" if needs else None
        ruling = hand_out(account, copy=None, need=need, **asked)  # type: ignore[arg-type]
        looked = open_carrier(account, **asked)  # type: ignore[arg-type]
        cleared = days >= 0 and clearance >= account.degree
        assert cleared or account.declassified or isinstance(looked, Refused)
        if isinstance(ruling, Permitted):
            assert needs
            assert cleared or account.declassified
            assert account.exemplars[0] == Exemplar(copy=None)
            held = (Exemplar(copy=None, holder="x"),)
            self.accounts[index] = replace(account, exemplars=held)

    @rule(at=NUMBERS)
    def take_back(self, at: int) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        ruling = take_back(account, copy=None, standing=self.standing)
        had = account.exemplars[0].holder is not None
        assert isinstance(ruling, Permitted) is had
        if had:
            back = (Exemplar(copy=None),)
            self.accounts[index] = replace(account, exemplars=back)

    @rule(at=NUMBERS, to=BODIES, papers=st.lists(st.booleans(), min_size=3, max_size=3))
    def transfer(self, at: int, to: Body, papers: list[bool]) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        confirmed, decided, named = papers
        ruling = transfer(
            account,
            copy=None,
            to=to,
            channel="courier" if named else "post",
            confirmation="№ 1" if confirmed else None,
            decision="№ 2" if decided else None,
            standing=self.standing,
        )
        if isinstance(ruling, Permitted):
            assert all(papers)
            assert to.party == "BY"
            assert account.exemplars[0] == Exemplar(copy=None)
            sent = (Exemplar(copy=None, state=ExemplarState.TRANSFERRED),)
            self.accounts[index] = replace(account, exemplars=sent)

    @rule(at=NUMBERS, purpose=st.sampled_from(["Совместные испытания", "продажа"]))
    def use(self, at: int, purpose: str) -> None:
        account = self.accounts[self.pick(at)]
        ruling = use(
            account,
            purpose=purpose,
            consents=list(self.consents.values()),
            standing=self.standing,
        )
        if isinstance(ruling, Permitted) and purpose not in account.purposes:
            assert self.covered(account, Permit.PURPOSE)

    @rule(at=NUMBERS)
    def breach(self, at: int) -> None:
        ruling = breach(self.accounts[self.pick(at)], what="x", standing=self.standing)
        assert isinstance(ruling, Permitted)

    @rule()
    def end_agreement(self) -> None:
        """From here on the agreement has ended; every other rule still holds."""
        assert isinstance(end_agreement(self.standing), Permitted)
        self.ended = self.day

    @rule(named=st.booleans())
    def receive(self, named: bool) -> None:
        ruling = receive(
            Dossier(sender=GIVER), contract_named=named, standing=self.standing
        )
        assert isinstance(ruling, Permitted) is not named
        if isinstance(ruling, Permitted):
            self._add(DocumentKind.RECEIVED, SECRET)

    @rule(at=NUMBERS, to=BODIES)
    def release(self, at: int, to) -> None:  # type: ignore[no-untyped-def]
        account = self.accounts[self.pick(at)]
        ruling = release(
            account,
            to=to,
            consents=list(self.consents.values()),
            standing=self.standing,
        )
        if isinstance(ruling, Permitted):
            assert to == THIRD
            assert self.covered(account, Permit.RELEASE)

    @rule(at=NUMBERS, how=st.sampled_from(["destroy", "return"]))
    def leave(self, at: int, how: str) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        if how == "destroy":
            people = [
                (person.name, replace(person, clearance=SPECIAL, until=date.max))
                for person in (PERSON, SECOND)
            ]
            ruling = destroy(
                account, copies=[None], act="1", people=people, standing=self.standing
            )
            state = ExemplarState.DESTROYED
        else:
            ruling = return_carrier(
                account, copy=None, channel="courier", standing=self.standing
            )
            state = ExemplarState.RETURNED
        gone = account.exemplars[0] != Exemplar(copy=None)
        assert isinstance(ruling, Permitted) is not gone
        if isinstance(ruling, Permitted):
            left = (Exemplar(copy=None, state=state),)
            self.accounts[index] = replace(account, exemplars=left)

    @invariant()
    def no_mark_is_lowered_without_a_consent(self) -> None:
        named = {
            (consent.number, degree)
            for consent in self.consents.values()
            for degree in [consent.degree]
            if Permit.CHANGE_DEGREE in consent.permits
            and consent.giver in (GIVER, COMPETENT)
        } | self.told
        for account, first in zip(self.accounts, self.first, strict=True):
            assert account.degree == first or (account.number, account.degree) in named

    @invariant()
    def no_copy_is_issued_beyond_a_consent(self) -> None:
        for reference, made in self.made.items():
            assert made <= (self.consents[reference].copies or 1)


def test_every_operation_is_among_the_steps() -> None:
    steps = {"joint": "join", "change-degree": "change", "notice": "tell"}
    steps |= {"return": "leave", "destroy": "leave", "open": "hand_out"}
    for operation in Operation:
        name = steps.get(operation.value, operation.value.replace("-", "_"))
        assert hasattr(getattr(History, name), "hypothesis_stateful_rule"), name


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=120, stateful_step_count=30, derandomize=True
)
