"""Properties of whole histories: no sequence of operations gets round the rules.

The history is replayed on accounts alone, as the register would, and checked against
a ledger of what the consents allowed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
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
from models.rulings import Permitted
from pipeline.rules.changes import change_degree, declassify, notice
from pipeline.rules.consents import drawn_on
from pipeline.rules.ending import destroy
from pipeline.rules.making import copy, derive, translate
from pipeline.rules.movement import release, return_carrier
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

    @property
    def standing(self):  # type: ignore[no-untyped-def]
        return replace(STANDING, day=self.day)

    def covered(self, number: str, permit: Permit, degree: Degree | None) -> bool:
        """Whether some consent allows it: written again, without the rules' code."""
        return any(
            consent.number == number
            and permit in consent.permits
            and consent.giver in (GIVER, COMPETENT)
            and consent.given_on <= self.day
            and (consent.until is None or self.day <= consent.until)
            and (permit is not Permit.CHANGE_DEGREE or consent.degree == degree)
            for consent in self.consents.values()
        )

    def pick(self, at: int) -> int:
        return at % len(self.accounts)

    @rule(
        number=NUMBERS,
        permit=PERMITS,
        copies=st.none() | st.integers(1, 3),
        degree=DEGREES,
        flaw=st.sampled_from([*[None] * 6, *FLAWS]),
    )
    def add_consent(
        self,
        number: int,
        permit: Permit,
        copies: int | None,
        degree: Degree,
        flaw: str | None,
    ) -> None:
        """Record a consent that is right in everything but perhaps one thing."""
        reference = f"c{len(self.consents)}"
        fields: dict[str, object] = {
            "number": str(self.pick(number)),
            "permits": (permit,),
            "giver": GIVER,
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
        assert self.covered(account.number, Permit.COPY, None)
        assert sum(drawn for _, drawn in ruling.draws) >= copies
        for reference, drawn in ruling.draws:
            self.consents[reference] = drawn_on(self.consents[reference], drawn)
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
            assert self.covered(account.number, Permit.CHANGE_DEGREE, degree)
            self.accounts[index] = replace(account, degree=degree)

    @rule(at=NUMBERS)
    def declassify(self, at: int) -> None:
        index = self.pick(at)
        account = self.accounts[index]
        ruling = declassify(
            account, consents=list(self.consents.values()), standing=self.standing
        )
        if isinstance(ruling, Permitted):
            assert self.covered(account.number, Permit.DECLASSIFY, None)
            self.accounts[index] = replace(account, declassified=True)

    @rule(at=NUMBERS, body=BODIES)
    def tell(self, at: int, body) -> None:  # type: ignore[no-untyped-def]
        account = self.accounts[self.pick(at)]
        ruling = notice(account, giver=body, degree=SECRET, standing=self.standing)

        assert not isinstance(ruling, Permitted) or body in (GIVER, COMPETENT)

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
            assert self.covered(account.number, Permit.RELEASE, None)

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
        gone = account.exemplars[0].state is not ExemplarState.IN_HAND
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
        }
        for account, first in zip(self.accounts, self.first, strict=True):
            assert account.degree == first or (account.number, account.degree) in named

    @invariant()
    def no_copy_is_issued_beyond_a_consent(self) -> None:
        for reference, made in self.made.items():
            assert made <= (self.consents[reference].copies or 1)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=120, stateful_step_count=30, deadline=None, derandomize=True
)


@given(
    degrees=st.lists(DEGREES, min_size=1, max_size=5),
    asked=st.none() | DEGREES,
    declassified=st.lists(st.booleans(), min_size=5, max_size=5),
)
@settings(deadline=None)
def test_a_derived_mark_is_never_below_a_secret_source(
    degrees: list[Degree], asked: Degree | None, declassified: list[bool]
) -> None:
    sources = [
        received(degree=degree, declassified=lifted)
        for degree, lifted in zip(degrees, declassified, strict=False)
    ]

    ruling = derive(sources, degree=asked, standing=STANDING)

    floors = [source.degree for source in sources if not source.declassified]
    if isinstance(ruling, Permitted):
        assert ruling.degree is not None
        assert all(ruling.degree >= floor for floor in floors)
    else:
        assert asked is None or asked < max(floors)
