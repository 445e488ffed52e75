"""What a rule forbids stays in the register, whichever command was refused."""

from pathlib import Path

import pytest

from models.events import Event, EventKind
from pipeline.office import open_office
from pipeline.register import queries
from tests.build_letters import write_letter
from tests.run_belgi import Belgi

BY = ("--by", "Ким В. В.", "--why", "решение")


def refusals(office: Path) -> list[Event]:
    with open_office(office) as opened, opened.register.reading() as connection:
        return list(queries.events_of(connection, [EventKind.REFUSED]))


def test_an_intake_under_an_unknown_contract_leaves_its_refusal(
    belgi: Belgi, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    out = tmp_path / "out"
    answer = belgi.take_in(tmp_path / "in", contract="№ 9", out=out)
    assert (answer.code, "article 7" in answer.err) == (4, True), answer
    (event,) = refusals(belgi.office)
    assert (event.article, event.number) == ("7", None)
    assert event.data == {"command": "intake", "reason": "no-contract"}
    assert not out.exists()
    belgi.sound()


def test_a_decision_that_lowers_a_certain_mark_leaves_its_refusal(
    belgi: Belgi, tmp_path: Path
) -> None:
    rows = tmp_path / "list.csv"
    rows.write_text("file,degree\na.pdf,secret\n")
    write_letter(tmp_path / "in" / "a.pdf", "Совершенно секретно")
    assert belgi.take_in(tmp_path / "in", inventory=rows).code == 3
    (waiting,) = belgi.do("held", "list").rows
    answer = belgi("held", "decide", waiting["id"], "--degree", "secret", *BY)
    assert (answer.code, "article 4.1(2)" in answer.err) == (4, True), answer
    (event,) = refusals(belgi.office)
    assert event.data == {"command": "held decide", "reason": "below-found"}
    assert belgi.do("held", "list").rows == [waiting]
    belgi.sound()


def test_a_decision_for_more_than_the_equivalent_leaves_its_refusal(
    belgi: Belgi, tmp_path: Path
) -> None:
    rows = tmp_path / "list.csv"
    rows.write_text("file,degree\n")
    write_letter(tmp_path / "in" / "a.pdf")
    assert belgi.take_in(tmp_path / "in", inventory=rows).code == 3
    (waiting,) = belgi.do("held", "list").rows

    answer = belgi("held", "decide", waiting["id"], "--degree", "top-secret", *BY)

    assert (answer.code, "article 6(1)" in answer.err) == (4, True), answer
    (event,) = refusals(belgi.office)
    assert event.data == {"command": "held decide", "reason": "not-equivalent"}
    belgi.do("held", "decide", waiting["id"], "--degree", "secret", *BY)
    belgi.sound()


def test_an_agreement_cannot_end_before_it_began(belgi: Belgi) -> None:
    answer = belgi("agreement", "end", "--date", "2001-01-01")
    assert (answer.code, "article 14(4)" in answer.err) == (4, True), answer
    assert [event.data["reason"] for event in refusals(belgi.office)] == [
        "before-start"
    ]


def test_the_reason_beside_a_held_file_names_it(belgi: Belgi, tmp_path: Path) -> None:
    rows = tmp_path / "list.csv"
    rows.write_text("file,degree\na.pdf,\nlost.pdf,\n")
    write_letter(tmp_path / "in" / "a.pdf", None)
    out = tmp_path / "out"
    assert belgi.take_in(tmp_path / "in", inventory=rows, out=out).code == 3
    for row in belgi.do("held", "list").rows:
        said = (out / "held" / f"{row['file']}.reason.txt").read_text()
        assert f"belgi held decide {row['id']} " in said
        assert row["reasons"][0] in said


@pytest.fixture
def czech(belgi: Belgi, tmp_path: Path) -> Belgi:
    """An office under an agreement that leaves a choice, with two held letters."""
    belgi.office = tmp_path / "czech"
    named = ("--party", "CZ", "--name", "Úřad", "--agreement", "cz-sk")
    assert belgi("init", belgi.office, *named, office=False).code == 0
    write_letter(tmp_path / "in" / "a.pdf", "Tajné")
    assert belgi.take_in(tmp_path / "in", sender="SK:Ministerstvo").code == 3
    return belgi


def test_a_choice_of_the_table_may_be_a_lower_step_of_ours(czech: Belgi) -> None:
    (waiting,) = czech.do("held", "list").rows
    shown = czech("held", "show", waiting["id"]).out
    assert "--degree confidential" in shown
    assert "--degree restricted" in shown
    czech.do("held", "decide", waiting["id"], "--degree", "restricted", *BY)
    assert czech.do("register", "list").rows[0]["number"] == "1V/2026"
    answer = czech("copy", "1V/2026", "--copies", "1")
    assert answer.code == 4
    assert "its file does not say which article" in answer.err
    (event,) = refusals(czech.office)
    assert event.article is None
    czech.sound()
