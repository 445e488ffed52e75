"""Which article a ruling cites: always that of the agreement in force."""

from dataclasses import replace

import pytest

from models.agreement import Agreement
from models.agreement_file import RULES, load_agreement
from models.degrees import Degree
from models.errors import ConfigError, RefusedError
from models.outcomes import Outcome, Verdict
from models.rulings import Refused
from models.settings import Body
from pipeline.rules.changes import notice
from pipeline.rules.ending import breach, destroy
from pipeline.rules.intake import Dossier, Mark, decide_intake
from pipeline.rules.making import copy
from pipeline.rules.movement import transfer
from pipeline.rules.standing import NOT_CITED, Standing, require
from tests.build_accounts import DAY, received
from tests.build_agreement import GOOD

KZ_BY, CZ_SK = load_agreement("kz-by"), load_agreement("cz-sk")
PARTIES = {"kz-by": ("KZ", "BY"), "cz-sk": ("CZ", "SK")}


def standing(agreement: Agreement) -> Standing:
    us = PARTIES[agreement.id][0]
    return Standing(agreement=agreement, office=Body(party=us, name="o"), day=DAY)


def of(agreement: Agreement, degree: Degree):  # type: ignore[no-untyped-def]
    giver = Body(party=PARTIES[agreement.id][1], name="g")
    return received(givers=(giver,), degree=degree)


@pytest.mark.parametrize(
    ("agreement", "transferring", "copying", "breaching"),
    [(KZ_BY, "5.1", "6(4)", "11"), (CZ_SK, "6", None, "10")],
    ids=["kz-by", "cz-sk"],
)
def test_a_ruling_cites_the_article_of_its_agreement(
    agreement: Agreement,
    transferring: str,
    copying: str | None,
    breaching: str,
) -> None:
    where = standing(agreement)
    account = of(agreement, agreement.degree("secret"))
    sent = transfer(
        account,
        copy=None,
        to=Body(party=PARTIES[agreement.id][1], name="g"),
        channel="courier",
        confirmation=None,
        decision=None,
        standing=where,
    )

    copied = copy(account, copies=1, consents=[], standing=where)

    assert sent.article == transferring
    assert copied.article == copying
    assert breach(account, what="x", standing=where).article == breaching


def test_a_refusal_says_plainly_that_no_article_is_recorded() -> None:
    account = of(CZ_SK, CZ_SK.degree("secret"))
    ruling = destroy(
        account, copies=[None], act="1", people=[], standing=standing(CZ_SK)
    )

    with pytest.raises(RefusedError, match="two different people") as caught:
        require(ruling)

    assert NOT_CITED in str(caught.value)
    assert caught.value.article is None


@pytest.mark.parametrize(
    ("agreement", "slug", "sender", "us", "article"),
    [
        (CZ_SK, "top-secret", "CZ", "SK", None),
        (KZ_BY, "secret", "BY", "KZ", "6(1)"),
    ],
    ids=["cz-sk", "kz-by"],
)
def test_a_mark_cites_the_article_of_its_agreement(
    agreement: Agreement, slug: str, sender: str, us: str, article: str | None
) -> None:
    decided = decide_intake(
        Verdict(outcome=Outcome.MARKED, degree=agreement.degree(slug)),
        file="a.pdf",
        row=None,
        active=(),
        dossier=Dossier(sender=Body(party=sender, name="g")),
        standing=replace(standing(agreement), office=Body(party=us, name="o")),
    )

    assert isinstance(decided, Mark)
    assert decided.article == article


def test_the_first_agreement_cites_every_rule_and_none_is_borrowed() -> None:
    assert {rule: KZ_BY.article(rule) for rule in RULES} == {r: r for r in RULES}
    assert CZ_SK.article("6(4)") is None


def test_an_article_for_no_rule_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "made.toml"
    table = '[articles]\n"6(1)" = "9"\n"6(9)" = "10"\n\n[[degrees]]'
    file.write_text(GOOD.replace("[[degrees]]", table, 1))

    with pytest.raises(ConfigError, match=r"6\(9\)"):
        load_agreement(str(file))

    file.write_text(file.read_text().replace('"6(9)" = "10"\n', ""))
    assert load_agreement(str(file)).article("6(1)") == "9"


def test_a_notice_with_several_equivalents_says_which_and_how_to_go_on() -> None:
    account = of(CZ_SK, CZ_SK.degree("secret"))

    ruling = notice(
        account,
        giver=account.givers[0],
        degree=CZ_SK.degree("top-secret"),
        standing=standing(CZ_SK),
    )

    assert isinstance(ruling, Refused)
    assert ruling.slug == "choose-needed"
    assert "(top-secret, secret, confidential)" in ruling.reason
    assert "belgi change-degree" in ruling.reason
